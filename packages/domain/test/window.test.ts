import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BUILT_IN_CALENDAR as CAL,
  dateOf,
  endOfDay,
  formatRemaining,
  formatRule,
  formatWindow,
  isWorkday,
  type Rule,
  readRule,
  remaining,
  sourceName,
  startOfDay,
  WINDOW_UNITS,
  type Window,
  windowEnd,
  windowFromDuration,
  writeRule,
} from "../src/index.ts";

const at = (local: string) => new Date(`${local}+08:00`);
const window = (amount: number, unit: Window["unit"], legal = false): Window => ({
  amount,
  unit,
  legal,
  source: "agreed",
});
const anyTime = fc.date({ min: at("2024-01-01T00:00"), max: at("2027-06-30T00:00"), noInvalidDate: true });

describe("where a time limit ends", () => {
  test.each<[string, Window, string]>([
    ["2026-09-30T10:00", window(3, "workdays"), "2026-10-10T23:59:59.999"],
    ["2026-09-30T10:00", window(3, "days"), "2026-10-08T23:59:59.999"], // the 3rd is a holiday
    ["2026-09-30T10:00", window(3, "days", true), "2026-10-03T23:59:59.999"],
    ["2026-09-30T10:00", window(4, "hours"), "2026-09-30T14:00"],
    ["2026-09-30T23:30", window(1, "hours"), "2026-10-01T00:30"], // hours run into the holiday
    ["2024-01-31T09:00", window(1, "months"), "2024-02-29T23:59:59.999"],
    ["2025-08-31T09:00", window(6, "months", true), "2026-02-28T23:59:59.999"],
    ["2026-10-03T09:00", window(0, "workdays"), "2026-10-08T23:59:59.999"],
    ["2026-11-20T00:00", window(7, "days"), "2026-11-27T23:59:59.999"],
  ])("%s and %o: %s", (start, limit, end) => {
    expect(windowEnd(CAL, at(start), limit).at).toEqual(at(end));
  });

  test("only what rests on unknown holidays is provisional", () => {
    const start = at("2026-12-25T10:00");
    const provisional = (limit: Window) => windowEnd(CAL, start, limit).provisional;
    expect(provisional(window(10, "workdays"))).toBe(true);
    expect(provisional(window(10, "days"))).toBe(true);
    expect(provisional(window(10, "days", true))).toBe(false);
    expect(provisional(window(300, "hours"))).toBe(false);
    expect(provisional(window(3, "workdays"))).toBe(false);
  });

  test("properties: after the start, longer is never earlier, agreed limits end on working days", () => {
    fc.assert(
      fc.property(
        anyTime,
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom(...WINDOW_UNITS),
        (start, n, unit) => {
          const end = windowEnd(CAL, start, window(n, unit));
          expect(end.at >= start).toBe(true);
          expect(windowEnd(CAL, start, window(n + 1, unit)).at >= end.at).toBe(true);
          expect(end.at >= windowEnd(CAL, start, window(n, unit, true)).at).toBe(true);
          if (unit !== "hours") expect(isWorkday(CAL, dateOf(end.at)).workday).toBe(true);
        },
      ),
    );
  });

  test("an amount that is none is refused", () => {
    expect(() => windowEnd(CAL, at("2026-10-01T00:00"), window(-1, "days"))).toThrow(RangeError);
    expect(() => windowEnd(CAL, at("2026-10-01T00:00"), window(0.5, "hours"))).toThrow(RangeError);
  });
});

test("durations of the catalogue become windows", () => {
  expect(windowFromDuration("P30D", "x")).toEqual({ amount: 30, unit: "days", source: "x" });
  expect(windowFromDuration("pt4h", "x")).toEqual({ amount: 4, unit: "hours", source: "x" });
  expect(windowFromDuration("P2W", "x")).toEqual({ amount: 14, unit: "days", source: "x" });
  expect(windowFromDuration("P1Y", "x")).toEqual({ amount: 12, unit: "months", source: "x" });
  expect(windowFromDuration(" P6M ", "x")).toEqual({ amount: 6, unit: "months", source: "x" });
  for (const bad of ["", "P", "P1D2H", "PT5M", "30", "P-1D", "P1.5D"])
    expect(windowFromDuration(bad, "x"), bad).toBeNull();
});

test("windows in words", () => {
  expect(formatWindow({ amount: 3, unit: "workdays" }, "zh")).toBe("3 个工作日");
  expect(formatWindow({ amount: 1, unit: "workdays" }, "en")).toBe("1 working day");
  expect(formatWindow({ amount: 30, unit: "days" }, "en")).toBe("30 days");
});

describe("the rule beside a deadline", () => {
  test("machine form", () => {
    const { rule } = windowEnd(CAL, at("2026-09-30T10:00"), {
      amount: 3,
      unit: "days",
      source: "JGK 6.2;x=1%",
    });
    expect(rule).toBe(
      "window;from=2026-09-30;add=3days;source=JGK%206.2%3Bx%3D1%25;due=2026-10-03;moved=2026-10-08;cal=cn-2026.1",
    );
    expect(readRule(rule)?.source).toBe("JGK 6.2;x=1%");
  });

  test("in words", () => {
    const agreed = windowEnd(CAL, at("2026-09-30T10:00"), window(3, "days")).rule;
    expect(formatRule(agreed, "zh")).toBe(
      "自 2026-09-30 起 3 天，截止 2026-10-03；遇节假日顺延至 2026-10-08；依据：双方约定",
    );
    expect(formatRule(agreed, "en")).toBe(
      "3 days from 2026-09-30: due 2026-10-03; a day off, moved to 2026-10-08; source: agreement",
    );
    const hours = windowEnd(CAL, at("2026-09-30T10:00"), {
      amount: 4,
      unit: "hours",
      legal: true,
      source: "报告管理办法",
    }).rule;
    expect(formatRule(hours, "zh")).toBe(
      "自 2026-09-30 10:00 起 4 小时，截止 2026-09-30 14:00；法定时限，遇节假日不顺延；依据：报告管理办法",
    );
    const receipt = windowEnd(CAL, at("2026-12-30T10:00"), {
      amount: 3,
      unit: "workdays",
      source: "review.receiptWithin",
    }).rule;
    expect(formatRule(receipt, "zh", sourceName)).toBe(
      "自 2026-12-30 起 3 个工作日，截止 2027-01-04；该年度放假安排尚未公布，暂定；依据：受理时限",
    );
    expect(formatRule("anything else", "zh")).toBe("anything else");
  });

  test("what was written is read back", () => {
    const dates = fc.constantFrom("2026-10-01", "2027-01-04", "2026-10-01T02:00:00.000Z");
    const rules: fc.Arbitrary<Rule> = fc
      .record(
        {
          source: fc.string({ unit: "grapheme" }),
          due: dates,
          moved: dates,
          calendar: fc.constantFrom("cn-2026.1", "自定义;1"),
          legal: fc.constant(true),
          provisional: fc.constant(true),
        },
        { requiredKeys: ["source", "due"] },
      )
      .chain((rest) =>
        fc.oneof(
          fc.constantFrom("point", "set").map((kind): Rule => ({ kind, ...rest })),
          fc
            .tuple(dates, fc.nat(), fc.constantFrom(...WINDOW_UNITS))
            .map(([from, amount, unit]): Rule => ({ kind: "window", from, amount, unit, ...rest })),
        ),
      );
    fc.assert(
      fc.property(rules, (rule) => {
        expect(readRule(writeRule(rule))).toEqual(rule);
      }),
    );
  });

  test("texts that are no rules are not guessed at", () => {
    for (const bad of [
      "",
      "window",
      "window;from=2026-10-01;source=x;due=2026-10-02",
      "point;source=x",
      "point;;",
      "x;due=1",
    ]) {
      expect(readRule(bad), bad).toBeNull();
    }
  });
});

describe("time that remains", () => {
  const say = (now: string, due: Date, lang: "zh" | "en" = "zh") =>
    formatRemaining(remaining(CAL, at(now), due), lang);
  const friday = endOfDay("2026-11-20");

  test.each([
    ["2026-11-17T09:00", "还有 3 个工作日", "3 working days left"],
    ["2026-11-19T23:59", "还有 1 个工作日", "1 working day left"],
    ["2026-11-20T00:00", "今天到期", "due today"],
    ["2026-11-20T23:59:59.999", "今天到期", "due today"],
    ["2026-11-21T00:00", "已逾期 1 天", "1 day overdue"],
    ["2026-11-22T12:00", "已逾期 2 天", "2 days overdue"],
    ["2026-08-01T12:00", "还有 111 天", "111 days left"],
  ])("end of 2026-11-20 seen at %s: %s", (now, zh, en) => {
    expect(say(now, friday)).toBe(zh);
    expect(say(now, friday, "en")).toBe(en);
  });

  test("a legal day in a holiday is told in calendar days", () => {
    expect(say("2026-10-02T09:00", endOfDay("2026-10-04"))).toBe("还有 2 天");
  });

  test("hours are told where the deadline is an hour", () => {
    const noon = at("2026-11-20T12:00");
    expect(say("2026-11-20T08:30", noon)).toBe("还有 3 小时");
    expect(say("2026-11-20T11:30", noon)).toBe("不到 1 小时");
    expect(say("2026-11-20T12:00", noon)).toBe("不到 1 小时");
    expect(say("2026-11-20T12:00:00.001", noon)).toBe("刚刚逾期");
    expect(say("2026-11-20T14:30", noon)).toBe("已逾期 2 小时");
    expect(say("2026-11-19T23:00", noon, "en")).toBe("13 hours left");
  });

  test("overdue is the strict passing of the instant, and counts are never negative", () => {
    fc.assert(
      fc.property(anyTime, anyTime, (now, due) => {
        const r = remaining(CAL, now, due);
        expect(r.overdue).toBe(now.getTime() > due.getTime());
        expect(Math.min(r.workdays, r.days, r.hours)).toBeGreaterThanOrEqual(0);
        expect(r.workdays).toBeLessThanOrEqual(r.days);
        expect(r.days).toBe(
          Math.abs(Math.round((+startOfDay(dateOf(due)) - +startOfDay(dateOf(now))) / 86_400_000)),
        );
        expect(formatRemaining(r, "zh").includes("逾期")).toBe(r.overdue);
      }),
    );
  });
});
