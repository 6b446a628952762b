import { both, event, party, supervisor, type NoticeRule } from "./kinds.ts";

/** Rosters, protected periods, plans and drills: what is told, to whom, in which words. */
export const READINESS = {
  "duty-gap": {
    on: { clock: "duty-gap" },
    tell: [party("duty.work")],
    mail: "digest",
    name: both("值守空档", "Gap in the roster"),
    title: both("值守空档：{cloud}", "Gap in the roster: {cloud}"),
    text: both(
      "{cloud}今后 {days} 天内有 {count} 处值守空档，最早自 {from} 起，请安排值守。",
      "{cloud}: {count} gap(s) in the roster within {days} day(s), the first from {from}.",
    ),
  },
  "protection-deployed": {
    on: event("protected-period.deployed"),
    tell: [party("protection.report")],
    mail: "at-once",
    name: both("重保部署", "Protected period deployed"),
    title: both("重保部署：{number} {what}", "Protected period: {number} {what}"),
    text: both(
      "{cloud}纳入“{what}”：{from} 至 {to}。期间按要求值守，每日 {hour}:00 前报送零报告。",
      "{cloud} is part of “{what}”, {from} to {to}. Keep the roster asked for and report every day by {hour}:00.",
    ),
  },
  "protection-rescheduled": {
    on: event("protected-period.rescheduled"),
    tell: [party("protection.report")],
    mail: "at-once",
    name: both("重保时间调整", "Protected period rescheduled"),
    title: both("重保时间调整：{number} {what}", "Rescheduled: {number} {what}"),
    text: both(
      "“{what}”调整为 {from} 至 {to}，{cloud}请相应安排值守和零报告。",
      "“{what}” now lasts from {from} to {to}; arrange the roster and reports of {cloud} accordingly.",
    ),
  },
  "protection-withdrawn": {
    on: event("protected-period.withdrawn"),
    tell: [party("protection.report")],
    mail: "at-once",
    name: both("重保取消", "Protected period withdrawn"),
    title: both("重保取消：{number} {what}", "Withdrawn: {number} {what}"),
    text: both(
      "“{what}”已取消，{cloud}不再按重保要求执行。",
      "“{what}” was withdrawn; nothing of it is asked of {cloud}.",
    ),
  },
  "nil-report-missing": {
    on: { clock: "nil-report-missing" },
    tell: [party("protection.report")],
    mail: "at-once",
    name: both("零报告未报", "Nil report missing"),
    title: both("零报告未报：{cloud}（{label}）", "Nil report missing: {cloud} ({label})"),
    text: both(
      "{cloud} {label} 的零报告应于 {due} 前报送，请立即补报。",
      "The nil report of {cloud} for {label} was due by {due}; file it now.",
    ),
  },
  "nil-report-silent": {
    on: { clock: "nil-report-silent" },
    tell: [supervisor("protection.manage"), { to: "manager", with: "protection.read" }],
    mail: "at-once",
    name: both("零报告缺报", "No nil report"),
    title: both("零报告缺报：{cloud}（{label}）", "No nil report: {cloud} ({label})"),
    text: both(
      "{org}的{cloud} {label} 零报告应于 {due} 前报送，提醒后仍未报，请核实情况。",
      "{org} has not reported for {cloud} ({label}), due by {due}, although reminded; find out why.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
