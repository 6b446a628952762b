import { addDays, addMonths, daysBetween, type IsoDate, weekday } from "./dates.ts";
import type { Frequency } from "./vocabulary.ts";

/** Frequencies that cut the year into reporting spans. */
export type Rhythm = Exclude<Frequency, "realtime" | "on-demand">;

/** A whole unit of the calendar: a day, an ISO week, a month, ... Both ends belong to it. */
export interface Unit {
  readonly label: string;
  readonly start: IsoDate;
  readonly end: IsoDate;
}

const MONTHS: Partial<Record<Rhythm, number>> = {
  monthly: 1,
  quarterly: 3,
  "half-yearly": 6,
  yearly: 12,
  "two-yearly": 24,
  "three-yearly": 36,
  "five-yearly": 60,
};

/** Months in a unit; null for days and weeks. */
export function monthsOf(rhythm: Rhythm): number | null {
  return MONTHS[rhythm] ?? null;
}

/**
 * The unit that holds a date. Units of several years are counted from the year of `anchor`, the day on
 * which the duty starts: nobody expects the first three-yearly proof after four months.
 */
export function unitAt(rhythm: Rhythm, date: IsoDate, anchor: IsoDate): Unit {
  if (rhythm === "daily") return { label: date, start: date, end: date };
  if (rhythm === "weekly") return isoWeek(date);
  const months = MONTHS[rhythm] ?? 12;
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  if (months <= 12) {
    const index = Math.floor((month - 1) / months);
    const start = `${year}-${two(index * months + 1)}-01`;
    return { label: shortLabel(rhythm, year, index), start, end: addDays(addMonths(start, months), -1) };
  }
  const years = months / 12;
  const first = year - modulo(year - Number(anchor.slice(0, 4)), years);
  const last = first + years - 1;
  return { label: `${first}–${last}`, start: `${first}-01-01`, end: `${last}-12-31` };
}

function shortLabel(rhythm: Rhythm, year: number, index: number): string {
  switch (rhythm) {
    case "monthly":
      return `${year}-${two(index + 1)}`;
    case "quarterly":
      return `${year}Q${index + 1}`;
    case "half-yearly":
      return `${year}H${index + 1}`;
    default:
      return String(year);
  }
}

/** ISO 8601: weeks start on Monday and belong to the year of their Thursday. */
function isoWeek(date: IsoDate): Unit {
  const start = addDays(date, 1 - weekday(date));
  const thursday = addDays(start, 3);
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return { label: `${year}-W${two(week)}`, start, end: addDays(start, 6) };
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}

function modulo(n: number, by: number): number {
  return ((n % by) + by) % by;
}
