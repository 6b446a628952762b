import { both, event, partyLead, reviewers, type NoticeRule } from "./kinds.ts";

/** The register: what is told, to whom, in which words. */
export const REGISTER = {
  "certificate-ends": {
    on: { clock: "certificate-ends" },
    tell: [partyLead, reviewers],
    mail: "digest",
    daysFrom: "certificate.remindMonths",
    name: both("评估证书临近到期", "Certificate ends"),
    title: both("安全评估临近到期：{cloud}", "Security assessment ends: {cloud}"),
    text: both(
      "{cloud}的云计算服务安全评估结果将于 {due} 到期（还有约 {months} 个月），请按时申请复评。",
      "The security assessment of {cloud} ends on {due}, in about {months} months; apply again in time.",
    ),
  },
  "certificate-voided": {
    on: event("certificate.voided"),
    tell: [partyLead, reviewers],
    mail: "at-once",
    name: both("评估证书失效", "Certificate voided"),
    title: both("安全评估已失效：{cloud}", "Security assessment voided: {cloud}"),
    text: both(
      "{cloud}的云计算服务安全评估结果已失效。",
      "The security assessment of {cloud} no longer holds.",
    ),
  },
} as const satisfies Record<string, NoticeRule>;
