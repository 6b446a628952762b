import { both, event, supervisor, preparers, partyLead, asker, type NoticeRule } from "./kinds.ts";

/** Duties and their periods: what is told, to whom, in which words. */
export const DUTIES = {
  "period-opened": {
    on: { clock: "period-opens" },
    tell: [preparers],
    mail: "digest",
    name: both("周期开始", "Period opened"),
    title: both("周期开始：{what}（{label}）", "Opened: {what} ({label})"),
    text: both(
      "{cloud}的“{what}”（{label}）已开始，请于 {due} 前提交。",
      "“{what}” ({label}) of {cloud} is open; hand it in by {due}.",
    ),
  },
  "period-requested": {
    on: event("period.requested"),
    tell: [preparers],
    mail: "at-once",
    name: both("按需提交要求", "On-demand request"),
    title: both("请按需提交：{what}（{label}）", "Requested: {what} ({label})"),
    text: both(
      "运行监管方要求{cloud}提交“{what}”（{label}），截止 {due}。",
      "The supervisor asks for “{what}” ({label}) of {cloud} by {due}.",
    ),
  },
  "period-cancelled": {
    on: event("period.cancelled"),
    tell: [preparers],
    mail: "digest",
    name: both("周期取消", "Period cancelled"),
    title: both("周期已取消：{what}（{label}）", "Cancelled: {what} ({label})"),
    text: both(
      "{cloud}的“{what}”（{label}）不再需要提交。",
      "“{what}” ({label}) of {cloud} is no longer needed.",
    ),
  },
  "period-due": {
    on: { clock: "period-due" },
    tell: [preparers],
    mail: "digest",
    daysFrom: "notice.reminderDays",
    name: both("到期提醒", "Due soon"),
    title: both("到期提醒：{what}（{label}）", "Due soon: {what} ({label})"),
    text: both(
      "{cloud}的“{what}”（{label}）应于 {due} 前提交，还有 {days} 天。",
      "“{what}” ({label}) of {cloud} is due by {due}, in {days} day(s).",
    ),
  },
  "period-overdue": {
    on: { clock: "period-overdue" },
    tell: [preparers],
    mail: "at-once",
    name: both("逾期未提交", "Overdue"),
    title: both("已逾期：{what}（{label}）", "Overdue: {what} ({label})"),
    text: both(
      "{cloud}的“{what}”（{label}）应于 {due} 前提交，至今未提交，请尽快办理。",
      "“{what}” ({label}) of {cloud} was due by {due} and has not been handed in.",
    ),
  },
  "sign-off-waiting": {
    on: event("submission.sent-for-sign-off"),
    tell: [partyLead],
    mail: "at-once",
    name: both("待复核签发", "Sign-off waiting"),
    title: both("待您复核签发：{what}", "Waiting for your sign-off: {what}"),
    text: both(
      "一份提交材料已编制完成，请复核签发：{what}。",
      "A deliverable is ready for your sign-off: {what}.",
    ),
  },
  "sign-off-sent-back": {
    on: event("submission.sent-back"),
    tell: [asker],
    mail: "at-once",
    name: both("签发退回", "Sent back before sign-off"),
    title: both("签发退回：{what}", "Sent back: {what}"),
    text: both(
      "您编制的材料在签发时被退回，请修改后重新送签：{what}。",
      "Your deliverable was sent back; revise it and send it again: {what}.",
    ),
  },
  "extension-asked": {
    on: event("extension.asked"),
    tell: [supervisor("extension.decide")],
    mail: "digest",
    name: both("延期申请", "Extension asked for"),
    title: both("待审批：{number}", "Extension to decide: {number}"),
    text: both("{cloud}申请将“{what}”延期至 {due}，请审批。", "{cloud} asks to extend “{what}” until {due}."),
  },
  "extension-decided": {
    on: event("extension.decided"),
    tell: [asker, partyLead],
    mail: "at-once",
    name: both("延期审批结果", "Extension decided"),
    title: both("{number}已审批", "Extension {number} decided"),
    text: both(
      "{cloud}“{what}”的延期申请已有结果：{outcome}。",
      "The extension of “{what}” ({cloud}) was decided: {outcome}.",
    ),
  },
  "file-infected-own": {
    on: event("file.infected"),
    tell: [asker, partyLead],
    mail: "at-once",
    name: both("文件含恶意代码（提交方）", "Malware in a file (handed in)"),
    title: both("文件含恶意代码，请处理", "Malware found in a file"),
    text: both(
      "{org}上传的文件“{file}”经扫描含有恶意代码，内容已封存。未提交的请移除后重新上传干净的文件；已提交的，请补充提交。",
      "“{file}” of {org} holds malware; its content is locked. Take it out of what is not handed in yet, and supplement what is.",
    ),
  },
  "file-cleared": {
    on: event("file.cleared"),
    tell: [asker],
    mail: "digest",
    name: both("文件解除封存", "File cleared"),
    title: both("文件复扫未见恶意代码", "A file was found clean"),
    text: both(
      "{org}的文件“{file}”经新特征库复扫未见恶意代码，内容恢复可用。",
      "“{file}” of {org} was found clean with newer signatures and can be opened again.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
