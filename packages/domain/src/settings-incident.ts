import type { IntegerSetting, IntegersSetting, SettingSource } from "./setting-types.ts";

const REGULATION: SettingSource = {
  note: {
    zh: "《国家网络安全事件报告管理办法》（2025-11-01 施行）。",
    en: "National measures for reporting cybersecurity incidents, in force since 2025-11-01.",
  },
};

const FINAL_TEXT: SettingSource = {
  note: {
    zh: "《国家网络安全事件报告管理办法》附件《网络安全事件分级指南》正式文本。",
    en: "Grading guide annexed to the national measures for reporting incidents, final text.",
  },
};

const DRAFT_TEXT: SettingSource = {
  note: {
    zh: "特别重大一档据《国家网络安全事件报告管理办法》附件；重大、较大两档据 2023-12 征求意见稿，请对照正式附件核实。",
    en: "Highest level after the measures' annex; the two below after the consultation draft of 2023-12: check against the final annex.",
  },
};

const DOCUMENT = (clause: string): SettingSource => ({
  clause,
  note: {
    zh: "条款要求及时告知，未规定数值；此为产品默认值，合同另有约定的按约定调整。",
    en: "The clause says without delay and gives no figure; the figure is ours, contracts may set another.",
  },
});

const OURS: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值，由运行监管方按实际约定调整。",
    en: "No document sets a figure; this is the product's default, to be agreed by the supervisor.",
  },
};

const minutes = (
  amount: number,
  max: number,
  source: SettingSource,
  title: { zh: string; en: string },
  help: { zh: string; en: string },
): IntegerSetting => ({
  type: "integer",
  default: amount,
  min: 5,
  max,
  unit: "minutes",
  title,
  help,
  source,
});

/** Three thresholds, of 特别重大, 重大 and 较大; what reaches one counts, the number itself included. */
const thresholds = (
  values: readonly [number, number, number],
  source: SettingSource,
  zh: string,
  en: string,
): IntegersSetting => ({
  type: "integers",
  default: values,
  count: 3,
  min: 1,
  max: 10_000_000_000,
  title: { zh: `分级阈值：${zh}`, en: `Thresholds: ${en}` },
  help: {
    zh: "依次为特别重大、重大、较大的下限（含本数）。",
    en: "Lower limits of the three levels from the highest, the number itself included.",
  },
  source,
});

/** Every number of the incident rules. */
export const INCIDENT_SETTINGS = {
  "incident.reportCii": minutes(
    60,
    1440,
    REGULATION,
    { zh: "关键信息基础设施运营者报告时限（分）", en: "Operators of critical infrastructure report within" },
    {
      zh: "较大及以上事件，向保护工作部门和公安机关报告。",
      en: "From “larger” up, to the protection department and the police.",
    },
  ),
  "incident.reportCentral": minutes(
    120,
    1440,
    REGULATION,
    { zh: "中央和国家机关报告时限（分）", en: "Central organs report within" },
    {
      zh: "较大及以上事件，向本部门网信工作机构报告。",
      en: "From “larger” up, to the department's own cyberspace office.",
    },
  ),
  "incident.reportOther": minutes(
    240,
    1440,
    REGULATION,
    { zh: "其他网络运营者报告时限（分）", en: "Other operators report within" },
    {
      zh: "较大及以上事件，向属地省级网信部门报告。",
      en: "From “larger” up, to the provincial cyberspace administration.",
    },
  ),
  "incident.upwardCii": minutes(
    30,
    1440,
    REGULATION,
    { zh: "保护工作部门上报时限（分）", en: "Protection department reports upwards within" },
    {
      zh: "重大及以上事件，自收到报告起，向国家网信部门、国务院公安部门报告。",
      en: "From “major” up and from receipt, to the national cyberspace and public security authorities.",
    },
  ),
  "incident.upwardOther": minutes(
    60,
    1440,
    REGULATION,
    { zh: "网信部门（机构）上报时限（分）", en: "Cyberspace offices report upwards within" },
    {
      zh: "重大及以上事件，自收到报告起，向国家网信部门报告。",
      en: "From “major” up and from receipt, to the national cyberspace administration.",
    },
  ),
  "incident.policeWithin": minutes(
    240,
    2880,
    {
      note: {
        zh: "《国家网络安全事件报告管理办法》要求涉嫌犯罪的及时报案，未规定数值；此为产品默认值。",
        en: "The measures ask for a prompt report of crimes without a figure; the figure is ours.",
      },
    },
    { zh: "涉嫌犯罪报案时限（分）", en: "Suspected crimes go to the police within" },
    { zh: "自判断涉嫌犯罪起计算。", en: "From when a crime is suspected." },
  ),
  "incident.closingReportDays": {
    type: "integer",
    default: 30,
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: "总结报告时限", en: "Closing report within" },
    help: {
      zh: "较大及以上事件，自处置结束起计算，按自然日，不因节假日顺延。",
      en: "From “larger” up: calendar days from the end of handling, never moved by holidays.",
    },
    source: REGULATION,
  },
  "incident.reportFrom": {
    type: "choice",
    default: "larger",
    options: ["extraordinary", "major", "larger", "general"],
    title: { zh: "向主管部门报告的起点级别", en: "Authorities are told from level" },
    help: {
      zh: "按报告管理办法的级别，达到该级别即开始计时。",
      en: "By the level of the reporting measures; at this level the legal clocks start.",
    },
    source: REGULATION,
  },
  "incident.customersWithin": minutes(
    60,
    2880,
    DOCUMENT("JGK-6.4.3-a"),
    { zh: "告知受影响客户时限（分）", en: "Affected customers told within" },
    { zh: "自云服务商获知事件起计算。", en: "From when the provider knew." },
  ),
  "incident.supervisorWithin": minutes(
    120,
    2880,
    DOCUMENT("JGK-6.4.3-b"),
    { zh: "报告运行监管方时限（分）", en: "Supervisor told within" },
    {
      zh: "自云服务商获知事件起计算，在告知受影响客户之后。",
      en: "From when the provider knew; after the affected customers.",
    },
  ),
  "incident.confirmWithin": minutes(
    60,
    2880,
    DOCUMENT("JGK-6.4.1.1-c"),
    { zh: "核实时限（分）", en: "Verified within" },
    {
      zh: "接到报告或告警后，云服务商应在此时限内核实。",
      en: "From a report or alert until the provider has verified it.",
    },
  ),
  "incident.warnPercent": {
    type: "integer",
    default: 50,
    min: 10,
    max: 90,
    unit: "percent",
    title: { zh: "时限提醒点", en: "Clock warning at" },
    help: {
      zh: "时限用去该比例时提醒办理人员。",
      en: "When this share of the time is gone, handlers are told.",
    },
    source: OURS,
  },
  "incident.climbPercent": {
    type: "integer",
    default: 80,
    min: 20,
    max: 95,
    unit: "percent",
    title: { zh: "时限升级点", en: "Clock escalates at" },
    help: {
      zh: "时限用去该比例仍未报告的，提醒负责人和运行监管方。",
      en: "When this share is gone and nobody reported, leads and the supervisor are told.",
    },
    source: OURS,
  },
  "incident.remindCustomers": minutes(
    240,
    10_080,
    OURS,
    { zh: "客户未确认提醒（分）", en: "Customers reminded after" },
    { zh: "告知后超过该时间未确认知悉的，再次提醒。", en: "Without an acknowledgement for so long." },
  ),
  "incident.phoneCustomers": minutes(
    480,
    10_080,
    OURS,
    { zh: "客户转电话告知（分）", en: "Customers called after" },
    {
      zh: "告知后超过该时间仍未确认的，列入电话告知清单。",
      en: "Without an acknowledgement for so long they are on the list to be called.",
    },
  ),
  "incident.compareWithin": {
    type: "window",
    default: { amount: 5, unit: "workdays" },
    min: 1,
    max: 60,
    units: ["workdays", "days"],
    title: { zh: "总结报告核对时限", en: "Final report compared within" },
    help: {
      zh: "申请结案后，运行监管方应在此时限内核对总结报告与处置记录。",
      en: "From the wish to close until the supervisor has compared the report with the record.",
    },
    source: {
      clause: "JGK-6.4.3-f",
      note: { zh: "条款未规定数值，此为产品默认值。", en: "The clause gives no figure; this one is ours." },
    },
  },
  "incident.dutiesFrom": {
    type: "choice",
    default: "larger",
    options: ["extraordinary", "major", "larger", "general"],
    title: { zh: "触发按需义务的起点级别", en: "On-demand duties open from level" },
    help: {
      zh: "任一口径达到该级别的已确认事件，自动开启风险评估等按需义务。",
      en: "A confirmed incident of this level by either scale opens the risk assessment and the other duties it triggers.",
    },
    source: {
      clause: "JGK-5.2.5.1-h",
      note: {
        zh: "条款所称“重大安全事件”未与分级标准对应，此为产品默认值。",
        en: "The clause's “major incident” is tied to no grading standard; this is our default.",
      },
    },
  },
  "incident.portal": thresholds(
    [1440, 360, 120],
    DRAFT_TEXT,
    "省级以上党政机关门户网站无法访问（分）",
    "portal of a provincial body or higher unreachable, minutes",
  ),
  "incident.ciiOutage": thresholds(
    [360, 120, 30],
    DRAFT_TEXT,
    "关键信息基础设施整体中断（分）",
    "critical infrastructure down as a whole, minutes",
  ),
  "incident.ciiMain": thresholds(
    [1440, 360, 120],
    DRAFT_TEXT,
    "关键信息基础设施主要功能中断（分）",
    "main function of critical infrastructure down, minutes",
  ),
  "incident.personalInfo": thresholds(
    [100_000_000, 10_000_000, 1_000_000],
    FINAL_TEXT,
    "泄露个人信息（条）",
    "items of personal information leaked",
  ),
  "incident.lossYuan": thresholds(
    [100_000_000, 20_000_000, 5_000_000],
    DRAFT_TEXT,
    "直接经济损失（元）",
    "direct loss, yuan",
  ),
  "incident.homepage": thresholds(
    [360, 120, 30],
    DRAFT_TEXT,
    "违法信息在首页持续（分）",
    "unlawful content on a home page, minutes",
  ),
  "incident.otherPage": thresholds(
    [1440, 720, 120],
    DRAFT_TEXT,
    "违法信息在其他页面持续（分）",
    "unlawful content on other pages, minutes",
  ),
  "incident.forwards": thresholds(
    [100_000, 10_000, 1_000],
    DRAFT_TEXT,
    "违法信息转发（次）",
    "unlawful content forwarded",
  ),
  "incident.views": thresholds(
    [1_000_000, 100_000, 10_000],
    DRAFT_TEXT,
    "违法信息浏览（次）",
    "unlawful content viewed",
  ),
  "incident.population": {
    type: "integer",
    default: 10_000_000,
    min: 1,
    max: 2_000_000_000,
    title: { zh: "分级阈值：影响人口（人）", en: "Threshold: people affected" },
    help: {
      zh: "影响人数达到该值即为特别重大；其他级别未设此项。",
      en: "So many people affected make the highest level; the others have no such threshold.",
    },
    source: DRAFT_TEXT,
  },
} as const;
