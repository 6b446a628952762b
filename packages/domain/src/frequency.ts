import type { Frequency } from "./vocabulary.ts";

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
