import { addDays, addMonths, dateOf, isIsoDate, type IsoDate } from "./dates.ts";
import type { Permission } from "./permissions.ts";
import { type FieldProblem, invalid } from "./refusal.ts";
import { settingOf, type StoredSettings } from "./setting-values.ts";
import type {
  Bilingual,
  CapabilityLevel,
  Deployment,
  EngagementRole,
  ServiceModel,
  Zone,
} from "./vocabulary.ts";

/** Rules of the register: what an entry must look like, how long a certificate holds, what is worth a warning. */

export const RESOURCE_KINDS = ["vm", "volume", "network", "database", "other"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** What can be imported from a table, in the order in which one needs the other. */
export const IMPORT_KINDS = [
  "organisations",
  "people",
  "clouds",
  "sites",
  "systems",
  "resources",
  "contracts",
  "shifts",
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const IMPORTERS: Readonly<Record<ImportKind, readonly Permission[]>> = {
  organisations: ["registry.write"],
  people: ["people.manage", "people.manage-own"],
  clouds: ["registry.write"],
  sites: ["registry.write", "registry.own"],
  systems: ["registry.write", "registry.own"],
  resources: ["registry.write", "registry.own"],
  contracts: ["registry.write", "registry.own"],
  shifts: ["duty.work"],
};

/** Kinds of table the holder of these permissions may import; every line is still checked by itself. */
export function importKindsFor(permissions: { has(permission: Permission): boolean }): ImportKind[] {
  return IMPORT_KINDS.filter((kind) => IMPORTERS[kind].some((permission) => permissions.has(permission)));
}

/** MLPS grades that exist (GB/T 22239); a government cloud is graded two or three in practice. */
export const MLPS_LEVELS = [1, 2, 3, 4, 5] as const;

export interface CloudFacts {
  readonly name: string;
  readonly serviceModels: readonly ServiceModel[];
  readonly deployment: Deployment;
  readonly zones: readonly Zone[];
  readonly region: string;
  readonly carriers: readonly string[];
  readonly capabilityLevel: CapabilityLevel;
  readonly mlpsLevel: number | null;
  readonly supervisedFrom: IsoDate;
}

// Field checks ----------------------------------------------------------------------------------------

const say = (field: string, zh: string, en: string): FieldProblem => ({ field, message: { zh, en } });

/** Throws one refusal that names every field with a problem. */
export function requireFields(...problems: readonly (FieldProblem | null | undefined | false)[]): void {
  const found = problems.filter((problem): problem is FieldProblem => Boolean(problem));
  if (found.length > 0) throw invalid(...found);
}

export function needText(field: string, value: string, what: Bilingual): FieldProblem | null {
  return value.trim() === "" ? say(field, `请填写${what.zh}。`, `${what.en} is required.`) : null;
}

function needSome(field: string, values: readonly unknown[], what: Bilingual): FieldProblem | null {
  return values.length === 0
    ? say(field, `请至少选择一项${what.zh}。`, `Choose at least one ${what.en}.`)
    : null;
}

export function checkDate(field: string, value: string | null): FieldProblem | null {
  if (value === null || isIsoDate(value)) return null;
  return say(
    field,
    "应为 1900 年以后的日期，如 2026-11-20。",
    "Must be a date after 1900, such as 2026-11-20.",
  );
}

export function checkDateNotAfter(
  field: string,
  value: IsoDate,
  latest: IsoDate,
  what: Bilingual,
): FieldProblem | null {
  if (!isIsoDate(value) || value <= latest) return null;
  return say(field, `不能晚于${what.zh}（${latest}）。`, `Must not lie after ${what.en} (${latest}).`);
}

export function checkMlps(field: string, level: number | null): FieldProblem | null {
  if (level === null || MLPS_LEVELS.some((known) => known === level)) return null;
  return say(field, "等保级别应为 1 至 5。", "The MLPS level is 1 to 5.");
}

export function checkCloud(facts: CloudFacts): void {
  requireFields(
    needText("/name", facts.name, { zh: "云平台名称", en: "The cloud's name" }),
    needText("/region", facts.region, { zh: "所在地区", en: "The region" }),
    needSome("/serviceModels", facts.serviceModels, { zh: "服务模式", en: "service model" }),
    needSome("/zones", facts.zones, { zh: "区域", en: "zone" }),
    checkMlps("/mlpsLevel", facts.mlpsLevel),
    checkDate("/supervisedFrom", facts.supervisedFrom),
  );
}

/** Whether an organisation may stand in a role is a fact of the register, so a wrong one is a wrong field. */
export function needRole(
  field: string,
  organisation: { readonly roles: readonly string[]; readonly shortName: string; readonly ended: boolean },
  role: EngagementRole,
): FieldProblem | null {
  const { shortName } = organisation;
  if (organisation.ended) return say(field, `“${shortName}”已停用。`, `“${shortName}” has ended.`);
  if (organisation.roles.includes(role)) return null;
  const word = ROLE_WORDS[role];
  return say(
    field,
    `“${shortName}”未登记为${word.zh}，请先在单位信息中增加该角色。`,
    `“${shortName}” is not registered as ${word.en}; add the role to the organisation first.`,
  );
}

export const ROLE_WORDS: Readonly<Record<EngagementRole, Bilingual>> = {
  supervisor: { zh: "运行监管方", en: "supervisor" },
  manager: { zh: "政务云平台管理单位", en: "manager" },
  provider: { zh: "云服务商", en: "provider" },
  customer: { zh: "云服务客户", en: "customer" },
  supplier: { zh: "供应链服务商", en: "supplier" },
  partner: { zh: "云服务合作者", en: "partner" },
  assessor: { zh: "第三方评估机构", en: "assessor" },
  observer: { zh: "监督查阅单位", en: "observer" },
};

// Unified social credit code (GB 32100-2015) ------------------------------------------------------------

const CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** The check sign that belongs to the first seventeen; null where they hold a sign the code does not use. */
export function creditCheckSign(first17: string): string | null {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) {
    const value = CODE_SIGNS.indexOf(first17[i] ?? " ");
    if (value < 0) return null;
    sum += value * (3 ** i % 31);
  }
  return CODE_SIGNS[(31 - (sum % 31)) % 31] ?? null;
}

export function checkCreditCode(field: string, code: string | null): FieldProblem | null {
  if (code === null) return null;
  if (code.length !== 18) {
    return say(
      field,
      `统一社会信用代码应为 18 位，现为 ${code.length} 位。`,
      `The credit code has 18 characters; this has ${code.length}.`,
    );
  }
  const expected = creditCheckSign(code);
  if (expected === null) {
    return say(
      field,
      "统一社会信用代码只含数字和大写字母（不含 I、O、S、V、Z）。",
      "The credit code holds digits and capital letters only (no I, O, S, V, Z).",
    );
  }
  if (expected === code[17]) return null;
  return say(
    field,
    "统一社会信用代码校验不通过，请核对是否有误。",
    "The credit code's check character does not fit; check for a typing error.",
  );
}

// Domains -------------------------------------------------------------------------------------------

const HOST = /^(?=.{4,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/** Host names as people paste them: scheme, path and port fall away. */
export function tidyDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "");
}

export function checkDomains(
  field: string,
  domains: readonly string[],
  website: boolean,
): FieldProblem | null {
  const wrong = domains.find((domain) => !HOST.test(domain));
  if (wrong !== undefined) {
    return say(field, `“${wrong}”不是有效的域名。`, `“${wrong}” is not a domain name.`);
  }
  if (website && domains.length === 0) {
    return say(field, "网站应至少登记一个域名。", "A website needs at least one domain.");
  }
  return null;
}

// Warnings: allowed, but worth a second look -----------------------------------------------------------

export interface Warning {
  readonly code: "mlps-below-system" | "mlps-unknown" | "domain-suffix";
  readonly message: Bilingual;
}

/** A platform is graded at least as high as what runs on it. */
export function placementWarnings(
  system: { readonly mlpsLevel: number | null },
  cloud: { readonly name: string; readonly mlpsLevel: number | null },
): Warning[] {
  if (system.mlpsLevel === null) return [];
  if (cloud.mlpsLevel === null) {
    return [
      {
        code: "mlps-unknown",
        message: {
          zh: `“${cloud.name}”尚未登记等保级别，无法确认能否承载等保${level(system.mlpsLevel)}级系统。`,
          en: `“${cloud.name}” has no MLPS level, so it is not known whether it may host a level ${system.mlpsLevel} system.`,
        },
      },
    ];
  }
  if (cloud.mlpsLevel >= system.mlpsLevel) return [];
  return [
    {
      code: "mlps-below-system",
      message: {
        zh: `云平台“${cloud.name}”为等保${level(cloud.mlpsLevel)}级，低于系统的${level(system.mlpsLevel)}级：云平台级别不应低于其承载的系统。`,
        en: `“${cloud.name}” is MLPS level ${cloud.mlpsLevel}, below the system's ${system.mlpsLevel}: a platform is graded at least as high as what it hosts.`,
      },
    },
  ];
}

export function domainWarnings(domains: readonly string[], suffixes: readonly string[]): Warning[] {
  return domains
    .filter((domain) => !suffixes.some((suffix) => domain.endsWith(suffix)))
    .map((domain) => ({
      code: "domain-suffix" as const,
      message: {
        zh: `域名“${domain}”不以 ${suffixes.join("、")} 结尾，请确认是否为政府网站规范域名。`,
        en: `“${domain}” does not end in ${suffixes.join(", ")}; check that it is a proper government domain.`,
      },
    }));
}

/** Suffixes as kept in the settings: separated by commas or blanks, with or without the leading dot. */
export function suffixList(text: string): string[] {
  return text
    .split(/[,，、\s]+/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith(".") ? part : `.${part}`).toLowerCase());
}

function level(n: number): string {
  return ["", "一", "二", "三", "四", "五"][n] ?? String(n);
}

// Security assessment certificate ------------------------------------------------------------------------

export interface CertificateFacts {
  readonly issuedOn: IsoDate;
  readonly validUntil: IsoDate;
  readonly appliedOn: IsoDate | null;
  readonly voidedAt: Date | null;
}

/** Worst last: the order in which a list of clouds is worth looking at, from the end. */
export const CERTIFICATE_STATES = [
  "valid",
  "applied",
  "apply-soon",
  "apply-late",
  "expired",
  "voided",
] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

export interface CertificateStanding {
  readonly state: CertificateState;
  /** The last day on which it holds. */
  readonly validUntil: IsoDate;
  /** The last day to apply for the re-assessment. */
  readonly applyBy: IsoDate;
  /** Days on which people are reminded, in order. */
  readonly remindOn: readonly { readonly months: number; readonly on: IsoDate }[];
}

/** The last day of a certificate published on a day: three years, unless set otherwise. */
export function certificateValidUntil(issuedOn: IsoDate, settings: StoredSettings): IsoDate {
  return addDays(addMonths(issuedOn, settingOf(settings, "certificate.validMonths")), -1);
}

/** Where a certificate stands at an instant. Nothing of it is stored (rule 4). */
export function certificateStanding(
  certificate: CertificateFacts,
  now: Date,
  settings: StoredSettings,
): CertificateStanding {
  const { validUntil } = certificate;
  const before = (months: number) => addMonths(validUntil, -months);
  const applyBy = before(settingOf(settings, "certificate.applyMonthsBefore"));
  const remindOn = settingOf(settings, "certificate.remindMonths").map((months) => ({
    months,
    on: before(months),
  }));
  return {
    state: stateOf(certificate, dateOf(now), applyBy, remindOn[0]?.on ?? applyBy),
    validUntil,
    applyBy,
    remindOn,
  };
}

function stateOf(
  certificate: CertificateFacts,
  today: IsoDate,
  applyBy: IsoDate,
  firstReminder: IsoDate,
): CertificateState {
  if (certificate.voidedAt !== null) return "voided";
  if (today > certificate.validUntil) return "expired";
  if (certificate.appliedOn !== null) return "applied";
  if (today > applyBy) return "apply-late";
  return today >= firstReminder ? "apply-soon" : "valid";
}
