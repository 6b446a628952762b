import {
  PENDING_STEPS,
  PERMISSIONS,
  POSTS,
  type Permission,
  SIGN_IN_METHODS,
  SIGN_IN_OUTCOMES,
  SIGN_IN_REASONS,
} from "@yunjian/domain";
import {
  Empty,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Text,
  Type,
} from "./route.ts";

const PostName = OneOf(POSTS);
const Password = Type.String({ minLength: 1, maxLength: 200 });

const strict = { additionalProperties: false } as const;

/** How far this session is trusted, and what its person has to do before anything else. */
export const AssuranceView = Type.Object({
  /** 1: password or the like; 2: a second factor. */
  aal: Type.Union([Type.Literal(1), Type.Literal(2)]),
  method: OneOf(["password", "link", "sso"]),
  /** 'factor': present it; 'enrol': set one up; 'password': it ran out. */
  pending: Nullable(OneOf(PENDING_STEPS)),
  /** Until when steps that matter are taken without asking again. */
  confirmedUntil: Nullable(Instant),
  /** By what this person can confirm. */
  factors: Type.Object({
    totp: Type.Boolean(),
    passkey: Type.Boolean(),
    recoveryCodes: Type.Integer(),
    password: Type.Boolean(),
  }),
  passwordExpiresAt: Nullable(Instant),
});
export type AssuranceView = Static<typeof AssuranceView>;

/** What the web client needs to know about who is signed in. */
export const Me = Type.Object({
  person: Type.Object({ id: Id, name: Type.String(), email: Type.String(), lang: OneOf(["zh", "en"]) }),
  organisation: Type.Object({
    id: Id,
    name: Type.String(),
    shortName: Type.String(),
    roles: Type.Array(Type.String()),
  }),
  posts: Type.Array(PostName),
  permissions: Type.Array(OneOf(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
  /** Organisations this person can act for, the current one included. */
  memberships: Type.Array(Type.Object({ orgId: Id, orgName: Type.String(), posts: Type.Array(PostName) })),
  /** Null for keys. */
  assurance: Nullable(AssuranceView),
});

export const getEntry = route({
  method: "GET",
  path: "/api/entry",
  access: "public",
  summary: { zh: "登录页所需信息", en: "What the sign-in page shows" },
  response: Type.Object({
    demo: Type.Boolean(),
    /** Only in demo mode, which listens on this machine alone. */
    accounts: Type.Array(
      Type.Object({
        email: Type.String(),
        password: Type.String(),
        name: Type.String(),
        organisation: Type.String(),
        post: PostName,
      }),
    ),
    /** Nobody exists yet: the one-time set-up link is the only way in. */
    empty: Type.Boolean(),
  }),
});

export const signIn = route({
  method: "POST",
  path: "/api/sign-in",
  access: "public",
  summary: { zh: "登录", en: "Sign in; sets the session cookie" },
  body: Type.Object(
    { email: Text(200), password: Password, orgId: Type.Optional(Id) },
    { additionalProperties: false },
  ),
  response: Type.Object({ orgId: Id, pending: Nullable(OneOf(PENDING_STEPS)) }),
  errors: ["credentials-wrong", "account-locked"],
});

export const signOut = route({
  method: "POST",
  path: "/api/sign-out",
  access: "signed-in",
  early: true,
  summary: { zh: "退出登录", en: "End this session" },
  response: Empty,
});

export const getMe = route({
  method: "GET",
  path: "/api/me",
  access: "signed-in",
  early: true,
  summary: { zh: "当前登录人", en: "Who is signed in" },
  response: Me,
});

export const actFor = route({
  method: "POST",
  path: "/api/me/organisation",
  access: "signed-in",
  summary: { zh: "切换所代表的单位", en: "Act for another of my organisations" },
  body: Type.Object({ orgId: Id }, { additionalProperties: false }),
  response: Empty,
  errors: ["not-found", "sso-other-organisation"],
});

export const setLanguage = route({
  method: "POST",
  path: "/api/me/language",
  access: "signed-in",
  early: true,
  summary: { zh: "切换界面语言", en: "Switch the language" },
  body: Type.Object({ lang: OneOf(["zh", "en"]) }, { additionalProperties: false }),
  response: Empty,
});

export const changePassword = route({
  method: "POST",
  path: "/api/me/password",
  access: "signed-in",
  early: true,
  summary: { zh: "修改口令", en: "Change the password" },
  body: Type.Object({ current: Password, next: Password }, { additionalProperties: false }),
  response: Empty,
  errors: ["credentials-wrong", "password-weak"],
});

/** A POST, because the token is a secret: addresses end up in logs and histories. */
export const getLink = route({
  method: "POST",
  path: "/api/links/look",
  access: "public",
  summary: { zh: "查看一次性链接", en: "What a one-time link is for" },
  body: Type.Object({ token: Text(100) }, { additionalProperties: false }),
  response: Type.Object({
    purpose: OneOf(["setup", "invitation", "reset"]),
    name: Nullable(Type.String()),
    email: Nullable(Type.String()),
  }),
  errors: ["link-expired"],
});

export const setUp = route({
  method: "POST",
  path: "/api/setup",
  access: "public",
  summary: {
    zh: "首次启动：建立监管单位与首位系统管理员",
    en: "First start: the supervising organisation and its system administrator",
  },
  body: Type.Object(
    {
      token: Text(100),
      organisation: Text(100),
      shortName: Text(20),
      region: Text(50),
      name: Text(50),
      email: Type.String({ format: "email", maxLength: 200 }),
      password: Password,
    },
    { additionalProperties: false },
  ),
  response: Empty,
  errors: ["link-expired", "password-weak"],
});

export const useLink = route({
  method: "POST",
  path: "/api/links/use",
  access: "public",
  summary: { zh: "通过邀请或重置链接设置口令", en: "Set the password through an invitation or reset link" },
  body: Type.Object({ token: Text(100), password: Password }, { additionalProperties: false }),
  response: Empty,
  errors: ["link-expired", "password-weak"],
});

export const unlockPerson = route({
  method: "POST",
  path: "/api/people/:id/unlock",
  access: "people.unlock",
  confirm: true,
  summary: { zh: "解除账号锁定", en: "Unlock an account" },
  params: IdParams,
  response: Empty,
  errors: ["not-found", "own-post", "wrong-state"],
});

export const listMySessions = route({
  method: "GET",
  path: "/api/me/sessions",
  access: "signed-in",
  summary: { zh: "我的登录会话", en: "My sessions" },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Id,
        current: Type.Boolean(),
        organisation: Type.String(),
        createdAt: Instant,
        lastSeenAt: Instant,
        expiresAt: Instant,
        address: Type.String(),
        /** Family of browser and system. */
        browser: Type.String(),
        aal: Type.Union([Type.Literal(1), Type.Literal(2)]),
        method: OneOf(["password", "link", "sso"]),
      }),
    ),
  }),
});

export const endMySession = route({
  method: "POST",
  path: "/api/me/sessions/:id/end",
  access: "signed-in",
  summary: { zh: "结束一个登录会话", en: "End one of my sessions" },
  params: IdParams,
  response: Empty,
  errors: ["not-found"],
});

export const endOtherSessions = route({
  method: "POST",
  path: "/api/me/sessions/end-others",
  access: "signed-in",
  summary: { zh: "结束其他全部登录会话", en: "End all my other sessions" },
  response: Type.Object({ ended: Type.Integer() }),
});

// The second factor -----------------------------------------------------------------------------------

const RecoveryCodes = Type.Array(Type.String(), { description: "shown once; each works once" });
/** What the browser's credential API gives, passed on as it came. */
const BrowserCredential = Type.Record(Type.String(), Type.Unknown());
const PasskeyOptions = Type.Object({ options: Type.Record(Type.String(), Type.Unknown()) });
const FactorName = Text(50);
const Code = Type.String({ pattern: "^\\s*[0-9]{3}\\s?[0-9]{3}\\s*$", description: "six digits" });

export const getMySecurity = route({
  method: "GET",
  path: "/api/me/security",
  access: "signed-in",
  early: true,
  summary: { zh: "我的登录安全", en: "My password, factors and recovery codes" },
  response: Type.Object({
    factors: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(["totp", "passkey"]),
        name: Type.String(),
        createdAt: Instant,
        lastUsedAt: Nullable(Instant),
      }),
    ),
    /** The posts ask for a second factor. */
    required: Type.Boolean(),
    recoveryCodesLeft: Type.Integer(),
    recoveryCodesAt: Nullable(Instant),
    passwordChangedAt: Nullable(Instant),
    passwordExpiresAt: Nullable(Instant),
    /** Passkeys need https or localhost. */
    passkeysPossible: Type.Boolean(),
    /** Organisations by whose provider this person can sign in. */
    singleSignOn: Type.Array(
      Type.Object({ organisation: Type.String(), linkedAt: Instant, lastUsedAt: Nullable(Instant) }),
    ),
  }),
});

export const beginTotp = route({
  method: "POST",
  path: "/api/me/factors/totp",
  access: "signed-in",
  early: true,
  confirm: "always",
  answersSecret: true,
  summary: { zh: "开始绑定动态口令", en: "Begin to set up a code generator" },
  body: Type.Object({ name: FactorName }, strict),
  response: Type.Object({
    id: Id,
    /** Base32, for typing. */
    secret: Type.String(),
    /** otpauth://, for the QR code. */
    uri: Type.String(),
  }),
  errors: ["confirmation-needed"],
});

export const finishTotp = route({
  method: "POST",
  path: "/api/me/factors/totp/:id",
  access: "signed-in",
  early: true,
  confirm: "always",
  answersSecret: true,
  summary: { zh: "以首个动态口令完成绑定", en: "Prove the code generator by its first code" },
  params: IdParams,
  body: Type.Object({ code: Code }, strict),
  /** Recovery codes come with the first factor only. */
  response: Type.Object({ recoveryCodes: Nullable(RecoveryCodes) }),
  errors: ["not-found", "confirmation-needed", "confirmation-wrong", "confirmation-locked"],
});

export const beginPasskey = route({
  method: "POST",
  path: "/api/me/factors/passkey/options",
  access: "signed-in",
  early: true,
  confirm: "always",
  answersSecret: true,
  summary: { zh: "开始绑定通行密钥", en: "Begin to set up a passkey" },
  response: PasskeyOptions,
  errors: ["confirmation-needed", "passkey-impossible"],
});

export const finishPasskey = route({
  method: "POST",
  path: "/api/me/factors/passkey",
  access: "signed-in",
  early: true,
  confirm: "always",
  answersSecret: true,
  summary: { zh: "完成绑定通行密钥", en: "Keep the passkey the browser made" },
  body: Type.Object({ name: FactorName, credential: BrowserCredential }, strict),
  response: Type.Object({ recoveryCodes: Nullable(RecoveryCodes) }),
  errors: ["confirmation-needed", "confirmation-wrong", "passkey-impossible", "already-exists"],
});

export const removeFactor = route({
  method: "POST",
  path: "/api/me/factors/:id/remove",
  access: "signed-in",
  confirm: "always",
  summary: { zh: "移除一种第二因素", en: "Remove one of my factors" },
  params: IdParams,
  response: Empty,
  errors: ["not-found", "confirmation-needed", "factor-last"],
});

export const renewRecoveryCodes = route({
  method: "POST",
  path: "/api/me/recovery-codes",
  access: "signed-in",
  confirm: "always",
  answersSecret: true,
  summary: { zh: "重新生成恢复码，旧恢复码随即失效", en: "New recovery codes; older ones stop working" },
  response: Type.Object({ recoveryCodes: RecoveryCodes }),
  errors: ["confirmation-needed", "wrong-state"],
});

export const confirmMe = route({
  method: "POST",
  path: "/api/me/confirm",
  access: "signed-in",
  early: true,
  summary: {
    zh: "以动态口令、恢复码或口令验证身份",
    en: "Prove to be there: by code, recovery code, or password where there is no factor",
  },
  answersSecret: true,
  body: Type.Object(
    {
      by: OneOf(["totp", "recovery-code", "password"]),
      secret: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  response: Type.Object({ confirmedUntil: Instant, recoveryCodesLeft: Type.Integer() }),
  errors: ["confirmation-wrong", "code-used", "confirmation-locked"],
});

export const confirmOptions = route({
  method: "POST",
  path: "/api/me/confirm/passkey/options",
  access: "signed-in",
  early: true,
  answersSecret: true,
  summary: { zh: "开始以通行密钥验证身份", en: "Begin to prove to be there by passkey" },
  response: PasskeyOptions,
  errors: ["wrong-state", "passkey-impossible"],
});

export const confirmByPasskey = route({
  method: "POST",
  path: "/api/me/confirm/passkey",
  access: "signed-in",
  early: true,
  answersSecret: true,
  summary: { zh: "以通行密钥验证身份", en: "Prove to be there by passkey" },
  body: Type.Object({ credential: BrowserCredential }, strict),
  response: Type.Object({ confirmedUntil: Instant }),
  errors: ["confirmation-wrong", "passkey-impossible"],
});

export const resetFactors = route({
  method: "POST",
  path: "/api/people/:id/reset-factors",
  access: "people.unlock",
  confirm: true,
  summary: {
    zh: "重置他人的第二因素，下次登录须重新绑定",
    en: "Void a person's factors and sessions; the next sign-in enrols anew",
  },
  params: IdParams,
  body: Type.Object({ reason: Text(500) }, strict),
  response: Empty,
  errors: ["not-found", "own-post", "wrong-state"],
});

// The sign-in log ---------------------------------------------------------------------------------------

export const SignInEntry = Type.Object({
  id: Id,
  at: Instant,
  person: Nullable(Type.Object({ id: Id, name: Type.String(), organisation: Type.String() })),
  /** The person's, or the one whose identity provider did not let anybody in. */
  organisation: Nullable(Type.String()),
  /** First signs of the keyed hash of a name nobody has: equal ones were the same name. */
  unknownName: Nullable(Type.String()),
  method: OneOf(SIGN_IN_METHODS),
  outcome: OneOf(SIGN_IN_OUTCOMES),
  reason: Nullable(OneOf(SIGN_IN_REASONS)),
  address: Type.String(),
  browser: Type.String(),
  newPlace: Type.Boolean(),
});
export type SignInEntry = Static<typeof SignInEntry>;

export const listSignIns = route({
  method: "GET",
  path: "/api/sign-ins",
  access: "sign-in.read",
  summary: { zh: "登录日志", en: "The sign-in log, newest first" },
  query: Type.Object({
    personId: Type.Optional(Id),
    outcome: Type.Optional(OneOf(SIGN_IN_OUTCOMES)),
    newPlace: Type.Optional(Type.Boolean()),
    ...Paging,
  }),
  response: Page(SignInEntry),
});
