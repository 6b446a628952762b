import type { Setting, SettingSource } from "./setting-types.ts";

const PRODUCT: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值。",
    en: "No document sets a figure; this is the product's default.",
  },
};
const EIGHT_HOURS: SettingSource = {
  clause: "GWZ-8.5-c",
  note: {
    zh: "条款以每日 8 小时工作时间为界：此外的时间应有专人值守；起止时刻由各地作息确定。",
    en: "The clause takes eight working hours a day: outside them somebody watches. When they begin is local custom.",
  },
};

/** Figures about duty rosters, protected periods, emergency plans and drills. */
export const READINESS_SETTINGS = {
  "duty.workFromHour": {
    type: "integer",
    default: 9,
    min: 0,
    max: 23,
    unit: "hour-of-day",
    title: { zh: "工作时间开始", en: "Working hours begin" },
    help: {
      zh: "工作日该时刻之前须有人值守。",
      en: "Before this hour of a working day somebody has to be on duty.",
    },
    source: EIGHT_HOURS,
  },
  "duty.workToHour": {
    type: "integer",
    default: 17,
    min: 1,
    max: 24,
    unit: "hour-of-day",
    title: { zh: "工作时间结束", en: "Working hours end" },
    help: {
      zh: "工作日该时刻之后须有人值守。",
      en: "After this hour of a working day somebody has to be on duty.",
    },
    source: EIGHT_HOURS,
  },
  "duty.gapDays": {
    type: "integer",
    default: 7,
    min: 1,
    max: 31,
    unit: "days",
    title: { zh: "值守空档提前天数", en: "Gaps of the roster, days ahead" },
    help: {
      zh: "今后这些天内的值守空档列入待办并通知值守单位。",
      en: "Gaps within so many days are work on the home page and are told to who keeps the roster.",
    },
    source: PRODUCT,
  },
  "protection.nilHour": {
    type: "integer",
    default: 17,
    min: 0,
    max: 23,
    unit: "hour-of-day",
    title: { zh: "零报告报送时刻", en: "Nil report in by" },
    help: {
      zh: "拟定重保时的默认时刻，每次重保可以另定。",
      en: "What a new protected period proposes; each may set its own.",
    },
    source: PRODUCT,
  },
  "protection.escalateHours": {
    type: "integer",
    default: 1,
    min: 1,
    max: 24,
    unit: "hours",
    title: { zh: "零报告缺报上报", en: "Silent nil report: tell supervision" },
    help: {
      zh: "到时未报的立即提醒云服务商；再过这些小时仍未报的，通知运行监管方和平台管理单位。",
      en: "The provider hears at once; so many hours later the supervisor and the manager are told.",
    },
    source: PRODUCT,
  },
  "protection.maxDays": {
    type: "integer",
    default: 62,
    min: 1,
    max: 184,
    unit: "days",
    title: { zh: "单次重保最长天数", en: "Longest protected period" },
    help: { zh: "更长的应分阶段部署。", en: "Whatever is longer is deployed in phases." },
    source: PRODUCT,
  },
  "duty.maxShiftHours": {
    type: "integer",
    default: 24,
    min: 4,
    max: 168,
    unit: "hours",
    title: { zh: "单个班次最长时间", en: "Longest shift" },
    help: { zh: "超过该时长的班次应分班。", en: "Whatever is longer is planned as several shifts." },
    source: PRODUCT,
  },
} as const satisfies Record<string, Setting>;
