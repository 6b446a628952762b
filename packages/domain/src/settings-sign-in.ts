import { type Setting, type SettingSource } from "./setting-types.ts";
import { POSTS, type Post } from "./vocabulary.ts";

const CREDENTIALS: SettingSource = {
  clause: "JGK-A-15",
  note: {
    zh: "控制项要求强制更新鉴别凭证并限定口令有效期，未规定数值；此为产品默认值，平台自身按同样要求执行。",
    en: "The control asks to renew credentials and to limit a password's life without a figure; the figure is ours.",
  },
};

const MLPS: SettingSource = {
  note: {
    zh: "GB/T 22239—2019 第三级要求采用两种或两种以上组合的鉴别技术，并处理登录失败，未规定数值；此为产品默认值。",
    en: "GB/T 22239-2019 level 3 asks for two combined ways of identification and for handling failed sign-ins; the figure is ours.",
  },
};

const OURS: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值。",
    en: "No document sets a figure; this is the product's default.",
  },
};

/** Posts that decide, grant or keep the platform: every administrator, supervisor and provider's lead. */
export const STRONG_POSTS: readonly Post[] = [
  "supervisor-lead",
  "supervisor-reviewer",
  "provider-lead",
  "system-admin",
  "security-admin",
  "audit-admin",
];

/** Figures about signing in that go beyond the first password. */
export const SIGN_IN_SETTINGS = {
  "factor.requiredPosts": {
    type: "choices",
    default: STRONG_POSTS,
    options: POSTS,
    title: { zh: "须使用第二因素的岗位", en: "Posts that need a second factor" },
    help: {
      zh: "这些岗位的人员登录时须再通过动态口令或通行密钥验证；全部取消则只凭口令即可登录。",
      en: "People in these posts confirm by code or passkey when they sign in; with none chosen a password is enough.",
    },
    source: MLPS,
  },
  "factor.confirmMinutes": {
    type: "integer",
    default: 15,
    min: 1,
    max: 480,
    unit: "minutes",
    title: { zh: "关键操作再次验证的间隔", en: "Confirm again before important steps after" },
    help: {
      zh: "决定、授权、导出和管理等操作前，若上次验证已超过该时间，须再次验证。",
      en: "Deciding, granting, exporting and managing ask for the second factor again after so long.",
    },
    source: MLPS,
  },
  "factor.driftSteps": {
    type: "integer",
    default: 1,
    min: 0,
    max: 3,
    unit: "times",
    title: { zh: "动态口令允许的时间偏差", en: "Clock drift allowed for codes" },
    help: {
      zh: "手机时钟与服务器相差不超过这些个 30 秒周期时仍可验证；每个动态口令只能使用一次。",
      en: "Codes may be off by so many steps of 30 seconds; each is accepted once.",
    },
    source: OURS,
  },
  "password.kinds": {
    type: "integer",
    default: 3,
    min: 1,
    max: 4,
    unit: "kinds",
    title: { zh: "口令须包含的字符种类数", en: "Kinds of characters in a password" },
    help: {
      zh: "大写字母、小写字母、数字、符号四类中至少包含几类。",
      en: "How many of capital letters, small letters, digits and marks it must have.",
    },
    source: MLPS,
  },
  "password.maxAgeDays": {
    type: "integer",
    default: 90,
    min: 1,
    max: 3660,
    unit: "days",
    title: { zh: "口令有效期", en: "A password holds for" },
    help: {
      zh: "超过该天数的口令只能用于登录后修改口令，不能办理其他事项。",
      en: "An older password can only be used to set a new one.",
    },
    source: CREDENTIALS,
  },
  "password.history": {
    type: "integer",
    default: 5,
    min: 0,
    max: 24,
    unit: "times",
    title: { zh: "不得重复的历史口令数", en: "Former passwords that may not return" },
    help: {
      zh: "新口令不得与最近使用过的这些口令相同。",
      en: "A new password may not be one of the last so many.",
    },
    source: CREDENTIALS,
  },
  "session.newPlaceDays": {
    type: "integer",
    default: 90,
    min: 1,
    max: 366,
    unit: "days",
    title: { zh: "异地登录判断天数", en: "A place is new after" },
    help: {
      zh: "同一网段和浏览器在这些天内未登录过的，视为新位置，通知本人和安全管理员。",
      en: "A network and browser not used for so long is a new place: the person and the security administrator are told.",
    },
    source: OURS,
  },
} as const satisfies Record<string, Setting>;
