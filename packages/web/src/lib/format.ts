import {
  BUILT_IN_CALENDAR,
  dateOf,
  formatRemaining,
  formatRule,
  isEndOfDay,
  type Lang,
  minuteOf,
  remaining,
  sourceName,
  weekday,
} from "@yunjian/domain";

type Moment = Date | string;

const WEEKDAYS: Record<Lang, readonly string[]> = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

/** A date ('2026-11-20') or the Shanghai date of an instant: 2026-11-20 (周五). */
export function formatDay(day: Moment, lang: Lang): string {
  const date = typeof day === "string" && day.length === 10 ? day : dateOf(new Date(day));
  return `${date} (${WEEKDAYS[lang][weekday(date) - 1]})`;
}

/** 2026-11-20 14:05, Shanghai time. */
export function formatInstant(at: Moment): string {
  return minuteOf(new Date(at));
}

/** With weekday, seconds and zone, for the hover: 2026-11-20 (周五) 14:05:09 北京时间. */
export function formatExact(at: Moment, lang: Lang): string {
  const instant = new Date(at);
  const seconds = String(instant.getUTCSeconds()).padStart(2, "0");
  const time = `${minuteOf(instant).slice(11)}:${seconds}`;
  return `${formatDay(instant, lang)} ${time} ${lang === "zh" ? "北京时间" : "Beijing time"}`;
}

/** A deadline at the end of a day is that day; one at an hour says the hour. */
export function formatDue(at: Moment, lang: Lang): string {
  const instant = new Date(at);
  return isEndOfDay(instant) ? formatDay(instant, lang) : formatInstant(instant);
}

/** 还有 3 个工作日, 已逾期 2 天. */
export function formatLeft(at: Moment, now: Date, lang: Lang): string {
  return formatRemaining(remaining(BUILT_IN_CALENDAR, now, new Date(at)), lang);
}

/** The rule from which a deadline came, as one sentence. */
export function formatSource(rule: string, lang: Lang): string {
  return formatRule(rule, lang, sourceName);
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** 1,536 bytes -> 1.5 KB; 1024 to the step, as file managers show it. */
export function formatBytes(bytes: number): string {
  let [value, step] = [bytes, 0];
  while (value >= 1024 && step < UNITS.length - 1) {
    value /= 1024;
    step++;
  }
  // 1023.97 KB must not read 1024 KB.
  if (Number(value.toFixed(1)) >= 1024 && step < UNITS.length - 1) {
    value /= 1024;
    step++;
  }
  return `${step === 0 || value >= 100 ? Math.floor(value) : Number(value.toFixed(1))} ${UNITS[step]}`;
}

const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** 12,345.67: the same in both languages. */
export function formatNumber(value: number): string {
  return NUMBERS.format(value);
}

export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

const DURATIONS: Record<Lang, readonly [string, string, string]> = {
  zh: [" 秒", " 分钟", " 小时"],
  en: [" s", " min", " h"],
};

/** About how long something takes still: 40 秒, 3 分钟, 2 小时. */
export function formatDuration(seconds: number, lang: Lang): string {
  const words = DURATIONS[lang];
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))}${words[0]}`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)}${words[1]}`;
  return `${Math.ceil(seconds / 3600)}${words[2]}`;
}
