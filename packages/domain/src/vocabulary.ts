/**
 * The closed word lists of Yunjian. Everything stored as text in the database, sent through the
 * contract or shown as a state comes from here; docs/GLOSSARY.md says what each word means in Chinese.
 */

/** What an organisation does for a subject: the role of an engagement. */
export const ENGAGEMENT_ROLES = [
  "supervisor", // 运行监管方
  "manager", // 政务云平台管理单位
  "provider", // 云服务商
  "customer", // 云服务客户
  "supplier", // 云客户供应链服务商 (works for the customer)
  "partner", // 云服务合作者 (works for the provider)
  "assessor", // 第三方评估机构
  "observer", // 监督查阅单位: 网信, 公安, audit offices; reads and changes nothing
] as const;
export type EngagementRole = (typeof ENGAGEMENT_ROLES)[number];

/** What a person may be inside an organisation: the post of a membership. */
export const POSTS = [
  "supervisor-lead", // decides, approves exceptions
  "supervisor-reviewer", // receives and reviews
  "manager-member",
  "provider-lead", // signs off, accepts rectifications
  "provider-member", // prepares and hands in
  "customer-lead",
  "customer-member",
  "assessor-member",
  "supplier-member",
  "partner-member",
  "observer-member",
  "system-admin", // 系统管理员
  "security-admin", // 安全管理员
  "audit-admin", // 审计管理员
] as const;
export type Post = (typeof POSTS)[number];

export const SUBJECT_KINDS = ["cloud", "site", "system", "organisation", "contract"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const FREQUENCIES = [
  "realtime",
  "daily",
  "weekly",
  "monthly",
  "quarterly",
  "half-yearly",
  "yearly",
  "two-yearly",
  "three-yearly",
  "five-yearly",
  "on-demand",
] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** How a realtime duty is proven: it goes stale after silence, or reports nil at an agreed rhythm. */
export const REALTIME_NATURES = ["continuous", "event-driven"] as const;
export type RealtimeNature = (typeof REALTIME_NATURES)[number];

/** 一般 / 增强: attribute of a control row, and capability level of a cloud. */
export const CAPABILITY_LEVELS = ["general", "enhanced"] as const;
export type CapabilityLevel = (typeof CAPABILITY_LEVELS)[number];

export const SERVICE_MODELS = ["IaaS", "PaaS", "SaaS"] as const;
export type ServiceModel = (typeof SERVICE_MODELS)[number];

export const DEPLOYMENTS = ["shared", "dedicated"] as const; // 共享 / 专享
export type Deployment = (typeof DEPLOYMENTS)[number];

export const ZONES = ["internet", "government-extranet"] as const; // 互联网区 / 政务外网区
export type Zone = (typeof ZONES)[number];

/** What opens an on-demand obligation. */
export const TRIGGERS = ["request", "change", "incident"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/**
 * Stored state of a period. Overdue, due soon and stale are *not* here: they are computed from
 * instants when read (rule 4).
 */
export const PERIOD_STATES = [
  "open", // nothing handed in that counts
  "submitted", // handed in, waiting for receipt (受理)
  "in-review", // received, waiting for the decision
  "returned", // supplement needed (需补充): the party's turn again
  "compliant",
  "non-compliant",
  "cancelled", // the obligation stopped applying before anything was decided
] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

export const SUBMISSION_STATES = [
  "draft",
  "awaiting-sign-off", // 待复核签发: the second person of the submitting organisation
  "submitted",
  "withdrawn",
] as const;
export type SubmissionState = (typeof SUBMISSION_STATES)[number];

export const SUBMISSION_KINDS = [
  "files", // evidence or report as files
  "form", // a structured deliverable, rendered as docx
  "unchanged", // 无变化声明: points at the submission that still holds
  "nil-report", // 零报告
  "on-site", // 现场查阅: papers that must not be copied
  "late-entry", // 补录: real date, approver, 档号
] as const;
export type SubmissionKind = (typeof SUBMISSION_KINDS)[number];

export const SENSITIVITIES = ["public", "internal", "sensitive"] as const; // 公开 / 内部 / 敏感
export type Sensitivity = (typeof SENSITIVITIES)[number];

export const REVIEW_OUTCOMES = ["compliant", "supplement-needed", "non-compliant"] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const RECTIFICATION_STATES = [
  "issued", // 已下发, waits for receipt (签收)
  "received", // the window runs; a plan is expected
  "in-progress", // plan filed
  "proof-filed", // waits for reassessment
  "closed",
  "withdrawn",
] as const;
export type RectificationState = (typeof RECTIFICATION_STATES)[number];

/** Where an obligation stands, worst first. Each is defined in docs/GLOSSARY.md. */
export const POSTURES = [
  "non-compliant",
  "overdue",
  "stale",
  "due-soon",
  "current",
  "not-started",
  "not-applicable",
] as const;
export type Posture = (typeof POSTURES)[number];

/** The ten classes of Appendix A by short key; 'policy' holds the policies and plans of chapters 5 and 6. */
export const CONTROL_CLASSES = [
  "development-supply-chain", // 系统开发与供应链安全
  "system-communication", // 系统与通信保护
  "access-control", // 访问控制
  "configuration", // 配置管理
  "maintenance", // 维护
  "emergency", // 应急响应与灾备
  "audit", // 审计
  "risk-monitoring", // 风险评估与持续监控
  "organisation-personnel", // 安全组织与人员
  "physical-environment", // 物理与环境安全
  "policy", // 策略与计划 (chapters 5 and 6)
] as const;
export type ControlClass = (typeof CONTROL_CLASSES)[number];

export type Lang = "zh" | "en";
/** A text in both languages; never shown half. */
export type Bilingual = Readonly<Record<Lang, string>>;
