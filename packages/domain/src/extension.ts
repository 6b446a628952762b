import { dateOf, type IsoDate } from "./dates.ts";
import { invalid, Refusal } from "./refusal.ts";

/** What more time can be asked for. */
export const EXTENSION_TARGETS = ["period", "rectification"] as const;
export type ExtensionTarget = (typeof EXTENSION_TARGETS)[number];

export const EXTENSION_STATES = ["asked", "granted", "refused", "withdrawn"] as const;
export type ExtensionState = (typeof EXTENSION_STATES)[number];

const LONGEST_DAYS = 366;

/** More time is asked for before the limit has passed, and for a later day. */
export function requireExtendable(dueAt: Date | null, untilAt: Date, now: Date): void {
  if (dueAt === null) {
    throw new Refusal("wrong-state", { state: "—", allowed: "open / returned / received / in-progress" });
  }
  if (now.getTime() > dueAt.getTime()) throw new Refusal("deadline-passed", { until: dateOf(dueAt) });
  requireLater(dueAt, untilAt, "/until");
}

/** A decision may grant less than was asked, never less than there was. */
export function requireGrant(dueAt: Date, grantedUntil: Date): void {
  requireLater(dueAt, grantedUntil, "/until");
}

function requireLater(dueAt: Date, untilAt: Date, field: string): void {
  const days = (untilAt.getTime() - dueAt.getTime()) / 86_400_000;
  if (days > 0 && days <= LONGEST_DAYS) return;
  const due: IsoDate = dateOf(dueAt);
  throw invalid({
    field,
    message: {
      zh: `延期后的日期应晚于现截止日 ${due}，且不超过一年。`,
      en: `The new date must be later than ${due}, by a year at most.`,
    },
  });
}
