import { RETENTION_SETTINGS } from "./settings-retention.ts";
import { INCIDENT_SETTINGS } from "./settings-incident.ts";
import { SIGN_IN_SETTINGS } from "./settings-sign-in.ts";
import { STORAGE_SETTINGS } from "./settings-storage.ts";
import type { Setting, SettingSource, WindowSetting } from "./setting-types.ts";
import { ACCESS_SETTINGS } from "./settings-access.ts";
import { CHANGE_SETTINGS } from "./settings-change.ts";
import { READINESS_SETTINGS } from "./settings-readiness.ts";
import { DEFAULT_JOIN_BELOW_PERCENT, DEFAULT_SUBMIT_WITHIN } from "./terms.ts";
import type { Bilingual, Frequency } from "./vocabulary.ts";

const OURS: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值，由运行监管方按实际约定调整。",
    en: "No document sets a figure; this is the product's default, to be agreed by the supervisor.",
  },
};

const SUPERVISOR: SettingSource = {
  note: {
    zh: "运行监管方的设定。可参照 FedRAMP 持续监控：高、中、低风险分别为 30、90、180 天。",
    en: "Set by the supervisor. For comparison, FedRAMP continuous monitoring: high 30, moderate 90, low 180 days.",
  },
};

const AGREED: SettingSource = {
  clause: "JGK-6.2.2-p1",
  note: {
    zh: "条款要求按双方约定的时间点或运行监管方需要的频率提交，数值以约定为准。",
    en: "The clause speaks of time points agreed with the supervisor; what is agreed goes first.",
  },
};

const CERTIFICATE: SettingSource = {
  note: {
    zh: "《云计算服务安全评估办法》（2019）：评估结果有效期 3 年；届满前至少 6 个月申请复评一项请运营单位核实。",
    en: "Cloud service security assessment measures (2019): valid three years. Verify the six months before applying again.",
  },
};

const MLPS: SettingSource = {
  note: {
    zh: "GB/T 22239—2019 要求身份鉴别复杂度、登录失败处理和超时退出，未规定数值；此为产品默认值。",
    en: "GB/T 22239-2019 asks for it (identification, failed sign-ins, time-out) without a figure; the figure is ours.",
  },
};

const AUTHORISATION: SettingSource = {
  note: {
    zh: "《重庆市电子政务云平台安全管理工作指南（试行）》和中网办发文〔2014〕14 号要求操作客户的虚拟机或数据前先获授权，未规定数值；此为产品默认值。",
    en: "The Chongqing guide and 2014 No. 14 ask for the customer's authorisation beforehand without a figure; the figure is ours.",
  },
};

const workdays = { min: 1, max: 60, units: ["workdays", "days"] } as const;

/** Every number that a rule uses. The key's first word is the area under which it is shown. */
export const SETTINGS = {
  "posture.dueSoonDays": {
    type: "integer",
    default: 7,
    min: 1,
    max: 60,
    unit: "days",
    title: { zh: "临期提前天数", en: "Due soon, days ahead" },
    help: {
      zh: "距截止不超过该天数即显示为“临期”。",
      en: "Closer to its due date than this, a duty shows as due soon.",
    },
    source: OURS,
  },
  "notice.reminderDays": {
    type: "integers",
    default: [7, 3, 1],
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: "到期前提醒", en: "Reminders before the due date" },
    help: { zh: "在截止日前的这些天各提醒一次。", en: "One reminder so many days before the due date." },
    source: OURS,
  },
  "notice.digestHour": {
    type: "integer",
    default: 8,
    min: 0,
    max: 23,
    unit: "hour-of-day",
    title: { zh: "每日汇总邮件时间", en: "Hour of the daily digest" },
    help: {
      zh: "选择汇总接收的人员在该时刻收到当日汇总。",
      en: "Who chose the digest gets it at this hour, Shanghai time.",
    },
    source: OURS,
  },
  "notice.digestMinute": {
    type: "integer",
    default: 30,
    min: 0,
    max: 59,
    unit: "minutes",
    title: { zh: "每日汇总邮件时间（分）", en: "Minute of the daily digest" },
    help: { zh: "与小时一起确定每日汇总的发送时刻。", en: "With the hour, when the daily digest goes out." },
    source: OURS,
  },
  "review.receiptWithin": {
    type: "window",
    default: { amount: 3, unit: "workdays" },
    ...workdays,
    title: { zh: "受理时限", en: "Receipt within" },
    help: {
      zh: "材料提交后，运行监管方应在此时限内受理。",
      en: "The supervisor receives what was handed in within this time.",
    },
    source: OURS,
  },
  "review.decisionWithin": {
    type: "window",
    default: { amount: 15, unit: "workdays" },
    ...workdays,
    title: { zh: "审核时限", en: "Decision within" },
    help: { zh: "受理后应在此时限内给出审核结论。", en: "From receipt to the outcome of the review." },
    source: OURS,
  },
  "review.supplementWithin": {
    type: "window",
    default: { amount: 5, unit: "workdays" },
    ...workdays,
    title: { zh: "补充材料时限", en: "Supplement within" },
    help: {
      zh: "退回补充后，责任单位应在此时限内补齐；原截止日更晚的，以原截止日为准。",
      en: "After a return; the period's own due date counts when it is later.",
    },
    source: OURS,
  },
  "review.disputeWithin": {
    type: "window",
    default: { amount: 10, unit: "workdays" },
    ...workdays,
    title: { zh: "异议提出时限", en: "Dispute within" },
    help: { zh: "收到审核结论后，可在此时限内提出异议。", en: "How long an outcome may be disputed." },
    source: OURS,
  },
  "review.disputeDecisionWithin": {
    type: "window",
    default: { amount: 10, unit: "workdays" },
    ...workdays,
    title: { zh: "异议裁定时限", en: "Dispute decided within" },
    help: { zh: "收到异议后，运行监管方应在此时限内裁定。", en: "From the dispute to its decision." },
    source: OURS,
  },
  "review.secondReviewerEnhanced": {
    type: "boolean",
    default: false,
    title: { zh: "增强项须双人审核", en: "Second reviewer for enhanced rows" },
    help: {
      zh: "开启后，增强类控制项须由另一名审核人员复核后才能作出结论。",
      en: "An enhanced row then needs a second reviewer before it is decided.",
    },
    source: OURS,
  },
  "submission.twoPersonProvider": {
    type: "boolean",
    default: true,
    title: { zh: "云服务商双人签发", en: "Two-person sign-off for providers" },
    help: {
      zh: "云服务商的材料由一人编制、另一人复核签发后提交。",
      en: "One person prepares, another signs off.",
    },
    source: OURS,
  },
  "submission.twoPersonCustomer": {
    type: "boolean",
    default: false,
    title: { zh: "云服务客户双人签发", en: "Two-person sign-off for customers" },
    help: { zh: "人员较少的单位可不开启。", en: "Small agencies may do without." },
    source: OURS,
  },
  "submission.machineWithoutSignOff": {
    type: "boolean",
    default: false,
    title: { zh: "接口提交免签发", en: "Machines hand in without sign-off" },
    help: {
      zh: "开启后，通过接口密钥提交的材料不经第二人签发，直接提交。",
      en: "What arrives with an API key is then handed in at once, without a second person.",
    },
    source: OURS,
  },
  "rectification.windowCritical": rectification("严重", "critical", 7),
  "rectification.windowHigh": rectification("高危", "high", 30),
  "rectification.windowMedium": rectification("中危", "medium", 60),
  "rectification.windowLow": rectification("低危", "low", 90),
  "rectification.receiptWithin": {
    type: "window",
    default: { amount: 2, unit: "workdays" },
    ...workdays,
    title: { zh: "整改通知签收时限", en: "Rectification received within" },
    help: {
      zh: "整改期限自签收起算；逾期未签收的，自时限届满之日起算，并逐级上报。",
      en: "The window starts at receipt, or when this time has passed without one.",
    },
    source: OURS,
  },
  "rectification.planWithin": {
    type: "window",
    default: { amount: 5, unit: "workdays" },
    ...workdays,
    title: { zh: "整改计划时限", en: "Rectification plan within" },
    help: { zh: "签收后应在此时限内提交整改计划。", en: "From receipt to the plan." },
    source: OURS,
  },
  "rectification.reassessWithin": {
    type: "window",
    default: { amount: 10, unit: "workdays" },
    ...workdays,
    title: { zh: "整改复核时限", en: "Reassessment within" },
    help: {
      zh: "提交整改证明后，运行监管方应在此时限内复核。",
      en: "The supervisor reassesses within this time after proof was filed.",
    },
    source: OURS,
  },
  "rectification.escalateProviderLead": escalation("云服务商负责人", "the provider's lead", 1),
  "rectification.escalateSupervisorLead": escalation("运行监管方负责人", "the supervisor's lead", 5),
  "rectification.escalateManager": escalation("政务云平台管理单位", "the platform manager", 10),
  "authorisation.decideWithin": {
    type: "window",
    default: { amount: 2, unit: "workdays" },
    min: 1,
    max: 240,
    units: ["hours", "workdays", "days"],
    title: { zh: "客户授权答复时限", en: "Authorisation answered within" },
    help: {
      zh: "收到授权申请后，客户应在此时限内答复；申请的开始时间更早的，应在开始前答复。",
      en: "From the ask to the customer's answer; before the time asked for begins where that is sooner.",
    },
    source: AUTHORISATION,
  },
  "authorisation.onceMaxDays": {
    type: "integer",
    default: 7,
    min: 1,
    max: 31,
    unit: "days",
    title: { zh: "单次授权最长天数", en: "Longest single authorisation" },
    help: {
      zh: "单次操作的授权自开始起不超过该天数。",
      en: "An authorisation for one piece of work lasts no longer than this.",
    },
    source: AUTHORISATION,
  },
  "authorisation.standingMaxMonths": {
    type: "integer",
    default: 3,
    min: 1,
    max: 12,
    unit: "months",
    title: { zh: "常态化授权最长月数", en: "Longest standing authorisation" },
    help: {
      zh: "例行运维的常态化授权期满自动失效，需要继续的应重新申请。",
      en: "A standing authorisation for routine work ends by itself after this; it is asked for anew.",
    },
    source: {
      note: {
        zh: "《重庆市电子政务云平台安全管理工作指南（试行）》要求已批准的临时特权在 3 个月内撤销，据此设定。",
        en: "After the Chongqing guide, by which approved temporary privileges are revoked within three months.",
      },
    },
  },
  "authorisation.recordWithin": {
    type: "window",
    default: { amount: 1, unit: "workdays" },
    min: 1,
    max: 240,
    units: ["hours", "workdays", "days"],
    title: { zh: "授权操作登记时限", en: "Operations recorded within" },
    help: {
      zh: "授权结束或被撤回后，有效期内的操作须在此时限内补登（标注“补登”）；逾期不再接收，未登记的通报客户和监管方。",
      en: "After a grant's end what was done inside it is recorded within this time and marked late; then nothing more is taken.",
    },
    source: AUTHORISATION,
  },
  "authorisation.answerWithin": {
    type: "window",
    default: { amount: 3, unit: "workdays" },
    min: 1,
    max: 240,
    units: ["hours", "workdays", "days"],
    title: { zh: "操作质询答复时限", en: "Questions answered within" },
    help: {
      zh: "客户对操作记录提出质询后，操作单位应在此时限内答复。",
      en: "From the customer's question about a record to the answer.",
    },
    source: AUTHORISATION,
  },
  "authorisation.reviewWithin": {
    type: "window",
    default: { amount: 5, unit: "workdays" },
    ...workdays,
    title: { zh: "应急操作审阅时限", en: "Emergencies reviewed within" },
    help: {
      zh: "应急操作报告后，客户应在此时限内审阅。",
      en: "From the declaration of an emergency operation to the customer's review.",
    },
    source: AUTHORISATION,
  },
  "authorisation.ruleMaxMonths": {
    type: "integer",
    default: 12,
    min: 1,
    max: 36,
    unit: "months",
    title: { zh: "应急规则最长月数", en: "Longest emergency rule" },
    help: {
      zh: "客户预先同意的应急规则期满自动失效，应重新约定。",
      en: "A rule agreed for emergencies ends by itself after this and is agreed anew.",
    },
    source: AUTHORISATION,
  },
  "realtime.maxSilence": {
    type: "window",
    default: { amount: 1, unit: "days" },
    min: 1,
    max: 744,
    units: ["hours", "days"],
    title: { zh: "持续监测最长静默时间", en: "Maximum silence of continuous duties" },
    help: {
      zh: "超过该时间未收到证明即显示为“失效”。",
      en: "Without proof for longer than this, a continuous duty is stale.",
    },
    source: OURS,
  },
  "realtime.nilReportRhythm": {
    type: "choice",
    default: "monthly",
    options: ["weekly", "monthly", "quarterly", "half-yearly", "yearly"],
    title: { zh: "零报告周期", en: "Rhythm of nil reports" },
    help: {
      zh: "事件驱动类义务按此周期汇总，未发生事件的作零报告；约定中另有周期的，以约定为准。",
      en: "Event-driven duties report at this rhythm, nil where nothing happened; an agreed rhythm goes first.",
    },
    source: OURS,
  },
  "period.joinBelowPercent": {
    type: "integer",
    default: DEFAULT_JOIN_BELOW_PERCENT,
    min: 0,
    max: 100,
    unit: "percent",
    title: { zh: "首个周期并入下一周期的界限", en: "Joining a short first period" },
    help: {
      zh: "义务开始时，剩余天数占整个周期的比例低于此值的，并入下一周期。",
      en: "A first span shorter than this share of its unit joins the next one.",
    },
    source: OURS,
  },
  "period.submitWithin.realtime": submitWithin("realtime", "实时类月度汇总", "summaries of realtime duties"),
  "period.submitWithin.daily": submitWithin("daily", "每日", "daily duties"),
  "period.submitWithin.weekly": submitWithin("weekly", "每周", "weekly duties"),
  "period.submitWithin.monthly": submitWithin("monthly", "每月", "monthly duties"),
  "period.submitWithin.quarterly": submitWithin("quarterly", "每季度", "quarterly duties"),
  "period.submitWithin.half-yearly": submitWithin("half-yearly", "每半年", "half-yearly duties"),
  "period.submitWithin.yearly": submitWithin("yearly", "每年", "yearly duties"),
  "period.submitWithin.two-yearly": submitWithin("two-yearly", "每两年", "two-yearly duties"),
  "period.submitWithin.three-yearly": submitWithin("three-yearly", "每三年", "three-yearly duties"),
  "period.submitWithin.five-yearly": submitWithin("five-yearly", "每五年", "five-yearly duties"),
  "period.submitWithin.on-demand": {
    ...submitWithin("on-demand", "按需", "on-demand duties"),
    help: {
      zh: "自提出要求或事件触发起计算；要求中写明截止日的，以其为准。",
      en: "Counted from the request or event, unless that names a date.",
    },
  },
  "period.horizonMonths": {
    type: "integer",
    default: 13,
    min: 1,
    max: 36,
    unit: "months",
    title: { zh: "周期预排月数", en: "Months planned ahead" },
    help: { zh: "提前排出今后若干个月的周期。", en: "Periods are planned this far ahead." },
    source: OURS,
  },
  "certificate.validMonths": {
    type: "integer",
    default: 36,
    min: 1,
    max: 120,
    unit: "months",
    title: { zh: "安全评估有效期", en: "Validity of the security assessment" },
    help: { zh: "自评估结果公布之日起计算。", en: "Counted from the day the result was published." },
    source: CERTIFICATE,
  },
  "certificate.applyMonthsBefore": {
    type: "integer",
    default: 6,
    min: 1,
    max: 24,
    unit: "months",
    title: { zh: "复评申请提前月数", en: "Apply again, months before the end" },
    help: {
      zh: "有效期届满前至少提前这些月申请复评。",
      en: "Re-assessment is applied for at least so many months before the end.",
    },
    source: CERTIFICATE,
  },
  "certificate.remindMonths": {
    type: "integers",
    default: [12, 9],
    min: 1,
    max: 36,
    unit: "months",
    title: { zh: "安全评估到期提醒", en: "Reminders before the certificate ends" },
    help: { zh: "有效期届满前的这些月各提醒一次。", en: "One reminder so many months before the end." },
    source: OURS,
  },
  "registry.websiteSuffixes": {
    type: "text",
    default: ".gov.cn, .政务",
    max: 200,
    title: { zh: "政府网站域名后缀", en: "Endings of government domains" },
    help: {
      zh: "登记网站时，域名不以这些后缀结尾将给出提示（不阻止登记）；多个后缀用逗号分隔。",
      en: "A website's domain with another ending gets a warning, not a refusal; separate several by commas.",
    },
    source: OURS,
  },
  "session.idleMinutes": security(30, 5, 480, "minutes", "会话空闲时限", "Session ends when idle", {
    zh: "无操作超过该时间须重新登录。",
    en: "Sign in again after so long without activity.",
  }),
  "session.absoluteHours": security(12, 1, 72, "hours", "会话最长时限", "Session ends after", {
    zh: "无论是否有操作，超过该时间须重新登录。",
    en: "Sign in again after so long in any case.",
  }),
  "password.minLength": security(14, 8, 64, "characters", "口令最短长度", "Shortest password", {
    zh: "常见口令、连续字符和含姓名账号的口令无论多长都不接受。",
    en: "Common passwords, runs and names are refused however long they are.",
  }),
  "password.maxFailures": security(5, 3, 20, "times", "锁定前允许的失败次数", "Failures before a lock-out", {
    zh: "连续输错达到该次数即临时锁定。",
    en: "So many failures in a row lock the account for a while.",
  }),
  "password.lockMinutes": security(15, 5, 1440, "minutes", "锁定时长", "Length of a lock-out", {
    zh: "锁定期满后自动解除。",
    en: "The lock ends by itself after this time.",
  }),
  ...ACCESS_SETTINGS,
  ...CHANGE_SETTINGS,
  ...READINESS_SETTINGS,
  ...SIGN_IN_SETTINGS,
  ...STORAGE_SETTINGS,
  ...INCIDENT_SETTINGS,
  "upload.maxMebibytes": {
    type: "integer",
    default: 2048,
    min: 1,
    max: 20_480,
    unit: "MiB",
    title: { zh: "单个文件上限", en: "Largest file" },
    help: { zh: "单个文件超过该大小将不予接收。", en: "Larger files are refused." },
    source: OURS,
  },
  "upload.keepDays": {
    type: "integer",
    default: 7,
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: "未完成上传的保留期", en: "Unfinished uploads kept for" },
    help: {
      zh: "期内可从中断处继续，期满后清除。",
      en: "They can be resumed so long, then they are cleared away.",
    },
    source: OURS,
  },
  "upload.allowUnscanned": {
    type: "boolean",
    default: true,
    title: { zh: "允许提交未经病毒扫描的文件", en: "Accept files that no scanner has checked" },
    help: {
      zh: "关闭后，只有扫描确认无恶意代码的文件才能提交；未接入扫描引擎、等待扫描或无法扫描的都不得提交。",
      en: "When off, only what a scanner found clean can be handed in: not what waits for it, could not be scanned, or has no scanner.",
    },
    source: OURS,
  },
  ...RETENTION_SETTINGS,
  "platform.name": {
    type: "text",
    default: "政务云安全监管平台",
    max: 40,
    title: { zh: "平台名称", en: "Name of the platform" },
    help: { zh: "显示在页眉和邮件标题中。", en: "Shown in the page head and in mail subjects." },
    source: OURS,
  },
} as const satisfies Record<string, Setting>;

function rectification(zh: string, en: string, days: number) {
  return {
    type: "window",
    default: { amount: days, unit: "days" },
    min: 1,
    max: 365,
    units: ["days", "workdays"],
    title: { zh: `${zh}问题整改期限`, en: `Rectification window, ${en}` },
    help: {
      zh: "自签收起算；漏洞类问题以云服务商约定的响应时间为准。",
      en: "From receipt; for vulnerabilities the provider's agreed value goes first.",
    },
    source: SUPERVISOR,
  } as const satisfies WindowSetting;
}

function escalation(zh: string, en: string, days: number) {
  return {
    type: "integer",
    default: days,
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: `整改逾期上报：${zh}`, en: `Overdue rectification: tell ${en}` },
    help: { zh: `逾期满该天数，通知${zh}。`, en: `So many days overdue, ${en} is told.` },
    source: OURS,
  } as const satisfies Setting;
}

function submitWithin(frequency: Frequency, zh: string, en: string) {
  const { amount, unit } = DEFAULT_SUBMIT_WITHIN[frequency];
  return {
    type: "window",
    default: { amount, unit },
    min: 0,
    max: 120,
    units: ["workdays", "days"],
    title: { zh: `${zh}提交时限`, en: `Hand in within: ${en}` },
    help: {
      zh: "未约定时间点时，自周期结束次日起计算。",
      en: "Where no day was agreed, counted from the end of the span.",
    },
    source: AGREED,
  } as const satisfies WindowSetting;
}

function security(
  value: number,
  min: number,
  max: number,
  unit: "minutes" | "hours" | "characters" | "times",
  zh: string,
  en: string,
  help: Bilingual,
) {
  return {
    type: "integer",
    default: value,
    min,
    max,
    unit,
    title: { zh, en },
    help,
    source: MLPS,
  } as const satisfies Setting;
}
