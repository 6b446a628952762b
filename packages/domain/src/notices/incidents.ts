import { both, event, party, supervisor, partyLead, asker, type NoticeRule } from "./kinds.ts";

/** Incidents: what is told, to whom, in which words. */
export const INCIDENTS = {
  "incident-reported": {
    on: event("incident.reported"),
    tell: [party("incident.handle"), supervisor("incident.supervise")],
    mail: "at-once",
    name: both("安全事件报告", "Incident reported"),
    title: both("安全事件：{number} {what}", "Incident {number}: {what}"),
    text: both(
      "{org}报告安全事件“{what}”，涉及{cloud}，请立即核实处置。",
      "{org} reports “{what}” on {cloud}; verify and handle it at once.",
    ),
  },
  "incident-told": {
    on: event("incident.customers-told"),
    tell: [party("incident-notice.respond")],
    mail: "at-once",
    name: both("事件告知", "Told of an incident"),
    title: both("安全事件告知，请确认知悉：{number}", "Incident {number}: please acknowledge"),
    text: both(
      "{cloud}发生安全事件，可能影响贵单位，请阅读告知内容并确认知悉。",
      "An incident on {cloud} may affect you; read the notice and acknowledge it.",
    ),
  },
  "incident-dismissed": {
    on: event("incident.dismissed"),
    tell: [party("incident.handle"), asker],
    mail: "at-once",
    name: both("认定为误报", "False alarm"),
    title: both("已认定为误报：{number}", "{number}: a false alarm"),
    text: both(
      "安全事件“{what}”（{number}）经核实为误报。",
      "“{what}” ({number}) was found to be a false alarm.",
    ),
  },
  "incident-help-asked": {
    on: event("incident.help-asked"),
    tell: [supervisor("incident.supervise")],
    mail: "at-once",
    name: both("请求协助", "Help asked for"),
    title: both("事件处置请求协助：{number}", "Help asked for: {number}"),
    text: both("{org}就“{what}”（{number}）请求协助。", "Help is asked for in “{what}” ({number})."),
  },
  "incident-help-given": {
    on: event("incident.help-given"),
    tell: [party("incident.handle")],
    mail: "at-once",
    name: both("协助答复", "Help given"),
    title: both("协助请求已答复：{number}", "Help given: {number}"),
    text: both(
      "“{what}”（{number}）的协助请求已答复。",
      "The request for help in “{what}” ({number}) was answered.",
    ),
  },
  "incident-closing-asked": {
    on: event("incident.closing-asked"),
    tell: [supervisor("incident.supervise")],
    mail: "digest",
    name: both("申请结案", "Closing asked for"),
    title: both("申请结案：{number} {what}", "Closing asked for: {number} {what}"),
    text: both(
      "“{what}”（{number}）已处置完毕，请核对总结报告与处置记录。",
      "“{what}” ({number}) was handled; compare the final report with the record.",
    ),
  },
  "incident-returned": {
    on: event("incident.returned"),
    tell: [party("incident.handle")],
    mail: "at-once",
    name: both("总结报告退回", "Final report sent back"),
    title: both("总结报告与记录不符，已退回：{number}", "Final report sent back: {number}"),
    text: both(
      "“{what}”（{number}）的总结报告与处置记录不一致，请核实后重新提交。",
      "The report of “{what}” ({number}) does not agree with the record.",
    ),
  },
  "incident-closed": {
    on: event("incident.closed"),
    tell: [party("incident.handle"), asker],
    mail: "digest",
    name: both("事件结案", "Incident closed"),
    title: both("已结案：{number} {what}", "Closed: {number} {what}"),
    text: both("安全事件“{what}”（{number}）已结案。", "“{what}” ({number}) is closed."),
  },
  "incident-reopened": {
    on: event("incident.reopened"),
    tell: [party("incident.handle"), supervisor("incident.supervise")],
    mail: "at-once",
    name: both("事件重新打开", "Incident reopened"),
    title: both("重新打开：{number} {what}", "Reopened: {number} {what}"),
    text: both("安全事件“{what}”（{number}）已重新打开，请继续处置。", "“{what}” ({number}) is open again."),
  },
  "incident-merged": {
    on: event("incident.merged"),
    tell: [party("incident.handle"), asker],
    mail: "digest",
    name: both("事件并入", "Incident merged"),
    title: both("已并入其他事件：{number}", "{number} was merged"),
    text: both(
      "安全事件“{what}”（{number}）已并入另一事件继续处置。",
      "“{what}” ({number}) goes on within another incident.",
    ),
  },
  "incident-clock-near": {
    on: { clock: "incident-clock-near" },
    tell: [party("incident.handle"), party("incident-notice.respond")],
    mail: "at-once",
    name: both("报告时限临近", "Time limit near"),
    title: both("报告时限临近：{number}，{due} 截止", "{number}: to be told by {due}"),
    text: both(
      "“{what}”（{number}）应于 {due} 前报告{channel}，尚未登记。",
      "“{what}” ({number}): {channel} must be told by {due}.",
    ),
  },
  "incident-clock-climbs": {
    on: { clock: "incident-clock-climbs" },
    tell: [partyLead, supervisor("incident.supervise")],
    mail: "at-once",
    name: both("报告时限即将届满", "Time limit about to pass"),
    title: both("报告时限即将届满：{number}，{due} 截止", "{number}: time limit {due} about to pass"),
    text: both(
      "{org}应于 {due} 前就“{what}”（{number}）报告{channel}，至今未登记，请督促。",
      "{org} must tell {channel} of “{what}” ({number}) by {due} and has not.",
    ),
  },
  "incident-clock-expired": {
    on: { clock: "incident-clock-expired" },
    tell: [
      party("incident.handle"),
      party("incident-notice.respond"),
      partyLead,
      supervisor("incident.supervise"),
    ],
    mail: "at-once",
    name: both("报告超时", "Time limit passed"),
    title: both("报告超时：{number}", "{number}: time limit passed"),
    text: both(
      "{org}应于 {due} 前就“{what}”（{number}）报告{channel}，已超时，请立即报告。",
      "{org} had to tell {channel} of “{what}” ({number}) by {due}; do it at once.",
    ),
  },
  "incident-unacknowledged": {
    on: { clock: "incident-unacknowledged" },
    tell: [party("incident-notice.respond")],
    mail: "at-once",
    name: both("事件告知待确认", "Not acknowledged"),
    title: both("请确认知悉安全事件：{number}", "Please acknowledge incident {number}"),
    text: both(
      "{cloud}的安全事件告知尚未确认，请尽快阅读并确认知悉。",
      "The notice of an incident on {cloud} waits for your acknowledgement.",
    ),
  },
  "incident-to-call": {
    on: { clock: "incident-to-call" },
    tell: [party("incident.handle")],
    mail: "at-once",
    name: both("客户需电话告知", "Customers to be called"),
    title: both("有客户需电话告知：{number}", "Customers to be called: {number}"),
    text: both(
      "“{what}”（{number}）有 {count} 家客户未确认知悉，请电话告知并登记。",
      "{count} customer(s) have not acknowledged “{what}” ({number}); call them.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
