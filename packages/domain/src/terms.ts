import { type IsoDate, isIsoDate } from "./dates.ts";
import type { FieldProblem } from "./refusal.ts";
import type { Rhythm } from "./span.ts";
import type { Bilingual, Frequency, RealtimeNature } from "./vocabulary.ts";
import type { Window } from "./window.ts";

/** The agreed day on which a period falls due (时间点). Only the fields that fit the frequency count. */
export interface TimePoint {
  /** Weekly: 1 Monday to 7 Sunday. */
  readonly dayOfWeek?: number | null;
  /** Monthly and longer: 1 to 31, the month's last day where it is shorter. */
  readonly dayOfMonth?: number | null;
  /**
   * Yearly: the month. Several years: the month of the last year, or of the first when in the next span.
   * Quarterly and half-yearly: any month that stands where the agreed one does in its quarter or half-year
   * (2, 5, 8 and 11 are all the second month). Without it the span's last month, or the next span's first.
   */
  readonly monthOfYear?: number | null;
  /** The day lies in the span after: "the report of a month by the 5th of the next". */
  readonly inNextSpan?: boolean;
}

/** How an obligation repeats, as its agreement says. */
export interface Terms {
  readonly frequency: Frequency;
  /** Realtime duties only. */
  readonly nature?: RealtimeNature | null;
  /** Realtime duties only: how often they are summarised or report nil; monthly unless agreed otherwise. */
  readonly rhythm?: Rhythm | null;
  readonly startsOn: IsoDate;
  readonly endsOn?: IsoDate | null;
  /** Wins over `submitWithin`. */
  readonly timePoint?: TimePoint | null;
  /** Counted from the end of the reporting span; the frequency's default where nothing was agreed. */
  readonly submitWithin?: Window | null;
  /** See `DEFAULT_JOIN_BELOW_PERCENT`. */
  readonly joinBelowPercent?: number | null;
}

/**
 * A duty that starts near the end of a month is not asked for a report on its last days: a first span
 * shorter than this share of its unit is joined to the one that follows.
 */
export const DEFAULT_JOIN_BELOW_PERCENT = 33;

/** Days to hand in after the span's end where no day was agreed; each is also a setting. */
export const DEFAULT_SUBMIT_WITHIN: Readonly<Record<Frequency, Window>> = {
  realtime: { amount: 5, unit: "workdays", source: "period.submitWithin.realtime" },
  daily: { amount: 1, unit: "workdays", source: "period.submitWithin.daily" },
  weekly: { amount: 2, unit: "workdays", source: "period.submitWithin.weekly" },
  monthly: { amount: 5, unit: "workdays", source: "period.submitWithin.monthly" },
  quarterly: { amount: 10, unit: "workdays", source: "period.submitWithin.quarterly" },
  "half-yearly": { amount: 10, unit: "workdays", source: "period.submitWithin.half-yearly" },
  yearly: { amount: 20, unit: "workdays", source: "period.submitWithin.yearly" },
  "two-yearly": { amount: 20, unit: "workdays", source: "period.submitWithin.two-yearly" },
  "three-yearly": { amount: 20, unit: "workdays", source: "period.submitWithin.three-yearly" },
  "five-yearly": { amount: 20, unit: "workdays", source: "period.submitWithin.five-yearly" },
  "on-demand": { amount: 10, unit: "workdays", source: "period.submitWithin.on-demand" },
};

/** The rhythm in which terms make periods; null when only a request or an event opens one. */
export function rhythmOf(terms: Pick<Terms, "frequency" | "rhythm">): Rhythm | null {
  if (terms.frequency === "on-demand") return null;
  return terms.frequency === "realtime" ? (terms.rhythm ?? "monthly") : terms.frequency;
}

/** What is wrong with terms that somebody typed; field pointers are relative to them. */
export function checkTerms(terms: Terms): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const say = (field: string, message: Bilingual) => problems.push({ field, message });
  for (const [field, date] of [
    ["/startsOn", terms.startsOn],
    ["/endsOn", terms.endsOn],
  ] as const) {
    if (date && !isIsoDate(date)) {
      say(field, {
        zh: `“${date}”不是日期，应形如 2026-10-01。`,
        en: `“${date}” is not a date; write 2026-10-01.`,
      });
    }
  }
  if (!terms.startsOn) say("/startsOn", { zh: "请填写开始日期。", en: "A start date is needed." });
  if (terms.endsOn && terms.endsOn < terms.startsOn) {
    say("/endsOn", { zh: "结束日期不能早于开始日期。", en: "The end is before the start." });
  }
  if (terms.frequency === "realtime" && !terms.nature) {
    say("/nature", {
      zh: "实时监管须说明是持续监测还是事件驱动。",
      en: "Say whether it is continuous or event-driven.",
    });
  }
  const amount = terms.submitWithin?.amount ?? 0;
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > 999) {
    say("/submitWithin", { zh: "提交时限应为 0 至 999 的整数。", en: "The time to hand in is 0 to 999." });
  }
  problems.push(...checkTimePoint(terms));
  return problems;
}

function checkTimePoint(terms: Terms): FieldProblem[] {
  const point = terms.timePoint;
  if (!point) return [];
  const rhythm = rhythmOf(terms);
  const problems: FieldProblem[] = [];
  const check = (key: keyof TimePoint, max: number, fits: boolean) => {
    const value = point[key];
    if (value === undefined || value === null) return;
    const field = `/timePoint/${key}`;
    if (!fits) {
      const message = { zh: "该频率不使用此时间点。", en: "This frequency has no such time point." };
      problems.push({ field, message });
    } else if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1 || value > max) {
      problems.push({
        field,
        message: { zh: `应为 1 至 ${max} 的整数。`, en: `A whole number from 1 to ${max}.` },
      });
    }
  };
  const byDay = rhythm === null || rhythm === "daily" || rhythm === "weekly";
  check("dayOfWeek", 7, rhythm === "weekly");
  check("dayOfMonth", 31, !byDay);
  check("monthOfYear", 12, !byDay && rhythm !== "monthly");
  return problems;
}
