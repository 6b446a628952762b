import type { Bilingual } from "./vocabulary.ts";

/**
 * Every way in which the domain or a service says no. A refusal names what is wrong and what would be
 * right in both languages; `{name}` is filled from the parameters. The contract maps each to a status.
 */
export const REFUSALS = {
  "not-found": { zh: "没有找到该对象，或您无权查看。", en: "No such object, or you may not see it." },
  forbidden: { zh: "您的岗位没有这项权限。", en: "Your post does not carry this permission." },
  "not-your-organisation": {
    zh: "只有责任单位可以办理此事项。",
    en: "Only the responsible organisation may do this.",
  },
  "not-supervisor-of-subject": {
    zh: "贵单位不是该监管对象的运行监管方。",
    en: "Your organisation does not supervise this subject.",
  },
  "same-person": {
    zh: "申请人与审批人不能是同一人，请由另一位有权人员办理。",
    en: "Whoever asked may not approve; someone else has to decide.",
  },
  "same-organisation": {
    zh: "提交单位不能审核本单位提交的材料。",
    en: "Nobody of the submitting organisation may review it.",
  },
  "admin-posts-exclusive": {
    zh: "系统管理员、安全管理员、审计管理员不得由同一人兼任。",
    en: "System, security and audit administrator must be three people.",
  },
  "own-post": {
    zh: "不能给自己授予岗位、解除岗位或办理离任，请由另一位有权人员办理。",
    en: "Nobody gives or ends their own posts; somebody else has to do it.",
  },
  "second-person-needed": {
    zh: "该值比标准或默认要求宽松，须提交放宽申请，由监管负责人批准后生效；批准前仍按现值执行。",
    en: "This is looser than the source asks: ask for it, and a lead of the supervisor decides; until then the value stays.",
  },
  "no-loosening": {
    zh: "该值不低于标准或默认要求，无需审批，请直接修改。",
    en: "This is no loosening; change the value directly.",
  },
  "separation-hollow": {
    zh: "您同时担任管理员岗位，不能审批此事项，请由不兼任管理员的负责人办理。",
    en: "You hold an administrator's post as well; a lead who holds none of them has to decide.",
  },
  "privilege-too-much": {
    zh: "以下权限不能临时授予：{what}。",
    en: "Not to be given for a while: {what}.",
  },
  "last-holder": {
    zh: "这是该岗位的最后一位人员，请先指定接任者。",
    en: "Nobody else holds this post; appoint a successor first.",
  },
  "wrong-state": {
    zh: "当前状态为“{state}”，不能执行此操作；可执行的状态：{allowed}。",
    en: "The state is “{state}”; this is possible only in: {allowed}.",
  },
  "stale-version": {
    zh: "在您编辑期间，内容已被他人更新，请刷新后重试。您填写的内容不会被覆盖。",
    en: "Somebody changed this meanwhile. Reload and try again; nothing was overwritten.",
  },
  "invalid-input": { zh: "有 {count} 处填写不符合要求。", en: "{count} field(s) need attention." },
  "nothing-to-submit": {
    zh: "没有可提交的内容：请上传文件或填写说明。",
    en: "Nothing to hand in: attach a file or write a statement.",
  },
  "period-closed": {
    zh: "周期 {label} 已办结，不能再提交；如需补充材料，请联系运行监管方。",
    en: "Period {label} is closed; ask the supervisor if something must be added.",
  },
  "period-not-open": {
    zh: "周期 {label} 自 {opens} 起才能提交。",
    en: "Period {label} opens on {opens}; nothing can be handed in before.",
  },
  "reason-required": { zh: "请填写理由。", en: "A reason is required." },
  "frequency-looser": {
    zh: "监管频率只能加严：目录要求“{required}”，不能改为“{asked}”。",
    en: "The frequency may only be tightened: the catalogue asks for {required}, not {asked}.",
  },
  "file-classified": {
    zh: "文件“{name}”带有涉密标志（{mark}），本平台不得存放涉密文件。请勿上传，并按保密规定处理。",
    en: "“{name}” bears a state-secret mark ({mark}); such files must not be stored here.",
  },
  "file-empty": {
    zh: "文件“{name}”为空（0 字节），请确认文件内容后重新上传。",
    en: "“{name}” is empty (0 bytes). Check the file and upload it again.",
  },
  "file-malware": {
    zh: "文件“{name}”疑似含有恶意代码，未予接收并已销毁。请先查杀病毒，再上传干净的文件。",
    en: "“{name}” looks like malware; it was destroyed. Clean it first, then upload it again.",
  },
  "file-program": {
    zh: "文件“{name}”是程序或脚本（{type}），不予接收。请上传其运行结果、报告或文字说明。",
    en: "“{name}” is a program or script ({type}). Upload its result, a report or a description instead.",
  },
  "file-type-differs": {
    zh: "文件“{name}”的扩展名为 {extension}，实际内容是 {type}。请改正扩展名或另存为相应格式后重新上传。",
    en: "“{name}” is named .{extension} but holds {type}. Correct the extension or save it in that format.",
  },
  "file-damaged": {
    zh: "文件“{name}”（{type}）已损坏，无法打开。请用原软件打开确认并另存后重新上传。",
    en: "“{name}” ({type}) is damaged and cannot be opened. Save it again and upload that.",
  },
  "file-archive-path": {
    zh: "压缩包“{name}”中的“{member}”指向包外目录，不予接收。请重新打包后上传。",
    en: "“{member}” in “{name}” points outside the archive. Pack it again and upload that.",
  },
  "file-archive-bomb": {
    zh: "压缩包“{name}”解压后过大（{entries} 个文件，约 {mebibytes} MiB），不予接收。请拆分或只保留必要文件。",
    en: "“{name}” unpacks to too much ({entries} files, about {mebibytes} MiB). Split it or leave out what is not needed.",
  },
  "file-unscanned": {
    zh: "文件“{name}”尚未经扫描确认无恶意代码，按当前设置不能提交。请待扫描完成后再提交；未接入扫描引擎的，请联系系统管理员。",
    en: "“{name}” has not been found clean by a malware scan and cannot be handed in. Wait for the scan, or ask the system administrator for a scanner.",
  },
  "file-infected": {
    zh: "文件“{name}”经扫描含有恶意代码（{signature}），内容已封存，不能打开或使用。请从材料中移除，查杀后重新上传干净的文件。",
    en: "“{name}” was found to hold malware ({signature}); its content is locked. Take it out, clean it and upload it again.",
  },
  "scan-waiting": {
    zh: "文件“{name}”等 {count} 个文件尚待恶意代码扫描，扫描完成后才能作出审核结论。长时间未完成的，请联系系统管理员检查扫描引擎。",
    en: "{count} file(s), “{name}” among them, wait for the malware scan; decide when it is done. If that takes long, ask the system administrator about the scanner.",
  },
  "scan-impossible": {
    zh: "文件“{name}”无法扫描，按当前设置结论不能为“符合”。可退回补充，请对方拆分、解密后重新提交。",
    en: "“{name}” could not be scanned, so the outcome cannot be compliant. Ask for a supplement: split or decrypted.",
  },
  "must-stay": {
    zh: "“{name}”不能处置：{why}。",
    en: "“{name}” has to stay: {why}.",
  },
  "erasure-blocked": {
    zh: "现在不能注销“{name}”：{why}。",
    en: "“{name}” cannot be erased now: {why}.",
  },
  superseded: {
    zh: "该提交已被新版本取代，请对最新版本进行操作。",
    en: "A newer version has taken its place; work on that one.",
  },
  "already-received": {
    zh: "材料已被运行监管方受理，不能撤回；如需更正，请联系审核人员退回补充。",
    en: "The supervisor has received it already; ask the reviewer to return it instead.",
  },
  "file-gone": {
    zh: "文件“{name}”已被清除或正在申请清除，不能再打开或使用。请从材料中移除。",
    en: "“{name}” was purged, or a purge was asked for; it can no longer be opened or used. Take it out.",
  },
  "already-exists": { zh: "{what}已存在：{value}。", en: "{what} exists already: {value}." },
  "already-done": {
    zh: "{who}已于 {at} 办理此事项，请刷新查看结果。",
    en: "{who} already did this at {at}; reload to see the result.",
  },
  "in-use": { zh: "仍被使用，不能执行：{by}。", en: "Still in use: {by}." },
  "credentials-wrong": { zh: "账号或口令不正确。", en: "Account or password is wrong." },
  "account-locked": {
    zh: "连续输错次数过多，账号已临时锁定，请在 {minutes} 分钟后重试或联系安全管理员。",
    en: "Too many failures: locked for {minutes} minutes, or ask the security administrator.",
  },
  "password-weak": { zh: "口令不符合要求：{reason}", en: "The password does not qualify: {reason}" },
  "second-factor-needed": { zh: "请先完成第二因素验证。", en: "Confirm with your second factor first." },
  "second-factor-missing": {
    zh: "您的岗位须使用第二因素，请先绑定动态口令或通行密钥。",
    en: "Your post needs a second factor; set up a code generator or a passkey first.",
  },
  "password-expired": {
    zh: "口令已超过有效期，请先修改口令。",
    en: "The password is too old; set a new one first.",
  },
  "confirmation-needed": { zh: "此操作需要再次验证身份。", en: "Confirm that it is you before this step." },
  "confirmation-wrong": { zh: "验证未通过，请重试。", en: "That was not right; try again." },
  "code-used": {
    zh: "该动态口令已使用过，请等待下一个。",
    en: "This code was used already; wait for the next one.",
  },
  "confirmation-locked": {
    zh: "验证失败次数过多，请在 {minutes} 分钟后重试，或使用通行密钥。",
    en: "Too many wrong codes: try again in {minutes} minutes, or use a passkey.",
  },
  "factor-last": {
    zh: "您的岗位须保留至少一种第二因素，请先绑定另一种再移除。",
    en: "Your post needs a second factor; set up another one before removing this.",
  },
  "passkey-impossible": {
    zh: "通行密钥需要通过 HTTPS 或 localhost 访问本平台。",
    en: "Passkeys need HTTPS or localhost.",
  },
  "sso-unknown": { zh: "没有找到该单位的统一身份认证入口。", en: "No organisation signs in by that code." },
  "sso-failed": {
    zh: "统一身份认证未完成（{step}），请重试；仍不成功的，请联系本单位负责人。",
    en: "Single sign-on did not succeed ({step}). Try again, or ask your organisation's lead.",
  },
  "sso-nobody": {
    zh: "认证成功，但本平台没有与之对应的人员，请联系本单位负责人发送邀请。",
    en: "The provider knows you, Yunjian does not: ask your lead for an invitation.",
  },
  "sso-other-organisation": {
    zh: "您经本单位统一身份认证登录，只能代表该单位；代表其他单位请用口令登录。",
    en: "Signed in through one organisation's provider you act for that one; sign in by password for another.",
  },
  "sso-issuer": {
    zh: "认证服务不可用或不合要求：{reason}。",
    en: "The identity provider cannot be used: {reason}.",
  },
  "link-expired": { zh: "链接已失效或已被使用，请申请新的链接。", en: "The link expired or was used." },
  "deadline-passed": { zh: "办理时限已过：{until}。", en: "The time limit has passed: {until}." },
  "operation-outside-grant": {
    zh: "操作时间不在授权有效期内：授权自 {from} 至 {to}。授权之外的操作不能登记在本授权下。",
    en: "Outside the grant, which holds from {from} to {to}. It cannot be recorded under this grant.",
  },
  "recording-closed": {
    zh: "本授权的操作登记已于 {until} 截止，不再接收记录。",
    en: "Recording under this grant closed at {until}; nothing more is accepted.",
  },
  "incident-customers-open": {
    zh: "还有 {untold} 家受影响客户未告知、{unacknowledged} 家未确认知悉，不能结案；确有原因的，由运行监管方逐家记录。",
    en: "{untold} affected customer(s) were not told and {unacknowledged} have not acknowledged; the supervisor may record why not.",
  },
  "incident-report-missing": {
    zh: "请先编写总结报告，再申请结案。",
    en: "Write the final report first.",
  },
  "incident-report-uncompared": {
    zh: "现行版本的总结报告尚未与处置记录核对一致，不能结案。",
    en: "The report in force has not been found to agree with the record.",
  },
  "incident-customers-first": {
    zh: "还有 {untold} 家受影响客户未告知。应先告知客户、再报告运行监管方；需先报告的，请说明原因。",
    en: "{untold} affected customer(s) were not told: customers come first. Give a reason to tell the supervisor before.",
  },
  "incident-customer-gone": {
    zh: "“{name}”{why}，不能列为受影响客户。",
    en: "“{name}” cannot be counted as affected: {whyEn}.",
  },
  "date-in-past": { zh: "日期 {date} 早于允许的最早日期 {earliest}。", en: "{date} is before {earliest}." },
  "too-large": { zh: "超出上限：{what} 最大 {limit}。", en: "Too large: {what} may be at most {limit}." },
  "storage-full": {
    zh: "服务器存储空间不足，已上传部分已保留，请联系系统管理员后继续。",
    en: "The server's storage is full; what arrived is kept. Tell the system administrator, then resume.",
  },
} as const satisfies Record<string, Bilingual>;
export type RefusalName = keyof typeof REFUSALS;

/** What is wrong with one field, and what would be right. */
export interface FieldProblem {
  /** JSON pointer into the input, e.g. '/items/0/startsOn'. */
  readonly field: string;
  readonly message: Bilingual;
}

export type RefusalParams = Readonly<Record<string, string | number>>;

/** Thrown by domain and services; the HTTP layer turns it into problem details (RFC 9457). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalName;
  readonly params: RefusalParams;
  readonly fields: readonly FieldProblem[];

  constructor(code: RefusalName, params: RefusalParams = {}, fields: readonly FieldProblem[] = []) {
    super(fill(REFUSALS[code].en, params));
    this.code = code;
    this.params = params;
    this.fields = fields;
  }
}

/** One or more wrong fields as one refusal. */
export function invalid(...fields: FieldProblem[]): Refusal {
  return new Refusal("invalid-input", { count: fields.length }, fields);
}

export function fill(template: string, params: RefusalParams): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key] ?? `{${key}}`));
}
