import type { FieldProblem, Lang, RefusalName, RefusalParams } from "@yunjian/domain";
import { REFUSALS, refusalText } from "@yunjian/domain";

/** Errors of the transport itself, beside the refusals of the domain. */
export const TRANSPORT_ERRORS = {
  "not-signed-in": { zh: "请先登录。", en: "Please sign in." },
  "request-invalid": { zh: "请求格式不正确。", en: "The request is malformed." },
  "idempotency-mismatch": {
    zh: "同一请求标识已用于另一项内容，请重新提交。",
    en: "This idempotency key was used for another request.",
  },
  "idempotency-key-missing": { zh: "缺少请求标识 Idempotency-Key。", en: "Idempotency-Key is missing." },
  "already-answered": {
    zh: "该请求已经办理。密钥和链接只显示一次，如未保存，请重新生成。",
    en: "This was carried out already. Keys and links are shown once; make a new one if it was not saved.",
  },
  "origin-refused": { zh: "请求来源不被允许。", en: "The request's origin is not allowed." },
  "too-many-requests": { zh: "请求过于频繁，请稍后再试。", en: "Too many requests; try again later." },
  unavailable: {
    zh: "服务暂时不可用，已提交的内容不会丢失，请稍后重试。",
    en: "Temporarily unavailable; nothing handed in is lost. Try again shortly.",
  },
  internal: {
    zh: "系统内部错误，请将请求编号告知系统管理员。",
    en: "Internal error; give the request id to your administrator.",
  },
} as const;
export type ErrorName = RefusalName | keyof typeof TRANSPORT_ERRORS;

const STATUS: Record<ErrorName, number> = {
  "not-found": 404,
  forbidden: 403,
  "not-your-organisation": 403,
  "not-supervisor-of-subject": 403,
  "same-person": 409,
  "same-organisation": 409,
  "admin-posts-exclusive": 409,
  "second-person-needed": 409,
  "no-loosening": 409,
  "separation-hollow": 409,
  "privilege-too-much": 422,
  "own-post": 403,
  "last-holder": 409,
  "already-answered": 409,
  "wrong-state": 409,
  "stale-version": 409,
  "invalid-input": 422,
  "nothing-to-submit": 422,
  "period-closed": 409,
  "period-not-open": 409,
  "reason-required": 422,
  "frequency-looser": 422,
  "file-classified": 422,
  "file-empty": 422,
  "file-malware": 422,
  "file-program": 422,
  "file-type-differs": 422,
  "file-damaged": 422,
  "file-archive-path": 422,
  "file-archive-bomb": 422,
  "file-unscanned": 422,
  "file-infected": 409,
  "scan-waiting": 409,
  "scan-impossible": 409,
  "must-stay": 409,
  "erasure-blocked": 409,
  superseded: 409,
  "already-received": 409,
  "file-gone": 410,
  "already-exists": 409,
  "already-done": 409,
  "in-use": 409,
  "credentials-wrong": 401,
  "account-locked": 429,
  "password-weak": 422,
  "second-factor-needed": 403,
  "second-factor-missing": 403,
  "password-expired": 403,
  "confirmation-needed": 403,
  "confirmation-wrong": 422,
  "code-used": 422,
  "confirmation-locked": 429,
  "factor-last": 409,
  "passkey-impossible": 409,
  "sso-unknown": 404,
  "sso-failed": 422,
  "sso-nobody": 403,
  "sso-other-organisation": 403,
  "sso-issuer": 422,
  "link-expired": 410,
  "deadline-passed": 409,
  "operation-outside-grant": 409,
  "recording-closed": 409,
  "incident-customers-open": 409,
  "incident-report-missing": 409,
  "incident-report-uncompared": 409,
  "incident-customers-first": 409,
  "incident-customer-gone": 422,
  "date-in-past": 422,
  "too-large": 413,
  "storage-full": 507,
  "not-signed-in": 401,
  "request-invalid": 400,
  "idempotency-mismatch": 409,
  "idempotency-key-missing": 400,
  "origin-refused": 403,
  "too-many-requests": 429,
  unavailable: 503,
  internal: 500,
};

/** Thrown by the transport itself, before or around the domain. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: keyof typeof TRANSPORT_ERRORS;
  constructor(code: keyof typeof TRANSPORT_ERRORS) {
    super(TRANSPORT_ERRORS[code].en);
    this.code = code;
  }
}

/** RFC 9457 problem details, as every error answer carries them. */
export interface Problem {
  readonly type: string; // 'urn:yunjian:error:<name>'
  readonly name: ErrorName;
  readonly status: number;
  readonly title: string; // in the caller's language
  readonly requestId: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export function problem(
  name: ErrorName,
  params: RefusalParams,
  fields: readonly FieldProblem[],
  lang: Lang,
  requestId: string,
): Problem {
  return {
    type: `urn:yunjian:error:${name}`,
    name,
    status: STATUS[name],
    title: isRefusal(name) ? refusalText(name, params, lang) : TRANSPORT_ERRORS[name][lang],
    requestId,
    ...(fields.length > 0 && { errors: fields.map((f) => ({ field: f.field, message: f.message[lang] })) }),
  };
}

function isRefusal(name: ErrorName): name is RefusalName {
  return name in REFUSALS;
}
