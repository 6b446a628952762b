import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cellOf,
  effectiveDue,
  freshUntilOf,
  type ObligationFacts,
  PERIOD_STATES,
  type PeriodFacts,
  POSTURES,
  partyDue,
  periodStanding,
  posture,
  wasLate,
  worst,
} from "../src/index.ts";

const NOW = new Date("2026-11-20T02:00:00Z");
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const SETTINGS = { dueSoonDays: 7 };

const calm: ObligationFacts = {
  applicable: true,
  nextDueAt: inDays(30),
  openNonCompliant: false,
  freshUntil: null,
  startedAt: inDays(-100),
};
const at = (facts: Partial<ObligationFacts>) => posture({ ...calm, ...facts }, NOW, SETTINGS);

describe("where an obligation stands", () => {
  test.each<[string, Partial<ObligationFacts>, string]>([
    ["nothing due for a while", {}, "current"],
    ["nothing due at all", { nextDueAt: null }, "current"],
    ["due in exactly seven days", { nextDueAt: inDays(7) }, "due-soon"],
    ["due a moment after that", { nextDueAt: new Date(+inDays(7) + 1) }, "current"],
    ["due this very instant", { nextDueAt: NOW }, "due-soon"],
    ["a millisecond late", { nextDueAt: new Date(+NOW - 1) }, "overdue"],
    ["silent too long", { freshUntil: inDays(-1) }, "stale"],
    ["silent and late", { freshUntil: inDays(-1), nextDueAt: inDays(-1) }, "overdue"],
    ["fresh", { freshUntil: inDays(1), nextDueAt: null }, "current"],
    [
      "a finding is open",
      { openNonCompliant: true, nextDueAt: inDays(-9), freshUntil: inDays(-9) },
      "non-compliant",
    ],
    [
      "does not apply",
      { applicable: false, openNonCompliant: true, nextDueAt: inDays(-9) },
      "not-applicable",
    ],
    ["starts tomorrow", { startedAt: inDays(1), nextDueAt: inDays(5) }, "not-started"],
    ["never started", { startedAt: null, nextDueAt: null }, "not-started"],
    ["starts now", { startedAt: NOW }, "current"],
  ])("%s: %s", (_, facts, expected) => {
    expect(at(facts)).toBe(expected);
  });

  test("time alone never makes it better", () => {
    const when = fc.option(fc.integer({ min: -40, max: 40 }).map(inDays));
    const facts: fc.Arbitrary<ObligationFacts> = fc.record({
      applicable: fc.boolean(),
      nextDueAt: when,
      openNonCompliant: fc.boolean(),
      freshUntil: when,
      startedAt: fc.constant(inDays(-60)),
    });
    fc.assert(
      fc.property(facts, fc.nat(50), fc.nat(50), (one, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((d) =>
          POSTURES.indexOf(posture(one, inDays(d - 25), SETTINGS)),
        );
        expect(late).toBeLessThanOrEqual(early ?? -1);
      }),
    );
  });
});

test("silence runs through nights and holidays", () => {
  const proof = new Date("2026-09-30T21:15:00+08:00");
  expect(freshUntilOf(proof, { amount: 2, unit: "days" })).toEqual(new Date("2026-10-02T21:15:00+08:00"));
  expect(freshUntilOf(proof, { amount: 4, unit: "hours" })).toEqual(new Date("2026-10-01T01:15:00+08:00"));
  expect(() => freshUntilOf(proof, { amount: 1, unit: "workdays" })).toThrow(RangeError);
});

describe("many at once", () => {
  test("the worst decides", () => {
    expect(worst(["current", "stale", "not-applicable"])).toBe("stale");
    expect(worst([])).toBe("not-applicable");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...POSTURES), { minLength: 1 }), (all) => {
        const found = POSTURES.indexOf(worst(all));
        expect(found).toBe(Math.min(...all.map((one) => POSTURES.indexOf(one))));
      }),
    );
  });

  test("a cell shows the worst with its count", () => {
    expect(cellOf({ current: 5, overdue: 2, "due-soon": 1, "not-applicable": 3 })).toEqual({
      posture: "overdue",
      count: 2,
      applicable: 8,
      attention: 3,
    });
    expect(cellOf({ current: 0 })).toEqual({
      posture: "not-applicable",
      count: 0,
      applicable: 0,
      attention: 0,
    });
    expect(cellOf({ "not-started": 4 })).toEqual({
      posture: "not-started",
      count: 4,
      applicable: 4,
      attention: 0,
    });
  });
});

describe("how a period stands", () => {
  const period: PeriodFacts = { state: "open", opensAt: inDays(-20), dueAt: inDays(20) };
  const stand = (facts: Partial<PeriodFacts>) => periodStanding({ ...period, ...facts }, NOW, 7);

  test("the party's turn", () => {
    expect(stand({})).toEqual({ key: "open", turn: "party", late: false, until: inDays(20) });
    expect(stand({ opensAt: inDays(1) })).toEqual({
      key: "planned",
      turn: "none",
      late: false,
      until: inDays(1),
    });
    expect(stand({ dueAt: inDays(7) }).key).toBe("due-soon");
    expect(stand({ dueAt: NOW })).toEqual({ key: "due-soon", turn: "party", late: false, until: NOW });
    expect(stand({ dueAt: inDays(-1) })).toEqual({
      key: "overdue",
      turn: "party",
      late: true,
      until: inDays(-1),
    });
  });

  test("an extension moves it later, never earlier", () => {
    expect(stand({ dueAt: inDays(-1), extendedTo: inDays(10) })).toMatchObject({
      key: "open",
      until: inDays(10),
    });
    expect(effectiveDue({ dueAt: inDays(5), extendedTo: inDays(3) })).toEqual(inDays(5));
    expect(effectiveDue({ dueAt: inDays(5), extendedTo: null })).toEqual(inDays(5));
    expect(wasLate({ dueAt: inDays(-1), extendedTo: inDays(1) }, NOW)).toBe(false);
    expect(wasLate({ dueAt: NOW }, NOW)).toBe(false);
    expect(wasLate({ dueAt: inDays(-1) }, NOW)).toBe(true);
  });

  test("a return gives time for the supplement", () => {
    const returned = { state: "returned", dueAt: inDays(-2) } as const;
    expect(stand({ ...returned, supplementDueAt: inDays(3) })).toEqual({
      key: "returned",
      turn: "party",
      late: false,
      until: inDays(3),
    });
    expect(stand({ ...returned, dueAt: inDays(9), supplementDueAt: inDays(3) }).until).toEqual(inDays(9));
    expect(stand({ ...returned, supplementDueAt: inDays(-1) })).toMatchObject({
      key: "returned-overdue",
      late: true,
    });
  });

  test("the supervisor's turn has limits of its own", () => {
    expect(stand({ state: "submitted", dueAt: inDays(-9), receiptDueAt: inDays(2) })).toEqual({
      key: "awaiting-receipt",
      turn: "supervisor",
      late: false,
      until: inDays(2),
    });
    expect(stand({ state: "in-review", decisionDueAt: inDays(-1) })).toMatchObject({
      key: "awaiting-decision",
      late: true,
    });
    expect(stand({ state: "in-review" })).toMatchObject({ late: false, until: null });
  });

  test("what is decided is nobody's turn, however long ago", () => {
    for (const state of ["compliant", "non-compliant", "cancelled"] as const) {
      expect(stand({ state, dueAt: inDays(-99) })).toEqual({
        key: state,
        turn: "none",
        late: false,
        until: null,
      });
    }
  });

  test("the due instant of an obligation is there exactly while it is the party's turn", () => {
    for (const state of PERIOD_STATES) {
      const facts = { ...period, state };
      expect(partyDue(facts)).toEqual(stand({ state }).turn === "party" ? stand({ state }).until : null);
    }
  });
});
