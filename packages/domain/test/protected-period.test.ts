import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkNilReport,
  checkProtectedPeriod,
  nilDays,
  nilStanding,
  PROTECTED_PERIOD_ACTIONS,
  PROTECTED_PERIOD_STATES,
  type ProtectedPeriodFacts,
  type ProtectedPeriodState,
  protectedPeriodStanding,
  Refusal,
  startOfDay,
  stepProtectedPeriod,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const at = (text: string) => new Date(`${text}:00+08:00`);
const lead = person("p-lead", "city", "supervisor-lead");
const provider = person("p-provider", "provider", "provider-member");
const span = { from: at("2026-09-30T18:00"), to: at("2026-10-03T08:00") };
const facts = (state: ProtectedPeriodState): ProtectedPeriodFacts => ({ ...span, state, orgId: "city" });
const refused = (work: () => unknown): string => outcomeOf(work).replace("done", "taken");

describe("states of a protected period", () => {
  const MAY: Readonly<Record<ProtectedPeriodState, readonly ProtectedPeriodState[]>> = {
    draft: ["draft", "deployed", "withdrawn"],
    deployed: ["deployed", "withdrawn", "closed"],
    closed: [],
    withdrawn: [],
  };
  it("no sequence of steps at any time leads anywhere else, and nothing that began is withdrawn", () => {
    const step = fc.tuple(fc.constantFrom(...PROTECTED_PERIOD_ACTIONS), fc.integer({ min: -200, max: 300 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state: ProtectedPeriodState = "draft";
        let hour = -201;
        for (const [action, when] of steps) {
          hour = Math.max(hour, when);
          const now = new Date(span.from.getTime() + hour * 3_600_000);
          const before = state;
          try {
            state = stepProtectedPeriod(lead, facts(before), action, now);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
            continue;
          }
          expect(MAY[before]).toContain(state);
          if (state === "withdrawn" && before === "deployed") expect(now < span.from).toBe(true);
          if (state === "closed") expect(now >= span.to).toBe(true);
        }
      }),
    );
  });
  it("is moved by the organisation whose it is, with the right to", () => {
    for (const state of PROTECTED_PERIOD_STATES) {
      expect(refused(() => stepProtectedPeriod(provider, facts(state), "deploy", span.from))).toBe(
        "forbidden",
      );
      const other = { ...lead, orgId: "district" };
      expect(refused(() => stepProtectedPeriod(other, facts(state), "deploy", span.from))).toBe(
        "not-your-organisation",
      );
    }
    expect(refused(() => stepProtectedPeriod(lead, facts("draft"), "deploy", span.to))).toBe(
      "deadline-passed",
    );
  });
  it("tells by the clock how it stands", () => {
    const told = (when: string) => protectedPeriodStanding(facts("deployed"), at(when));
    expect(
      ["2026-09-30T17:59", "2026-09-30T18:00", "2026-10-03T07:59", "2026-10-03T08:00"].map(told),
    ).toEqual(["upcoming", "running", "running", "summing-up"]);
  });
  it("asks for a plan, a cloud and a sensible time", () => {
    const now = at("2026-09-25T10:00");
    const good = { ...span, name: "国庆重保", plan: "24 小时现场值守", nilHour: 17, clouds: 2 };
    checkProtectedPeriod(good, now, 60);
    const bad = { ...good, name: " ", plan: "", clouds: 0, to: good.from };
    expect(refused(() => checkProtectedPeriod(bad, now, 60))).toBe("invalid-input");
    expect(refused(() => checkProtectedPeriod({ ...good, to: at("2027-01-01T00:00") }, now, 60))).toBe(
      "invalid-input",
    );
  });
});

describe("nil reports", () => {
  const order = { ...span, nilHour: 17, deployedAt: at("2026-09-28T09:00") };
  it("are due each day at the hour, once the period runs", () => {
    // The first evening begins after the hour; the last morning still has its report.
    expect(nilDays(order).map(({ day }) => day)).toEqual(["2026-10-01", "2026-10-02", "2026-10-03"]);
    expect(nilDays({ ...order, nilHour: 20 }).map(({ day }) => day)).toContain("2026-09-30");
    expect(nilDays({ ...order, deployedAt: at("2026-10-01T18:00") }).map(({ day }) => day)).toEqual([
      "2026-10-02",
      "2026-10-03",
    ]);
  });
  it("one day of one cloud stands in exactly one way, whatever the time", () => {
    const hours = fc.integer({ min: -100, max: 200 });
    fc.assert(
      fc.property(hours, fc.option(hours), fc.integer({ min: 0, max: 3 }), (nowHour, filedHour, events) => {
        const [day] = nilDays(order);
        if (!day) throw new Error("no day");
        const moment = (hour: number) => new Date(day.dueAt.getTime() + hour * 3_600_000);
        const report = filedHour === null ? undefined : { events, filedAt: moment(filedHour) };
        const stands = nilStanding(day, report, moment(nowHour));
        if (report)
          expect(stands).toBe(filedHour !== null && filedHour > 0 ? "late" : events > 0 ? "events" : "nil");
        else if (nowHour > 0) expect(stands).toBe("missing");
        else expect(stands).toBe(moment(nowHour) >= startOfDay(day.day) ? "waiting" : "ahead");
      }),
    );
  });
  it("are the provider's, of a day that began, and say what happened", () => {
    const now = at("2026-10-02T16:00");
    const p = { ...facts("deployed"), nilHour: 17, deployedAt: order.deployedAt };
    const check = (day: string, events = 0, note = "", actor = provider, when = now) =>
      refused(() => checkNilReport(actor, { providerOrgId: "provider" }, p, { day, events, note }, when));
    expect(check("2026-10-02")).toBe("taken");
    expect(check("2026-10-01", 1, "门户短时无法访问")).toBe("taken");
    expect(check("2026-10-02", 1)).toBe("invalid-input");
    expect(check("2026-10-03")).toBe("invalid-input");
    expect(check("2026-10-09")).toBe("invalid-input");
    expect(check("2026-10-02", 0, "", { ...provider, orgId: "other" })).toBe("not-your-organisation");
    expect(check("2026-10-02", 0, "", lead)).toBe("forbidden");
    expect(check("2026-10-02", 0, "", provider, at("2026-09-29T10:00"))).toBe("wrong-state");
  });
});
