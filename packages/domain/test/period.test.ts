import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decidePeriod,
  endsWithObligation,
  extendPeriod,
  handInPeriod,
  type PeriodChange,
  type PeriodTurn,
  receivePeriod,
  rectifiedPeriod,
  Refusal,
  requireHandIn,
  reviewAfreshPeriod,
  standingOf,
  withdrawPeriod,
} from "../src/index.ts";

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 4));
const limits = { receiptDueAt: day(40), decisionDueAt: day(55) };

const OPEN: PeriodTurn = {
  state: "open",
  kind: "regular",
  label: "2026-01",
  opensAt: day(1),
  dueAt: day(35),
  submissionId: null,
  submittedAt: null,
  returnedDueAt: null,
  proofAt: null,
  earlierProofAt: null,
};
const after = (period: PeriodTurn, change: PeriodChange): PeriodTurn => ({ ...period, ...change });
const submitted = after(OPEN, handInPeriod(OPEN, day(10), "s1", limits));
const inReview = after(submitted, receivePeriod(submitted, day(12), day(30)));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "none";
}

describe("the usual way", () => {
  test("handed in, received, found compliant", () => {
    expect(submitted).toMatchObject({
      state: "submitted",
      submissionId: "s1",
      submittedAt: day(10),
      proofAt: day(10),
    });
    expect(inReview).toMatchObject({ state: "in-review", receivedAt: day(12), decisionDueAt: day(30) });
    expect(decidePeriod(inReview, day(20), { outcome: "compliant", supplementDueAt: null })).toMatchObject({
      state: "compliant",
      decidedAt: day(20),
    });
  });

  test("a return gives time for the supplement; a withdrawal afterwards goes back to returned", () => {
    const returned = after(
      inReview,
      decidePeriod(inReview, day(20), { outcome: "supplement-needed", supplementDueAt: day(45) }),
    );
    expect(returned).toMatchObject({ state: "returned", returnedDueAt: day(45) });
    const again = after(returned, handInPeriod(returned, day(22), "s2", limits));
    expect(again).toMatchObject({ state: "submitted", submissionId: "s2", submittedAt: day(10) });
    expect(withdrawPeriod(again, "s2")).toMatchObject({ state: "returned" });
  });

  test("a withdrawal before any return opens the period again as if nothing had been handed in", () => {
    expect(withdrawPeriod(submitted, "s1")).toMatchObject({
      state: "open",
      submissionId: null,
      submittedAt: null,
      proofAt: null,
    });
  });

  test("an upheld dispute lets somebody else review the same submission", () => {
    const found = after(
      inReview,
      decidePeriod(inReview, day(20), { outcome: "non-compliant", supplementDueAt: null }),
    );
    expect(reviewAfreshPeriod(found, day(50))).toMatchObject({
      state: "in-review",
      decidedAt: null,
      decisionDueAt: day(50),
    });
  });

  test("what was non-compliant remembers when it was put right", () => {
    const found = after(
      inReview,
      decidePeriod(inReview, day(20), { outcome: "non-compliant", supplementDueAt: null }),
    );
    expect(rectifiedPeriod(found, day(60))).toEqual({ rectifiedAt: day(60) });
  });
});

describe("what is refused", () => {
  test("before it opens", () => {
    expect(refusal(() => requireHandIn({ ...OPEN, opensAt: day(20) }, day(10)))).toBe("period-not-open");
  });
  test.each(["compliant", "non-compliant", "cancelled"] as const)("when it is %s", (state) => {
    expect(refusal(() => requireHandIn({ ...OPEN, state }, day(10)))).toBe("period-closed");
  });
  test("while it is reviewed, and withdrawing what was received", () => {
    expect(refusal(() => requireHandIn(inReview, day(13)))).toBe("wrong-state");
    expect(refusal(() => withdrawPeriod(inReview, "s1"))).toBe("wrong-state");
  });
  test("more time once it is the supervisor's turn", () => {
    expect(refusal(() => extendPeriod(submitted, day(60)))).toBe("wrong-state");
  });
});

describe("summaries of continuous duties", () => {
  const summary: PeriodTurn = { ...inReview, kind: "summary" };
  test("take proof at any time without changing what is being decided", () => {
    expect(handInPeriod(summary, day(14), "s2", limits)).toEqual({
      proofAt: day(14),
      earlierProofAt: day(10),
    });
    expect(handInPeriod({ ...summary, state: "compliant" }, day(15), "s3", limits)).not.toHaveProperty(
      "state",
    );
  });
  test("withdrawn proof falls back to the one before", () => {
    const proven = after(summary, handInPeriod(summary, day(14), "s2", limits));
    expect(withdrawPeriod(proven, "s2")).toEqual({ proofAt: day(10), earlierProofAt: null });
  });
  test("are never overdue: the duty goes stale instead", () => {
    const open = { ...OPEN, kind: "summary" as const };
    expect(standingOf(open, day(90), 7)).toMatchObject({ key: "open", turn: "party", late: false });
    expect(standingOf(OPEN, day(90), 7)).toMatchObject({ key: "overdue", late: true });
  });
});

describe("the end of an obligation", () => {
  const future = { ...OPEN, opensAt: day(50), dueAt: day(80) };
  test("cancels what has not opened, and keeps what was overdue or handed in", () => {
    expect(endsWithObligation(future, day(10), "ended")).toBe(true);
    expect(endsWithObligation(OPEN, day(10), "ended")).toBe(false);
    expect(endsWithObligation(OPEN, day(10), "not-applicable")).toBe(true);
    expect(endsWithObligation(OPEN, day(36), "not-applicable")).toBe(false);
    expect(endsWithObligation(submitted, day(11), "not-applicable")).toBe(false);
  });
});

type Step = { do: string; at: number };
const STEPS = [
  "hand-in",
  "withdraw",
  "receive",
  "compliant",
  "supplement-needed",
  "non-compliant",
  "afresh",
  "extend",
  "rectified",
];

/** Applies a step; a refusal leaves everything as it was. */
function take(period: PeriodTurn, step: Step): PeriodTurn {
  const now = day(step.at);
  try {
    switch (step.do) {
      case "hand-in":
        return after(period, handInPeriod(period, now, `s${step.at}`, limits));
      case "withdraw":
        return after(period, withdrawPeriod(period, period.submissionId ?? "none"));
      case "receive":
        return after(period, receivePeriod(period, now, day(step.at + 15)));
      case "afresh":
        return after(period, reviewAfreshPeriod(period, day(step.at + 15)));
      case "extend":
        return after(period, extendPeriod(period, day(step.at + 30)));
      case "rectified":
        return after(period, rectifiedPeriod(period, now));
      default:
        return after(
          period,
          decidePeriod(period, now, { outcome: step.do as "compliant", supplementDueAt: day(step.at + 5) }),
        );
    }
  } catch (error) {
    if (error instanceof Refusal) return period;
    throw error;
  }
}

describe("whatever happens", () => {
  const steps = fc.array(fc.record({ do: fc.constantFrom(...STEPS), at: fc.nat(300) }), { maxLength: 40 });
  const kinds = fc.constantFrom("regular", "summary", "nil-report", "on-demand" as const);

  test("states and their facts fit together", () => {
    fc.assert(
      fc.property(steps, kinds, (taken, kind) => {
        let period: PeriodTurn & { decidedAt?: Date | null } = { ...OPEN, kind };
        for (const step of taken.toSorted((a, b) => a.at - b.at)) {
          const before = period;
          period = take(period, step);
          expect(period.dueAt.getTime()).toBeGreaterThanOrEqual(before.dueAt.getTime());
          expect(period.state).not.toBe("cancelled");
          if (["submitted", "in-review"].includes(period.state)) expect(period.submissionId).not.toBeNull();
          if (period.state === "open") expect(period.submittedAt).toBeNull();
          if (period.state === "returned") expect(period.returnedDueAt).not.toBeNull();
          const decided = period.state === "compliant" || period.state === "non-compliant";
          expect(decided).toBe((period.decidedAt ?? null) !== null);
          // Only a decision closes, and only a dispute opens again what was closed.
          if (["compliant", "non-compliant"].includes(before.state) && period.state !== before.state)
            expect(step.do).toBe("afresh");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("after the first hand-in it is remembered until it is withdrawn untouched", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        let period: PeriodTurn = OPEN;
        for (const step of taken.toSorted((a, b) => a.at - b.at)) {
          const before = period;
          period = take(period, step);
          if (before.submittedAt !== null && period.submittedAt !== before.submittedAt) {
            expect([step.do, period.state]).toEqual(["withdraw", "open"]);
          }
        }
      }),
    );
  });
});
