import type { Bilingual, Post } from "./vocabulary.ts";

/**
 * The one table of who may do what. The server checks it on every route (a route without an entry
 * stops the boot), the web client reads it to show only what can be used, and a page shows it whole.
 */
export const PERMISSIONS = {
  "registry.read": { zh: "查看登记信息", en: "See the register" },
  "registry.write": { zh: "登记与变更单位、云平台、系统", en: "Register organisations, clouds, systems" },
  "registry.own": { zh: "维护本单位信息", en: "Keep the own organisation's entries" },
  "people.read": { zh: "查看人员", en: "See people" },
  "people.manage": { zh: "管理人员与岗位", en: "Manage people and posts" },
  "people.manage-own": { zh: "管理本单位人员", en: "Manage the own organisation's people" },
  "people.unlock": { zh: "解除账号锁定、重置第二因素", en: "Unlock accounts, reset second factors" },
  "sign-in.read": { zh: "查看登录日志", en: "See the sign-in log" },
  "sso.manage": { zh: "配置统一身份认证", en: "Set up single sign-on" },
  "catalogue.read": { zh: "查看条款目录", en: "See the catalogue" },
  "catalogue.attach": { zh: "附加标准原文", en: "Attach a document's text" },
  "agreement.read": { zh: "查看约定", en: "See agreements" },
  "agreement.manage": { zh: "制定与调整约定", en: "Set and change agreements" },
  "agreement.approve": { zh: "审批不适用与例外", en: "Approve exceptions" },
  "agreement.state-parameters": { zh: "填报参数值", en: "State parameter values" },
  "obligation.read": { zh: "查看监管义务与周期", en: "See obligations and periods" },
  "obligation.request": { zh: "发起按需提交要求", en: "Ask for an on-demand deliverable" },
  "submission.read": { zh: "查看交付件", en: "See deliverables" },
  "submission.prepare": { zh: "准备与提交交付件", en: "Prepare and hand in deliverables" },
  "submission.sign-off": { zh: "签发交付件", en: "Sign off deliverables" },
  "review.work": { zh: "受理与审核", en: "Receive and review" },
  "review.second": { zh: "复核", en: "Second review" },
  "dispute.raise": { zh: "提出异议", en: "Dispute an outcome" },
  "dispute.decide": { zh: "裁定异议", en: "Decide a dispute" },
  "extension.request": { zh: "申请延期", en: "Ask for an extension" },
  "extension.decide": { zh: "审批延期", en: "Decide an extension" },
  "rectification.read": { zh: "查看整改", en: "See rectifications" },
  "rectification.issue": { zh: "下发整改", en: "Issue rectifications" },
  "rectification.ask": { zh: "提请整改", en: "Ask for a rectification" },
  "rectification.work": { zh: "落实整改", en: "Work on rectifications" },
  "rectification.reassess": { zh: "整改复核", en: "Reassess rectifications" },
  "authorisation.read": { zh: "查看客户授权", en: "See customers' authorisations" },
  "authorisation.ask": { zh: "申请客户授权", en: "Ask a customer for its authorisation" },
  "authorisation.record": { zh: "登记授权操作", en: "Record operations under an authorisation" },
  "authorisation.prepare": { zh: "拟办授权与质询操作", en: "Prepare decisions and question operations" },
  "authorisation.decide": { zh: "决定客户授权", en: "Decide on authorisations" },
  "duty.read": { zh: "查看值守安排", en: "See duty rosters" },
  "duty.contact": { zh: "查看值守电话", en: "See phone numbers on rosters" },
  "duty.work": { zh: "安排值守与交接班", en: "Keep the roster, hand over shifts" },
  "protection.read": { zh: "查看重保", en: "See protected periods" },
  "protection.report": { zh: "报送零报告", en: "File daily nil reports" },
  "protection.manage": { zh: "部署重保", en: "Deploy protected periods" },
  "posture.read": { zh: "查看安全状态", en: "See where clouds stand" },
  "posture.compare": { zh: "比较云服务商", en: "Compare providers" },
  "template.manage": { zh: "维护文书模板", en: "Edit templates" },
  "file.purge": { zh: "申请清除误传涉密文件", en: "Ask to purge a file that must not be here" },
  "file.purge-approve": { zh: "批准清除误传涉密文件", en: "Approve a purge" },
  "storage.read": { zh: "查看存储体检", en: "See the health of the storage" },
  "storage.check": { zh: "立即复查已存文件", en: "Have a stored file checked at once" },
  "retention.read": { zh: "查看留存与销毁", en: "See retention and disposal" },
  "disposal.propose": { zh: "提出到期销毁", en: "Propose disposal" },
  "disposal.approve": { zh: "批准销毁与解除保全", en: "Approve disposal and the lifting of holds" },
  "hold.place": { zh: "设置法定保全", en: "Place legal holds" },
  "archive.mark": { zh: "归档标记", en: "Mark as archived" },
  "erasure.ask": { zh: "申请注销单位或人员数据", en: "Ask for an erasure" },
  "erasure.approve": { zh: "批准注销单位或人员数据", en: "Approve an erasure" },
  "setting.read": { zh: "查看参数设置", en: "See settings" },
  "setting.write": { zh: "修改业务参数", en: "Change business settings" },
  "setting.security": { zh: "修改安全参数", en: "Change security settings" },
  "setting.approve": { zh: "审批放宽安全参数", en: "Decide on loosening security" },
  "privilege.ask": { zh: "申请临时特权", en: "Ask for a temporary privilege" },
  "privilege.decide": { zh: "审批临时特权", en: "Decide on temporary privileges" },
  "privilege.oversee": { zh: "查看与终止临时特权", en: "See and end temporary privileges" },
  "key.own": { zh: "使用本人接口密钥", en: "Keep API keys of one's own" },
  "key.manage": { zh: "管理本单位接口密钥", en: "Manage the organisation's API keys" },
  "operation.run": { zh: "运行维护平台", en: "Operate the platform" },
  "record.read": { zh: "查看存证记录", en: "Read the record" },
} as const satisfies Record<string, Bilingual>;
export type Permission = keyof typeof PERMISSIONS;

const READ_DUTIES = [
  "registry.read",
  "catalogue.read",
  "obligation.read",
  "posture.read",
] as const satisfies readonly Permission[];

/** Who keeps a roster and who would have to call. */
const ON_DUTY = [
  "duty.read",
  "duty.contact",
  "duty.work",
  "protection.read",
] as const satisfies readonly Permission[];

/** Those who operate for others: they ask the customer first and record what they did. */
const OPERATE = [
  "authorisation.read",
  "authorisation.ask",
  "authorisation.record",
] as const satisfies readonly Permission[];

const PROVIDER_MEMBER = [
  ...READ_DUTIES,
  ...ON_DUTY,
  "protection.report",
  ...OPERATE,
  "privilege.ask",
  "registry.own",
  "people.read",
  "agreement.read",
  "agreement.state-parameters",
  "submission.read",
  "submission.prepare",
  "rectification.read",
  "rectification.work",
  "extension.request",
  "dispute.raise",
  "file.purge",
] as const satisfies readonly Permission[];

const SUPERVISOR_REVIEWER = [
  ...READ_DUTIES,
  ...ON_DUTY,
  "authorisation.read",
  "privilege.ask",
  "people.read",
  "posture.compare",
  "agreement.read",
  "agreement.manage",
  "obligation.request",
  "submission.read",
  "review.work",
  "rectification.read",
  "rectification.issue",
  "rectification.reassess",
  "file.purge",
  "retention.read",
  "disposal.propose",
  "archive.mark",
  "setting.read",
] as const satisfies readonly Permission[];

const CUSTOMER_MEMBER = [
  ...READ_DUTIES,
  ...ON_DUTY,
  "authorisation.read",
  "authorisation.prepare",
  "privilege.ask",
  "registry.own",
  "people.read",
  "submission.read",
  "submission.prepare",
  "rectification.read",
  "rectification.ask",
  "rectification.work",
  "extension.request",
  "dispute.raise",
  "file.purge",
] as const satisfies readonly Permission[];

const ASSESSOR = [
  ...READ_DUTIES,
  ...OPERATE,
  "privilege.ask",
  "agreement.read",
  "submission.read",
  "submission.prepare",
  "submission.sign-off",
  "rectification.read",
  "rectification.ask",
  "file.purge",
  // An assessor has no lead: its people keep keys of their own, and the security administrator is told.
  "key.own",
] as const satisfies readonly Permission[];

/** What every lead has over the own organisation's people and machines. */
const LEAD = [
  "privilege.decide",
  "key.own",
  "key.manage",
  "sso.manage",
] as const satisfies readonly Permission[];

/** Reading, and nothing else: cyberspace administration, public security, audit offices. */
const OBSERVER = [
  ...READ_DUTIES,
  "duty.read",
  "protection.read",
  "agreement.read",
  "submission.read",
  "rectification.read",
] as const satisfies readonly Permission[];

export const POST_PERMISSIONS: Readonly<Record<Post, readonly Permission[]>> = {
  "supervisor-lead": [
    ...SUPERVISOR_REVIEWER,
    "protection.manage",
    "registry.write",
    "agreement.approve",
    "review.second",
    "dispute.decide",
    "extension.decide",
    "template.manage",
    "catalogue.attach",
    "setting.write",
    "file.purge-approve",
    "disposal.approve",
    "hold.place",
    "erasure.approve",
    "setting.approve",
    ...LEAD,
    "record.read",
  ],
  "supervisor-reviewer": SUPERVISOR_REVIEWER,
  "manager-member": [
    ...READ_DUTIES,
    ...ON_DUTY,
    "privilege.ask",
    "registry.write",
    "people.read",
    "agreement.read",
    "submission.read",
    "rectification.read",
    "rectification.ask",
    "posture.compare",
    "setting.read",
  ],
  "provider-lead": [...PROVIDER_MEMBER, "people.manage-own", "submission.sign-off", ...LEAD],
  "provider-member": PROVIDER_MEMBER,
  "customer-lead": [
    ...CUSTOMER_MEMBER,
    "authorisation.decide",
    "people.manage-own",
    "submission.sign-off",
    ...LEAD,
  ],
  "customer-member": CUSTOMER_MEMBER,
  "assessor-member": ASSESSOR,
  "supplier-member": [...READ_DUTIES, ...OPERATE],
  "partner-member": [...READ_DUTIES, ...OPERATE],
  "observer-member": OBSERVER,
  "system-admin": [
    "registry.read",
    "registry.write",
    "people.read",
    "people.manage",
    "sso.manage",
    "catalogue.read",
    "catalogue.attach",
    "setting.read",
    "retention.read",
    "erasure.ask",
    "operation.run",
    "storage.read",
    "storage.check",
  ],
  "security-admin": [
    "registry.read",
    "people.read",
    "people.unlock",
    "sign-in.read",
    "catalogue.read",
    "setting.read",
    "setting.security",
    "retention.read",
    "hold.place",
    "erasure.approve",
    "privilege.oversee",
    "storage.read",
  ],
  "audit-admin": [
    ...READ_DUTIES,
    "duty.read",
    "protection.read",
    "authorisation.read",
    "people.read",
    "sign-in.read",
    "agreement.read",
    "submission.read",
    "rectification.read",
    "posture.compare",
    "retention.read",
    "setting.read",
    "record.read",
    // For the auditor's own command line: a key reads what its maker reads, and others hear that it was made.
    "key.own",
    "storage.read",
  ],
};

/** The three administrators are three people, whatever the organisation (rule 3). */
export const EXCLUSIVE_POSTS: readonly Post[] = ["system-admin", "security-admin", "audit-admin"];

/** Permissions that change nothing. */
export function isReading(permission: Permission): boolean {
  return permission.endsWith(".read") || permission === "posture.compare";
}

export function permissionsOf(posts: readonly Post[]): ReadonlySet<Permission> {
  return new Set(posts.flatMap((post) => POST_PERMISSIONS[post]));
}
