import {
  addDays,
  addMonths,
  type AgreementTerm,
  dateOf,
  type Frequency,
  type IsoDate,
  type PlannedPeriod,
  periodsBetween,
  type RealtimeNature,
  type Rhythm,
  settingOf,
  type StoredSettings,
  submitWithinOf,
  type Terms,
  termsOf,
  type WorkCalendar,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { storedSettings } from "../settings/read.ts";

/** What planning rests on besides the agreement: calendar, settings, and how far ahead periods are laid. */
export interface PlanningRules {
  readonly calendar: WorkCalendar;
  readonly settings: StoredSettings;
  readonly until: IsoDate;
  readonly today: IsoDate;
}

export async function planningRules(tx: Tx, now: Date): Promise<PlanningRules> {
  const settings = await storedSettings(tx);
  return { calendar: await workCalendar(tx), settings, until: horizon(now, settings), today: dateOf(now) };
}

/** At least this year and the next; whole months, so that it moves once a month and not every day. */
export function horizon(now: Date, settings: StoredSettings): IsoDate {
  const today = dateOf(now);
  const ahead = addMonths(today, settingOf(settings, "period.horizonMonths"));
  const monthEnd = addDays(addMonths(`${ahead.slice(0, 7)}-01`, 1), -1);
  const nextYearEnd = `${Number(today.slice(0, 4)) + 1}-12-31`;
  return monthEnd > nextYearEnd ? monthEnd : nextYearEnd;
}

export type ScheduledTerm = Pick<
  AgreementTerm,
  "frequency" | "nature" | "rhythm" | "startsOn" | "timePoint" | "submitWithin"
>;

/** Terms with the settings in the places where nothing was agreed. */
export function scheduleTerms(term: ScheduledTerm, settings: StoredSettings): Terms {
  return termsOf(term, {
    submitWithin: submitWithinOf(settings, term.frequency),
    rhythm: settingOf(settings, "realtime.nilReportRhythm") as Rhythm,
    joinBelowPercent: settingOf(settings, "period.joinBelowPercent"),
  });
}

/** The columns of an obligation as a term. */
export function termOfRow(row: {
  readonly frequency: string;
  readonly nature: string | null;
  readonly rhythm: string | null;
  readonly terms_from: string;
  readonly time_point: unknown;
  readonly submit_within: unknown;
}): ScheduledTerm {
  return {
    frequency: row.frequency as Frequency,
    nature: row.nature as RealtimeNature | null,
    rhythm: row.rhythm as Rhythm | null,
    startsOn: row.terms_from,
    timePoint: row.time_point as ScheduledTerm["timePoint"],
    submitWithin: row.submit_within as ScheduledTerm["submitWithin"],
  };
}

/** What the schedule of an obligation rests on, as a text that is compared. */
export function termsKey(term: AgreementTerm): string {
  const { timePoint: p, submitWithin: w } = term;
  return JSON.stringify([
    term.applicable,
    term.frequency,
    term.nature,
    term.rhythm,
    term.startsOn,
    p && [p.dayOfWeek ?? null, p.dayOfMonth ?? null, p.monthOfYear ?? null, p.inNextSpan ?? false],
    w && [w.amount, w.unit],
  ]);
}

/** Equal terms give equal periods: hundreds of clouds share a few dozen plans. */
export function planner(
  rules: PlanningRules,
): (term: ScheduledTerm, from: IsoDate, until?: IsoDate) => readonly PlannedPeriod[] {
  const plans = new Map<string, readonly PlannedPeriod[]>();
  return (term, from, until = rules.until) => {
    const key = JSON.stringify([term, from, until]);
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = periodsBetween(rules.calendar, scheduleTerms(term, rules.settings), from, until);
      plans.set(key, plan);
    }
    return plan;
  };
}
