import type { WorkCalendar } from "./calendar.ts";
import { addDays, type IsoDate } from "./dates.ts";
import { type PeriodKind, type PlannedPeriod, periodsBetween } from "./schedule.ts";
import type { Terms } from "./terms.ts";

/** What is known of a period that was planned before; cancelled ones are left out. */
export interface ExistingPeriod {
  readonly kind: PeriodKind;
  readonly spanStart: IsoDate;
  readonly spanEnd: IsoDate;
  readonly opensAt: Date;
}

export interface Replan<P> {
  /** Opened ones, and ones that end before the new terms take effect: they stay under their version. */
  readonly keep: readonly P[];
  readonly cancel: readonly P[];
  readonly add: readonly PlannedPeriod[];
  /** The new terms with the day from which they really run: store these, later horizons rest on them. */
  readonly terms: Terms;
}

/**
 * Terms change in the middle. What has opened stays as it is; the new terms follow on the day after the
 * last kept span, so that nothing is asked twice and no day is left out. Plans up to `until`. Terms that
 * take effect later than the old horizon: plan the old ones up to that day first. On-demand periods stand
 * beside the rhythm: they opened when they were made, and do not hold it up.
 */
export function replan<P extends ExistingPeriod>(
  cal: WorkCalendar,
  existing: readonly P[],
  newTerms: Terms,
  now: Date,
  until: IsoDate,
): Replan<P> {
  const stays = (period: P) =>
    period.opensAt.getTime() <= now.getTime() || period.spanEnd < newTerms.startsOn;
  const keep = existing.filter(stays);
  const ends = keep.filter(({ kind }) => kind !== "on-demand").map(({ spanEnd }) => spanEnd);
  const lastKept = ends.sort().at(-1) ?? null;
  const startsOn = lastKept === null ? newTerms.startsOn : addDays(lastKept, 1);
  const terms = { ...newTerms, startsOn };
  return {
    keep,
    cancel: existing.filter((period) => !stays(period)),
    add: periodsBetween(cal, terms, startsOn, until),
    terms,
  };
}

/**
 * A newer calendar moves due dates of periods that have not opened, and of no others. Gives those that now
 * fall due at another instant or are no longer provisional, to be matched by `spanStart`.
 */
export function recomputeUnopened(
  cal: WorkCalendar,
  terms: Terms,
  existing: readonly (ExistingPeriod & Pick<PlannedPeriod, "dueAt" | "provisional">)[],
  now: Date,
): PlannedPeriod[] {
  const unopened = existing.filter(({ opensAt }) => opensAt.getTime() > now.getTime());
  const before = new Map(unopened.map((period) => [period.spanStart, period]));
  const starts = [...before.keys()].sort();
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  return periodsBetween(cal, terms, first, last).filter((planned) => {
    const old = before.get(planned.spanStart);
    if (old === undefined) return false;
    return old.dueAt.getTime() !== planned.dueAt.getTime() || old.provisional !== planned.provisional;
  });
}
