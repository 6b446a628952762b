import { dueOf, type WorkCalendar } from "./calendar.ts";
import { addDays, addMonths, dateOf, daysBetween, endOfDay, type IsoDate, startOfDay } from "./dates.ts";
import { writeRule } from "./rule.ts";
import { monthsOf, type Rhythm, type Unit, unitAt } from "./span.ts";
import { DEFAULT_JOIN_BELOW_PERCENT, DEFAULT_SUBMIT_WITHIN, rhythmOf, type Terms } from "./terms.ts";
import type { Trigger } from "./vocabulary.ts";
import { windowEnd } from "./window.ts";

export const PERIOD_KINDS = [
  "regular",
  "summary", // monthly summary of a continuous duty: never falls due, the duty goes stale instead
  "nil-report", // an event-driven duty reports at its rhythm, nil where nothing happened
  "on-demand",
] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A turn of an obligation before anything happened in it. */
export interface PlannedPeriod {
  readonly label: string;
  readonly kind: PeriodKind;
  /** What is reported on, both days included. Spans of one obligation follow each other without gap. */
  readonly spanStart: IsoDate;
  readonly spanEnd: IsoDate;
  /** Start of the span: from then on it can be handed in. */
  readonly opensAt: Date;
  /** Last instant in time. */
  readonly dueAt: Date;
  /** Last instant of the span. */
  readonly endsAt: Date;
  readonly rule: string;
  /** The due date rests on holidays that are not announced yet. */
  readonly provisional: boolean;
}

/** Whether a period's due instant counts for the obligation's posture. */
export function fallsDue(kind: PeriodKind): boolean {
  return kind !== "summary";
}

/**
 * The periods whose span starts within `from`..`to`. Neighbouring ranges give neighbouring periods, so a
 * horizon is extended by asking for the day after the last span's end.
 */
export function periodsBetween(cal: WorkCalendar, terms: Terms, from: IsoDate, to: IsoDate): PlannedPeriod[] {
  const rhythm = rhythmOf(terms);
  if (rhythm === null) return [];
  const last = terms.endsOn && terms.endsOn < to ? terms.endsOn : to;
  if (terms.startsOn > last) return [];
  const periods: PlannedPeriod[] = [];
  const first = firstSpan(rhythm, terms);
  if (first.start >= from) periods.push(plan(cal, terms, rhythm, first));
  const resume = addDays(first.end, 1);
  if (resume > last) return periods;
  let unit = unitAt(rhythm, from > resume ? from : resume, terms.startsOn);
  if (unit.start < from) unit = unitAt(rhythm, addDays(unit.end, 1), terms.startsOn);
  while (unit.start <= last) {
    periods.push(plan(cal, terms, rhythm, { unit, start: unit.start, end: clip(unit.end, terms) }));
    unit = unitAt(rhythm, addDays(unit.end, 1), terms.startsOn);
  }
  return periods;
}

/** What opens a period outside any rhythm. */
export interface DemandTrigger {
  readonly kind: Trigger;
  /** Number of the request, change or incident, for the label. */
  readonly reference?: string | null;
  /** A due date set by whoever asks; today or later. */
  readonly dueOn?: IsoDate | null;
}

/** The one period that a request, a change or an incident opens now. */
export function openOnDemand(
  cal: WorkCalendar,
  terms: Terms,
  trigger: DemandTrigger,
  now: Date,
): PlannedPeriod {
  const today = dateOf(now);
  const { dueOn } = trigger;
  if (dueOn && dueOn < today) throw new RangeError(`due before today: ${dueOn}`);
  const end = dueOn
    ? agreedDay(cal, dueOn, "set", trigger.kind)
    : windowEnd(cal, now, terms.submitWithin ?? DEFAULT_SUBMIT_WITHIN["on-demand"]);
  return {
    label: trigger.reference ? `${today} ${trigger.reference}` : today,
    kind: "on-demand",
    spanStart: today,
    spanEnd: dateOf(end.at),
    opensAt: now,
    dueAt: end.at,
    endsAt: end.at,
    rule: end.rule,
    provisional: end.provisional,
  };
}

interface Span {
  readonly unit: Unit;
  readonly start: IsoDate;
  readonly end: IsoDate;
}

/** The first span starts with the duty; a stub, or one whose agreed day has passed, joins the next unit. */
function firstSpan(rhythm: Rhythm, terms: Terms): Span {
  const start = terms.startsOn;
  const unit = unitAt(rhythm, start, start);
  const alone: Span = { unit, start, end: clip(unit.end, terms) };
  if (terms.endsOn && terms.endsOn <= unit.end) return alone;
  const share = (daysBetween(start, unit.end) + 1) / (daysBetween(unit.start, unit.end) + 1);
  const point = pointIn(rhythm, unit, terms);
  const stub = share * 100 < (terms.joinBelowPercent ?? DEFAULT_JOIN_BELOW_PERCENT);
  if (!stub && (point === null || point >= start)) return alone;
  const next = unitAt(rhythm, addDays(unit.end, 1), start);
  return { unit: next, start, end: clip(next.end, terms) };
}

function clip(end: IsoDate, terms: Terms): IsoDate {
  return terms.endsOn && terms.endsOn < end ? terms.endsOn : end;
}

function plan(cal: WorkCalendar, terms: Terms, rhythm: Rhythm, span: Span): PlannedPeriod {
  const { unit, start, end } = span;
  const endsAt = endOfDay(end);
  const point = pointIn(rhythm, unit, terms);
  const due =
    point === null
      ? windowEnd(cal, endsAt, terms.submitWithin ?? DEFAULT_SUBMIT_WITHIN[terms.frequency])
      : agreedDay(cal, withinSpan(point, span), "point", "agreed");
  return {
    label: unit.label,
    kind: kindOf(terms),
    spanStart: start,
    spanEnd: end,
    opensAt: startOfDay(start),
    dueAt: due.at,
    endsAt,
    rule: due.rule,
    provisional: due.provisional,
  };
}

function kindOf(terms: Terms): PeriodKind {
  if (terms.frequency !== "realtime") return "regular";
  return terms.nature === "event-driven" ? "nil-report" : "summary";
}

/** A span cut short by the start or the end of the duty may miss its agreed day: its last day counts then. */
function withinSpan(point: IsoDate, span: Span): IsoDate {
  const missed = point < span.start || (point > span.end && point <= span.unit.end);
  return missed ? span.end : point;
}

function agreedDay(cal: WorkCalendar, date: IsoDate, kind: "point" | "set", source: string) {
  const due = dueOf(cal, date, { legal: false });
  const rule = writeRule({
    kind,
    source,
    due: date,
    ...(due.moved ? { moved: due.date } : {}),
    calendar: cal.version,
    provisional: due.provisional,
  });
  return { at: due.at, provisional: due.provisional, rule };
}

/** The agreed day for a unit, or null where none was agreed. */
function pointIn(rhythm: Rhythm, unit: Unit, terms: Terms): IsoDate | null {
  const point = terms.timePoint;
  if (!point) return null;
  const target = point.inNextSpan ? unitAt(rhythm, addDays(unit.end, 1), terms.startsOn) : unit;
  if (rhythm === "daily") return point.inNextSpan ? target.start : null;
  if (rhythm === "weekly") return point.dayOfWeek ? addDays(target.start, point.dayOfWeek - 1) : null;
  const { dayOfMonth, monthOfYear } = point;
  if (!dayOfMonth && !monthOfYear) return null;
  const months = monthsOf(rhythm) ?? 1;
  const inYear = Math.min(months, 12);
  const usual = point.inNextSpan ? 0 : inYear - 1;
  const offset = monthOfYear ? (monthOfYear - 1) % inYear : usual;
  const yearsBefore = point.inNextSpan ? 0 : months - inYear;
  const monthStart = addMonths(target.start, yearsBefore + offset);
  const monthEnd = addDays(addMonths(monthStart, 1), -1);
  const day = dayOfMonth ? addDays(monthStart, dayOfMonth - 1) : monthEnd;
  return day > monthEnd ? monthEnd : day;
}
