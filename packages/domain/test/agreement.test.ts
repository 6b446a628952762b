import { describe, expect, test } from "vitest";
import {
  type AgreementTerm,
  applyLevel,
  changeTerms,
  checkParameters,
  compareTerms,
  dutiesFor,
  type Duty,
  formatParameter,
  type isLoosening,
  partyOf,
  permissionsOf,
  Refusal,
  requireApplicable,
  requireDifference,
  requireExtendable,
  requireSettingChange,
  type TermChange,
  termsOf,
  withoutDuties,
  withParameters,
} from "../src/index.ts";

const words = { zh: "词", en: "word" };
const duty = (over: Partial<Duty> & Pick<Duty, "id">): Duty => ({
  kind: "control",
  ref: { document: "D", edition: "1", section: "A" },
  class: "audit",
  item: words,
  title: words,
  statement: words,
  attribute: "general",
  frequency: "yearly",
  responsible: "provider",
  deliverable: "evidence",
  per: "cloud",
  parameters: [],
  proofHints: [],
  checks: [],
  clauses: [],
  ...over,
});
const DUTIES = [
  duty({ id: "A" }),
  duty({ id: "B", attribute: "enhanced", frequency: "monthly" }),
  duty({ id: "C", frequency: "realtime", nature: "continuous" }),
  duty({ id: "D", frequency: "on-demand" }),
];
const BY_ID = new Map(DUTIES.map((each) => [each.id, each]));
const general = dutiesFor(DUTIES, { capabilityLevel: "general", supervisedFrom: "2026-01-01" });
const term = (terms: readonly AgreementTerm[], id: string) =>
  terms.find((each) => each.dutyId === id) as AgreementTerm;
const change = (...changes: TermChange[]) => changeTerms(general, BY_ID, changes, "2026-06-10");

function fields(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal)
      return error.fields.length > 0 ? error.fields.map((each) => each.field) : [error.code];
    throw error;
  }
  return [];
}

describe("defaults and capability level", () => {
  test("rows above the level exist and do not apply, by rule", () => {
    expect(term(general, "B")).toMatchObject({
      applicable: false,
      inapplicable: "capability-level",
      frequency: "monthly",
    });
    expect(term(general, "A")).toMatchObject({
      applicable: true,
      inapplicable: null,
      startsOn: "2026-01-01",
    });
  });

  test("a higher level starts what it now asks for; a lower one ends it; what was agreed stays", () => {
    const agreed = withoutDuties(general, new Set(["A"]));
    const up = applyLevel(agreed, DUTIES, "enhanced", "2026-06-10");
    expect(term(up, "B")).toMatchObject({ applicable: true, startsOn: "2026-06-10" });
    expect(term(up, "A")).toMatchObject({ applicable: false, inapplicable: "agreed" });
    expect(term(applyLevel(up, DUTIES, "general", "2026-07-01"), "B").inapplicable).toBe("capability-level");
  });

  test("an assessor's row falls to the provider while no assessor is engaged", () => {
    const assessed = { responsible: "assessor" } as const;
    expect(partyOf(assessed, { providerOrgId: "p", assessorOrgId: null })).toEqual({
      role: "provider",
      orgId: "p",
    });
    expect(partyOf(assessed, { providerOrgId: "p", assessorOrgId: "a" })).toEqual({
      role: "assessor",
      orgId: "a",
    });
    expect(partyOf({ responsible: "provider" }, { providerOrgId: "p", assessorOrgId: "a" }).orgId).toBe("p");
  });
});

describe("changing terms", () => {
  test("tighter is possible, looser names the field", () => {
    expect(term(change({ dutyId: "A", frequency: "quarterly" }), "A").frequency).toBe("quarterly");
    expect(fields(() => change({ dutyId: "A", frequency: "two-yearly" }))).toEqual(["/changes/0/frequency"]);
    expect(fields(() => change({ dutyId: "D", frequency: "yearly" }))).toEqual([]);
  });

  test("another frequency drops the day that was agreed for the old one", () => {
    const monthly = changeTerms(
      change({ dutyId: "A", frequency: "monthly", timePoint: { dayOfMonth: 5, inNextSpan: true } }),
      BY_ID,
      [{ dutyId: "A", frequency: "weekly" }],
      "2026-06-10",
    );
    expect(term(monthly, "A")).toMatchObject({ frequency: "weekly", timePoint: null });
  });

  test("every wrong field of every row is named", () => {
    const wrong = fields(() =>
      change(
        { dutyId: "A", startsOn: "2026-06-09", timePoint: { dayOfWeek: 1 } },
        { dutyId: "B", maxSilence: { amount: 2, unit: "hours" } },
        { dutyId: "X", secondReview: true },
      ),
    );
    expect(wrong).toEqual([
      "/changes/0/timePoint/dayOfWeek",
      "/changes/0/startsOn",
      "/changes/1/maxSilence",
      "/changes/2/dutyId",
    ]);
  });

  test("realtime needs its nature; leaving it drops the nature", () => {
    expect(fields(() => change({ dutyId: "A", frequency: "realtime" }))).toEqual(["/changes/0/nature"]);
    const continuous = change({ dutyId: "A", frequency: "realtime", nature: "continuous" });
    expect(term(continuous, "A").nature).toBe("continuous");
    const back = changeTerms(continuous, BY_ID, [{ dutyId: "A", frequency: "daily" }], "2026-06-10");
    expect(term(back, "A").nature).toBeNull();
  });

  test("what was agreed not to apply can be made to apply again; the level's rule cannot be overruled", () => {
    const without = withoutDuties(general, new Set(["A", "B"]));
    const again = changeTerms(
      without,
      BY_ID,
      [
        { dutyId: "A", applicable: true },
        { dutyId: "B", applicable: true },
      ],
      "2026-06-10",
    );
    expect([term(again, "A").applicable, term(again, "B").applicable]).toEqual([true, false]);
  });

  test("a version that says the same is refused", () => {
    expect(fields(() => requireDifference(general, change({ dutyId: "A", secondReview: false })))).toEqual([
      "/changes",
    ]);
    expect(fields(() => requireApplicable(general, ["A", "B"]))).toEqual(["/dutyIds/1"]);
  });

  test("two versions are compared field by field, whatever the order of the keys", () => {
    const shuffled = general.map((each) =>
      JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(each).reverse()))),
    );
    expect(compareTerms(general, shuffled)).toEqual([]);
    const after = withParameters(
      change({ dutyId: "A", frequency: "monthly" }),
      new Map([["C", { scope: "all" }]]),
    );
    expect(compareTerms(general, after)).toEqual([
      { dutyId: "A", field: "frequency", from: "yearly", to: "monthly" },
      { dutyId: "C", field: "parameters", from: {}, to: { scope: "all" } },
    ]);
  });

  test("what was agreed wins over the settings", () => {
    const defaults = {
      submitWithin: { amount: 9, unit: "workdays", source: "setting" },
      joinBelowPercent: 10,
    } as const;
    expect(termsOf(term(general, "A"), defaults).submitWithin?.source).toBe("setting");
    const agreed = term(change({ dutyId: "A", submitWithin: { amount: 3, unit: "days" } }), "A");
    expect(termsOf(agreed, defaults).submitWithin).toEqual({ amount: 3, unit: "days", source: "agreed" });
  });
});

describe("parameters", () => {
  const spec = (over: object) =>
    ({ key: "k", kind: "assign", type: "text", label: words, ...over }) as Duty["parameters"][number];
  const options = [
    { key: "a", label: { zh: "甲", en: "A" } },
    { key: "b", label: { zh: "乙", en: "B" } },
  ];
  const ok = (s: Duty["parameters"][number], value: unknown) =>
    checkParameters({ parameters: [s] }, { k: value as string }).length === 0;

  test("durations are ISO 8601 and read as days or hours", () => {
    const duration = spec({ type: "duration" });
    expect(["P30D", "PT4H", "P6M"].map((value) => ok(duration, value))).toEqual([true, true, true]);
    expect(["30", "P1D2H", "P0D", "soon", ""].map((value) => ok(duration, value))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect([formatParameter(duration, "P30D", "zh"), formatParameter(duration, "PT4H", "en")]).toEqual([
      "30 天",
      "4 hours",
    ]);
  });

  test("choices come from the options, lists hold something", () => {
    expect([ok(spec({ kind: "select", options }), "a"), ok(spec({ kind: "select", options }), "c")]).toEqual([
      true,
      false,
    ]);
    const several = spec({ kind: "select", options, multiple: true });
    expect([ok(several, ["a", "b"]), ok(several, []), ok(several, "a")]).toEqual([true, false, false]);
    expect([
      ok(spec({ type: "list" }), ["x"]),
      ok(spec({ type: "list" }), [" "]),
      ok(spec({}), "x"),
      ok(spec({}), ["x"]),
    ]).toEqual([true, false, true, false]);
    expect(formatParameter(several, ["a", "b"], "zh")).toBe("甲、乙");
    expect(checkParameters({ parameters: [] }, { other: "x" })[0]?.field).toBe("/other");
  });
});

describe("more time", () => {
  const due = new Date("2026-06-30T15:59:59.999Z");
  const on = (iso: string) => new Date(`${iso}T15:59:59.999Z`);
  test("is asked for before the limit and for a later day", () => {
    expect(fields(() => requireExtendable(due, on("2026-07-10"), on("2026-06-20")))).toEqual([]);
    expect(fields(() => requireExtendable(due, on("2026-07-10"), on("2026-07-01")))).toEqual([
      "deadline-passed",
    ]);
    expect(fields(() => requireExtendable(due, on("2026-06-30"), on("2026-06-20")))).toEqual(["/until"]);
    expect(fields(() => requireExtendable(due, on("2028-01-01"), on("2026-06-20")))).toEqual(["/until"]);
    expect(fields(() => requireExtendable(null, on("2026-07-10"), on("2026-06-20")))).toEqual([
      "wrong-state",
    ]);
  });
});

describe("who may change which setting", () => {
  const refused = (
    post: "supervisor-lead" | "security-admin",
    key: Parameters<typeof isLoosening>[0],
    from: unknown,
    to: unknown,
  ) => fields(() => requireSettingChange(permissionsOf([post]), key, from, to));

  test("security settings are the security administrator's, below the source's value not alone", () => {
    expect(refused("security-admin", "password.minLength", 14, 16)).toEqual([]);
    expect(refused("security-admin", "password.minLength", 14, 10)).toEqual(["second-person-needed"]);
    expect(refused("security-admin", "password.minLength", 16, 14)).toEqual([]);
    expect(refused("supervisor-lead", "password.minLength", 14, 16)).toEqual(["forbidden"]);
    expect(refused("supervisor-lead", "session.idleMinutes", 30, 60)).toEqual(["forbidden"]);
    expect(refused("supervisor-lead", "upload.allowUnscanned", false, true)).toEqual(["forbidden"]);
    expect(refused("supervisor-lead", "submission.twoPersonProvider", true, false)).toEqual(["forbidden"]);
  });

  test("business settings are the lead's", () => {
    expect(refused("supervisor-lead", "posture.dueSoonDays", 7, 10)).toEqual([]);
    expect(refused("security-admin", "posture.dueSoonDays", 7, 10)).toEqual(["forbidden"]);
  });
});
