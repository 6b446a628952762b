import type { Bilingual } from "./vocabulary.ts";

/** Values for the words; ids are not shown, names are bilingual where they differ. */
export type NoticeParams = Readonly<Record<string, string | number | Bilingual | null>>;

interface Words {
  /** What the rule is called where the supervisor edits it. */
  readonly name: Bilingual;
  /** Inbox line and mail subject: kind, number and title, no substance. */
  readonly title: Bilingual;
  /** The inbox says more, behind sign-in; mail never carries it. */
  readonly text: Bilingual;
}

const words = (name: Bilingual, title: Bilingual, text: Bilingual): Words => ({ name, title, text });
const both = (zh: string, en: string): Bilingual => ({ zh, en });

/**
 * The words of every notice. {what} is the duty's title, {label} the period, {number} the number people
 * see, {cloud} the subject's name, {due} a date.
 */
export const NOTICE_WORDS = {
  "incident-reported": words(
    both("安全事件报告", "Incident reported"),
    both("安全事件：{number} {what}", "Incident {number}: {what}"),
    both(
      "{org}报告安全事件“{what}”，涉及{cloud}，请立即核实处置。",
      "{org} reports “{what}” on {cloud}; verify and handle it at once.",
    ),
  ),
  "incident-told": words(
    both("事件告知", "Told of an incident"),
    both("安全事件告知，请确认知悉：{number}", "Incident {number}: please acknowledge"),
    both(
      "{cloud}发生安全事件，可能影响贵单位，请阅读告知内容并确认知悉。",
      "An incident on {cloud} may affect you; read the notice and acknowledge it.",
    ),
  ),
  "incident-dismissed": words(
    both("认定为误报", "False alarm"),
    both("已认定为误报：{number}", "{number}: a false alarm"),
    both("安全事件“{what}”（{number}）经核实为误报。", "“{what}” ({number}) was found to be a false alarm."),
  ),
  "incident-help-asked": words(
    both("请求协助", "Help asked for"),
    both("事件处置请求协助：{number}", "Help asked for: {number}"),
    both("{org}就“{what}”（{number}）请求协助。", "Help is asked for in “{what}” ({number})."),
  ),
  "incident-help-given": words(
    both("协助答复", "Help given"),
    both("协助请求已答复：{number}", "Help given: {number}"),
    both("“{what}”（{number}）的协助请求已答复。", "The request for help in “{what}” ({number}) was answered."),
  ),
  "incident-closing-asked": words(
    both("申请结案", "Closing asked for"),
    both("申请结案：{number} {what}", "Closing asked for: {number} {what}"),
    both(
      "“{what}”（{number}）已处置完毕，请核对总结报告与处置记录。",
      "“{what}” ({number}) was handled; compare the final report with the record.",
    ),
  ),
  "incident-returned": words(
    both("总结报告退回", "Final report sent back"),
    both("总结报告与记录不符，已退回：{number}", "Final report sent back: {number}"),
    both(
      "“{what}”（{number}）的总结报告与处置记录不一致，请核实后重新提交。",
      "The report of “{what}” ({number}) does not agree with the record.",
    ),
  ),
  "incident-closed": words(
    both("事件结案", "Incident closed"),
    both("已结案：{number} {what}", "Closed: {number} {what}"),
    both("安全事件“{what}”（{number}）已结案。", "“{what}” ({number}) is closed."),
  ),
  "incident-reopened": words(
    both("事件重新打开", "Incident reopened"),
    both("重新打开：{number} {what}", "Reopened: {number} {what}"),
    both("安全事件“{what}”（{number}）已重新打开，请继续处置。", "“{what}” ({number}) is open again."),
  ),
  "incident-merged": words(
    both("事件并入", "Incident merged"),
    both("已并入其他事件：{number}", "{number} was merged"),
    both("安全事件“{what}”（{number}）已并入另一事件继续处置。", "“{what}” ({number}) goes on within another incident."),
  ),
  "incident-clock-near": words(
    both("报告时限临近", "Time limit near"),
    both("报告时限临近：{number}，{due} 截止", "{number}: to be told by {due}"),
    both(
      "“{what}”（{number}）应于 {due} 前报告{channel}，尚未登记。",
      "“{what}” ({number}): {channel} must be told by {due}.",
    ),
  ),
  "incident-clock-climbs": words(
    both("报告时限即将届满", "Time limit about to pass"),
    both("报告时限即将届满：{number}，{due} 截止", "{number}: time limit {due} about to pass"),
    both(
      "{org}应于 {due} 前就“{what}”（{number}）报告{channel}，至今未登记，请督促。",
      "{org} must tell {channel} of “{what}” ({number}) by {due} and has not.",
    ),
  ),
  "incident-clock-expired": words(
    both("报告超时", "Time limit passed"),
    both("报告超时：{number}", "{number}: time limit passed"),
    both(
      "{org}应于 {due} 前就“{what}”（{number}）报告{channel}，已超时，请立即报告。",
      "{org} had to tell {channel} of “{what}” ({number}) by {due}; do it at once.",
    ),
  ),
  "incident-unacknowledged": words(
    both("事件告知待确认", "Not acknowledged"),
    both("请确认知悉安全事件：{number}", "Please acknowledge incident {number}"),
    both(
      "{cloud}的安全事件告知尚未确认，请尽快阅读并确认知悉。",
      "The notice of an incident on {cloud} waits for your acknowledgement.",
    ),
  ),
  "incident-to-call": words(
    both("客户需电话告知", "Customers to be called"),
    both("有客户需电话告知：{number}", "Customers to be called: {number}"),
    both(
      "“{what}”（{number}）有 {count} 家客户未确认知悉，请电话告知并登记。",
      "{count} customer(s) have not acknowledged “{what}” ({number}); call them.",
    ),
  ),
  "period-opened": words(
    both("周期开始", "Period opened"),
    both("周期开始：{what}（{label}）", "Opened: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）已开始，请于 {due} 前提交。",
      "“{what}” ({label}) of {cloud} is open; hand it in by {due}.",
    ),
  ),
  "period-requested": words(
    both("按需提交要求", "On-demand request"),
    both("请按需提交：{what}（{label}）", "Requested: {what} ({label})"),
    both(
      "运行监管方要求{cloud}提交“{what}”（{label}），截止 {due}。",
      "The supervisor asks for “{what}” ({label}) of {cloud} by {due}.",
    ),
  ),
  "period-cancelled": words(
    both("周期取消", "Period cancelled"),
    both("周期已取消：{what}（{label}）", "Cancelled: {what} ({label})"),
    both("{cloud}的“{what}”（{label}）不再需要提交。", "“{what}” ({label}) of {cloud} is no longer needed."),
  ),
  "period-due": words(
    both("到期提醒", "Due soon"),
    both("到期提醒：{what}（{label}）", "Due soon: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）应于 {due} 前提交，还有 {days} 天。",
      "“{what}” ({label}) of {cloud} is due by {due}, in {days} day(s).",
    ),
  ),
  "period-overdue": words(
    both("逾期未提交", "Overdue"),
    both("已逾期：{what}（{label}）", "Overdue: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）应于 {due} 前提交，至今未提交，请尽快办理。",
      "“{what}” ({label}) of {cloud} was due by {due} and has not been handed in.",
    ),
  ),
  "sign-off-waiting": words(
    both("待复核签发", "Sign-off waiting"),
    both("待您复核签发：{what}", "Waiting for your sign-off: {what}"),
    both("一份提交材料已编制完成，请复核签发：{what}。", "A deliverable is ready for your sign-off: {what}."),
  ),
  "sign-off-sent-back": words(
    both("签发退回", "Sent back before sign-off"),
    both("签发退回：{what}", "Sent back: {what}"),
    both(
      "您编制的材料在签发时被退回，请修改后重新送签：{what}。",
      "Your deliverable was sent back; revise it and send it again: {what}.",
    ),
  ),
  "extension-asked": words(
    both("延期申请", "Extension asked for"),
    both("待审批：{number}", "Extension to decide: {number}"),
    both("{cloud}申请将“{what}”延期至 {due}，请审批。", "{cloud} asks to extend “{what}” until {due}."),
  ),
  "extension-decided": words(
    both("延期审批结果", "Extension decided"),
    both("{number}已审批", "Extension {number} decided"),
    both(
      "{cloud}“{what}”的延期申请已有结果：{outcome}。",
      "The extension of “{what}” ({cloud}) was decided: {outcome}.",
    ),
  ),
  "duty-gap": words(
    both("值守空档", "Gap in the roster"),
    both("值守空档：{cloud}", "Gap in the roster: {cloud}"),
    both(
      "{cloud}今后 {days} 天内有 {count} 处值守空档，最早自 {from} 起，请安排值守。",
      "{cloud}: {count} gap(s) in the roster within {days} day(s), the first from {from}.",
    ),
  ),
  "protection-deployed": words(
    both("重保部署", "Protected period deployed"),
    both("重保部署：{number} {what}", "Protected period: {number} {what}"),
    both(
      "{cloud}纳入“{what}”：{from} 至 {to}。期间按要求值守，每日 {hour}:00 前报送零报告。",
      "{cloud} is part of “{what}”, {from} to {to}. Keep the roster asked for and report every day by {hour}:00.",
    ),
  ),
  "protection-rescheduled": words(
    both("重保时间调整", "Protected period rescheduled"),
    both("重保时间调整：{number} {what}", "Rescheduled: {number} {what}"),
    both(
      "“{what}”调整为 {from} 至 {to}，{cloud}请相应安排值守和零报告。",
      "“{what}” now lasts from {from} to {to}; arrange the roster and reports of {cloud} accordingly.",
    ),
  ),
  "protection-withdrawn": words(
    both("重保取消", "Protected period withdrawn"),
    both("重保取消：{number} {what}", "Withdrawn: {number} {what}"),
    both(
      "“{what}”已取消，{cloud}不再按重保要求执行。",
      "“{what}” was withdrawn; nothing of it is asked of {cloud}.",
    ),
  ),
  "nil-report-missing": words(
    both("零报告未报", "Nil report missing"),
    both("零报告未报：{cloud}（{label}）", "Nil report missing: {cloud} ({label})"),
    both(
      "{cloud} {label} 的零报告应于 {due} 前报送，请立即补报。",
      "The nil report of {cloud} for {label} was due by {due}; file it now.",
    ),
  ),
  "nil-report-silent": words(
    both("零报告缺报", "No nil report"),
    both("零报告缺报：{cloud}（{label}）", "No nil report: {cloud} ({label})"),
    both(
      "{org}的{cloud} {label} 零报告应于 {due} 前报送，提醒后仍未报，请核实情况。",
      "{org} has not reported for {cloud} ({label}), due by {due}, although reminded; find out why.",
    ),
  ),
  "submission-in": words(
    both("收到提交", "Handed in"),
    both("待受理：{number} {what}", "To receive: {number} {what}"),
    both(
      "{org}提交了{cloud}的“{what}”，请在受理时限内受理。",
      "{org} handed in “{what}” for {cloud}; it waits for receipt.",
    ),
  ),
  "submission-withdrawn": words(
    both("提交撤回", "Withdrawn"),
    both("提交已撤回：{number}", "Withdrawn: {number}"),
    both("{org}撤回了{cloud}的“{what}”。", "{org} withdrew “{what}” for {cloud}."),
  ),
  "period-received": words(
    both("已受理", "Received"),
    both("已受理：{what}（{label}）", "Received: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）已受理，进入审核。",
      "“{what}” ({label}) of {cloud} was received and is under review.",
    ),
  ),
  "second-review-waiting": words(
    both("待双人复核", "Second review waiting"),
    both("待复核：{what}（{label}）", "Second review: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）已拟定审核结论，须由另一名审核人员复核。",
      "The outcome proposed for “{what}” ({label}) of {cloud} needs a second reviewer.",
    ),
  ),
  "second-review-sent-back": words(
    both("复核退回", "Sent back by the second reviewer"),
    both("复核退回：{what}（{label}）", "Sent back: {what} ({label})"),
    both(
      "您对{cloud}“{what}”（{label}）拟定的结论未通过复核，请重新审核。",
      "The second reviewer did not agree with the outcome you proposed for “{what}” ({label}) of {cloud}.",
    ),
  ),
  "period-returned": words(
    both("退回补充", "Returned"),
    both("退回补充：{what}（{label}）", "Supplement needed: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）需补充材料，请于 {due} 前补齐。",
      "“{what}” ({label}) of {cloud} needs a supplement by {due}.",
    ),
  ),
  "period-decided": words(
    both("审核结论", "Decided"),
    both("审核结论已出：{what}（{label}）", "Decided: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）审核结论：{outcome}。",
      "“{what}” ({label}) of {cloud} was decided: {outcome}.",
    ),
  ),
  "comment-made": words(
    both("审核批注", "Review comment"),
    both("新的审核批注：{number} {what}", "New comment: {number} {what}"),
    both("{cloud}的“{what}”有新的批注。", "There is a new comment on “{what}” of {cloud}."),
  ),
  "receipt-overdue": words(
    both("受理超时", "Receipt overdue"),
    both("受理超时：{what}（{label}）", "Receipt overdue: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）应于 {due} 前受理，已超过受理时限。",
      "“{what}” ({label}) of {cloud} should have been received by {due}.",
    ),
  ),
  "decision-overdue": words(
    both("审核超时", "Decision overdue"),
    both("审核超时：{what}（{label}）", "Decision overdue: {what} ({label})"),
    both(
      "{cloud}的“{what}”（{label}）应于 {due} 前作出审核结论，已超过审核时限。",
      "“{what}” ({label}) of {cloud} should have been decided by {due}.",
    ),
  ),
  "dispute-raised": words(
    both("提出异议", "Dispute raised"),
    both("待裁定：{number}", "Dispute to decide: {number}"),
    both(
      "{cloud}对“{what}”（{label}）的审核结论提出异议，请另行指定人员裁定。",
      "The outcome of “{what}” ({label}) of {cloud} is disputed.",
    ),
  ),
  "dispute-decided": words(
    both("异议裁定", "Dispute decided"),
    both("{number}已裁定", "{number} decided"),
    both(
      "对{cloud}“{what}”（{label}）的异议已裁定：{outcome}。",
      "The dispute about “{what}” ({label}) of {cloud} was decided: {outcome}.",
    ),
  ),
  "dispute-withdrawn": words(
    both("异议撤回", "Dispute withdrawn"),
    both("{number}已撤回", "{number} withdrawn"),
    both(
      "对{cloud}“{what}”（{label}）的异议已撤回。",
      "The dispute about “{what}” ({label}) of {cloud} was withdrawn.",
    ),
  ),
  "rectification-asked": words(
    both("提请整改", "Rectification asked for"),
    both("待处理的整改提请：{cloud}", "Rectification asked for: {cloud}"),
    both("{org}就{cloud}提请整改，请研究是否下发。", "{org} asks for a rectification of {cloud}."),
  ),
  "rectification-refused": words(
    both("提请未采纳", "Request refused"),
    both("整改提请未采纳：{cloud}", "Request not taken up: {cloud}"),
    both(
      "您就{cloud}提出的整改提请未被采纳，理由见详情。",
      "Your request about {cloud} was not taken up; the reason is with it.",
    ),
  ),
  "rectification-issued": words(
    both("下发整改", "Rectification issued"),
    both("整改通知：{number}", "Rectification issued: {number}"),
    both(
      "{cloud}收到整改通知{number}，请于 {due} 前签收，整改期限自签收起算。",
      "{number} was issued for {cloud}; receive it by {due}. The window runs from receipt.",
    ),
  ),
  "rectification-received": words(
    both("整改签收", "Rectification received"),
    both("已签收：{number}", "Received: {number}"),
    both("{cloud}已签收{number}，整改期限至 {due}。", "{number} ({cloud}) was received; it is due by {due}."),
  ),
  "rectification-planned": words(
    both("整改计划", "Plan filed"),
    both("已报整改计划：{number}", "Plan filed: {number}"),
    both("{cloud}已就{number}提交整改计划。", "A plan was filed for {number} ({cloud})."),
  ),
  "rectification-progressed": words(
    both("整改进展", "Progress"),
    both("整改进展：{number}", "Progress: {number}"),
    both("{cloud}更新了{number}的整改进展。", "There is progress on {number} ({cloud})."),
  ),
  "rectification-proof-filed": words(
    both("待整改复核", "Proof filed"),
    both("待整改复核：{number}", "To reassess: {number}"),
    both(
      "{cloud}已就{number}提交整改证明，请在复核时限内复核。",
      "Proof was filed for {number} ({cloud}); it waits for reassessment.",
    ),
  ),
  "rectification-closed": words(
    both("整改办结", "Closed"),
    both("整改已办结：{number}", "Closed: {number}"),
    both("{cloud}的{number}复核通过，已办结。", "{number} ({cloud}) was reassessed and closed."),
  ),
  "rectification-reopened": words(
    both("整改退回", "Reopened"),
    both("整改未通过复核：{number}", "Reopened: {number}"),
    both(
      "{cloud}的{number}未通过复核，请继续整改，期限 {due}。",
      "{number} ({cloud}) was not accepted; go on until {due}.",
    ),
  ),
  "rectification-withdrawn": words(
    both("整改撤销", "Withdrawn"),
    both("整改已撤销：{number}", "Withdrawn: {number}"),
    both("{cloud}的{number}已撤销，无需继续办理。", "{number} ({cloud}) was withdrawn."),
  ),
  "rectification-unreceived": words(
    both("逾期未签收", "Not received in time"),
    both("逾期未签收：{number}", "Not received: {number}"),
    both(
      "{cloud}的{number}应于 {due} 前签收，至今未签收，整改期限已开始计算。",
      "{number} ({cloud}) should have been received by {due}; the window runs.",
    ),
  ),
  "rectification-due": words(
    both("整改到期提醒", "Rectification due soon"),
    both("整改到期提醒：{number}", "Due soon: {number}"),
    both(
      "{cloud}的{number}应于 {due} 前完成整改，还有 {days} 天。",
      "{number} ({cloud}) is due by {due}, in {days} day(s).",
    ),
  ),
  "rectification-overdue": words(
    both("整改逾期", "Rectification overdue"),
    both("整改逾期：{number}", "Overdue: {number}"),
    both(
      "{cloud}的{number}应于 {due} 前完成整改，已逾期。",
      "{number} ({cloud}) was due by {due} and is overdue.",
    ),
  ),
  "rectification-escalated-party": words(
    both("逾期上报：责任单位负责人", "Escalated to the party's lead"),
    both("整改逾期，请督促：{number}", "Overdue, please act: {number}"),
    both(
      "{cloud}的{number}逾期未完成，现提请贵单位负责人督促办理。",
      "{number} ({cloud}) is overdue and is brought to your organisation's lead.",
    ),
  ),
  "rectification-escalated-supervisor": words(
    both("逾期上报：运行监管方负责人", "Escalated to the supervisor's lead"),
    both("整改逾期上报：{number}", "Overdue, escalated: {number}"),
    both(
      "{cloud}的{number}长期逾期，现上报运行监管方负责人。",
      "{number} ({cloud}) has long been overdue and is brought to the supervisor's lead.",
    ),
  ),
  "rectification-escalated-manager": words(
    both("逾期上报：政务云平台管理单位", "Escalated to the manager"),
    both("整改逾期通报：{number}", "Overdue, escalated: {number}"),
    both(
      "{cloud}的{number}长期逾期，现通报政务云平台管理单位。",
      "{number} ({cloud}) has long been overdue and is brought to the platform manager.",
    ),
  ),
  "agreement-changed": words(
    both("约定变更", "Agreement changed"),
    both("约定已变更：{cloud}", "Agreement changed: {cloud}"),
    both(
      "{cloud}的监管约定已更新，请查看对监管义务的影响。",
      "The agreement of {cloud} has changed; see what it means for its obligations.",
    ),
  ),
  "agreement-change-asked": words(
    both("约定变更申请", "Agreement change asked for"),
    both("待审批的约定变更：{cloud}", "Agreement change to decide: {cloud}"),
    both(
      "{cloud}有一项约定变更待审批：{what}。",
      "A change to the agreement of {cloud} waits for approval: {what}.",
    ),
  ),
  "agreement-change-decided": words(
    both("约定变更审批结果", "Agreement change decided"),
    both("约定变更已审批：{cloud}", "Agreement change decided: {cloud}"),
    both(
      "您就{cloud}“{what}”提出的约定变更已审批：{outcome}。",
      "Your change for “{what}” of {cloud} was decided: {outcome}.",
    ),
  ),
  "authorisation-asked": words(
    both("申请客户授权", "Authorisation asked for"),
    both("待授权：{number}", "To authorise: {number}"),
    both(
      "{org}申请对{system}进行操作：{what}。请于 {due} 前答复，未经授权不得操作。",
      "{org} asks to operate on {system}: {what}. Answer by {due}; nothing may be done before.",
    ),
  ),
  "authorisation-recalled": words(
    both("授权申请撤回", "Ask taken back"),
    both("授权申请已撤回：{number}", "Taken back: {number}"),
    both("{org}撤回了对{system}的授权申请：{what}。", "{org} took back its ask about {system}: {what}."),
  ),
  "authorisation-prepared": words(
    both("授权待复核", "Authorisation to confirm"),
    both("授权待复核：{number}", "To confirm: {number}"),
    both(
      "对{org}操作{system}的授权已拟办，须由另一名负责人于 {due} 前复核。",
      "The authorisation for {org} on {system} was prepared; another lead confirms it by {due}.",
    ),
  ),
  "authorisation-sent-back": words(
    both("授权复核退回", "Authorisation given back"),
    both("授权复核退回：{number}", "Given back: {number}"),
    both(
      "对{org}操作{system}的授权未通过复核，请重新办理。",
      "The authorisation for {org} on {system} was not confirmed; decide anew.",
    ),
  ),
  "authorisation-granted": words(
    both("已授权", "Authorised"),
    both("已授权：{number}", "Authorised: {number}"),
    both(
      "{customer}已同意对{system}的操作，有效期至 {ends}。请核对授权范围，操作后及时登记。",
      "{customer} authorised the work on {system} until {ends}. See what was granted, and record what is done.",
    ),
  ),
  "authorisation-refused": words(
    both("未获授权", "Refused"),
    both("未获授权：{number}", "Refused: {number}"),
    both(
      "{customer}未同意对{system}的操作，理由见详情，不得操作。",
      "{customer} refused the work on {system}; the reason is with it. Nothing may be done.",
    ),
  ),
  "authorisation-withdrawn": words(
    both("授权撤回", "Authorisation withdrawn"),
    both("授权已撤回，请立即停止：{number}", "Withdrawn, stop at once: {number}"),
    both(
      "{customer}撤回了对{system}的授权，请立即停止操作；此前的操作请于 {record} 前登记。",
      "{customer} withdrew the authorisation on {system}. Stop at once; record what was done before by {record}.",
    ),
  ),
  "authorisation-declared": words(
    both("应急操作报告", "Emergency declared"),
    both("应急操作：{number}", "Emergency: {number}"),
    both(
      "{org}依据应急规则正在对{customer}的{system}进行应急操作：{what}。操作记录应于 {record} 前登记，由客户事后审阅。",
      "{org} is working on {system} of {customer} under the emergency rule: {what}. Its record is due by {record}; the customer reviews it.",
    ),
  ),
  "authorisation-operated": words(
    both("操作已登记", "Operation recorded"),
    both("操作已登记：{number}", "Recorded: {number}"),
    both(
      "{org}登记了对{system}的一次操作，可查看记录；有疑问可提出质询。",
      "{org} recorded an operation on {system}; you may question it.",
    ),
  ),
  "authorisation-finished": words(
    both("授权操作完结", "Finished"),
    both("授权操作已完结：{number}", "Finished: {number}"),
    both(
      "{org}对{system}的操作已完结，授权随之终止。",
      "{org} finished its work on {system}; the authorisation ended with it.",
    ),
  ),
  "authorisation-questioned": words(
    both("操作质询", "Record questioned"),
    both("待答复质询：{number}", "Question to answer: {number}"),
    both(
      "{customer}对{system}的操作记录提出质询，请于 {answer} 前答复。",
      "{customer} questions a record on {system}; answer by {answer}.",
    ),
  ),
  "authorisation-answered": words(
    both("质询答复", "Question answered"),
    both("质询已答复：{number}", "Answered: {number}"),
    both("{org}答复了关于{system}操作记录的质询。", "{org} answered the question about {system}."),
  ),
  "authorisation-accepted": words(
    both("应急操作认可", "Emergency accepted"),
    both("应急操作已认可：{number}", "Accepted: {number}"),
    both(
      "{customer}审阅并认可了对{system}的应急操作。",
      "{customer} reviewed the emergency work on {system} and accepted it.",
    ),
  ),
  "authorisation-objected": words(
    both("应急操作异议", "Emergency objected to"),
    both("应急操作有异议：{number}", "Objected to: {number}"),
    both(
      "{customer}对{org}在{system}上的应急操作提出异议，理由见详情。",
      "{customer} objects to the emergency work of {org} on {system}; the reason is with it.",
    ),
  ),
  "authorisation-undecided": words(
    both("授权逾期未答复", "Authorisation not answered"),
    both("授权逾期未答复：{number}", "Not answered: {number}"),
    both(
      "{org}对{system}的授权申请应于 {due} 前答复，尚未答复；在答复之前不得操作。",
      "The ask of {org} about {system} was to be answered by {due}; nothing may be done until it is.",
    ),
  ),
  "authorisation-ends": words(
    both("授权即将到期", "Authorisation ends soon"),
    both("授权即将到期：{number}", "Ends soon: {number}"),
    both(
      "对{system}的授权将于 {ends} 到期，到期后不得操作；需要继续的请重新申请。",
      "The authorisation on {system} ends at {ends}; ask anew if more is needed.",
    ),
  ),
  "authorisation-unrecorded": words(
    both("操作逾期未登记", "Operations not recorded"),
    both("操作逾期未登记：{number}", "Not recorded: {number}"),
    both(
      "{org}对{customer}的{system}的授权已结束，截至 {record} 未登记任何操作，也未说明未操作，请核实。",
      "The authorisation of {org} on {system} of {customer} is over; by {record} nothing was recorded and nothing said.",
    ),
  ),
  "emergency-rule-prepared": words(
    both("应急规则待复核", "Emergency rule to confirm"),
    both("应急规则待复核：{system}", "Emergency rule to confirm: {system}"),
    both(
      "{system}的应急规则（{org}）已拟定，须由另一名负责人复核后生效。",
      "The emergency rule for {org} on {system} waits for another lead.",
    ),
  ),
  "emergency-rule-agreed": words(
    both("应急规则生效", "Emergency rule agreed"),
    both("应急规则已生效：{system}", "Emergency rule: {system}"),
    both(
      "{customer}已约定{system}的应急规则，紧急情况下可按规则报告并操作。",
      "{customer} agreed to an emergency rule for {system}.",
    ),
  ),
  "emergency-rule-ended": words(
    both("应急规则终止", "Emergency rule ended"),
    both("应急规则已终止：{system}", "Emergency rule ended: {system}"),
    both(
      "{customer}终止了{system}的应急规则，此后的操作须先获授权。",
      "{customer} ended the emergency rule for {system}; ask before any work.",
    ),
  ),
  "change-announced": words(
    both("重大变更通知", "Change announced"),
    both("重大变更通知：{number}", "Change announced: {number}"),
    both("{org}通知将对{cloud}实施重大变更，请关注安全影响分析并出具意见。", "{org} announced a major change of {cloud}; its impact analysis will follow for your opinion."),
  ),
  "change-rescheduled": words(
    both("变更改期", "Change rescheduled"),
    both("变更改期：{number}", "Change rescheduled: {number}"),
    both("{org}调整了{cloud}重大变更的计划实施时间：{planned}。", "{org} moved the change of {cloud} to {planned}."),
  ),
  "change-analysed": words(
    both("变更影响分析待出具意见", "Analysis of a change in"),
    both("待出具意见：{number}", "Opinion wanted: {number}"),
    both("{org}提交了{cloud}重大变更的安全影响分析，请于 {due} 前出具意见。", "{org} handed in the impact analysis of the change of {cloud}; give an opinion by {due}."),
  ),
  "change-heard": words(
    both("变更意见会签", "Opinions being collected"),
    both("变更意见会签中：{number}", "Opinions being collected: {number}"),
    both("{cloud}重大变更的意见尚未满会签人数，请您发表意见。", "More people are asked about the change of {cloud}; give your opinion."),
  ),
  "change-advised": words(
    both("变更意见", "Opinion on a change"),
    both("变更意见已出具：{number}", "Opinion given: {number}"),
    both("运行监管方对{cloud}的重大变更出具了意见：{outcome}。", "The supervisor's opinion on the change of {cloud}: {outcome}."),
  ),
  "change-withdrawn": words(
    both("变更撤销", "Change withdrawn"),
    both("变更已撤销：{number}", "Change withdrawn: {number}"),
    both("{org}撤销了{cloud}的重大变更。", "{org} withdrew the change of {cloud}."),
  ),
  "change-declared": words(
    both("紧急变更补报", "Emergency change filed"),
    both("紧急变更：{number}", "Emergency change: {number}"),
    both("{org}补报了对{cloud}先行实施的紧急变更，请事后审查。", "{org} filed an emergency change of {cloud} that was made already; it is reviewed afterwards."),
  ),
  "change-found": words(
    both("发现未通知变更", "Unannounced change found"),
    both("未通知的变更：{number}", "Unannounced change: {number}"),
    both("{cloud}发现未通知的变更，请云服务商于 {due} 前说明情况。", "A change of {cloud} was found that nobody announced; the provider explains it by {due}."),
  ),
  "change-dismissed": words(
    both("未通知变更核销", "Found change dismissed"),
    both("已核实：{number}", "Dismissed: {number}"),
    both("经核实，{cloud}的该事项不属于未通知的变更。", "What was found on {cloud} was no unannounced change."),
  ),
  "change-implemented": words(
    both("变更已实施", "Change made"),
    both("变更已实施：{number}", "Change made: {number}"),
    both("{org}报告已实施{cloud}的重大变更，验证与评估结果应于 {due} 前提交。", "{org} reported that the change of {cloud} was made; results of reassessment are due by {due}."),
  ),
  "change-against": words(
    both("未按意见实施变更", "Change made against the opinion"),
    both("未按意见实施：{number}", "Against the opinion: {number}"),
    both("{org}对{cloud}的重大变更与意见不符，或未取得意见即实施。", "{org} made the change of {cloud} against the opinion, or without one."),
  ),
  "change-assessed": words(
    both("变更评估待比对", "Reassessment of a change in"),
    both("待比对：{number}", "To compare: {number}"),
    both("{org}提交了{cloud}变更后的验证与评估结果，请于 {due} 前比对。", "{org} handed in the results of reassessment of {cloud}; compare them by {due}."),
  ),
  "change-returned": words(
    both("变更材料退回", "Papers of a change returned"),
    both("变更材料退回：{number}", "Papers returned: {number}"),
    both("{cloud}变更后的材料需补正，请重新提交。", "The papers after the change of {cloud} need completing; hand them in again."),
  ),
  "change-closed": words(
    both("变更办结", "Change closed"),
    both("变更已办结：{number}", "Change closed: {number}"),
    both("{cloud}的重大变更已完成比对并办结。", "The change of {cloud} was compared and closed."),
  ),
  "change-told-before": words(
    both("变更事前告知", "Told before a change"),
    both("变更告知：{number}", "About a change: {number}"),
    both("{org}计划对{cloud}实施变更，开始时间 {planned}，可能影响您的业务系统，请查看并确认。", "{org} plans a change of {cloud} that begins at {planned} and may affect your systems; read and acknowledge it."),
  ),
  "change-told-after": words(
    both("变更事后告知", "Told after a change"),
    both("变更已实施：{number}", "Change made: {number}"),
    both("{org}已对{cloud}实施变更，请查看结果并确认。", "{org} made the change of {cloud}; read the outcome and acknowledge it."),
  ),
  "change-told-off": words(
    both("变更取消告知", "Told that a change is off"),
    both("变更已取消：{number}", "Change is off: {number}"),
    both("{org}已取消对{cloud}的变更。", "{org} called the change of {cloud} off."),
  ),
  "change-asked": words(
    both("客户提问或异议", "A customer asks or objects"),
    both("客户有提问或异议：{number}", "A customer asks: {number}"),
    both("云服务客户就{cloud}的变更提出了问题或异议，请答复。", "A customer asked about the change of {cloud}, or objects; answer it."),
  ),
  "change-answered": words(
    both("变更提问已答复", "Question about a change answered"),
    both("已答复：{number}", "Answered: {number}"),
    both("{org}答复了您就{cloud}变更提出的问题或异议。", "{org} answered you about the change of {cloud}."),
  ),
  "change-due": words(
    both("变更时限提醒", "Change due soon"),
    both("变更即将到期：{number}", "Change due soon: {number}"),
    both("{cloud}的重大变更有事项应于 {due} 前办理，还有 {days} 天。", "A step of the change of {cloud} is due by {due}, in {days} day(s)."),
  ),
  "change-overdue": words(
    both("变更事项逾期", "Change overdue"),
    both("变更事项逾期：{number}", "Change overdue: {number}"),
    both("{cloud}的重大变更有事项应于 {due} 前办理，至今未办。", "A step of the change of {cloud} was due by {due} and was not taken."),
  ),
  "change-unacknowledged": words(
    both("变更告知待确认", "Change not acknowledged"),
    both("请确认变更告知：{number}", "Please acknowledge: {number}"),
    both("{org}将于 {planned} 对{cloud}实施变更，请尽快查看并确认。", "{org} begins the change of {cloud} at {planned}; read and acknowledge it."),
  ),
  "certificate-ends": words(
    both("评估证书临近到期", "Certificate ends"),
    both("安全评估临近到期：{cloud}", "Security assessment ends: {cloud}"),
    both(
      "{cloud}的云计算服务安全评估结果将于 {due} 到期（还有约 {months} 个月），请按时申请复评。",
      "The security assessment of {cloud} ends on {due}, in about {months} months; apply again in time.",
    ),
  ),
  "certificate-voided": words(
    both("评估证书失效", "Certificate voided"),
    both("安全评估已失效：{cloud}", "Security assessment voided: {cloud}"),
    both("{cloud}的云计算服务安全评估结果已失效。", "The security assessment of {cloud} no longer holds."),
  ),
  "purge-asked": words(
    both("申请清除误传文件", "Purge asked for"),
    both("待批准：清除误传文件", "To approve: purge of a file"),
    both("{org}申请清除一份误传文件，请立即处理。", "{org} asks to purge a file that must not be here."),
  ),
  "purge-refused": words(
    both("清除申请未批准", "Purge refused"),
    both("清除申请未批准", "Purge refused"),
    both(
      "您提出的文件清除申请未获批准，文件保持可用。",
      "Your request to purge a file was refused; the file stays.",
    ),
  ),
  "file-purged": words(
    both("误传文件已清除", "File purged"),
    both("误传文件已清除", "File purged"),
    both(
      "您申请清除的文件已彻底清除，过程已存证。",
      "The file you reported has been purged; the step is on record.",
    ),
  ),
  "file-purged-party": words(
    both("本单位误传文件已清除", "A file of ours was purged"),
    both("本单位一份误传文件已清除", "A file of your organisation was purged"),
    both(
      "{org}的一份误传文件经两人批准已清除，内容不可恢复；请按保密规定核查本单位其他存放位置。引用该文件的材料会显示其已被清除。",
      "A file of {org} that must not be here was purged after two persons decided; look for it in your own places, too.",
    ),
  ),
  "disposal-asked": words(
    both("销毁或解除保全申请", "Disposal or lifting asked for"),
    both("待审批：{what}（{number}）", "To decide: {what} ({number})"),
    both("{person}提出{what}申请（{number}），请审批。", "{person} asks for {what} ({number})."),
  ),
  "erasure-asked": words(
    both("数据注销申请", "Erasure asked for"),
    both("待审批：{what}（{number}）", "To decide: {what} ({number})"),
    both("{person}提出{what}申请（{number}），批准后不可恢复，请审批。", "{person} asks for {what} ({number}); it cannot be undone."),
  ),
  "retention-decided": words(
    both("销毁、解除保全、注销审批结果", "Disposal, lifting or erasure decided"),
    both("{what}申请已审批（{number}）", "{what} decided ({number})"),
    both("{what}申请（{number}）审批结果：{outcome}。", "{what} ({number}): {outcome}."),
  ),
  "file-infected-own": words(
    both("文件含恶意代码（提交方）", "Malware in a file (handed in)"),
    both("文件含恶意代码，请处理", "Malware found in a file"),
    both(
      "{org}上传的文件“{file}”经扫描含有恶意代码，内容已封存。未提交的请移除后重新上传干净的文件；已提交的，请补充提交。",
      "“{file}” of {org} holds malware; its content is locked. Take it out of what is not handed in yet, and supplement what is.",
    ),
  ),
  "file-infected-review": words(
    both("材料含恶意代码（审核方）", "Malware in papers under review"),
    both("已提交的材料含恶意代码：{cloud}", "Malware in what was handed in: {cloud}"),
    both(
      "{org}为{cloud}提交的文件“{file}”经扫描含有恶意代码，内容已封存，不能打开。",
      "“{file}”, handed in by {org} for {cloud}, holds malware; nobody can open it.",
    ),
  ),
  "file-infected-platform": words(
    both("文件含恶意代码（平台）", "Malware in a file (platform)"),
    both("发现含恶意代码的文件", "Malware found in a stored file"),
    both(
      "{org}上传的一份文件经扫描含有恶意代码，内容已封存。下载过该文件的人员可在存证记录中查询。",
      "A file of {org} holds malware; its content is locked. The record says who opened it if it was sensitive.",
    ),
  ),
  "file-cleared": words(
    both("文件解除封存", "File cleared"),
    both("文件复扫未见恶意代码", "A file was found clean"),
    both(
      "{org}的文件“{file}”经新特征库复扫未见恶意代码，内容恢复可用。",
      "“{file}” of {org} was found clean with newer signatures and can be opened again.",
    ),
  ),
  "storage-damaged": words(
    both("存储文件损坏", "Stored files damaged"),
    both("存储巡检发现 {count} 个文件异常", "{count} stored files are not whole"),
    both(
      "存储巡检发现 {count} 个已存文件缺失、损坏或无法解密，请在“存储体检”中查看，并从备份恢复。",
      "{count} stored files are missing, damaged or cannot be decrypted. See the storage page and restore them from a backup.",
    ),
  ),
  "storage-mended": words(
    both("存储文件恢复完好", "Stored files whole again"),
    both("{count} 个文件已恢复完好", "{count} stored files are whole again"),
    both(
      "此前异常的 {count} 个已存文件经复查已恢复完好。",
      "{count} stored files that were not whole are whole again.",
    ),
  ),
  "scanner-away": words(
    both("扫描引擎不可用", "Malware scanner away"),
    both("恶意代码扫描引擎不可用", "The malware scanner is away"),
    both(
      "恶意代码扫描引擎已有一小时无法使用，{count} 个文件在等待扫描，恢复后自动继续。",
      "The malware scanner has been away for an hour; {count} files wait for it and are scanned when it is back.",
    ),
  ),
  "new-place-own": words(
    both("异地登录提醒（本人）", "Sign-in from a new place (own)"),
    both("您的账号在新的位置登录", "Your account was used in a new place"),
    both(
      "您的账号在近期未使用过的网络或设备上登录。如非本人操作，请立即结束该登录并修改口令。",
      "Your account signed in from a network or browser not used recently. If it was not you, end that session and change the password.",
    ),
  ),
  "new-place-other": words(
    both("异地登录告警", "Sign-in from a new place"),
    both("异地登录告警：{person}", "New place: {person}"),
    both(
      "{org}的“{person}”在近期未使用过的网络或设备上登录，请核实。",
      "“{person}” of {org} signed in from a network or browser not used recently; please check.",
    ),
  ),
  "factor-reset-own": words(
    both("第二因素已重置（本人）", "Second factor reset (own)"),
    both("您的第二因素已被重置", "Your second factor was reset"),
    both(
      "安全管理员已重置您的第二因素，原有登录均已失效；请重新登录并绑定。如非您本人申请，请立即联系安全管理员。",
      "The security administrator voided your second factor and your sessions; sign in and set up a new one. If you did not ask for it, call the security administrator.",
    ),
  ),
  "factor-reset-other": words(
    both("第二因素已重置", "Second factor reset"),
    both("第二因素已重置：{person}", "Second factor reset: {person}"),
    both(
      "{org}的“{person}”的第二因素已被重置，下次登录须重新绑定。",
      "The second factor of “{person}” of {org} was reset; the next sign-in sets up a new one.",
    ),
  ),
  "account-locked": words(
    both("账号锁定", "Account locked"),
    both("账号已临时锁定：{person}", "Account locked: {person}"),
    both(
      "{org}的账号“{person}”连续登录失败，已临时锁定，请核实是否异常。",
      "“{person}” of {org} was locked after repeated failures; check whether it was an attack.",
    ),
  ),
  "privilege-asked": words(
    both("临时特权申请", "Temporary privilege asked for"),
    both("待审批：临时特权申请", "Temporary privilege to decide"),
    both(
      "{person}（{org}）申请临时特权（{what}），期限 {from} 至 {due}，请审批。",
      "{person} of {org} asks for a temporary privilege ({what}) from {from} to {due}.",
    ),
  ),
  "privilege-decided": words(
    both("临时特权审批结果", "Temporary privilege decided"),
    both("临时特权申请已审批", "Temporary privilege decided"),
    both(
      "您申请的临时特权（{what}，{from} 至 {due}）审批结果：{outcome}。",
      "Your temporary privilege ({what}, {from} to {due}): {outcome}.",
    ),
  ),
  "privilege-granted": words(
    both("临时特权已授予", "Temporary privilege granted"),
    both("临时特权已授予", "A temporary privilege was granted"),
    both(
      "{person}（{org}）获授临时特权（{what}），期限 {from} 至 {due}。",
      "{person} of {org} holds a temporary privilege ({what}) from {from} to {due}.",
    ),
  ),
  "privilege-ended": words(
    both("临时特权提前终止", "Temporary privilege ended"),
    both("临时特权已提前终止", "A temporary privilege was ended"),
    both(
      "临时特权（{what}，原定至 {due}）已提前终止。",
      "The temporary privilege ({what}, until {due}) was ended early.",
    ),
  ),
  "loosening-asked": words(
    both("放宽安全参数申请", "Loosening asked for"),
    both("待审批：放宽安全参数", "Loosening of a security setting to decide"),
    both(
      "{person}申请放宽安全参数“{what}”，批准前仍按现值执行，请审批。",
      "{person} asks to loosen “{what}”; until decided the value stays.",
    ),
  ),
  "loosening-decided": words(
    both("放宽安全参数审批结果", "Loosening decided"),
    both("放宽安全参数申请已审批", "Loosening of a security setting decided"),
    both("放宽安全参数“{what}”的申请：{outcome}。", "The request to loosen “{what}”: {outcome}."),
  ),
  "key-made": words(
    both("新的接口密钥", "API key made"),
    both("生成了新的接口密钥", "An API key was made"),
    both(
      "{person}（{org}）生成了接口密钥，有效期至 {due}。如非本人办理，请立即吊销。",
      "{person} of {org} made an API key that works until {due}. Revoke it if that was not them.",
    ),
  ),
  "key-ends": words(
    both("接口密钥将到期", "API key expires"),
    both("接口密钥将到期", "An API key expires soon"),
    both(
      "{person}的接口密钥将于 {due} 到期，还有 {days} 天，请及时轮换。",
      "The API key of {person} expires on {due}, in {days} day(s); rotate it in time.",
    ),
  ),
  "posts-review": words(
    both("岗位复核", "Review of posts"),
    both("请复核本单位岗位", "Posts to be confirmed"),
    both(
      "{org}有 {count} 个岗位超过 {months} 个月未确认，请逐一确认是否仍需保留。",
      "{count} post(s) of {org} were not confirmed for {months} months; confirm or end each.",
    ),
  ),
} as const satisfies Record<string, Words>;

export type NoticeKey = keyof typeof NOTICE_WORDS;

/** How something was decided, as {outcome} says it. */
const OUTCOMES: Readonly<Record<string, Bilingual>> = {
  compliant: both("符合", "compliant"),
  "non-compliant": both("不符合", "non-compliant"),
  granted: both("同意", "granted"),
  approved: both("同意", "approved"),
  refused: both("不同意", "refused"),
  upheld: both("异议成立", "upheld"),
  rejected: both("异议不成立", "rejected"),
  withdrawn: both("已撤回", "withdrawn"),
  "change-implement": both("合规，建议实施", "compliant, implement"),
  "change-revise": both("不合规，建议更改后重新提交", "not compliant, revise and resubmit"),
  "change-withdraw": both("存在安全风险，建议撤销", "risk, withdraw"),
};

export function outcomeWord(outcome: string): Bilingual {
  return OUTCOMES[outcome] ?? both("见详情", "see there");
}
