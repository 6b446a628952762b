import { describe, expect, it } from "vitest";
import { DEFAULT, KEEP, toChange, UNCHANGED } from "../src/features/obligations/term-change.ts";
import { periodTimeline } from "../src/features/obligations/timeline.ts";
import { runsOf } from "../src/pages/settings/day-runs.ts";

describe("a change of many terms", () => {
  it("says nothing about what was not filled in", () => {
    expect(toChange("A", { ...UNCHANGED, reason: "x" })).toEqual({ dutyId: "A" });
  });

  it("an agreed day and a time limit exclude each other", () => {
    const day = { ...UNCHANGED, due: "point", dayOfMonth: 5, inNextSpan: true } as const;
    expect(toChange("A", day)).toEqual({
      dutyId: "A",
      submitWithin: null,
      timePoint: { dayOfMonth: 5, inNextSpan: true },
    });
    expect(toChange("A", { ...UNCHANGED, due: "within", amount: 0, unit: "days" })).toEqual({
      dutyId: "A",
      timePoint: null,
      submitWithin: { amount: 0, unit: "days" },
    });
    expect(toChange("A", { ...UNCHANGED, due: "default" })).toEqual({
      dutyId: "A",
      timePoint: null,
      submitWithin: null,
    });
  });

  it("tells keeping a reviewer from going back to the default", () => {
    expect(toChange("A", { ...UNCHANGED, reviewer: KEEP })).not.toHaveProperty("reviewerOrgId");
    expect(toChange("A", { ...UNCHANGED, reviewer: DEFAULT }).reviewerOrgId).toBeNull();
    expect(toChange("A", { ...UNCHANGED, second: "no" }).secondReview).toBe(false);
  });
});

describe("days of a calendar", () => {
  it("that follow each other are one run, also over the end of a month", () => {
    expect(runsOf(["2027-02-01", "2027-01-31", "2027-01-30", "2027-02-13"])).toEqual([
      ["2027-01-30", "2027-02-01"],
      ["2027-02-13", "2027-02-13"],
    ]);
    expect(runsOf([])).toEqual([]);
  });
});

describe("the course of a period", () => {
  const text = (key: string) => key;
  const period = {
    trigger: null,
    opensAt: "2026-01-01T00:00:00Z",
    submittedAt: "2026-02-03T00:00:00Z",
    receivedAt: "2026-02-04T00:00:00Z",
    decidedAt: null,
    rectifiedAt: null,
    state: "in-review",
    party: { id: "p", name: "电信云" },
    extensions: [
      {
        id: "e",
        state: "granted",
        askedAt: "2026-01-20T00:00:00Z",
        untilAt: "2026-02-20T00:00:00Z",
        grantedUntil: "2026-02-10T00:00:00Z",
        decidedAt: "2026-01-21T00:00:00Z",
        decisionNote: "",
      },
    ],
  } as unknown as Parameters<typeof periodTimeline>[0];

  it("runs from the newest to the oldest", () => {
    expect(periodTimeline(period, text as never, "zh").map((item) => item.what)).toEqual([
      "periods.event.received",
      "periods.event.submitted",
      "extensions.event.granted",
      "extensions.event.asked",
      "periods.event.opened",
    ]);
  });

  it("does not tell of what has not happened yet", () => {
    const planned = {
      ...period,
      opensAt: "2999-01-01T00:00:00Z",
      submittedAt: null,
      receivedAt: null,
      extensions: [],
    };
    expect(periodTimeline(planned, text as never, "zh")).toEqual([]);
  });
});
