import type { Setting, SettingSource, WindowSetting } from "./setting-types.ts";
import type { Bilingual } from "./vocabulary.ts";

const AGREED: SettingSource = {
  clause: "JGK-6.3.3-c",
  note: {
    zh: "条款要求按与运行监管方约定的时间提前通知，未规定数值；此为产品默认值，各云平台可另行约定。可参照 FedRAMP：实施前 30 个和 10 个工作日通知，完成后 5 个工作日内报告。",
    en: "The clause speaks of the time agreed with the supervisor and sets no figure; the figure is ours, to be agreed per cloud. For comparison, FedRAMP: notify 30 and 10 business days before, report 5 after.",
  },
};

const TEAM: SettingSource = {
  clause: "CQZ-8.3.3",
  note: {
    zh: "安全管理团队人员变动提前 30 日报备。",
    en: "Changes of people in the security team are told 30 days before.",
  },
};

const ASSESSED: SettingSource = {
  clause: "JGK-6.3.3-g",
  note: {
    zh: "条款要求在预先约定的时间内提交评估报告，未规定数值；此为产品默认值，各云平台可另行约定。",
    en: "The clause speaks of the time agreed beforehand and sets no figure; the figure is ours, to be agreed per cloud.",
  },
};

const OURS: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值，由运行监管方按实际约定调整。",
    en: "No document sets a figure; this is the product's default, to be agreed by the supervisor.",
  },
};

/** Figures about major changes and controlled configuration. */
export const CHANGE_SETTINGS = {
  "change.noticeWithin": window(
    10,
    "workdays",
    { zh: "重大变更提前通知", en: "Notice before a major change" },
    {
      zh: "通知当日不计，满该时间后方可实施；不足的须说明理由，并予标注。",
      en: "The day of telling is not counted; a shorter notice needs a reason and is marked.",
    },
    AGREED,
  ),
  "change.teamNoticeWithin": window(
    30,
    "days",
    { zh: "安全管理团队变动提前报备", en: "Notice before a change in the security team" },
    { zh: "报备当日不计。", en: "The day of telling is not counted." },
    TEAM,
  ),
  "change.adviseWithin": window(
    5,
    "workdays",
    { zh: "变更意见时限", en: "Opinion on a change within" },
    {
      zh: "自收到安全影响分析起算；逾期未出具意见不视为同意。",
      en: "From the impact analysis. That it passes without an opinion is not consent.",
    },
    OURS,
  ),
  "change.quorum": {
    type: "integer",
    default: 1,
    min: 1,
    max: 9,
    title: { zh: "变更意见会签人数", en: "People who give an opinion on a change" },
    help: {
      zh: "为 1 时一人出具；大于 1 时满该人数后按多数形成意见，票数相同取较严者。",
      en: "With one a single person gives it; with more the majority of so many, the stricter where equal.",
    },
    source: OURS,
  },
  "change.emergencyFileWithin": window(
    2,
    "workdays",
    { zh: "紧急变更补报时限", en: "Emergency change filed within" },
    { zh: "自紧急变更实施完成起算。", en: "From the end of the emergency change." },
    OURS,
  ),
  "change.explainWithin": window(
    3,
    "workdays",
    { zh: "未通知变更说明时限", en: "Unannounced change explained within" },
    {
      zh: "发现未通知的变更后，云服务商应在此时限内说明情况。",
      en: "From its being found to the provider's report.",
    },
    OURS,
  ),
  "change.assessWithin": window(
    30,
    "days",
    { zh: "变更后评估时限", en: "Reassessment after a change within" },
    {
      zh: "自变更实施完成起算，应完成验证并提交安全评估结果。",
      en: "From the end of the change to the results of verification and reassessment.",
    },
    ASSESSED,
  ),
  "change.compareWithin": window(
    10,
    "workdays",
    { zh: "变更比对时限", en: "Change compared within" },
    {
      zh: "收到评估结果后，运行监管方应在此时限内比对申报与实施情况。",
      en: "From the results to the supervisor's comparison of what was filed with what was done.",
    },
    OURS,
  ),
} as const satisfies Record<string, Setting>;

function window(
  amount: number,
  unit: "workdays" | "days",
  title: Bilingual,
  help: Bilingual,
  source: SettingSource,
) {
  return {
    type: "window",
    default: { amount, unit },
    min: 1,
    max: 120,
    units: ["workdays", "days"],
    title,
    help,
    source,
  } as const satisfies WindowSetting;
}
