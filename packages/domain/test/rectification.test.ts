import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Actor,
  addDays,
  BUILT_IN_CALENDAR as CAL,
  dateOf,
  decideRectificationRequest,
  endOfDay,
  isOpenRectification,
  isOverdueRectification,
  limitsAtIssue,
  limitsAtReceipt,
  planRectification,
  POSTS,
  permissionsOf,
  progressRectification,
  proveRectification,
  reassessRectification,
  receiveRectification,
  rectificationActions,
  type RectificationFacts,
  rectificationTurn,
  rectificationWindow,
  rungsDue,
  withdrawRectification,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const NOW = new Date("2026-11-20T02:00:00Z"); // a Friday
const PARTY = "provider";
const zhao = person("zhao", PARTY, "provider-lead");
const wang = person("wang", "supervisor", "supervisor-reviewer");
const by = (actor: Actor, supervises = true) => ({ actor, supervises });
const issued: RectificationFacts = {
  state: "issued",
  partyOrgId: PARTY,
  receiptDueAt: endOfDay("2026-11-24"),
  dueAt: endOfDay("2026-12-24"),
  planDueAt: null,
  reassessDueAt: null,
  escalatedTo: null,
};
const at = (state: RectificationFacts["state"], more: Partial<RectificationFacts> = {}) => ({
  ...issued,
  state,
  ...more,
});

describe("the way of a defect", () => {
  test("issued, received, planned, worked on, proven, closed", () => {
    expect(receiveRectification(zhao, issued)).toBe("received");
    expect(planRectification(zhao, at("received"), "2026-12-10", NOW)).toBe("in-progress");
    expect(progressRectification(zhao, at("in-progress"))).toBe("in-progress");
    expect(proveRectification(zhao, at("in-progress"), 1)).toBe("proof-filed");
    expect(reassessRectification(by(wang), at("proof-filed"), true, "")).toBe("closed");
  });
  test("proof that does not convince gives the turn back", () => {
    expect(reassessRectification(by(wang), at("proof-filed"), false, "复测仍有漏洞")).toBe("in-progress");
    expect(outcomeOf(() => reassessRectification(by(wang), at("proof-filed"), false, ""))).toBe(
      "reason-required",
    );
  });
  test.each<[string, () => unknown, string]>([
    [
      "nobody signs for another",
      () => receiveRectification(person("x", "other", "provider-lead"), issued),
      "not-your-organisation",
    ],
    ["no plan before the receipt", () => planRectification(zhao, issued, "2026-12-10", NOW), "wrong-state"],
    [
      "no plan for yesterday",
      () => planRectification(zhao, at("received"), "2026-11-19", NOW),
      "invalid-input",
    ],
    [
      "no plan past the limit",
      () => planRectification(zhao, at("received"), "2026-12-25", NOW),
      "invalid-input",
    ],
    ["proof without a file", () => proveRectification(zhao, at("in-progress"), 0), "invalid-input"],
    [
      "the party does not reassess itself",
      () => reassessRectification(by(zhao), at("proof-filed"), true, ""),
      "forbidden",
    ],
    [
      "nor does the supervisor's own organisation when it is the party",
      () => reassessRectification(by(person("y", PARTY, "supervisor-lead")), at("proof-filed"), true, ""),
      "same-organisation",
    ],
    [
      "a closed one is not withdrawn",
      () => withdrawRectification(by(wang), at("closed"), "x"),
      "wrong-state",
    ],
    ["withdrawn with a reason only", () => withdrawRectification(by(wang), issued, " "), "reason-required"],
  ])("%s", (_, work, refusal) => {
    expect(outcomeOf(work)).toBe(refusal);
  });
  test("late already, a plan may name any day to come", () => {
    const late = endOfDay("2026-12-28");
    expect(planRectification(zhao, at("received"), "2027-01-15", late)).toBe("in-progress");
  });
  test("whoever asked for it does not decide on it", () => {
    const request = { state: "asked", askedBy: "wang", partyOrgId: PARTY } as const;
    expect(outcomeOf(() => decideRectificationRequest(by(wang), request, true, ""))).toBe("same-person");
    expect(decideRectificationRequest(by(wang), { ...request, askedBy: "sun" }, true, "")).toBe("accepted");
    expect(
      outcomeOf(() => decideRectificationRequest(by(wang), { ...request, askedBy: "sun" }, false, "")),
    ).toBe("reason-required");
  });
});

describe("time", () => {
  const window = { amount: 30, unit: "days", source: "rectification.windowHigh" } as const;
  test("what was decided goes before what was agreed, and that before the setting", () => {
    expect(rectificationWindow({}, "high", { decidedDays: 3, agreed: "P15D" })).toEqual({
      amount: 3,
      unit: "days",
      source: "decision",
    });
    expect(rectificationWindow({}, "high", { agreed: "P15D" })).toEqual({
      amount: 15,
      unit: "days",
      source: "agreed-parameter",
    });
    expect(rectificationWindow({}, "high", { agreed: "soon" })).toEqual(window);
  });
  test("the window starts at receipt", () => {
    const limits = limitsAtIssue(CAL, {}, window, NOW);
    expect(dateOf(limits.receiptDueAt)).toBe("2026-11-24");
    expect(dateOf(limits.dueAt)).toBe("2026-12-24");
    const receipt = limitsAtReceipt(CAL, {}, window, { ...limits, extendedTo: null }, NOW);
    expect(dateOf(receipt.dueAt)).toBe("2026-12-21"); // 12-20 is a Sunday
    expect(dateOf(receipt.planDueAt)).toBe("2026-11-27");
  });
  test("signing late gains nothing, and a granted extension is not lost", () => {
    const limits = limitsAtIssue(CAL, {}, window, NOW);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 90 * 24 }),
        fc.option(fc.integer({ min: -10, max: 60 })),
        (hours, more) => {
          const receivedAt = new Date(+NOW + hours * 3_600_000);
          const extendedTo = more === null ? null : endOfDay(addDays(dateOf(limits.dueAt), more));
          const { dueAt } = limitsAtReceipt(CAL, {}, window, { ...limits, extendedTo }, receivedAt);
          expect(+dueAt).toBeLessThanOrEqual(Math.max(+limits.dueAt, +(extendedTo ?? 0)));
          if (extendedTo) expect(+dueAt).toBeGreaterThanOrEqual(+extendedTo);
        },
      ),
    );
  });
  test("delay climbs one rung after the other, each once", () => {
    const late = (days: number, more: Partial<RectificationFacts> = {}) =>
      rungsDue(
        at("in-progress", { dueAt: endOfDay("2026-11-20"), ...more }),
        {},
        new Date(+endOfDay("2026-11-20") + days * 86_400_000),
      );
    expect(late(0)).toEqual([]);
    expect(late(1)).toEqual(["provider-lead"]);
    expect(late(4, { escalatedTo: "provider-lead" })).toEqual([]);
    expect(late(5, { escalatedTo: "provider-lead" })).toEqual(["supervisor-lead"]);
    expect(late(30)).toEqual(["provider-lead", "supervisor-lead", "manager"]);
    expect(late(30, { escalatedTo: "manager" })).toEqual([]);
    expect(late(30, { state: "proof-filed" })).toEqual([]);
    expect(late(30, { state: "closed" })).toEqual([]);
  });
  test("an unsigned paper climbs from the last day for signing", () => {
    expect(rungsDue(issued, {}, endOfDay("2026-11-25"))).toEqual(["provider-lead"]);
    expect(rectificationTurn(issued, endOfDay("2026-11-25"))).toMatchObject({ turn: "party", late: true });
  });
  test("overdue only while it is the party's turn", () => {
    const late = endOfDay("2027-01-01");
    expect(isOverdueRectification(at("in-progress"), late)).toBe(true);
    expect(isOverdueRectification(at("in-progress"), issued.dueAt)).toBe(false);
    expect(isOverdueRectification(at("proof-filed"), late)).toBe(false);
    expect(isOverdueRectification(at("closed"), late)).toBe(false);
  });
  test("whose turn it is", () => {
    expect(rectificationTurn(at("received", { planDueAt: endOfDay("2026-11-27") }), NOW).until).toEqual(
      endOfDay("2026-11-27"),
    );
    expect(rectificationTurn(at("proof-filed", { reassessDueAt: endOfDay("2026-12-01") }), NOW)).toEqual({
      turn: "supervisor",
      until: endOfDay("2026-12-01"),
      late: false,
    });
    expect(rectificationTurn(at("closed"), NOW).turn).toBe("none");
  });
});

describe("no sequence of steps", () => {
  const actor = fc.record({
    id: fc.constantFrom("a", "b", "c"),
    org: fc.constantFrom(PARTY, "supervisor", "other"),
    post: fc.constantFrom(...POSTS),
  });
  const step = fc.record({
    kind: fc.constantFrom("receive", "plan", "progress", "prove", "accept", "reject", "withdraw"),
    who: actor,
    files: fc.integer({ min: 0, max: 2 }),
    supervises: fc.boolean(),
  });

  test("moves a closed one, or lets anybody do both sides", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let r: RectificationFacts = issued;
        for (const { kind, who, files, supervises } of steps) {
          const me: Actor = {
            ...person(who.id, who.org),
            posts: [who.post],
            permissions: permissionsOf([who.post]),
          };
          const offered = rectificationActions(by(me, supervises), r, NOW);
          const action = (
            {
              accept: "reassess",
              reject: "reassess",
              receive: "receive",
              plan: "plan",
              progress: "progress",
              prove: "prove",
              withdraw: "withdraw",
            } as const
          )[kind];
          let state: RectificationFacts["state"] | undefined;
          try {
            if (kind === "receive") state = receiveRectification(me, r);
            else if (kind === "plan") state = planRectification(me, r, dateOf(NOW), NOW);
            else if (kind === "progress") state = progressRectification(me, r);
            else if (kind === "prove") state = proveRectification(me, r, files);
            else if (kind === "withdraw") state = withdrawRectification(by(me, supervises), r, "x");
            else state = reassessRectification(by(me, supervises), r, kind === "accept", "x");
          } catch (error) {
            const code = (error as { code?: string }).code;
            if (code === undefined) throw error;
            // What is offered is refused only for what was filled in.
            if (offered.includes(action)) expect(code).toBe("invalid-input");
            continue;
          }
          expect(isOpenRectification(r.state)).toBe(true);
          expect(offered).toContain(action);
          const ours = ["receive", "plan", "progress", "prove"].includes(kind);
          expect(who.org === PARTY).toBe(ours);
          if (!ours) expect(supervises).toBe(true);
          r = { ...r, state };
        }
      }),
      { numRuns: 400 },
    );
  });

  test("climbs the same rung twice", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (days) => {
        let r = at("in-progress", { dueAt: endOfDay("2026-11-20") });
        const climbed: string[] = [];
        for (const day of [...days].sort((a, b) => a - b)) {
          const rungs = rungsDue(r, {}, new Date(+NOW + day * 86_400_000));
          climbed.push(...rungs);
          r = { ...r, escalatedTo: rungs.at(-1) ?? r.escalatedTo };
        }
        expect(new Set(climbed).size).toBe(climbed.length);
      }),
    );
  });
});
