import { both, event, party, supervisor, asker, type NoticeRule } from "./kinds.ts";

/** Agreements: what is told, to whom, in which words. */
export const AGREEMENTS = {
  "agreement-changed": {
    on: event("agreement.changed"),
    tell: [party("agreement.state-parameters")],
    mail: "digest",
    name: both("约定变更", "Agreement changed"),
    title: both("约定已变更：{cloud}", "Agreement changed: {cloud}"),
    text: both(
      "{cloud}的监管约定已更新，请查看对监管义务的影响。",
      "The agreement of {cloud} has changed; see what it means for its obligations.",
    ),
  },
  "agreement-change-asked": {
    on: event("agreement.change-asked"),
    tell: [supervisor("agreement.approve")],
    mail: "digest",
    name: both("约定变更申请", "Agreement change asked for"),
    title: both("待审批的约定变更：{cloud}", "Agreement change to decide: {cloud}"),
    text: both(
      "{cloud}有一项约定变更待审批：{what}。",
      "A change to the agreement of {cloud} waits for approval: {what}.",
    ),
  },
  "agreement-change-decided": {
    on: event("agreement.change-decided"),
    tell: [asker],
    mail: "at-once",
    name: both("约定变更审批结果", "Agreement change decided"),
    title: both("约定变更已审批：{cloud}", "Agreement change decided: {cloud}"),
    text: both(
      "您就{cloud}“{what}”提出的约定变更已审批：{outcome}。",
      "Your change for “{what}” of {cloud} was decided: {outcome}.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
