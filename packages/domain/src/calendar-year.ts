import type { WorkCalendar } from "./calendar.ts";
import { addDays, dayNumber, type IsoDate, isIsoDate, weekday } from "./dates.ts";
import { type FieldProblem, invalid } from "./refusal.ts";

export const CALENDAR_DAY_KINDS = ["holiday", "workday"] as const; // 放假 / 调休上班
export type CalendarDayKind = (typeof CALENDAR_DAY_KINDS)[number];

/** One line of a notice: a day, or the days from..to. */
export interface CalendarRow {
  readonly from: string;
  readonly to?: string | null;
  readonly kind: string;
  readonly name?: string;
}

export interface CalendarImport {
  readonly year: number;
  readonly source: string;
  readonly rows: readonly CalendarRow[];
}

/** The days of one year's notice, checked. */
export interface CalendarYear {
  readonly year: number;
  readonly source: string;
  readonly holidays: readonly IsoDate[];
  readonly workdays: readonly IsoDate[];
}

/**
 * Checks one year's notice, all or nothing. A notice may also arrange days of the December before.
 * Throws `invalid-input` that names every wrong row.
 */
export function parseCalendarYear(input: CalendarImport): CalendarYear {
  const { year, rows } = input;
  const problems: FieldProblem[] = [];
  if (!Number.isSafeInteger(year) || year < 1949 || year > 2999) {
    throw invalid({
      field: "/year",
      message: { zh: "年份应为四位数字，如 2027。", en: "The year is four digits, e.g. 2027." },
    });
  }
  const source = input.source.trim();
  if (source === "") {
    problems.push({
      field: "/source",
      message: { zh: "请填写依据（通知文号）。", en: "Name the notice these days come from." },
    });
  }
  const kinds = new Map<IsoDate, CalendarDayKind>();
  rows.forEach((row, index) => {
    for (const problem of checkRow(year, row, kinds))
      problems.push({ ...problem, field: `/rows/${index}/${problem.field}` });
  });
  const missing = FIXED_HOLIDAYS.map((day) => `${year}-${day}`).filter(
    (date) => kinds.get(date) !== "holiday",
  );
  if (problems.length === 0 && missing.length > 0) {
    problems.push({
      field: "/rows",
      message: {
        zh: `缺少法定放假日：${missing.join("、")}。请导入全年安排，而不是其中一部分。`,
        en: `Statutory days off are missing: ${missing.join(", ")}. Import the whole year.`,
      },
    });
  }
  if (problems.length > 0) throw invalid(...problems);
  const days = (kind: CalendarDayKind) =>
    [...kinds]
      .filter(([, k]) => k === kind)
      .map(([date]) => date)
      .sort();
  return { year, source, holidays: days("holiday"), workdays: days("workday") };
}

/** A calendar with one more year, or with a year replaced. Years without a gap, so nothing is guessed inside. */
export function extendCalendar(cal: WorkCalendar, add: CalendarYear, version: string): WorkCalendar {
  const first = Number(cal.knownFrom.slice(0, 4));
  const last = Number(cal.knownUntil.slice(0, 4));
  if (add.year < first - 1 || add.year > last + 1) {
    const next = add.year > last ? last + 1 : first - 1;
    throw invalid({
      field: "/year",
      message: {
        zh: `年份不连续：请先导入 ${next} 年。`,
        en: `Years must follow each other: import ${next} first.`,
      },
    });
  }
  const fresh = new Set([...add.holidays, ...add.workdays]);
  const merge = (old: readonly IsoDate[], added: readonly IsoDate[]) =>
    [...old.filter((date) => !date.startsWith(`${add.year}-`) && !fresh.has(date)), ...added].sort();
  const sources = cal.source.split("；").filter((text) => text !== add.source);
  return {
    version,
    source: [...sources, add.source].join("；"),
    knownFrom: add.year < first ? `${add.year}-01-01` : cal.knownFrom,
    knownUntil: add.year > last ? `${add.year}-12-31` : cal.knownUntil,
    holidays: merge(cal.holidays, add.holidays),
    workdays: merge(cal.workdays, add.workdays),
  };
}

/** Days off that 《全国年节及纪念日放假办法》 fixes by date: a notice without them is not a whole one. */
const FIXED_HOLIDAYS = ["01-01", "05-01", "10-01", "10-02", "10-03"];
const LONGEST_HOLIDAY = 16;

function checkRow(year: number, row: CalendarRow, kinds: Map<IsoDate, CalendarDayKind>): FieldProblem[] {
  const from = row.from;
  const to = row.to || from;
  const kind = CALENDAR_DAY_KINDS.find((known) => known === row.kind);
  const problems: FieldProblem[] = [];
  for (const [field, text] of [
    ["from", from],
    ["to", to],
  ] as const) {
    if (!isIsoDate(text)) {
      problems.push({
        field,
        message: {
          zh: `“${text}”不是日期，应形如 2027-10-01。`,
          en: `“${text}” is not a date; write 2027-10-01.`,
        },
      });
    } else if (text < `${year - 1}-12-01` || text > `${year}-12-31`) {
      problems.push({
        field,
        message: {
          zh: `${text} 不属于 ${year} 年的安排。`,
          en: `${text} does not belong to the arrangement of ${year}.`,
        },
      });
    }
  }
  if (kind === undefined) {
    problems.push({
      field: "kind",
      message: {
        zh: "类型应为 holiday（放假）或 workday（调休上班）。",
        en: "The kind is holiday or workday.",
      },
    });
  }
  if (problems.length > 0 || kind === undefined) return problems;
  const length = dayNumber(to) - dayNumber(from) + 1;
  if (length < 1 || length > LONGEST_HOLIDAY) {
    return [
      {
        field: "to",
        message: {
          zh: `结束日期应不早于开始日期，且不超过 ${LONGEST_HOLIDAY} 天。`,
          en: `The end is not before the start, and at most ${LONGEST_HOLIDAY} days.`,
        },
      },
    ];
  }
  for (let date = from; date <= to; date = addDays(date, 1)) {
    if (kind === "workday" && weekday(date) < 6) {
      problems.push({
        field: "from",
        message: { zh: `${date} 不是周末，无需调休上班。`, en: `${date} is not a weekend day.` },
      });
    } else if (kinds.has(date)) {
      problems.push({ field: "from", message: { zh: `${date} 重复。`, en: `${date} appears twice.` } });
    }
    kinds.set(date, kind);
  }
  return problems;
}
