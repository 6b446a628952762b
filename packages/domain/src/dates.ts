import { Temporal } from "temporal-polyfill";

/** Every date and deadline of Yunjian is one of this zone, wherever server and browser stand. */
export const ZONE = "Asia/Shanghai";

/** A calendar date, 'YYYY-MM-DD'. Such strings compare like the dates they name. */
export type IsoDate = string;

const DAY_MS = 86_400_000;
const SHAPE = /^(19|[2-9]\d)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Dates that may be entered: 1900 to 2999, so that reckoning from them stays far from year 10000. */
export function isIsoDate(text: string): boolean {
  return text < "3000" && parseDay(text) !== null;
}

/** Days since 1970-01-01: calendar arithmetic on whole days needs neither zone nor clock. */
export function dayNumber(date: IsoDate): number {
  const day = parseDay(date);
  if (day === null) throw new RangeError(`not a date: ${date}`);
  return day;
}

function parseDay(text: string): number | null {
  if (!SHAPE.test(text)) return null;
  const dayOfMonth = Number(text.slice(8));
  const ms = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, dayOfMonth);
  return dayOfMonth <= 28 || new Date(ms).getUTCDate() === dayOfMonth ? ms / DAY_MS : null;
}

export function dateOfDay(day: number): IsoDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return dateOfDay(dayNumber(date) + days);
}

/** Calendar days from one date to another; negative when `to` lies before `from`. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The corresponding day so many months later, or the month's last day where there is none. */
export function addMonths(date: IsoDate, months: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

/** 1 Monday to 7 Sunday. */
export function weekday(date: IsoDate): number {
  return weekdayOfDay(dayNumber(date));
}

export function weekdayOfDay(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The date that the clocks in Shanghai show at an instant. */
export function dateOf(at: Date): IsoDate {
  return zoned(at).toPlainDate().toString();
}

/** Date and minute in Shanghai, 'YYYY-MM-DD HH:mm'. */
export function minuteOf(at: Date): string {
  const local = zoned(at).toPlainDateTime();
  return local.toString({ smallestUnit: "minute" }).replace("T", " ");
}

/** 00:00:00.000 of the date in Shanghai. */
export function startOfDay(date: IsoDate): Date {
  let at = midnights.get(date);
  if (at === undefined) {
    at = Temporal.PlainDate.from(date).toZonedDateTime(ZONE).epochMilliseconds;
    if (midnights.size >= MIDNIGHTS_KEPT) midnights.clear();
    midnights.set(date, at);
  }
  return new Date(at);
}

/** Planning a year for all clouds asks for the same few hundred days a million times. */
const midnights = new Map<IsoDate, number>();
const MIDNIGHTS_KEPT = 20_000;

/**
 * 23:59:59.999 of the date in Shanghai: the last instant that still belongs to the day. Deadlines are
 * *inclusive*: in time while `at <= due`, late once `at > due`. So a due instant, formatted carelessly
 * as a date anywhere, still shows the right day; the next day's start is one millisecond later.
 */
export function endOfDay(date: IsoDate): Date {
  return new Date(startOfDay(addDays(date, 1)).getTime() - 1);
}

export function isEndOfDay(at: Date): boolean {
  return endOfDay(dateOf(at)).getTime() === at.getTime();
}

function zoned(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE);
}
