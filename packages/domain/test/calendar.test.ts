import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  addWorkdays,
  BUILT_IN_CALENDAR as CAL,
  type CalendarImport,
  dateOf,
  dateOfDay,
  dayNumber,
  dueOf,
  endOfDay,
  extendCalendar,
  isEndOfDay,
  isIsoDate,
  isWorkday,
  nextWorkday,
  parseCalendarYear,
  Refusal,
  startOfDay,
  weekday,
  workdaysBetween,
} from "../src/index.ts";

const anyDate = fc.integer({ min: dayNumber("2023-01-01"), max: dayNumber("2029-12-31") }).map(dateOfDay);
const knownDate = fc.integer({ min: dayNumber("2024-01-01"), max: dayNumber("2026-12-01") }).map(dateOfDay);

const YEAR_2027: CalendarImport = {
  year: 2027,
  source: "测试通知",
  rows: [
    { from: "2026-12-31", kind: "holiday" },
    { from: "2027-01-01", to: "2027-01-03", kind: "holiday" },
    { from: "2027-05-01", to: "2027-05-05", kind: "holiday" },
    { from: "2027-10-01", to: "2027-10-07", kind: "holiday" },
    { from: "2027-10-09", kind: "workday" },
  ],
};

function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("dates", () => {
  test("only real dates from 1900 to 2999 may be entered", () => {
    for (const good of ["2024-02-29", "1900-01-01", "2999-12-31"]) expect(isIsoDate(good)).toBe(true);
    for (const bad of [
      "2025-02-29",
      "2026-13-01",
      "2026-1-1",
      "1899-12-31",
      "3000-01-01",
      "",
      "2026-10-01T00:00",
    ]) {
      expect(isIsoDate(bad), bad).toBe(false);
    }
    expect(() => dayNumber("2026-02-30")).toThrow(RangeError);
  });

  test("a day ends one millisecond before the next starts, in Shanghai", () => {
    expect(startOfDay("2026-10-01").toISOString()).toBe("2026-09-30T16:00:00.000Z");
    expect(endOfDay("2026-10-01").toISOString()).toBe("2026-10-01T15:59:59.999Z");
    // Shanghai had summer time in 1986: that day has 23 hours.
    expect(endOfDay("1986-05-04").getTime() - startOfDay("1986-05-04").getTime()).toBe(23 * 3_600_000 - 1);
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(endOfDay(date).getTime() + 1).toBe(startOfDay(addDays(date, 1)).getTime());
        expect(dateOf(startOfDay(date))).toBe(date);
        expect(dateOf(endOfDay(date))).toBe(date);
        expect(isEndOfDay(endOfDay(date))).toBe(true);
        expect(isEndOfDay(startOfDay(date))).toBe(false);
      }),
    );
  });

  test("months keep the day or take the last one", () => {
    expect(addMonths("2024-01-31", 1)).toBe("2024-02-29");
    expect(addMonths("2025-01-31", 1)).toBe("2025-02-28");
    expect(addMonths("2024-02-29", 12)).toBe("2025-02-28");
  });

  test("weekdays agree with known days", () => {
    expect([weekday("1969-12-31"), weekday("2026-10-01"), weekday("2026-11-22")]).toEqual([3, 4, 7]);
  });
});

describe("the built-in calendar", () => {
  test("has as many working days as the law leaves over", () => {
    // 365 or 366 days, less 104 weekend days, less 11 statutory days (13 since 2025).
    expect(workdaysBetween(CAL, "2023-12-31", "2024-12-31")).toBe(366 - 104 - 11);
    expect(workdaysBetween(CAL, "2024-12-31", "2025-12-31")).toBe(365 - 104 - 13);
    expect(workdaysBetween(CAL, "2025-12-31", "2026-12-31")).toBe(365 - 104 - 13);
  });

  test.each([
    ["2024-02-09", true], // lunar New Year's Eve was not a day off in 2024
    ["2024-02-18", true],
    ["2024-10-12", true],
    ["2025-01-28", false],
    ["2025-10-08", false],
    ["2025-10-11", true],
    ["2026-01-02", false],
    ["2026-01-04", true],
    ["2026-02-23", false],
    ["2026-05-09", true],
    ["2026-09-20", true],
    ["2026-10-07", false],
    ["2026-10-08", true],
    ["2026-10-10", true],
    ["2026-10-11", false],
  ])("%s is a working day: %s", (date, workday) => {
    expect(isWorkday(CAL, date)).toEqual({ workday, provisional: false });
  });

  test("says that it does not know 2027", () => {
    expect(CAL.knownUntil).toBe("2026-12-31");
    expect(isWorkday(CAL, "2027-10-01")).toEqual({ workday: true, provisional: true });
    expect(isWorkday(CAL, "2023-12-29").provisional).toBe(true);
    expect(addWorkdays(CAL, "2026-12-30", 1)).toEqual({ date: "2026-12-31", provisional: false });
    expect(addWorkdays(CAL, "2026-12-30", 2)).toEqual({ date: "2027-01-01", provisional: true });
  });
});

describe("counting working days", () => {
  test("examples around National Day 2026", () => {
    expect(nextWorkday(CAL, "2026-09-30").date).toBe("2026-10-08");
    expect(addWorkdays(CAL, "2026-09-30", 3).date).toBe("2026-10-10");
    expect(addWorkdays(CAL, "2026-10-03", 0).date).toBe("2026-10-08");
    expect(addWorkdays(CAL, "2026-10-08", -1).date).toBe("2026-09-30");
    expect(workdaysBetween(CAL, "2026-09-30", "2026-10-12")).toBe(4);
    expect(workdaysBetween(CAL, "2026-10-12", "2026-09-30")).toBe(-4);
  });

  test("adding and counting are each other's inverse", () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 300 }), (date, n) => {
        const later = addWorkdays(CAL, date, n).date;
        expect(workdaysBetween(CAL, date, later)).toBe(n);
        expect(isWorkday(CAL, later).workday).toBe(true);
        const earlier = addWorkdays(CAL, date, -n).date;
        expect(workdaysBetween(CAL, addDays(earlier, -1), addDays(date, -1))).toBe(n);
      }),
    );
  });

  test("counts add up", () => {
    fc.assert(
      fc.property(anyDate, anyDate, anyDate, (a, b, c) => {
        const sum = workdaysBetween(CAL, a, b) + workdaysBetween(CAL, b, c);
        expect(workdaysBetween(CAL, a, c)).toBe(sum);
      }),
    );
  });

  test("an amount that is no number of days is refused", () => {
    expect(() => addWorkdays(CAL, "2026-10-01", 1.5)).toThrow(RangeError);
    expect(() => addWorkdays(CAL, "2026-10-01", Number.NaN)).toThrow(RangeError);
  });
});

describe("due dates", () => {
  test("what was agreed moves off a holiday, the law does not", () => {
    expect(dueOf(CAL, "2026-10-03", { legal: false })).toEqual({
      date: "2026-10-08",
      at: new Date("2026-10-08T15:59:59.999Z"),
      moved: true,
      provisional: false,
    });
    const legal = dueOf(CAL, "2026-10-03", { legal: true });
    expect([legal.date, legal.moved]).toEqual(["2026-10-03", false]);
    expect(dueOf(CAL, "2027-10-01", { legal: false }).provisional).toBe(true);
    expect(dueOf(CAL, "2027-10-01", { legal: true }).provisional).toBe(false);
  });

  test("never move backwards, and never past a working day", () => {
    fc.assert(
      fc.property(knownDate, (date) => {
        const due = dueOf(CAL, date, { legal: false });
        expect(due.date >= date).toBe(true);
        expect(workdaysBetween(CAL, addDays(date, -1), due.date)).toBe(1);
      }),
    );
  });
});

describe("importing a year", () => {
  test("makes it known, and what rested on it firm", () => {
    const cal = extendCalendar(CAL, parseCalendarYear(YEAR_2027), "cn-2027.1");
    expect(cal.knownUntil).toBe("2027-12-31");
    expect(isWorkday(cal, "2027-10-01")).toEqual({ workday: false, provisional: false });
    expect(isWorkday(cal, "2027-10-09")).toEqual({ workday: true, provisional: false });
    expect(isWorkday(cal, "2026-12-31")).toEqual({ workday: false, provisional: false });
    expect(isWorkday(cal, "2026-10-10").workday).toBe(true);
    expect(cal.source).toContain("测试通知");
    expect(isWorkday(CAL, "2027-10-01").provisional).toBe(true);
  });

  test("replaces a year that is imported again", () => {
    const once = extendCalendar(CAL, parseCalendarYear(YEAR_2027), "a");
    const rows = YEAR_2027.rows.filter((row) => row.kind === "holiday");
    const twice = extendCalendar(once, parseCalendarYear({ ...YEAR_2027, rows }), "b");
    expect(isWorkday(twice, "2027-10-09").workday).toBe(false);
    expect(twice.holidays).toEqual(once.holidays);
    expect(twice.source).toBe(once.source);
  });

  test("leaves no gap between years", () => {
    const late = parseCalendarYear({
      year: 2028,
      source: "x",
      rows: [
        { from: "2028-01-01", kind: "holiday" },
        { from: "2028-05-01", kind: "holiday" },
        { from: "2028-10-01", to: "2028-10-03", kind: "holiday" },
      ],
    });
    expect(refusalOf(() => extendCalendar(CAL, late, "x")).fields[0]?.message.zh).toContain("2027");
  });

  test("names every wrong row and takes nothing", () => {
    const refusal = refusalOf(() =>
      parseCalendarYear({
        year: 2027,
        source: " ",
        rows: [
          { from: "2027-02-30", kind: "holiday" },
          { from: "2026-10-01", kind: "holiday" },
          { from: "2027-02-06", kind: "休息" },
          { from: "2027-02-10", kind: "workday" },
          { from: "2027-03-02", to: "2027-03-01", kind: "holiday" },
          { from: "2027-05-01", to: "2027-05-03", kind: "holiday" },
          { from: "2027-05-02", kind: "workday" },
        ],
      }),
    );
    expect(refusal.code).toBe("invalid-input");
    expect(refusal.fields.map(({ field }) => field)).toEqual([
      "/source",
      "/rows/0/from",
      "/rows/0/to",
      "/rows/1/from",
      "/rows/1/to",
      "/rows/2/kind",
      "/rows/3/from",
      "/rows/4/to",
      "/rows/6/from",
    ]);
  });

  test("half a year is not taken for a whole one", () => {
    const rows = YEAR_2027.rows.slice(0, 3);
    const refusal = refusalOf(() => parseCalendarYear({ ...YEAR_2027, rows }));
    expect(refusal.fields[0]?.message.zh).toContain("2027-10-01");
  });

  test("a year must be a year", () => {
    expect(refusalOf(() => parseCalendarYear({ ...YEAR_2027, year: 27 })).fields[0]?.field).toBe("/year");
  });
});
