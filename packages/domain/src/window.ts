import { addWorkdays, dueOf, type WorkCalendar, workdaysBetween } from "./calendar.ts";
import { addDays, addMonths, dateOf, daysBetween, isEndOfDay } from "./dates.ts";
import { quantity, type Rule, WINDOW_UNITS, type WindowUnit, writeRule } from "./rule.ts";
import type { Lang } from "./vocabulary.ts";

/** A time limit (时限) with the place it comes from. */
export interface Window {
  readonly amount: number;
  readonly unit: WindowUnit;
  /** Set by law: never moved by holidays. */
  readonly legal?: boolean;
  /** 'agreed', the key of a setting, or the id of a clause. */
  readonly source: string;
}

export interface WindowEnd {
  /** Last instant in time: late once `now > at`. */
  readonly at: Date;
  readonly provisional: boolean;
  readonly rule: string;
}

/**
 * When a time limit that starts at an instant ends. Hours run through, whatever the day. Days, working
 * days and months do not count the day of the start and end with their last day (as the Civil Code counts);
 * months end on the corresponding day or the month's last. What was agreed moves off holidays, law does not.
 */
export function windowEnd(cal: WorkCalendar, start: Date, window: Window): WindowEnd {
  const { amount, unit, source } = window;
  const legal = window.legal ?? false;
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`not an amount: ${amount}`);
  const base = { kind: "window", amount, unit, source, legal } as const;
  if (unit === "hours") {
    const at = new Date(start.getTime() + amount * 3_600_000);
    return {
      at,
      provisional: false,
      rule: writeRule({ ...base, from: start.toISOString(), due: at.toISOString() }),
    };
  }
  const from = dateOf(start);
  const counted = unit === "workdays" ? addWorkdays(cal, from, amount) : null;
  const date = counted?.date ?? (unit === "months" ? addMonths(from, amount) : addDays(from, amount));
  const due = dueOf(cal, date, { legal });
  const provisional = due.provisional || (counted?.provisional ?? false);
  const rule: Rule = {
    ...base,
    from,
    due: date,
    ...(due.moved ? { moved: due.date } : {}),
    ...(legal && counted === null ? {} : { calendar: cal.version }),
    provisional,
  };
  return { at: due.at, provisional, rule: writeRule(rule) };
}

/**
 * A window from an ISO 8601 duration as the catalogue's parameters carry it. One unit only: 'P30D', 'PT4H',
 * 'P2W', 'P6M', 'P1Y'; null for anything else, because mixed units have no agreed way of counting.
 */
export function windowFromDuration(text: string, source: string): Window | null {
  const found = /^P(?:(\d{1,5})([DWMY])|T(\d{1,5})H)$/.exec(text.trim().toUpperCase());
  if (found === null) return null;
  if (found[3] !== undefined) return { amount: Number(found[3]), unit: "hours", source };
  const n = Number(found[1]);
  switch (found[2]) {
    case "D":
      return { amount: n, unit: "days", source };
    case "W":
      return { amount: n * 7, unit: "days", source };
    case "M":
      return { amount: n, unit: "months", source };
    default:
      return { amount: n * 12, unit: "months", source };
  }
}

export function formatWindow(window: Pick<Window, "amount" | "unit">, lang: Lang): string {
  return quantity(window.amount, window.unit, lang);
}

export function isWindowUnit(text: unknown): text is WindowUnit {
  return WINDOW_UNITS.some((unit) => unit === text);
}

/** How far a deadline is away, or how long it has passed; all counts are zero or more. */
export interface Remaining {
  readonly overdue: boolean;
  /** Working days between today and the due date, the later of the two included. */
  readonly workdays: number;
  /** Calendar days between today and the due date. */
  readonly days: number;
  /** Whole hours between now and the due instant. */
  readonly hours: number;
  /** The deadline is an hour of a day, not the end of it. */
  readonly precise: boolean;
}

export function remaining(cal: WorkCalendar, now: Date, due: Date): Remaining {
  const [today, last] = [dateOf(now), dateOf(due)];
  return {
    overdue: now.getTime() > due.getTime(),
    workdays: Math.abs(workdaysBetween(cal, today, last)),
    days: Math.abs(daysBetween(today, last)),
    hours: Math.floor(Math.abs(due.getTime() - now.getTime()) / 3_600_000),
    precise: !isEndOfDay(due),
  };
}

/** Farther away than this, calendar days say more than working days. */
const WORKDAYS_WORTH_TELLING = 30;

export function formatRemaining(r: Remaining, lang: Lang): string {
  const zh = lang === "zh";
  if (r.overdue) {
    if (r.days > 0) return past(quantity(r.days, "days", lang), zh);
    return r.hours > 0 ? past(quantity(r.hours, "hours", lang), zh) : zh ? "刚刚逾期" : "just overdue";
  }
  if (r.precise && r.hours < 24) {
    return r.hours > 0
      ? left(quantity(r.hours, "hours", lang), zh)
      : zh
        ? "不到 1 小时"
        : "less than an hour left";
  }
  if (r.days === 0) return zh ? "今天到期" : "due today";
  const workdays = r.workdays > 0 && r.workdays <= WORKDAYS_WORTH_TELLING;
  return left(workdays ? quantity(r.workdays, "workdays", lang) : quantity(r.days, "days", lang), zh);
}

function past(howLong: string, zh: boolean): string {
  return zh ? `已逾期 ${howLong}` : `${howLong} overdue`;
}

function left(howLong: string, zh: boolean): string {
  return zh ? `还有 ${howLong}` : `${howLong} left`;
}
