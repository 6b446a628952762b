import type { Setting, SettingSource } from "./setting-types.ts";

const PRODUCT: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值。",
    en: "No document sets a figure; this is the product's default.",
  },
};

/** Figures about rights: temporary privileges, keys, the yearly look at who holds which post. */
export const ACCESS_SETTINGS = {
  "privilege.maxMonths": {
    type: "integer",
    default: 3,
    min: 1,
    max: 12,
    unit: "months",
    title: { zh: "临时特权最长期限", en: "Longest temporary privilege" },
    help: {
      zh: "临时特权自开始之日起最长可用这些月，到期自动失效。",
      en: "A temporary privilege ends by itself after so many months at most.",
    },
    source: {
      clause: "CQZ-7.5.3.5",
      note: {
        zh: "条款要求对批准的临时特权留有记录，并在 3 个月内撤销。",
        en: "Temporary privileges are to be recorded and taken back within three months.",
      },
    },
  },
  "key.maxDays": {
    type: "integer",
    default: 366,
    min: 1,
    max: 731,
    unit: "days",
    title: { zh: "接口密钥最长有效期", en: "Longest life of an API key" },
    help: {
      zh: "生成或轮换密钥时，有效期不得超过这些天。",
      en: "A key made or rotated may live so many days at most.",
    },
    source: {
      clause: "JGK-A-14",
      note: {
        zh: "控制项要求明确鉴别凭证的最长生存时间，未规定数值；此为产品默认值。",
        en: "The control asks for a maximum lifetime of credentials without a figure; the figure is ours.",
      },
    },
  },
  "key.overlapHours": {
    type: "integer",
    default: 24,
    min: 0,
    max: 168,
    unit: "hours",
    title: { zh: "密钥轮换后旧密钥保留时间", en: "Old key after a rotation" },
    help: {
      zh: "轮换后旧密钥还可使用这些小时，便于各工具改用新密钥；0 表示立即失效。",
      en: "The old secret works so long after a rotation, so that tools can change over; 0 ends it at once.",
    },
    source: PRODUCT,
  },
  "key.remindDays": {
    type: "integers",
    default: [14, 3],
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: "密钥到期提醒", en: "Reminders before a key expires" },
    help: {
      zh: "在密钥到期前的这些天各提醒一次生成者和负责人。",
      en: "The maker and the lead are reminded so many days before a key expires.",
    },
    source: PRODUCT,
  },
  "people.reviewMonths": {
    type: "integer",
    default: 12,
    min: 1,
    max: 24,
    unit: "months",
    title: { zh: "岗位复核周期", en: "Review of posts every" },
    help: {
      zh: "每个岗位应在此期限内由负责人或系统管理员确认仍需保留。",
      en: "A lead or the system administrator confirms every post within this time.",
    },
    source: {
      clause: "JGK-A-16",
      note: {
        zh: "控制项要求按约定频率检查账号，提交频率为每年；平台自身按同样要求执行。",
        en: "The control asks to check accounts at an agreed rhythm and to show it yearly; the platform does as much itself.",
      },
    },
  },
} as const satisfies Record<string, Setting>;
