import { both, event, party, supervisor, asker, type NoticeRule } from "./kinds.ts";

/** Customer's authorisations: what is told, to whom, in which words. */
export const AUTHORISATIONS = {
  "authorisation-asked": {
    on: event("authorisation.asked"),
    tell: [party("authorisation.prepare")],
    mail: "at-once",
    name: both("申请客户授权", "Authorisation asked for"),
    title: both("待授权：{number}", "To authorise: {number}"),
    text: both(
      "{org}申请对{system}进行操作：{what}。请于 {due} 前答复，未经授权不得操作。",
      "{org} asks to operate on {system}: {what}. Answer by {due}; nothing may be done before.",
    ),
  },
  "authorisation-recalled": {
    on: event("authorisation.recalled"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
    name: both("授权申请撤回", "Ask taken back"),
    title: both("授权申请已撤回：{number}", "Taken back: {number}"),
    text: both(
      "{org}撤回了对{system}的授权申请：{what}。",
      "{org} took back its ask about {system}: {what}.",
    ),
  },
  "authorisation-prepared": {
    on: event("authorisation.prepared"),
    tell: [party("authorisation.decide")],
    mail: "at-once",
    name: both("授权待复核", "Authorisation to confirm"),
    title: both("授权待复核：{number}", "To confirm: {number}"),
    text: both(
      "对{org}操作{system}的授权已拟办，须由另一名负责人于 {due} 前复核。",
      "The authorisation for {org} on {system} was prepared; another lead confirms it by {due}.",
    ),
  },
  "authorisation-sent-back": {
    on: event("authorisation.sent-back"),
    tell: [party("authorisation.prepare")],
    mail: "at-once",
    name: both("授权复核退回", "Authorisation given back"),
    title: both("授权复核退回：{number}", "Given back: {number}"),
    text: both(
      "对{org}操作{system}的授权未通过复核，请重新办理。",
      "The authorisation for {org} on {system} was not confirmed; decide anew.",
    ),
  },
  "authorisation-granted": {
    on: event("authorisation.granted"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
    name: both("已授权", "Authorised"),
    title: both("已授权：{number}", "Authorised: {number}"),
    text: both(
      "{customer}已同意对{system}的操作，有效期至 {ends}。请核对授权范围，操作后及时登记。",
      "{customer} authorised the work on {system} until {ends}. See what was granted, and record what is done.",
    ),
  },
  "authorisation-refused": {
    on: event("authorisation.refused"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
    name: both("未获授权", "Refused"),
    title: both("未获授权：{number}", "Refused: {number}"),
    text: both(
      "{customer}未同意对{system}的操作，理由见详情，不得操作。",
      "{customer} refused the work on {system}; the reason is with it. Nothing may be done.",
    ),
  },
  "authorisation-withdrawn": {
    on: event("authorisation.withdrawn"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
    name: both("授权撤回", "Authorisation withdrawn"),
    title: both("授权已撤回，请立即停止：{number}", "Withdrawn, stop at once: {number}"),
    text: both(
      "{customer}撤回了对{system}的授权，请立即停止操作；此前的操作请于 {record} 前登记。",
      "{customer} withdrew the authorisation on {system}. Stop at once; record what was done before by {record}.",
    ),
  },
  "authorisation-declared": {
    on: event("authorisation.declared"),
    tell: [party("authorisation.prepare"), supervisor("authorisation.read")],
    mail: "at-once",
    name: both("应急操作报告", "Emergency declared"),
    title: both("应急操作：{number}", "Emergency: {number}"),
    text: both(
      "{org}依据应急规则正在对{customer}的{system}进行应急操作：{what}。操作记录应于 {record} 前登记，由客户事后审阅。",
      "{org} is working on {system} of {customer} under the emergency rule: {what}. Its record is due by {record}; the customer reviews it.",
    ),
  },
  "authorisation-operated": {
    on: event("authorisation.operated"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
    name: both("操作已登记", "Operation recorded"),
    title: both("操作已登记：{number}", "Recorded: {number}"),
    text: both(
      "{org}登记了对{system}的一次操作，可查看记录；有疑问可提出质询。",
      "{org} recorded an operation on {system}; you may question it.",
    ),
  },
  "authorisation-finished": {
    on: event("authorisation.finished"),
    tell: [party("authorisation.prepare")],
    mail: "none",
    name: both("授权操作完结", "Finished"),
    title: both("授权操作已完结：{number}", "Finished: {number}"),
    text: both(
      "{org}对{system}的操作已完结，授权随之终止。",
      "{org} finished its work on {system}; the authorisation ended with it.",
    ),
  },
  "authorisation-questioned": {
    on: event("authorisation.questioned"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
    name: both("操作质询", "Record questioned"),
    title: both("待答复质询：{number}", "Question to answer: {number}"),
    text: both(
      "{customer}对{system}的操作记录提出质询，请于 {answer} 前答复。",
      "{customer} questions a record on {system}; answer by {answer}.",
    ),
  },
  "authorisation-answered": {
    on: event("authorisation.answered"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
    name: both("质询答复", "Question answered"),
    title: both("质询已答复：{number}", "Answered: {number}"),
    text: both("{org}答复了关于{system}操作记录的质询。", "{org} answered the question about {system}."),
  },
  "authorisation-accepted": {
    on: event("authorisation.reviewed", "outcome", "accepted"),
    tell: [asker, party("authorisation.record")],
    mail: "digest",
    name: both("应急操作认可", "Emergency accepted"),
    title: both("应急操作已认可：{number}", "Accepted: {number}"),
    text: both(
      "{customer}审阅并认可了对{system}的应急操作。",
      "{customer} reviewed the emergency work on {system} and accepted it.",
    ),
  },
  "authorisation-objected": {
    on: event("authorisation.reviewed", "outcome", "objected"),
    tell: [asker, party("authorisation.record"), supervisor("authorisation.read")],
    mail: "at-once",
    name: both("应急操作异议", "Emergency objected to"),
    title: both("应急操作有异议：{number}", "Objected to: {number}"),
    text: both(
      "{customer}对{org}在{system}上的应急操作提出异议，理由见详情。",
      "{customer} objects to the emergency work of {org} on {system}; the reason is with it.",
    ),
  },
  "authorisation-undecided": {
    on: { clock: "authorisation-undecided" },
    tell: [party("authorisation.prepare"), asker],
    mail: "at-once",
    name: both("授权逾期未答复", "Authorisation not answered"),
    title: both("授权逾期未答复：{number}", "Not answered: {number}"),
    text: both(
      "{org}对{system}的授权申请应于 {due} 前答复，尚未答复；在答复之前不得操作。",
      "The ask of {org} about {system} was to be answered by {due}; nothing may be done until it is.",
    ),
  },
  "authorisation-ends": {
    on: { clock: "authorisation-ends" },
    tell: [party("authorisation.record"), asker],
    mail: "digest",
    name: both("授权即将到期", "Authorisation ends soon"),
    title: both("授权即将到期：{number}", "Ends soon: {number}"),
    text: both(
      "对{system}的授权将于 {ends} 到期，到期后不得操作；需要继续的请重新申请。",
      "The authorisation on {system} ends at {ends}; ask anew if more is needed.",
    ),
  },
  "authorisation-unrecorded": {
    on: { clock: "authorisation-unrecorded" },
    tell: [party("authorisation.prepare"), supervisor("authorisation.read"), asker],
    mail: "at-once",
    name: both("操作逾期未登记", "Operations not recorded"),
    title: both("操作逾期未登记：{number}", "Not recorded: {number}"),
    text: both(
      "{org}对{customer}的{system}的授权已结束，截至 {record} 未登记任何操作，也未说明未操作，请核实。",
      "The authorisation of {org} on {system} of {customer} is over; by {record} nothing was recorded and nothing said.",
    ),
  },
  "emergency-rule-prepared": {
    on: event("emergency-rule.prepared"),
    tell: [party("authorisation.decide")],
    mail: "at-once",
    name: both("应急规则待复核", "Emergency rule to confirm"),
    title: both("应急规则待复核：{system}", "Emergency rule to confirm: {system}"),
    text: both(
      "{system}的应急规则（{org}）已拟定，须由另一名负责人复核后生效。",
      "The emergency rule for {org} on {system} waits for another lead.",
    ),
  },
  "emergency-rule-agreed": {
    on: event("emergency-rule.agreed"),
    tell: [party("authorisation.ask")],
    mail: "digest",
    name: both("应急规则生效", "Emergency rule agreed"),
    title: both("应急规则已生效：{system}", "Emergency rule: {system}"),
    text: both(
      "{customer}已约定{system}的应急规则，紧急情况下可按规则报告并操作。",
      "{customer} agreed to an emergency rule for {system}.",
    ),
  },
  "emergency-rule-ended": {
    on: event("emergency-rule.ended"),
    tell: [party("authorisation.ask")],
    mail: "at-once",
    name: both("应急规则终止", "Emergency rule ended"),
    title: both("应急规则已终止：{system}", "Emergency rule ended: {system}"),
    text: both(
      "{customer}终止了{system}的应急规则，此后的操作须先获授权。",
      "{customer} ended the emergency rule for {system}; ask before any work.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
