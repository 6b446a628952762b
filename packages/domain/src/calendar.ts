import { dateOfDay, dayNumber, endOfDay, type IsoDate, weekdayOfDay } from "./dates.ts";

/**
 * The working days of mainland China as versioned data. The State Council announces the holidays of a
 * year in the November before; what lies outside `knownFrom`..`knownUntil` is counted Monday to Friday
 * and every result that rests on it is marked provisional.
 */
export interface WorkCalendar {
  readonly version: string;
  /** The notices it comes from, for people. */
  readonly source: string;
  readonly knownFrom: IsoDate;
  readonly knownUntil: IsoDate;
  /** Days off that the weekday alone would not tell, and weekend days inside a holiday. */
  readonly holidays: readonly IsoDate[];
  /** Weekend days worked to make up for a holiday (调休上班). */
  readonly workdays: readonly IsoDate[];
}

export interface Workday {
  readonly date: IsoDate;
  readonly provisional: boolean;
}

export interface Due extends Workday {
  /** Last instant of the due date: see `endOfDay` for the convention. */
  readonly at: Date;
  /** The agreed date fell on a day off and was moved. */
  readonly moved: boolean;
}

export function isWorkday(cal: WorkCalendar, date: IsoDate): { workday: boolean; provisional: boolean } {
  return { workday: isWorkdayNumber(cal, dayNumber(date)), provisional: !isKnown(cal, date) };
}

/** The first working day strictly after a date. */
export function nextWorkday(cal: WorkCalendar, date: IsoDate): Workday {
  return addWorkdays(cal, date, 1);
}

/**
 * The n-th working day after a date; the date itself does not count. Negative n counts backwards; zero
 * gives the date itself, or the next working day when it is a day off.
 */
export function addWorkdays(cal: WorkCalendar, date: IsoDate, n: number): Workday {
  if (!Number.isSafeInteger(n) || Math.abs(n) > 10_000) throw new RangeError(`not a number of days: ${n}`);
  const step = n < 0 ? -1 : 1;
  const first = n === 0 ? dayNumber(date) : dayNumber(date) + step;
  let day = first;
  for (let left = Math.max(1, Math.abs(n)); ; day += step) {
    if (isWorkdayNumber(cal, day) && --left === 0) break;
  }
  const found = dateOfDay(day);
  return { date: found, provisional: !isKnown(cal, dateOfDay(first)) || !isKnown(cal, found) };
}

/** Working days after `from` up to and including `to`; negative when `to` lies before `from`. */
export function workdaysBetween(cal: WorkCalendar, from: IsoDate, to: IsoDate): number {
  const [low, high, sign] = from <= to ? [from, to, 1] : [to, from, -1];
  const end = dayNumber(high);
  let count = 0;
  for (let day = dayNumber(low) + 1; day <= end; day++) if (isWorkdayNumber(cal, day)) count++;
  return count === 0 ? 0 : sign * count;
}

/**
 * When something due on a date falls due. What parties agreed moves from a day off to the next working
 * day; a limit set by law never moves, and so never is provisional.
 */
export function dueOf(cal: WorkCalendar, date: IsoDate, options: { legal: boolean }): Due {
  const { date: on, provisional } = options.legal ? { date, provisional: false } : addWorkdays(cal, date, 0);
  return { date: on, at: endOfDay(on), moved: on !== date, provisional };
}

function isKnown(cal: WorkCalendar, date: IsoDate): boolean {
  return date >= cal.knownFrom && date <= cal.knownUntil;
}

interface Index {
  readonly holidays: ReadonlySet<number>;
  readonly workdays: ReadonlySet<number>;
}

/** Looking a day up must not scan the lists: planning a year for all clouds asks millions of times. */
const indexes = new WeakMap<WorkCalendar, Index>();

function isWorkdayNumber(cal: WorkCalendar, day: number): boolean {
  let index = indexes.get(cal);
  if (index === undefined) {
    index = {
      holidays: new Set(cal.holidays.map(dayNumber)),
      workdays: new Set(cal.workdays.map(dayNumber)),
    };
    indexes.set(cal, index);
  }
  return index.workdays.has(day) || (weekdayOfDay(day) < 6 && !index.holidays.has(day));
}
