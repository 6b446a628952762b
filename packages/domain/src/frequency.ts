import type { Bilingual, Frequency } from "./vocabulary.ts";

/** From the tightest to the loosest; on demand comes last because a rhythm asks for more than no rhythm. */
const ORDER: readonly Frequency[] = [
  "realtime",
  "daily",
  "weekly",
  "monthly",
  "quarterly",
  "half-yearly",
  "yearly",
  "two-yearly",
  "three-yearly",
  "five-yearly",
  "on-demand",
];

/** Whether `a` asks for proof more often than `b`. */
export function isTighter(a: Frequency, b: Frequency): boolean {
  return ORDER.indexOf(a) < ORDER.indexOf(b);
}

/** The supervisor may tighten what the catalogue asks, never loosen it. */
export function mayAgree(agreed: Frequency, required: Frequency): boolean {
  return !isTighter(required, agreed);
}

/** As people say it. */
export const FREQUENCY_NAMES: Readonly<Record<Frequency, Bilingual>> = {
  realtime: { zh: "实时", en: "realtime" },
  daily: { zh: "每日", en: "daily" },
  weekly: { zh: "每周", en: "weekly" },
  monthly: { zh: "每月", en: "monthly" },
  quarterly: { zh: "每季度", en: "quarterly" },
  "half-yearly": { zh: "每半年", en: "half-yearly" },
  yearly: { zh: "每年", en: "yearly" },
  "two-yearly": { zh: "每两年", en: "every two years" },
  "three-yearly": { zh: "每三年", en: "every three years" },
  "five-yearly": { zh: "每五年", en: "every five years" },
  "on-demand": { zh: "按需", en: "on demand" },
};
