import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  BUILT_IN_CALENDAR as CAL,
  checkTerms,
  dateOf,
  dateOfDay,
  dayNumber,
  endOfDay,
  extendCalendar,
  FREQUENCIES,
  fallsDue,
  isTighter,
  isWorkday,
  mayAgree,
  openOnDemand,
  type PlannedPeriod,
  parseCalendarYear,
  periodsBetween,
  type Rhythm,
  recomputeUnopened,
  replan,
  startOfDay,
  type Terms,
  type TimePoint,
} from "../src/index.ts";

const RHYTHMS = FREQUENCIES.filter((f): f is Rhythm => f !== "realtime" && f !== "on-demand");
const brief = (period: PlannedPeriod) => [
  period.label,
  period.spanStart,
  period.spanEnd,
  dateOf(period.dueAt),
];
const plan = (terms: Terms, from: string, to: string) => periodsBetween(CAL, terms, from, to).map(brief);

describe("periods people expect", () => {
  test("monthly, five working days after the month", () => {
    const terms: Terms = { frequency: "monthly", startsOn: "2026-09-01" };
    const [september] = periodsBetween(CAL, terms, "2026-09-01", "2026-09-30");
    expect(september).toEqual({
      label: "2026-09",
      kind: "regular",
      spanStart: "2026-09-01",
      spanEnd: "2026-09-30",
      opensAt: new Date("2026-08-31T16:00:00.000Z"),
      endsAt: new Date("2026-09-30T15:59:59.999Z"),
      dueAt: new Date("2026-10-13T15:59:59.999Z"),
      rule: "window;from=2026-09-30;add=5workdays;source=period.submitWithin.monthly;due=2026-10-13;cal=cn-2026.1",
      provisional: false,
    });
  });

  test("monthly on an agreed day: the 31st is the last day, a holiday moves it", () => {
    const terms: Terms = { frequency: "monthly", startsOn: "2026-01-01", timePoint: { dayOfMonth: 31 } };
    expect(plan(terms, "2026-01-01", "2026-06-30")).toEqual([
      ["2026-01", "2026-01-01", "2026-01-31", "2026-02-02"], // Saturday
      ["2026-02", "2026-02-01", "2026-02-28", "2026-02-28"], // a Saturday worked
      ["2026-03", "2026-03-01", "2026-03-31", "2026-03-31"],
      ["2026-04", "2026-04-01", "2026-04-30", "2026-04-30"],
      ["2026-05", "2026-05-01", "2026-05-31", "2026-06-01"],
      ["2026-06", "2026-06-01", "2026-06-30", "2026-06-30"],
    ]);
  });

  test("the report of a month by the 5th of the next", () => {
    const terms: Terms = {
      frequency: "monthly",
      startsOn: "2026-08-01",
      timePoint: { dayOfMonth: 5, inNextSpan: true },
    };
    expect(plan(terms, "2026-08-01", "2026-09-30")).toEqual([
      ["2026-08", "2026-08-01", "2026-08-31", "2026-09-07"],
      ["2026-09", "2026-09-01", "2026-09-30", "2026-10-08"],
    ]);
  });

  test("weekly, over the turn of the year", () => {
    const terms: Terms = { frequency: "weekly", startsOn: "2026-12-21", timePoint: { dayOfWeek: 5 } };
    expect(plan(terms, "2026-12-21", "2027-01-10")).toEqual([
      ["2026-W52", "2026-12-21", "2026-12-27", "2026-12-25"],
      ["2026-W53", "2026-12-28", "2027-01-03", "2027-01-01"], // provisional: 2027 is not announced
      ["2027-W01", "2027-01-04", "2027-01-10", "2027-01-08"],
    ]);
    expect(periodsBetween(CAL, terms, "2026-12-28", "2027-01-03")[0]?.provisional).toBe(true);
  });

  test("an ISO year can start in December", () => {
    const [first] = plan({ frequency: "weekly", startsOn: "2024-12-30" }, "2024-12-30", "2024-12-30");
    expect(first).toEqual(["2025-W01", "2024-12-30", "2025-01-05", "2025-01-07"]);
  });

  test("quarterly and half-yearly with the month that stands for all", () => {
    const point: TimePoint = { monthOfYear: 5, dayOfMonth: 15 };
    const quarterly = plan(
      { frequency: "quarterly", startsOn: "2026-01-01", timePoint: point },
      "2026-01-01",
      "2026-12-31",
    );
    expect(quarterly.map(([label, , , due]) => [label, due])).toEqual([
      ["2026Q1", "2026-02-24"], // the 15th is Spring Festival until the 23rd
      ["2026Q2", "2026-05-15"],
      ["2026Q3", "2026-08-17"],
      ["2026Q4", "2026-11-16"],
    ]);
    const halves = plan(
      { frequency: "half-yearly", startsOn: "2026-01-01", timePoint: point },
      "2026-01-01",
      "2026-12-31",
    );
    expect(halves).toEqual([
      ["2026H1", "2026-01-01", "2026-06-30", "2026-05-15"],
      ["2026H2", "2026-07-01", "2026-12-31", "2026-11-16"],
    ]);
    const next: TimePoint = { dayOfMonth: 15, inNextSpan: true };
    expect(
      plan({ frequency: "quarterly", startsOn: "2026-07-01", timePoint: next }, "2026-07-01", "2026-07-01"),
    ).toEqual([["2026Q3", "2026-07-01", "2026-09-30", "2026-10-15"]]);
  });

  test("yearly and several years, counted from the year of the start", () => {
    expect(plan({ frequency: "yearly", startsOn: "2024-03-15" }, "2024-01-01", "2025-12-31")).toEqual([
      ["2024", "2024-03-15", "2024-12-31", "2025-02-05"], // the 20th working day comes after Spring Festival
      ["2025", "2025-01-01", "2025-12-31", "2026-01-29"],
    ]);
    const lastJune: TimePoint = { monthOfYear: 6, dayOfMonth: 30 };
    expect(
      plan(
        { frequency: "two-yearly", startsOn: "2025-04-01", timePoint: lastJune },
        "2025-01-01",
        "2029-12-31",
      ),
    ).toEqual([
      ["2025–2026", "2025-04-01", "2026-12-31", "2026-06-30"],
      ["2027–2028", "2027-01-01", "2028-12-31", "2028-06-30"],
      ["2029–2030", "2029-01-01", "2030-12-31", "2030-07-01"],
    ]);
    const labels = (frequency: Rhythm) =>
      plan({ frequency, startsOn: "2024-01-01" }, "2024-01-01", "2030-12-31").map(([l]) => l);
    expect(labels("three-yearly")).toEqual(["2024–2026", "2027–2029", "2030–2032"]);
    expect(labels("five-yearly")).toEqual(["2024–2028", "2029–2033"]);
  });

  test("daily: what falls on a holiday is due after it", () => {
    const within = { amount: 0, unit: "days", source: "agreed" } as const;
    const days = plan(
      { frequency: "daily", startsOn: "2026-09-30", submitWithin: within },
      "2026-09-30",
      "2026-10-02",
    );
    expect(days.map(([label, , , due]) => [label, due])).toEqual([
      ["2026-09-30", "2026-09-30"],
      ["2026-10-01", "2026-10-08"],
      ["2026-10-02", "2026-10-08"],
    ]);
  });

  test("a start on the 31st joins the next month; one in mid-month has its own short span", () => {
    expect(
      plan({ frequency: "monthly", startsOn: "2026-01-31" }, "2026-01-01", "2026-03-31").map((p) =>
        p.slice(0, 3),
      ),
    ).toEqual([
      ["2026-02", "2026-01-31", "2026-02-28"],
      ["2026-03", "2026-03-01", "2026-03-31"],
    ]);
    expect(
      plan({ frequency: "monthly", startsOn: "2026-01-15" }, "2026-01-01", "2026-01-31").map((p) =>
        p.slice(0, 3),
      ),
    ).toEqual([["2026-01", "2026-01-15", "2026-01-31"]]);
    const never: Terms = { frequency: "monthly", startsOn: "2026-01-31", joinBelowPercent: 0 };
    expect(plan(never, "2026-01-01", "2026-01-31").map((p) => p.slice(0, 3))).toEqual([
      ["2026-01", "2026-01-31", "2026-01-31"],
    ]);
  });

  test("a start after the agreed day joins too; the end cuts the last span", () => {
    const terms: Terms = {
      frequency: "monthly",
      startsOn: "2026-03-12",
      endsOn: "2026-05-08",
      timePoint: { dayOfMonth: 10 },
    };
    expect(plan(terms, "2026-01-01", "2026-12-31")).toEqual([
      ["2026-04", "2026-03-12", "2026-04-30", "2026-04-10"],
      ["2026-05", "2026-05-01", "2026-05-08", "2026-05-08"],
    ]);
  });

  test("realtime duties are summarised or report nil", () => {
    const terms: Terms = { frequency: "realtime", nature: "continuous", startsOn: "2026-01-01" };
    const [summary] = periodsBetween(CAL, terms, "2026-01-01", "2026-01-31");
    expect([summary?.label, summary?.kind]).toEqual(["2026-01", "summary"]);
    const [nil] = periodsBetween(
      CAL,
      { ...terms, nature: "event-driven", rhythm: "quarterly" },
      "2026-01-01",
      "2026-01-31",
    );
    expect([nil?.label, nil?.kind]).toEqual(["2026Q1", "nil-report"]);
    expect([fallsDue("summary"), fallsDue("nil-report"), fallsDue("regular")]).toEqual([false, true, true]);
  });
});

describe("on demand", () => {
  const terms: Terms = { frequency: "on-demand", startsOn: "2026-01-01" };
  const now = new Date("2026-09-29T10:00:00+08:00");

  test("has no periods until something opens one", () => {
    expect(periodsBetween(CAL, terms, "2026-01-01", "2027-12-31")).toEqual([]);
  });

  test("counts from the event, or takes the date that was set", () => {
    const byChange = openOnDemand(CAL, terms, { kind: "change", reference: "变更〔2026〕3号" }, now);
    expect(brief(byChange)).toEqual(["2026-09-29 变更〔2026〕3号", "2026-09-29", "2026-10-19", "2026-10-19"]);
    expect([byChange.opensAt, byChange.kind]).toEqual([now, "on-demand"]);
    const set = openOnDemand(CAL, terms, { kind: "request", dueOn: "2026-10-02" }, now);
    expect(brief(set)).toEqual(["2026-09-29", "2026-09-29", "2026-10-08", "2026-10-08"]);
    expect(set.rule).toBe("set;source=request;due=2026-10-02;moved=2026-10-08;cal=cn-2026.1");
    expect(() => openOnDemand(CAL, terms, { kind: "request", dueOn: "2026-09-28" }, now)).toThrow(RangeError);
  });
});

const day = (from: string, to: string) =>
  fc.integer({ min: dayNumber(from), max: dayNumber(to) }).map(dateOfDay);
const anyTerms = fc
  .record({
    frequency: fc.constantFrom(...RHYTHMS),
    startsOn: fc.oneof(
      day("2025-11-01", "2028-12-31"),
      fc.constantFrom(
        "2023-12-29",
        "2024-02-29",
        "2024-12-30",
        "2026-01-31",
        "2026-12-31",
        "2027-01-01",
        "2027-01-03",
      ),
    ),
    endsOn: fc.option(day("2026-01-01", "2029-12-31")),
    timePoint: fc.option(
      fc.record({
        dayOfWeek: fc.option(fc.integer({ min: 1, max: 7 })),
        dayOfMonth: fc.option(fc.integer({ min: 1, max: 31 })),
        monthOfYear: fc.option(fc.integer({ min: 1, max: 12 })),
        inNextSpan: fc.boolean(),
      }),
    ),
    submitWithin: fc.option(
      fc.record({
        amount: fc.integer({ min: 0, max: 40 }),
        unit: fc.constantFrom("days" as const, "workdays" as const, "months" as const),
        source: fc.constant("agreed"),
      }),
    ),
    joinBelowPercent: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map((terms): Terms => terms);

describe("properties of every plan", () => {
  const horizon = "2029-12-31";

  test("no gap, no overlap, from the start to the end; opened before due; labels rise", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const periods = periodsBetween(CAL, terms, terms.startsOn, horizon);
        let expected = terms.startsOn;
        let label = "";
        for (const period of periods) {
          expect(period.spanStart).toBe(expected);
          expect(period.spanEnd >= period.spanStart).toBe(true);
          expect(period.opensAt).toEqual(startOfDay(period.spanStart));
          expect(period.endsAt).toEqual(endOfDay(period.spanEnd));
          expect(period.dueAt > period.opensAt).toBe(true);
          expect(isWorkday(CAL, dateOf(period.dueAt)).workday).toBe(true);
          const counted = [addDays(period.spanEnd, 1), dateOf(period.dueAt)].filter(
            (date) => date <= dateOf(period.dueAt),
          );
          if (
            !terms.timePoint &&
            terms.submitWithin?.unit !== "days" &&
            terms.submitWithin?.unit !== "months"
          ) {
            expect(period.provisional).toBe(counted.some((date) => isWorkday(CAL, date).provisional));
          }
          expect(period.label > label).toBe(true);
          label = period.label;
          expected = addDays(period.spanEnd, 1);
        }
        const end = terms.endsOn && terms.endsOn < horizon ? terms.endsOn : horizon;
        expect(expected > end).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("a plan made in pieces is the plan made at once", () => {
    fc.assert(
      fc.property(anyTerms, day("2024-01-01", "2029-12-31"), (terms, cut) => {
        const whole = periodsBetween(CAL, terms, "2023-01-01", horizon);
        const pieces = [
          ...periodsBetween(CAL, terms, "2023-01-01", cut),
          ...periodsBetween(CAL, terms, addDays(cut, 1), horizon),
        ];
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  test("what has opened is kept, and no day is left out or asked twice", () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, day("2024-01-01", "2028-12-31"), (oldTerms, fresh, today) => {
        const existing = periodsBetween(CAL, { ...oldTerms, endsOn: null }, oldTerms.startsOn, horizon);
        const now = startOfDay(today);
        const newTerms = { ...fresh, endsOn: null };
        const result = replan(CAL, existing, newTerms, now, horizon);
        expect(result.keep.length + result.cancel.length).toBe(existing.length);
        for (const period of result.cancel) expect(period.opensAt > now).toBe(true);
        const spans = [...result.keep, ...result.add];
        expect(spans[0]?.spanStart).toBe(result.keep.length > 0 ? oldTerms.startsOn : newTerms.startsOn);
        spans.slice(1).forEach((span, i) => expect(span.spanStart).toBe(addDays(spans[i]?.spanEnd ?? "", 1)));
        const again = periodsBetween(CAL, result.terms, result.add[0]?.spanStart ?? horizon, horizon);
        expect(result.add.length === 0 ? [] : again).toEqual(result.add);
      }),
      { numRuns: 150 },
    );
  });
});

describe("changing terms", () => {
  const now = new Date("2026-10-15T09:00:00+08:00");
  const quarterly: Terms = { frequency: "quarterly", startsOn: "2026-01-01" };

  test("quarterly becomes monthly: the opened quarter stays", () => {
    const existing = periodsBetween(CAL, quarterly, "2026-01-01", "2027-12-31");
    const result = replan(CAL, existing, { frequency: "monthly", startsOn: "2026-10-15" }, now, "2027-02-28");
    expect(result.keep.at(-1)?.label).toBe("2026Q4");
    expect(result.cancel.map(({ label }) => label)).toEqual(["2027Q1", "2027Q2", "2027Q3", "2027Q4"]);
    expect(result.add.map(({ label }) => label)).toEqual(["2027-01", "2027-02"]);
    expect(result.terms.startsOn).toBe("2027-01-01");
  });

  test("terms that start later leave alone what ends before", () => {
    const existing = periodsBetween(
      CAL,
      { frequency: "monthly", startsOn: "2026-09-01" },
      "2026-09-01",
      "2027-06-30",
    );
    const result = replan(CAL, existing, { ...quarterly, startsOn: "2027-01-01" }, now, "2027-06-30");
    expect(result.keep.map(({ label }) => label)).toEqual(["2026-09", "2026-10", "2026-11", "2026-12"]);
    expect(result.add.map(({ label }) => label)).toEqual(["2027Q1", "2027Q2"]);
  });

  test("periods on demand stand beside the rhythm", () => {
    const onDemand = openOnDemand(CAL, quarterly, { kind: "incident", dueOn: "2027-03-31" }, now);
    const result = replan(
      CAL,
      [onDemand],
      { frequency: "monthly", startsOn: "2026-11-01" },
      now,
      "2026-12-31",
    );
    expect(result.keep).toEqual([onDemand]);
    expect(result.add.map(({ label }) => label)).toEqual(["2026-11", "2026-12"]);
  });

  test("an imported year moves what has not opened, and only that", () => {
    const terms: Terms = {
      frequency: "monthly",
      startsOn: "2026-12-01",
      timePoint: { dayOfMonth: 1, inNextSpan: true },
    };
    const existing = periodsBetween(CAL, terms, "2026-12-01", "2027-12-31");
    const rows = [
      { from: "2027-01-01", to: "2027-01-03", kind: "holiday" },
      { from: "2027-05-01", to: "2027-05-05", kind: "holiday" },
      { from: "2027-10-01", to: "2027-10-07", kind: "holiday" },
    ];
    const cal = extendCalendar(CAL, parseCalendarYear({ year: 2027, source: "x", rows }), "cn-2027.1");
    const at = new Date("2026-12-15T09:00:00+08:00");
    const changed = recomputeUnopened(cal, terms, existing, at);
    expect(changed.map(({ label }) => label)).not.toContain("2026-12");
    const september = changed.find(({ label }) => label === "2027-09");
    expect(september && [dateOf(september.dueAt), september.provisional]).toEqual(["2027-10-08", false]);
    const settled = periodsBetween(cal, terms, "2026-12-01", "2027-12-31");
    expect(recomputeUnopened(cal, terms, settled, at)).toEqual([]);
  });
});

describe("frequencies", () => {
  test("the supervisor may tighten, never loosen", () => {
    expect(mayAgree("monthly", "quarterly")).toBe(true);
    expect(mayAgree("monthly", "monthly")).toBe(true);
    expect(mayAgree("yearly", "quarterly")).toBe(false);
    expect(mayAgree("daily", "realtime")).toBe(false);
    expect(mayAgree("yearly", "on-demand")).toBe(true);
    expect(mayAgree("on-demand", "five-yearly")).toBe(false);
  });

  test("it is a strict order over all of them, and a tighter rhythm asks at least as often", () => {
    for (const a of FREQUENCIES) {
      for (const b of FREQUENCIES) {
        expect([isTighter(a, b), isTighter(b, a), a === b].filter(Boolean).length).toBe(1);
      }
    }
    const counts = RHYTHMS.map((frequency) => {
      const terms: Terms = { frequency, startsOn: "2020-01-01" };
      return [frequency, periodsBetween(CAL, terms, "2020-01-01", "2029-12-31").length] as const;
    });
    for (const [a, often] of counts)
      for (const [b, seldom] of counts) expect(isTighter(a, b)).toBe(often > seldom);
  });
});

describe("terms that somebody typed", () => {
  const fields = (terms: Terms) => checkTerms(terms).map(({ field }) => field);

  test("good ones pass", () => {
    expect(fields({ frequency: "monthly", startsOn: "2026-10-01", timePoint: { dayOfMonth: 31 } })).toEqual(
      [],
    );
    expect(fields({ frequency: "realtime", nature: "continuous", startsOn: "2026-10-01" })).toEqual([]);
  });

  test("each wrong field is named", () => {
    expect(fields({ frequency: "realtime", startsOn: "2026-02-30", endsOn: "2020-01-01" })).toEqual([
      "/startsOn",
      "/endsOn",
      "/nature",
    ]);
    expect(
      fields({
        frequency: "monthly",
        startsOn: "",
        timePoint: { dayOfWeek: 1, dayOfMonth: 32, monthOfYear: 1 },
      }),
    ).toEqual(["/startsOn", "/timePoint/dayOfWeek", "/timePoint/dayOfMonth", "/timePoint/monthOfYear"]);
    expect(fields({ frequency: "weekly", startsOn: "2026-10-01", timePoint: { dayOfWeek: 1.5 } })).toEqual([
      "/timePoint/dayOfWeek",
    ]);
    const submitWithin = { amount: -1, unit: "days", source: "agreed" } as const;
    expect(fields({ frequency: "daily", startsOn: "2026-10-01", submitWithin })).toEqual(["/submitWithin"]);
  });
});
