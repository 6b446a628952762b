import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  askClosing,
  BUILT_IN_CALENDAR as CAL,
  type ClockInput,
  type ClockParty,
  clockIdentity,
  clockStanding,
  closeIncident,
  compareReport,
  confirmIncident,
  customerStanding,
  dismissIncident,
  enterPhase,
  grade,
  gradeByRegulation,
  gradeByStandard,
  INCIDENT_LEVELS,
  INCIDENT_PHASES,
  INCIDENT_STATES,
  incidentActions,
  type IncidentFacts,
  type IncidentStanding,
  type IncidentState,
  incidentTurn,
  checkTimes,
  mergeIncident,
  neededClocks,
  notifyCustomers,
  OPERATOR_KINDS,
  planClocks,
  recordTelling,
  reopenIncident,
  SEVERITY_GRADES,
  SYSTEM_IMPORTANCES,
  UNGRADED,
  waiveCustomer,
  writeReport,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const NOW = new Date("2026-10-01T02:00:00Z"); // 国庆节, 10:00 in Shanghai

const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const provider: IncidentStanding = {
  actor: person("p", "provider", "provider-member"),
  provides: true,
  supervises: false,
};
const supervisor: IncidentStanding = {
  actor: person("s", "supervisor", "supervisor-reviewer"),
  provides: false,
  supervises: true,
};
const stranger: IncidentStanding = { ...provider, provides: false };
const facts = (more: Partial<IncidentFacts> = {}): IncidentFacts => ({
  state: "reported",
  knownAt: NOW,
  confirmDueAt: minutes(60),
  compareDueAt: null,
  reportVersion: null,
  agreedVersion: null,
  ...more,
});

describe("levels", () => {
  it.each([
    ["particularly-important", "particularly-severe", "minor", "extraordinary"],
    ["particularly-important", "severe", "minor", "major"],
    ["important", "particularly-severe", "minor", "major"],
    ["particularly-important", "larger", "minor", "larger"],
    ["important", "severe", "minor", "larger"],
    ["general", "particularly-severe", "minor", "larger"],
    ["important", "larger", "minor", "general"],
    ["general", "minor", "particularly-severe", "extraordinary"],
    ["general", "unknown", "severe", "major"],
    ["general", "unknown", "unknown", "general"],
  ] as const)("%s system, %s loss, %s effect: %s", (importance, loss, social, level) => {
    const found = gradeByStandard({ importance, loss, social, measures: {} });
    expect(found.level).toBe(level);
    expect(found.reasons.length).toBeGreaterThan(1);
  });

  it("counts the threshold itself, and the worst measure", () => {
    const by = (measures: object) => gradeByRegulation({}, { ...UNGRADED, measures }).level;
    expect(by({})).toBe("general");
    expect(by({ personalInfo: 999_999 })).toBe("general");
    expect(by({ personalInfo: 1_000_000 })).toBe("larger");
    expect(by({ personalInfo: 1_000_000, portal: 360 })).toBe("major");
    expect(by({ ciiOutage: 30 })).toBe("larger");
    expect(by({ population: 10_000_000 })).toBe("extraordinary");
    expect(
      gradeByRegulation(
        { "incident.personalInfo": [300, 200, 100] },
        { ...UNGRADED, measures: { personalInfo: 250 } },
      ).level,
    ).toBe("major");
  });

  it("never falls when a loss or a measure grows", () => {
    const rank = (level: (typeof INCIDENT_LEVELS)[number]) => -INCIDENT_LEVELS.indexOf(level);
    fc.assert(
      fc.property(
        fc.constantFrom(...SYSTEM_IMPORTANCES),
        fc.constantFrom(...SEVERITY_GRADES),
        fc.nat(200_000_000),
        fc.nat(200_000_000),
        (importance, loss, a, b) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const by = (personalInfo: number) =>
            gradeByRegulation({}, { ...UNGRADED, measures: { personalInfo } }).level;
          expect(rank(by(high))).toBeGreaterThanOrEqual(rank(by(low)));
          const standard = (social: (typeof SEVERITY_GRADES)[number]) =>
            rank(gradeByStandard({ importance, loss, social, measures: {} }).level);
          expect(standard("severe")).toBeGreaterThanOrEqual(standard("larger"));
        },
      ),
    );
  });

  it("wants a reason for another level than computed, and keeps both scales apart", () => {
    const inputs = { ...UNGRADED, measures: { personalInfo: 2_000_000 } };
    expect(outcomeOf(() => grade({}, inputs, { regulation: "general" }, " "))).toBe("reason-required");
    const graded = grade({}, inputs, { regulation: "general" }, "重复数据");
    expect(graded.regulation).toMatchObject({ level: "larger", decided: "general", effective: "general" });
    expect(graded.standard).toMatchObject({ level: "general", decided: null, effective: "general" });
    expect(outcomeOf(() => grade({}, { ...inputs, measures: { views: -1 } }, {}, ""))).toBe("invalid-input");
  });
});

const party = (more: Partial<ClockParty> = {}): ClockParty => ({
  orgId: "provider",
  side: "provider",
  operator: "other",
  knewAt: NOW,
  ...more,
});
const input = (more: Partial<ClockInput> = {}): ClockInput => ({
  level: "general",
  levelSince: NOW,
  crimeSince: null,
  handledAt: null,
  round: 0,
  parties: [party()],
  told: [],
  ...more,
});
const brief = (of: ClockInput) =>
  neededClocks(CAL, {}, of).map(({ orgId, to, from, dueAt, legal }) => [
    orgId,
    to,
    (dueAt.getTime() - from.getTime()) / 60_000,
    legal,
  ]);

describe("clocks", () => {
  it("tells customers and supervisor of everything, authorities from 较大 up", () => {
    const contract = [
      ["provider", "customers", 60, false],
      ["provider", "supervisor", 120, false],
    ];
    expect(brief(input())).toEqual(contract);
    expect(brief(input({ level: "larger" }))).toEqual([
      ...contract,
      ["provider", "provincial-cyberspace-office", 240, true],
    ]);
    expect(
      brief(input({ level: "larger", parties: [party({ operator: "cii", side: "customer", orgId: "c" })] })),
    ).toEqual([
      ["c", "protection-department", 60, true],
      ["c", "police", 60, true],
    ]);
    expect(
      brief(
        input({ level: "larger", parties: [party({ operator: "central", side: "customer", orgId: "c" })] }),
      ),
    ).toEqual([["c", "own-cyberspace-office", 120, true]]);
  });

  it("runs on upwards from 重大 up, once the authority was told", () => {
    const told = [
      { orgId: "provider", channel: "provincial-cyberspace-office", kind: "first", at: minutes(100) },
    ] as const;
    expect(brief(input({ level: "larger", told }))).toHaveLength(3);
    expect(brief(input({ level: "major", told })).at(-1)).toEqual([
      "provider",
      "national-cyberspace-office",
      60,
      true,
    ]);
    const cii = brief(
      input({
        level: "extraordinary",
        parties: [party({ operator: "cii" })],
        told: [{ orgId: "provider", channel: "protection-department", kind: "first", at: minutes(10) }],
      }),
    );
    expect(cii.slice(-2)).toEqual([
      ["provider", "national-cyberspace-office", 30, true],
      ["provider", "national-police", 30, true],
    ]);
  });

  it("takes what contracts say before the setting, and reports a crime", () => {
    const clocks = neededClocks(
      CAL,
      {},
      input({ parties: [party({ customersWithin: 15 })], crimeSince: NOW }),
    );
    expect(clocks.map(({ to, source }) => [to, source])).toEqual([
      ["customers", "contract"],
      ["supervisor", "incident.supervisorWithin"],
      ["police", "incident.policeWithin"],
    ]);
  });

  it("counts the closing report through the National Day week, law being moved by no holiday", () => {
    const [closing] = neededClocks(
      CAL,
      {},
      input({ level: "larger", handledAt: new Date("2026-09-05T02:00:00Z") }),
    ).slice(-1);
    expect(closing).toMatchObject({ kind: "closing", legal: true });
    expect(closing?.dueAt.toISOString()).toBe("2026-10-05T15:59:59.999Z");
  });

  it("starts where the fact was known, never where it was typed, and not before the party knew", () => {
    const needed = neededClocks(
      CAL,
      {},
      input({ level: "larger", levelSince: minutes(30), parties: [party({ knewAt: minutes(45) })] }),
    );
    expect(needed.at(-1)?.from).toEqual(minutes(45));
  });

  const stored = (of: ClockInput) =>
    neededClocks(CAL, {}, of).map((clock, i) => ({
      ...clock,
      id: `${i}`,
      doneAt: null as Date | null,
      stoppedAt: null,
    }));

  it("a level lowered after a clock has run out does not undo the breach", () => {
    const running = stored(input({ level: "larger" }));
    const lowered = neededClocks(CAL, {}, input({ level: "general" }));
    expect(planClocks(running, lowered, minutes(239)).stop).toEqual(["2"]);
    expect(planClocks(running, lowered, minutes(241)).stop).toEqual([]);
  });

  it("property: whatever the levels do, no expired clock is ever stopped, and asking twice starts nothing twice", () => {
    const step = fc.record({
      level: fc.constantFrom(...INCIDENT_LEVELS),
      operator: fc.constantFrom(...OPERATOR_KINDS),
      wait: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let at = 0;
        let clocks: ReturnType<typeof stored> = [];
        const broken = new Set<string>();
        for (const { level, operator, wait } of steps) {
          const of = input({ level, levelSince: minutes(at), parties: [party({ operator })] });
          const needed = neededClocks(CAL, {}, of);
          const plan = planClocks(clocks, needed, minutes(at));
          for (const id of plan.stop) expect(broken.has(id)).toBe(false);
          clocks = clocks
            .filter((clock) => !plan.stop.includes(clock.id))
            .map((clock) => ({ ...clock, ...plan.sooner.find(({ id }) => id === clock.id)?.clock }));
          clocks.push(
            ...plan.start.map((clock, i) => ({ ...clock, id: `${at} ${i}`, doneAt: null, stoppedAt: null })),
          );
          expect(planClocks(clocks, needed, minutes(at)).start).toEqual([]);
          expect(new Set(clocks.map(clockIdentity)).size).toBe(clocks.length);
          at += wait;
          for (const clock of clocks)
            if (clockStanding(clock, minutes(at)) === "expired") broken.add(clock.id);
          for (const id of broken) expect(clocks.map((clock) => clock.id)).toContain(id);
        }
      }),
    );
  });

  it("a clock is met, met late, near or expired by instants alone", () => {
    const clock = { warnAt: minutes(30), dueAt: minutes(60), doneAt: null as Date | null, stoppedAt: null };
    expect(clockStanding(clock, minutes(29))).toBe("running");
    expect(clockStanding(clock, minutes(30))).toBe("near");
    expect(clockStanding(clock, minutes(60))).toBe("near");
    expect(clockStanding(clock, minutes(61))).toBe("expired");
    expect(clockStanding({ ...clock, doneAt: minutes(60) }, minutes(999))).toBe("met");
    expect(clockStanding({ ...clock, doneAt: minutes(61) }, minutes(999))).toBe("met-late");
  });
});

describe("the course of an incident", () => {
  it("is handled by whoever runs the cloud, judged by whoever supervises it", () => {
    expect(confirmIncident(provider, facts())).toBe("confirmed");
    expect(outcomeOf(() => confirmIncident(stranger, facts()))).toBe("not-your-organisation");
    expect(outcomeOf(() => dismissIncident(provider, facts(), "误报"))).toBe("forbidden");
    expect(outcomeOf(() => dismissIncident(supervisor, facts(), " "))).toBe("reason-required");
    expect(dismissIncident(supervisor, facts(), "扫描器误判")).toBe("false-alarm");
    expect(outcomeOf(() => enterPhase(supervisor, facts({ state: "confirmed" }), "containment"))).toBe(
      "forbidden",
    );
  });

  it("goes through the phases in order, and back", () => {
    expect(enterPhase(provider, facts({ state: "confirmed" }), "containment")).toBe("containment");
    expect(outcomeOf(() => enterPhase(provider, facts({ state: "confirmed" }), "recovery"))).toBe(
      "wrong-state",
    );
    expect(enterPhase(provider, facts({ state: "recovery" }), "containment")).toBe("containment");
  });

  it("merges into a running one, never into itself or into one that is over", () => {
    const a = { ...facts(), id: "a" };
    expect(mergeIncident(supervisor, a, { ...facts({ state: "containment" }), id: "b" })).toBe("merged");
    expect(outcomeOf(() => mergeIncident(supervisor, a, a))).toBe("invalid-input");
    expect(outcomeOf(() => mergeIncident(supervisor, a, { ...facts({ state: "closed" }), id: "b" }))).toBe(
      "wrong-state",
    );
  });

  it("compares the report in force and no other", () => {
    const of = facts({ state: "closing-asked", reportVersion: 3 });
    expect(outcomeOf(() => compareReport(supervisor, of, { reportVersion: 2, agrees: true, note: "" }))).toBe(
      "stale-version",
    );
    expect(
      outcomeOf(() => compareReport(supervisor, of, { reportVersion: 3, agrees: false, note: "" })),
    ).toBe("reason-required");
    expect(compareReport(supervisor, of, { reportVersion: 3, agrees: false, note: "时间不符" }).state).toBe(
      "recovery",
    );
    expect(compareReport(supervisor, of, { reportVersion: 3, agrees: true, note: "" }).agreedVersion).toBe(3);
  });

  it("tells customers before the supervisor, or says why not; law does not wait", () => {
    const of = facts({ state: "confirmed" });
    const tell = (channel: "supervisor" | "police", reason: string, untold: number) =>
      recordTelling(provider, of, { channel, toldAt: minutes(5), reason }, { untold }, minutes(5));
    expect(outcomeOf(() => tell("supervisor", "", 3))).toBe("incident-customers-first");
    expect(tell("supervisor", "客户清单核对中", 3)).toEqual({ outOfOrder: true });
    expect(tell("supervisor", "", 0)).toEqual({ outOfOrder: false });
    expect(tell("police", "", 3)).toEqual({ outOfOrder: false });
    expect(
      outcomeOf(() =>
        recordTelling(
          provider,
          of,
          { channel: "police", toldAt: minutes(60), reason: "" },
          { untold: 0 },
          NOW,
        ),
      ),
    ).toBe("invalid-input");
  });

  it("takes no time from the future, before the cloud or out of order", () => {
    const since = minutes(-1000);
    const check = (happened: number | null, known: number) =>
      outcomeOf(() =>
        checkTimes(
          { happenedAt: happened === null ? null : minutes(happened), knownAt: minutes(known) },
          since,
          NOW,
        ),
      );
    expect(check(null, 0)).toBe("done");
    expect(check(-60, -30)).toBe("done");
    expect(check(30, 30)).toBe("invalid-input");
    expect(check(-2000, -30)).toBe("invalid-input");
    expect(check(-10, -30)).toBe("invalid-input");
  });

  it("only the supervisor waives, and only a customer that is still open", () => {
    const of = facts({ state: "recovery" });
    const open = { toldAt: NOW, acknowledgedAt: null, waivedAt: null };
    expect(outcomeOf(() => waiveCustomer(provider, of, open, "已撤销"))).toBe("forbidden");
    expect(outcomeOf(() => waiveCustomer(supervisor, of, open, ""))).toBe("reason-required");
    expect(outcomeOf(() => waiveCustomer(supervisor, of, { ...open, acknowledgedAt: NOW }, "已撤销"))).toBe(
      "wrong-state",
    );
    expect(outcomeOf(() => waiveCustomer(supervisor, of, open, "单位已撤销"))).toBe("done");
  });

  it("a silent or unreachable customer is to be called", () => {
    const base = {
      toldAt: NOW,
      acknowledgedAt: null,
      waivedAt: null,
      readAt: null,
      phoneAt: minutes(480),
      unreachable: false,
    };
    expect(customerStanding(base, minutes(1))).toBe("told");
    expect(customerStanding({ ...base, readAt: minutes(2) }, minutes(3))).toBe("read");
    expect(customerStanding(base, minutes(480))).toBe("to-call");
    expect(customerStanding({ ...base, unreachable: true }, minutes(1))).toBe("to-call");
  });

  /** A case as the server keeps it; every step goes through the rules. */
  interface Model {
    state: IncidentState;
    reportVersion: number | null;
    agreedVersion: number | null;
    customers: { told: boolean; done: boolean }[];
  }
  const STEPS = [
    "confirm",
    "dismiss",
    "containment",
    "eradication",
    "recovery",
    "report",
    "ask",
    "agree",
    "differ",
    "close",
    "reopen",
    "add-customer",
    "notify",
    "acknowledge",
    "waive",
    "merge",
  ] as const;
  const take = (m: Model, step: (typeof STEPS)[number]): void => {
    const of = facts({ state: m.state, reportVersion: m.reportVersion, agreedVersion: m.agreedVersion });
    const untold = m.customers.filter((each) => !each.told && !each.done).length;
    const unacknowledged = m.customers.filter((each) => each.told && !each.done).length;
    const phase = INCIDENT_PHASES.find((each) => each === step);
    if (phase) m.state = enterPhase(provider, of, phase);
    else if (step === "confirm") m.state = confirmIncident(provider, of);
    else if (step === "dismiss") m.state = dismissIncident(supervisor, of, "误报");
    else if (step === "report") {
      writeReport(provider, of);
      m.reportVersion = (m.reportVersion ?? 0) + 1;
    } else if (step === "ask") m.state = askClosing(provider, of);
    else if (step === "agree" || step === "differ") {
      const done = compareReport(supervisor, of, {
        reportVersion: m.reportVersion ?? 0,
        agrees: step === "agree",
        note: "不符",
      });
      Object.assign(m, done);
    } else if (step === "close")
      m.state = closeIncident(supervisor, of, { affected: m.customers.length, untold, unacknowledged });
    else if (step === "reopen") {
      m.state = reopenIncident(supervisor, of, "复发");
      m.agreedVersion = null;
    } else if (step === "notify") {
      notifyCustomers(provider, of, "发生事件");
      for (const each of m.customers) each.told = true;
    } else if (step === "merge")
      m.state = mergeIncident(supervisor, { ...of, id: "a" }, { ...facts(), id: "b" });
    else if (step === "add-customer") {
      notifyCustomers(provider, of, "范围扩大"); // only while it runs
      m.customers.push({ told: false, done: false });
    } else {
      const open = m.customers.find((each) => !each.done && (step === "waive" || each.told));
      if (open && step === "waive")
        waiveCustomer(supervisor, of, { toldAt: null, acknowledgedAt: null, waivedAt: null }, "撤销");
      if (open) open.done = true;
    }
  };

  it("property: no sequence of steps closes it over an untold or silent customer, or an uncompared report", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 40 }), (steps) => {
        const m: Model = {
          state: "reported",
          reportVersion: null,
          agreedVersion: null,
          customers: [{ told: false, done: false }],
        };
        for (const step of steps) {
          const before = m.state;
          if (outcomeOf(() => take(m, step)) !== "done") expect(m.state).toBe(before);
          if (before === "merged") expect(m.state).toBe("merged");
          if (m.state === "closed" && before !== "closed") {
            expect(step).toBe("close");
            expect(m.customers.every((each) => each.done)).toBe(true);
            expect(m.agreedVersion).not.toBeNull();
            expect(m.agreedVersion).toBe(m.reportVersion);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it("the straight way ends closed", () => {
    const m: Model = {
      state: "reported",
      reportVersion: null,
      agreedVersion: null,
      customers: [{ told: false, done: false }],
    };
    for (const step of [
      "confirm",
      "notify",
      "containment",
      "eradication",
      "recovery",
      "report",
      "ask",
      "agree",
      "acknowledge",
      "close",
    ] as const)
      take(m, step);
    expect(m.state).toBe("closed");
  });

  it("offers exactly what the rules then allow, and every open state is somebody's turn", () => {
    const tally = { affected: 1, untold: 0, unacknowledged: 0 };
    for (const state of INCIDENT_STATES) {
      const of = facts({ state, reportVersion: 1, agreedVersion: 1 });
      const over = ["closed", "false-alarm", "merged"].includes(state);
      expect(incidentTurn(of, tally, null, NOW).turn === "none").toBe(over);
      expect(incidentActions(supervisor, of, tally).includes("close")).toBe(
        outcomeOf(() => closeIncident(supervisor, of, tally)) === "done",
      );
      expect(incidentActions(provider, of, tally).includes("ask-closing")).toBe(
        outcomeOf(() => askClosing(provider, of)) === "done",
      );
      expect(incidentActions(stranger, of, tally)).toEqual([]);
    }
  });
});
