import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Actor,
  type AuthorisationFacts,
  type AuthorisationScope,
  type AuthorisationState,
  answerQuestion,
  authorisationActions,
  authorisationStanding,
  authorisationTurn,
  BUILT_IN_CALENDAR as CAL,
  checkAsk,
  confirmAuthorisation,
  confirmEmergencyRule,
  decideDue,
  declareEmergency,
  type EmergencyRuleFacts,
  emergencyRecordDue,
  emergencyRuleStanding,
  finishAuthorisation,
  grantAuthorisation,
  isNarrowed,
  isUnrecorded,
  isWithin,
  longestEnd,
  makeEmergencyRule,
  objectionAsksForRectification,
  OPERATION_KINDS,
  POSTS,
  recallAuthorisation,
  recordDue,
  recordOperation,
  refuseAuthorisation,
  requireAsker,
  reviewEmergency,
  TOUCHES,
  withdrawAuthorisation,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const NOW = new Date("2026-11-20T02:00:00Z"); // Friday, 10:00 in Shanghai
const HOUR = 3_600_000;
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR);

const engineer = person("ma", "provider", "provider-lead");
const colleague = person("huang", "provider", "provider-member");
const lead = person("yang", "customer", "customer-lead");
const lead2 = person("he", "customer", "customer-lead");
const clerk = person("wei", "customer", "customer-member");
const stranger = person("luo", "elsewhere", "provider-lead");

const SCOPE: AuthorisationScope = {
  operations: ["diagnose", "restart"],
  touches: ["availability", "data-read"],
  resourceIds: ["vm1", "vm2"],
  operators: ["马东", "徐杰"],
  fromAt: later(2),
  toAt: later(8),
};
const asked: AuthorisationFacts = {
  kind: "once",
  state: "asked",
  customerOrgId: "customer",
  askedOrgId: "provider",
  askedBy: "ma",
  preparedBy: null,
  asked: SCOPE,
  granted: null,
  decideDueAt: later(2),
  endsAt: null,
  recordDueAt: null,
  operations: 0,
  nothingDone: false,
  openQuestions: 0,
  answerDueAt: null,
  review: null,
  reviewDueAt: null,
};
const with_ = (more: Partial<AuthorisationFacts>): AuthorisationFacts => ({ ...asked, ...more });
const granted = (more: Partial<AuthorisationFacts> = {}) =>
  with_({ state: "granted", granted: SCOPE, endsAt: later(8), recordDueAt: later(32), ...more });
const REPORT = {
  operation: "restart",
  touches: ["availability"],
  resourceIds: ["vm1"],
  operators: ["马东"],
  startedAt: later(3),
  endedAt: later(4),
} as const;

describe("asking", () => {
  const ask = {
    kind: "once",
    scope: SCOPE,
    team: "",
    risk: "业务中断 5 分钟",
    rollback: "回退快照",
  } as const;
  test("needs somebody who does it, what can go wrong, and an end within the longest time", () => {
    expect(outcomeOf(() => checkAsk(ask, {}, NOW))).toBe("done");
    const wrong = (more: object) => outcomeOf(() => checkAsk({ ...ask, ...more }, {}, NOW));
    expect(wrong({ scope: { ...SCOPE, operators: [] } })).toBe("invalid-input");
    expect(wrong({ scope: { ...SCOPE, operators: [" "] }, team: "运维二组" })).toBe("done");
    expect(wrong({ risk: " " })).toBe("invalid-input");
    expect(wrong({ rollback: "" })).toBe("invalid-input");
    expect(wrong({ risk: "", rollback: "", scope: { ...SCOPE, touches: ["data-read"] } })).toBe("done");
    expect(wrong({ scope: { ...SCOPE, toAt: later(2) } })).toBe("invalid-input");
    expect(wrong({ scope: { ...SCOPE, toAt: later(2 + 7 * 24) } })).toBe("done");
    expect(wrong({ scope: { ...SCOPE, toAt: later(3 + 7 * 24) } })).toBe("invalid-input");
    expect(outcomeOf(() => checkAsk(ask, { "authorisation.onceMaxDays": 1 }, NOW))).toBe("done");
    const standing = longestEnd("standing", NOW, {});
    expect(standing.toISOString()).toBe("2027-02-20T15:59:59.999Z");
  });
  test("nobody asks the own organisation, nor without a role towards the system", () => {
    expect(outcomeOf(() => requireAsker(engineer, "provider", "provider"))).toBe("same-organisation");
    expect(outcomeOf(() => requireAsker(engineer, "customer", null))).toBe("forbidden");
    expect(requireAsker(engineer, "customer", "provider")).toBe("provider");
    expect(outcomeOf(() => requireAsker(lead, "x", "supplier"))).toBe("forbidden");
  });
  test("is to be answered within two working days, and before it begins or is over", () => {
    expect(decideDue(CAL, {}, { fromAt: NOW, toAt: later(200) }, NOW).at.toISOString()).toBe(
      "2026-11-24T15:59:59.999Z",
    );
    expect(decideDue(CAL, {}, { fromAt: later(2), toAt: later(200) }, NOW).at).toEqual(later(2));
    expect(decideDue(CAL, {}, { fromAt: NOW, toAt: later(3) }, NOW).at).toEqual(later(3));
  });
  test("is taken back only before it is decided", () => {
    expect(recallAuthorisation(colleague, asked)).toBe("recalled");
    expect(outcomeOf(() => recallAuthorisation(colleague, granted()))).toBe("wrong-state");
    expect(outcomeOf(() => recallAuthorisation(stranger, asked))).toBe("not-your-organisation");
  });
});

describe("deciding", () => {
  test("by the customer's lead, in whole or in part, never for more", () => {
    expect(grantAuthorisation(lead, asked, SCOPE, false, NOW).state).toBe("granted");
    const part = { ...SCOPE, operators: ["马东"], toAt: later(4) };
    expect(isNarrowed(grantAuthorisation(lead, asked, part, false, NOW).granted, SCOPE, NOW)).toBe(true);
    for (const more of [
      { operations: [...SCOPE.operations, "patch" as const] },
      { operations: [] },
      { touches: [...SCOPE.touches, "data-export" as const] },
      { resourceIds: [] },
      { resourceIds: ["vm3"] },
      { operators: [] },
      { operators: ["别人"] },
      { toAt: later(9) },
      { toAt: later(2) },
    ]) {
      expect(outcomeOf(() => grantAuthorisation(lead, asked, { ...SCOPE, ...more }, false, NOW))).toBe(
        "invalid-input",
      );
    }
  });
  test("of a whole system some machines may be granted", () => {
    const whole = with_({ asked: { ...SCOPE, resourceIds: [] } });
    expect(
      grantAuthorisation(lead, whole, { ...SCOPE, resourceIds: ["vm1"] }, false, NOW).granted.resourceIds,
    ).toEqual(["vm1"]);
  });
  test("what is granted late begins late, and what has lapsed cannot be granted", () => {
    const { granted: scope } = grantAuthorisation(lead, asked, SCOPE, false, later(5));
    expect(scope.fromAt).toEqual(later(5));
    expect(isNarrowed(scope, SCOPE, later(5))).toBe(false);
    expect(outcomeOf(() => grantAuthorisation(lead, asked, SCOPE, false, later(8)))).toBe("deadline-passed");
    expect(authorisationStanding(asked, later(8))).toBe("lapsed");
    expect(authorisationTurn(asked, later(8)).turn).toBe("none");
  });
  test("by two people where the customer says so: another one confirms, or gives it back", () => {
    const first = grantAuthorisation(clerk, asked, SCOPE, true, NOW);
    expect(first.state).toBe("prepared");
    const prepared = with_({ state: "prepared", preparedBy: "wei", granted: first.granted });
    expect(confirmAuthorisation(lead, prepared, true, "", NOW).state).toBe("granted");
    expect(outcomeOf(() => confirmAuthorisation(clerk, prepared, true, "", NOW))).toBe("forbidden");
    expect(
      outcomeOf(() => confirmAuthorisation(lead, { ...prepared, preparedBy: "yang" }, true, "", NOW)),
    ).toBe("same-person");
    expect(outcomeOf(() => confirmAuthorisation(lead, prepared, false, " ", NOW))).toBe("reason-required");
    expect(confirmAuthorisation(lead2, prepared, false, "时间过长", NOW)).toEqual({
      state: "asked",
      granted: null,
    });
    expect(outcomeOf(() => grantAuthorisation(clerk, asked, SCOPE, false, NOW))).toBe("forbidden");
  });
  test("a refusal and a withdrawal need a reason, and one person", () => {
    expect(refuseAuthorisation(lead, asked, "请在维护窗口进行")).toBe("refused");
    expect(outcomeOf(() => refuseAuthorisation(lead, asked, ""))).toBe("reason-required");
    expect(withdrawAuthorisation(lead, granted(), "暂停", later(3))).toBe("withdrawn");
    expect(outcomeOf(() => withdrawAuthorisation(lead, granted(), "", later(3)))).toBe("reason-required");
    expect(outcomeOf(() => withdrawAuthorisation(lead, granted(), "x", later(9)))).toBe("deadline-passed");
  });
});

describe("recording", () => {
  const record = (a: AuthorisationFacts, more: object, at: Date, by: Actor = colleague) =>
    outcomeOf(() => recordOperation(by, a, { ...REPORT, ...more }, at));
  test("inside the grant, by the asking organisation, of what was granted", () => {
    expect(recordOperation(colleague, granted(), REPORT, later(5))).toEqual({ late: false });
    expect(record(granted(), {}, later(5), lead)).toBe("forbidden");
    expect(record(granted(), {}, later(5), stranger)).toBe("not-your-organisation");
    expect(record(granted(), { operation: "patch" }, later(5))).toBe("invalid-input");
    expect(record(granted(), { touches: ["data-export"] }, later(5))).toBe("invalid-input");
    expect(record(granted(), { touches: [] }, later(5))).toBe("invalid-input");
    expect(record(granted(), { resourceIds: [] }, later(5))).toBe("invalid-input");
    expect(record(granted(), { resourceIds: ["vm9"] }, later(5))).toBe("invalid-input");
    expect(record(granted(), { operators: ["别人"] }, later(5))).toBe("invalid-input");
    expect(record(granted(), { operators: [" 马东 "] }, later(5))).toBe("done");
    expect(record(granted(), { endedAt: later(6) }, later(5))).toBe("invalid-input");
    expect(record(granted(), { endedAt: later(2.5) }, later(5))).toBe("invalid-input");
  });
  test("an operation outside its time is refused, on both sides, by the minute", () => {
    expect(record(granted(), { startedAt: later(1.99) }, later(5))).toBe("operation-outside-grant");
    expect(record(granted(), { startedAt: later(2) }, later(5))).toBe("done");
    expect(record(granted(), { endedAt: later(8.01) }, later(9))).toBe("operation-outside-grant");
    expect(record(granted(), { endedAt: later(8) }, later(8))).toBe("done");
  });
  test("after the end it is late, after the limit it is not taken", () => {
    expect(recordOperation(colleague, granted(), REPORT, later(9))).toEqual({ late: true });
    expect(record(granted(), {}, later(32))).toBe("done");
    expect(record(granted(), {}, later(32.01))).toBe("recording-closed");
  });
  test("after a withdrawal only what came before it", () => {
    const withdrawn = granted({ state: "withdrawn", endsAt: later(3.5) });
    expect(record(withdrawn, {}, later(5))).toBe("operation-outside-grant");
    expect(recordOperation(colleague, withdrawn, { ...REPORT, endedAt: later(3.4) }, later(5))).toEqual({
      late: true,
    });
    const early = granted({ state: "withdrawn", endsAt: later(1), recordDueAt: null });
    expect(record(early, {}, later(5))).toBe("recording-closed");
  });
  test("nothing under what was never granted, or finished", () => {
    for (const state of ["asked", "prepared", "refused", "recalled", "finished"] as const)
      expect(record(granted({ state }), {}, later(5))).toBe("wrong-state");
  });
  test("silence is flagged after the limit, and a word that nothing was done ends it", () => {
    expect(authorisationStanding(granted(), later(32))).toBe("ended");
    expect(authorisationStanding(granted(), later(32.01))).toBe("unrecorded");
    expect(isUnrecorded(granted({ operations: 1 }), later(99))).toBe(false);
    expect(finishAuthorisation(colleague, granted(), later(5))).toBe("finished");
    expect(outcomeOf(() => finishAuthorisation(colleague, granted(), later(33)))).toBe("deadline-passed");
    const withdrawn = granted({ state: "withdrawn", endsAt: later(3) });
    expect(finishAuthorisation(colleague, withdrawn, later(5))).toBe("withdrawn");
    expect(isUnrecorded({ ...withdrawn, nothingDone: true }, later(99))).toBe(false);
    expect(outcomeOf(() => finishAuthorisation(colleague, { ...withdrawn, operations: 1 }, later(5)))).toBe(
      "wrong-state",
    );
  });
  test("the limit is the setting's, in working days over a weekend", () => {
    const end = new Date("2026-11-20T12:00:00Z");
    expect(recordDue(CAL, {}, end).at.toISOString()).toBe("2026-11-23T15:59:59.999Z");
    expect(
      recordDue(CAL, { "authorisation.recordWithin": { amount: 4, unit: "hours" } }, end).at.toISOString(),
    ).toBe("2026-11-20T16:00:00.000Z");
  });
  test("an answer is given once, by the asking side", () => {
    expect(outcomeOf(() => answerQuestion(colleague, granted(), { answeredAt: null }))).toBe("done");
    expect(outcomeOf(() => answerQuestion(colleague, granted(), { answeredAt: NOW }))).toBe("wrong-state");
    expect(outcomeOf(() => answerQuestion(lead, granted(), { answeredAt: null }))).toBe("forbidden");
  });
});

describe("emergencies", () => {
  const rule: EmergencyRuleFacts = {
    state: "in-force",
    customerOrgId: "customer",
    operatorOrgId: "provider",
    preparedBy: "yang",
    operations: ["restart", "security"],
    touches: ["availability", "configuration"],
    declarers: "lead",
    reportWithinHours: 2,
    maxHours: 6,
    validTo: later(1000),
  };
  const declared = { operations: ["restart"], touches: ["availability"], startedAt: later(-1) } as const;
  const declare = (more: object, by = engineer, of: Partial<EmergencyRuleFacts> = {}) =>
    outcomeOf(() => declareEmergency(by, { ...rule, ...of }, { ...declared, ...more }, NOW));
  test("as the customer agreed beforehand, reported within its hours", () => {
    expect(declareEmergency(engineer, rule, declared, NOW)).toEqual({ endsAt: later(5), review: "waiting" });
    expect(declare({ operations: ["dispose"] })).toBe("invalid-input");
    expect(declare({ touches: ["data-export"] })).toBe("invalid-input");
    expect(declare({ startedAt: later(-2) })).toBe("done");
    expect(declare({ startedAt: later(-2.01) })).toBe("invalid-input");
    expect(declare({ startedAt: later(0.1) })).toBe("invalid-input");
    expect(declare({}, colleague)).toBe("forbidden");
    expect(declare({}, colleague, { declarers: "anyone" })).toBe("done");
    expect(declare({}, stranger)).toBe("not-your-organisation");
    expect(declare({}, engineer, { state: "prepared" })).toBe("wrong-state");
    expect(declare({}, engineer, { validTo: later(-0.1) })).toBe("wrong-state");
    expect(emergencyRecordDue(CAL, rule, later(5)).at).toEqual(later(7));
  });
  test("reviewed by the customer once something is recorded, or should have been", () => {
    const emergency = granted({ kind: "emergency", review: "waiting", reviewDueAt: later(200) });
    expect(outcomeOf(() => reviewEmergency(lead, emergency, true, "", later(4)))).toBe("wrong-state");
    const recorded = { ...emergency, operations: 1 };
    expect(reviewEmergency(lead, recorded, true, "", later(4))).toBe("accepted");
    expect(outcomeOf(() => reviewEmergency(lead, recorded, false, "", later(4)))).toBe("reason-required");
    expect(reviewEmergency(lead, emergency, false, "没有记录", later(33))).toBe("objected");
    expect(outcomeOf(() => reviewEmergency(engineer, recorded, true, "", later(4)))).toBe("forbidden");
    expect(authorisationTurn(recorded, later(4))).toMatchObject({ turn: "customer", what: "review" });
    expect(objectionAsksForRectification("partner")).toBe(true);
    expect(objectionAsksForRectification("supplier")).toBe(false);
  });
  test("a rule is the customer's own, by two people where it says so, and ends by itself", () => {
    expect(makeEmergencyRule(lead, "customer", "provider", false)).toBe("in-force");
    expect(makeEmergencyRule(clerk, "customer", "provider", true)).toBe("prepared");
    expect(outcomeOf(() => makeEmergencyRule(clerk, "customer", "provider", false))).toBe("forbidden");
    expect(outcomeOf(() => makeEmergencyRule(lead, "other", "provider", false))).toBe(
      "not-your-organisation",
    );
    const prepared = { ...rule, state: "prepared" as const };
    expect(outcomeOf(() => confirmEmergencyRule(lead, prepared))).toBe("same-person");
    expect(confirmEmergencyRule(lead2, prepared)).toBe("in-force");
    expect(emergencyRuleStanding(rule, later(1001))).toBe("expired");
  });
});

// Properties ---------------------------------------------------------------------------------------------

const PEOPLE: readonly Actor[] = [
  engineer,
  colleague,
  lead,
  lead2,
  clerk,
  stranger,
  // One person with a seat on both sides, and everybody else there is.
  { ...person("ma", "customer", "customer-lead") },
  ...POSTS.map((post) => person(`p-${post}`, "customer", post)),
  ...POSTS.map((post) => person(`q-${post}`, "provider", post)),
];

const subset = <T>(of: readonly T[]) => fc.subarray([...of], { minLength: 0 });
const scopes = fc.record({
  operations: subset(OPERATION_KINDS.slice(0, 4)),
  touches: subset(TOUCHES.slice(0, 4)),
  resourceIds: subset(["vm1", "vm2", "vm3"]),
  operators: subset(["马东", "徐杰", "黄颖"]),
  fromAt: fc.integer({ min: -4, max: 12 }).map(later),
  toAt: fc.integer({ min: -4, max: 14 }).map(later),
});
const reports = fc.record({
  operation: fc.constantFrom(...OPERATION_KINDS.slice(0, 4)),
  touches: subset(TOUCHES.slice(0, 4)),
  resourceIds: subset(["vm1", "vm2", "vm3"]),
  operators: subset(["马东", "徐杰", "黄颖"]),
  startedAt: fc.integer({ min: -4, max: 16 }).map(later),
  endedAt: fc.integer({ min: -4, max: 16 }).map(later),
});
type Step =
  | { kind: "wait"; hours: number }
  | {
      kind: "grant" | "confirm" | "refuse" | "withdraw" | "recall" | "finish";
      by: Actor;
      scope: AuthorisationScope;
      yes: boolean;
    }
  | { kind: "record"; by: Actor; report: typeof REPORT & object };
/** Mostly those whose case it is; now and then anybody. */
const people = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(engineer, colleague, lead, lead2, clerk) },
  { weight: 1, arbitrary: fc.constantFrom(...PEOPLE) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 0, max: 2 }) }),
    fc.record({
      kind: fc.constantFrom(
        "grant",
        "grant",
        "grant",
        "confirm",
        "confirm",
        "refuse",
        "withdraw",
        "recall",
        "finish",
      ),
      by: people,
      // Wishes that often fit: the ask itself, or anything at all.
      scope: fc.oneof(fc.constant(SCOPE), scopes),
      yes: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("record" as const),
      by: people,
      report: fc.oneof(fc.constant(REPORT), reports),
    }),
  ) as fc.Arbitrary<Step>,
  { minLength: 15, maxLength: 60, size: "max" },
);

/** Lives a case through as the services do: load, ask the domain, store. */
function live(story: readonly Step[], twoPerson: boolean) {
  let a = asked;
  let now = NOW;
  const taken: {
    report: Parameters<typeof recordOperation>[2];
    a: AuthorisationFacts;
    now: Date;
    late: boolean;
  }[] = [];
  const decisions: { by: Actor; kind: string }[] = [];
  const states: AuthorisationState[] = [a.state];
  for (const step of story) {
    try {
      if (step.kind === "wait") now = new Date(now.getTime() + step.hours * HOUR);
      else if (step.kind === "record") {
        const { late } = recordOperation(step.by, a, step.report, now);
        taken.push({ report: step.report, a, now, late });
        a = { ...a, operations: a.operations + 1 };
      } else if (step.kind === "grant") {
        const to = grantAuthorisation(step.by, a, step.scope, twoPerson, now);
        decisions.push({ by: step.by, kind: to.state });
        a = {
          ...a,
          state: to.state,
          granted: to.granted,
          preparedBy: to.state === "prepared" ? step.by.personId : null,
        };
        if (to.state === "granted")
          a = { ...a, endsAt: to.granted.toAt, recordDueAt: new Date(to.granted.toAt.getTime() + 4 * HOUR) };
      } else if (step.kind === "confirm") {
        const to = confirmAuthorisation(step.by, a, step.yes, "理由", now);
        decisions.push({ by: step.by, kind: to.state });
        a = { ...a, state: to.state, granted: to.granted, preparedBy: to.granted ? a.preparedBy : null };
        if (to.granted)
          a = { ...a, endsAt: to.granted.toAt, recordDueAt: new Date(to.granted.toAt.getTime() + 4 * HOUR) };
      } else if (step.kind === "refuse") {
        const state = refuseAuthorisation(step.by, a, "理由");
        decisions.push({ by: step.by, kind: state });
        a = { ...a, state, granted: null };
      } else if (step.kind === "withdraw") {
        const state = withdrawAuthorisation(step.by, a, "理由", now);
        decisions.push({ by: step.by, kind: state });
        const begun = a.granted !== null && a.granted.fromAt <= now;
        a = { ...a, state, endsAt: now, recordDueAt: begun ? new Date(now.getTime() + 4 * HOUR) : null };
      } else if (step.kind === "recall") a = { ...a, state: recallAuthorisation(step.by, a), granted: null };
      else {
        const state = finishAuthorisation(step.by, a, now);
        const endsAt = a.endsAt && a.endsAt < now ? a.endsAt : now;
        a = { ...a, state, endsAt, nothingDone: a.operations === 0 };
      }
      states.push(a.state);
    } catch (error) {
      expect((error as { code?: string }).code, String(error)).toBeDefined();
    }
  }
  return { a, now, taken, decisions, states };
}

const FINAL: readonly AuthorisationState[] = ["refused", "recalled", "withdrawn", "finished"];

// Seconds on a quiet machine; nobody should be told of a fault because others worked at the same time.
describe("over any sequence of steps by anybody", { timeout: 60_000 }, () => {
  test("no operation is taken outside a valid grant, nor beyond it, nor after the limit", () => {
    let some = 0;
    fc.assert(
      fc.property(steps, fc.boolean(), (story, twoPerson) => {
        for (const { report, a, now, late } of live(story, twoPerson).taken) {
          some += 1;
          const grant = a.granted;
          expect(grant).not.toBeNull();
          if (grant === null || a.endsAt === null || a.recordDueAt === null) return;
          expect(["granted", "withdrawn"]).toContain(a.state);
          expect(
            report.startedAt >= grant.fromAt && report.endedAt <= a.endsAt && report.endedAt <= now,
          ).toBe(true);
          expect(now <= a.recordDueAt).toBe(true);
          expect(late).toBe(now > a.endsAt);
          expect(grant.operations).toContain(report.operation);
          expect(report.touches.every((touch) => grant.touches.includes(touch))).toBe(true);
          expect(report.operators.every((name) => grant.operators.includes(name))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
    expect(some).toBeGreaterThan(50);
  });
  test("nobody of the asking organisation decides, nor the asker from another seat; two are two", () => {
    let some = 0;
    fc.assert(
      fc.property(steps, fc.boolean(), (story, twoPerson) => {
        const { decisions, a } = live(story, twoPerson);
        some += decisions.length;
        for (const { by } of decisions) {
          expect(by.orgId).toBe("customer");
          expect(by.personId).not.toBe("ma");
        }
        if (a.granted !== null && a.endsAt !== null && twoPerson) {
          const confirmed = decisions.findLast(({ kind }) => kind === "granted");
          const prepared = decisions.findLast(({ kind }) => kind === "prepared");
          expect(confirmed?.by.personId).not.toBe(prepared?.by.personId);
        }
      }),
      { numRuns: 700 },
    );
    expect(some).toBeGreaterThan(100);
  });
  test("a grant is always part of the ask, and begins no sooner than it was given", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (story, twoPerson) => {
        const { a } = live(story, twoPerson);
        if (a.granted !== null) {
          expect(isWithin(a.granted, a.asked)).toBe(true);
          expect(a.granted.fromAt >= NOW).toBe(true);
        }
      }),
      { numRuns: 700 },
    );
  });
  test("what is over stays over", () => {
    let some = 0;
    fc.assert(
      fc.property(steps, fc.boolean(), (story, twoPerson) => {
        const { states } = live(story, twoPerson);
        const ended = states.findIndex((state) => FINAL.includes(state));
        if (ended < 0) return;
        some += 1;
        expect(new Set(states.slice(ended)).size).toBe(1);
      }),
      { numRuns: 700 },
    );
    expect(some).toBeGreaterThan(100);
  });
  test("the interface offers a step exactly when the rules allow one", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), people, (story, twoPerson, by) => {
        const { a, now } = live(story, twoPerson);
        const offered = authorisationActions(by, a, twoPerson, now);
        const can = (work: () => unknown) => outcomeOf(work) === "done";
        const wish = { ...a.asked, fromAt: a.asked.fromAt > now ? a.asked.fromAt : now };
        expect(offered.includes("grant")).toBe(can(() => grantAuthorisation(by, a, wish, twoPerson, now)));
        expect(offered.includes("confirm")).toBe(can(() => confirmAuthorisation(by, a, true, "", now)));
        expect(offered.includes("withdraw")).toBe(can(() => withdrawAuthorisation(by, a, "x", now)));
        expect(offered.includes("recall")).toBe(can(() => recallAuthorisation(by, a)));
        expect(offered.includes("finish")).toBe(can(() => finishAuthorisation(by, a, now)));
        if (offered.includes("refuse")) expect(can(() => refuseAuthorisation(by, a, "x"))).toBe(true);
      }),
      { numRuns: 700 },
    );
  });
});
