import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Actor,
  CHECK_ANSWERS,
  type Decision,
  type DisputableReview,
  decideReview,
  decideDispute,
  decisionProblems,
  permissionsOf,
  POSTS,
  raiseDispute,
  receiveSubmission,
  REVIEW_OUTCOMES,
  type ReviewFacts,
  seesDecision,
  secondReview,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const NOW = new Date("2026-11-20T02:00:00Z");
const SUPERVISOR = "supervisor";
const PROVIDER = "provider";
const wang = person("wang", SUPERVISOR, "supervisor-reviewer");
const li = person("li", SUPERVISOR, "supervisor-lead");
const zhao = person("zhao", PROVIDER, "provider-lead");
const by = (actor: Actor, supervises = true) => ({ actor, supervises });

const received: ReviewFacts = { state: "received", partyOrgId: PROVIDER, decidedBy: null, barred: [] };
const good: Decision = {
  checklist: { complete: "yes", timely: "yes", authentic: "yes", compliant: "yes", own: ["yes", "yes"] },
  outcome: "compliant",
  note: "",
};
const context = { checks: 2, secondReview: false, now: NOW };

describe("who reviews", () => {
  const period = { state: "submitted", partyOrgId: PROVIDER } as const;
  test("the supervisor of the subject receives", () => {
    expect(receiveSubmission(by(wang), period)).toBe("received");
  });
  test.each<[string, () => unknown, string]>([
    [
      "not for a subject it does not supervise",
      () => receiveSubmission(by(wang, false), period),
      "not-supervisor-of-subject",
    ],
    ["never the provider", () => receiveSubmission(by(zhao), period), "forbidden"],
    [
      "not what its own organisation handed in",
      () => receiveSubmission(by(wang), { ...period, partyOrgId: SUPERVISOR }),
      "same-organisation",
    ],
    [
      "not what was not handed in",
      () => receiveSubmission(by(wang), { ...period, state: "open" }),
      "wrong-state",
    ],
    ["not twice", () => receiveSubmission(by(wang), { ...period, state: "in-review" }), "wrong-state"],
  ])("%s", (_, work, refusal) => {
    expect(outcomeOf(work)).toBe(refusal);
  });
});

describe("what a decision needs", () => {
  const fields = (decision: Partial<Decision>, checks = 2) =>
    decisionProblems({ ...good, ...decision }, checks, NOW).map((problem) => problem.field);
  const bad = { ...good.checklist, compliant: "no" } as const;

  test("everything answered", () => {
    expect(fields({})).toEqual([]);
    expect(fields({ checklist: { own: ["yes"] } })).toEqual([
      "/checklist/complete",
      "/checklist/timely",
      "/checklist/authentic",
      "/checklist/compliant",
      "/checklist/own/1",
    ]);
  });
  test("late may be compliant, unclear may not", () => {
    expect(fields({ checklist: { ...good.checklist, timely: "no" } })).toEqual([]);
    expect(fields({ checklist: { ...good.checklist, authentic: "unclear" } })).toEqual([
      "/checklist/authentic",
    ]);
    expect(fields({ checklist: { ...good.checklist, own: ["yes", "no"] } })).toEqual(["/checklist/own/1"]);
  });
  test("a supplement says what, and not until yesterday", () => {
    expect(fields({ outcome: "supplement-needed" })).toEqual(["/note"]);
    const note = "请补充 10 月 12 日的扫描记录";
    expect(fields({ outcome: "supplement-needed", note, supplementUntil: "2026-11-19" })).toEqual([
      "/supplementUntil",
    ]);
    expect(fields({ outcome: "supplement-needed", note, supplementUntil: "2026-11-20" })).toEqual([]);
    expect(fields({ outcome: "supplement-needed", note, supplementUntil: "2026-02-30" })).toEqual([
      "/supplementUntil",
    ]);
  });
  test("a defect has a name, a severity and words", () => {
    expect(fields({ outcome: "non-compliant", checklist: bad })).toEqual([
      "/note",
      "/severity",
      "/defectTitle",
    ]);
    expect(fields({ outcome: "non-compliant", note: "x", severity: "high", defectTitle: "y" })).toEqual([
      "/checklist/compliant",
    ]);
  });
  test("whatever is answered, compliant is never reached over a no", () => {
    const answer = fc.constantFrom(...CHECK_ANSWERS);
    fc.assert(
      fc.property(
        fc.record({
          complete: answer,
          timely: answer,
          authentic: answer,
          compliant: answer,
          own: fc.tuple(answer, answer),
        }),
        (checklist) => {
          const { timely: _, own, ...rest } = checklist;
          const clean = [...Object.values(rest), ...own].every((each) => each === "yes");
          expect(decisionProblems({ ...good, checklist }, 2, NOW).length === 0).toBe(clean);
        },
      ),
    );
  });
});

describe("two reviewers", () => {
  const proposed: ReviewFacts = { ...received, state: "awaiting-second", decidedBy: "wang" };
  test("the first proposes, another confirms or sends back", () => {
    expect(decideReview(by(wang), received, good, { ...context, secondReview: true })).toBe(
      "awaiting-second",
    );
    expect(secondReview(by(li), proposed, true, "")).toBe("decided");
    expect(secondReview(by(li), proposed, false, "第 2 项依据不足")).toBe("received");
  });
  test("never the one who proposed, and not without a reason", () => {
    expect(outcomeOf(() => secondReview(by(li), { ...proposed, decidedBy: "li" }, true, ""))).toBe(
      "same-person",
    );
    expect(outcomeOf(() => secondReview(by(wang), proposed, true, ""))).toBe("forbidden");
    expect(outcomeOf(() => secondReview(by(li), proposed, false, " "))).toBe("reason-required");
  });
});

describe("disputes", () => {
  const returned: DisputableReview = {
    state: "decided",
    outcome: "supplement-needed",
    partyOrgId: PROVIDER,
    counts: true,
    disputeUntil: new Date(+NOW + 1),
  };
  const raised = { state: "raised", raisedOrg: PROVIDER, reviewers: ["wang", null] } as const;
  test("the party may, in time, against what burdens it", () => {
    expect(raiseDispute(zhao, returned, "附件 3 已包含该记录", NOW)).toBe("raised");
  });
  test.each<[string, () => unknown, string]>([
    [
      "nobody else",
      () => raiseDispute({ ...zhao, orgId: "other" }, returned, "x", NOW),
      "not-your-organisation",
    ],
    [
      "not a good outcome",
      () => raiseDispute(zhao, { ...returned, outcome: "compliant" }, "x", NOW),
      "wrong-state",
    ],
    [
      "not before the decision",
      () => raiseDispute(zhao, { ...returned, state: "awaiting-second" }, "x", NOW),
      "wrong-state",
    ],
    [
      "not after handing in anew",
      () => raiseDispute(zhao, { ...returned, counts: false }, "x", NOW),
      "wrong-state",
    ],
    ["not too late", () => raiseDispute(zhao, returned, "x", new Date(+NOW + 2)), "deadline-passed"],
    ["not without a reason", () => raiseDispute(zhao, returned, "  ", NOW), "reason-required"],
  ])("%s", (_, work, refusal) => {
    expect(outcomeOf(work)).toBe(refusal);
  });
  test("someone else decides it", () => {
    expect(decideDispute(by(li), raised, true, "异议成立")).toBe("upheld");
    expect(decideDispute(by(li), raised, false, "维持原结论")).toBe("rejected");
    expect(outcomeOf(() => decideDispute(by(li), { ...raised, reviewers: ["li", "wang"] }, true, "x"))).toBe(
      "same-person",
    );
    expect(outcomeOf(() => decideDispute(by(li), { ...raised, reviewers: ["wang", "li"] }, true, "x"))).toBe(
      "same-person",
    );
    expect(outcomeOf(() => decideDispute(by(wang), raised, true, "x"))).toBe("forbidden");
  });
  test("whose outcome was set aside does not review afresh", () => {
    const fresh = { ...received, barred: ["wang"] };
    expect(outcomeOf(() => decideReview(by(wang), fresh, good, context))).toBe("same-person");
    expect(decideReview(by(li), fresh, good, context)).toBe("decided");
  });
});

test("the party sees a proposal only once it is decided", () => {
  expect(seesDecision(PROVIDER, { state: "awaiting-second", partyOrgId: PROVIDER })).toBe(false);
  expect(seesDecision(PROVIDER, { state: "decided", partyOrgId: PROVIDER })).toBe(true);
  expect(seesDecision(SUPERVISOR, { state: "received", partyOrgId: PROVIDER })).toBe(true);
});

describe("no sequence of steps", () => {
  const actor = fc.record({
    id: fc.constantFrom("a", "b", "c", "d"),
    org: fc.constantFrom(SUPERVISOR, PROVIDER),
    post: fc.constantFrom(...POSTS),
  });
  const step = fc.record({
    kind: fc.constantFrom("decide", "second", "dispute", "settle"),
    who: actor,
    yes: fc.boolean(),
    two: fc.boolean(),
    outcome: fc.constantFrom(...REVIEW_OUTCOMES),
    supervises: fc.boolean(),
  });

  test("lets the submitter review, one person do both halves, or a decided review move", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let review: ReviewFacts & { second: string | null; outcome: Decision["outcome"] | null } = {
          ...received,
          second: null,
          outcome: null,
        };
        let disputed = false;
        for (const { kind, who, yes, two, outcome, supervises } of steps) {
          const me: Actor = {
            ...person(who.id, who.org),
            posts: [who.post],
            permissions: permissionsOf([who.post]),
          };
          const before = review;
          const bad = {
            ...good,
            outcome,
            note: "n",
            severity: "low",
            defectTitle: "t",
            checklist: { ...good.checklist, compliant: outcome === "compliant" ? "yes" : "no" },
          } as const;
          try {
            if (kind === "decide") {
              const state = decideReview(by(me, supervises), review, bad, { ...context, secondReview: two });
              review = { ...review, state, decidedBy: who.id, outcome };
              expect(before.state).toBe("received");
            } else if (kind === "second") {
              const state = secondReview(by(me, supervises), review, yes, "n");
              review = { ...review, state, second: state === "decided" ? who.id : null };
              expect(before.state).toBe("awaiting-second");
              expect(who.id).not.toBe(before.decidedBy);
            } else if (kind === "dispute") {
              raiseDispute(me, { ...review, counts: true, disputeUntil: NOW }, "r", NOW);
              disputed = true;
              expect(who.org).toBe(PROVIDER);
              expect(review.state).toBe("decided");
              expect(review.outcome).not.toBe("compliant");
              continue;
            } else {
              const state = decideDispute(
                by(me, supervises),
                {
                  state: disputed ? "raised" : "rejected",
                  raisedOrg: PROVIDER,
                  reviewers: [review.decidedBy, review.second],
                },
                yes,
                "n",
              );
              disputed = false;
              expect([before.decidedBy, before.second]).not.toContain(who.id);
              if (state === "upheld") {
                const barred = [...review.barred, review.decidedBy, review.second].filter((p) => p !== null);
                review = { ...received, barred, second: null, outcome: null };
              }
            }
            expect(who.org).toBe(SUPERVISOR);
            expect(supervises).toBe(true);
            expect(before.barred).not.toContain(kind === "settle" ? "" : who.id);
          } catch (error) {
            if ((error as { name: string }).name !== "Refusal") throw error;
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
