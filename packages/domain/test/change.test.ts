import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Actor,
  adviseOnChange,
  againstOf,
  analyseChange,
  announceChange,
  assessChange,
  assessDue,
  BUILT_IN_CALENDAR as CAL,
  CHANGE_KINDS,
  CHANGE_OPINIONS,
  CHANGE_STATES,
  type ChangeFacts,
  type ChangeOpinion,
  type ChangePlan,
  type ChangeState,
  changeActions,
  changeTurn,
  compareChange,
  declareChange,
  dismissChange,
  findChange,
  implementChange,
  NO_TERMS,
  noticeOf,
  noticeWindow,
  type OpinionFacts,
  panelOpinion,
  Refusal,
  rescheduleChange,
  stateAfter,
  strictest,
  touchesControls,
  usuallyTouched,
  withdrawChange,
} from "../src/index.ts";
import { outcomeOf, person } from "./people.ts";

const NOW = new Date("2026-11-20T02:00:00Z"); // Friday, 10:00 in Shanghai
const DAY = 86_400_000;
const later = (days: number) => new Date(NOW.getTime() + days * DAY);

const lead = person("ma", "provider", "provider-lead");
const member = person("huang", "provider", "provider-member");
const reviewer = person("li", "supervisor", "supervisor-reviewer");
const chief = person("zhou", "supervisor", "supervisor-lead");
const supervisor = (actor: Actor) => ({ actor, supervises: true });

const PLAN: ChangePlan = {
  kind: "storage",
  title: "对象存储更换为分布式架构",
  what: "更换存储引擎",
  why: "原引擎停止维护",
  reach: "all",
  plain: "当晚部分文件读取可能变慢",
  systems: 0,
  duties: 2,
  plannedFrom: later(20),
  plannedTo: later(21),
};
const draft: ChangeFacts = {
  mode: "planned",
  state: "draft",
  providerOrgId: "provider",
  madeBy: "huang",
  plannedFrom: PLAN.plannedFrom,
  plannedTo: PLAN.plannedTo,
  analysisVersion: 0,
  adviseDueAt: null,
  fileDueAt: null,
  assessDueAt: null,
  compareDueAt: null,
  openQuestions: 0,
};
const with_ = (more: Partial<ChangeFacts>): ChangeFacts => ({ ...draft, ...more });
const notice = (planned: Date, kind: ChangePlan["kind"] = "storage") =>
  noticeOf(CAL, noticeWindow(kind, NO_TERMS, {}), planned, NOW);
const fields = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return error instanceof Refusal ? error.fields.map(({ field }) => field) : [String(error)];
  }
};

describe("notice", () => {
  test("ten working days, the day of telling not counted: Friday 20 November to Friday 4 December", () => {
    expect(notice(new Date("2026-12-04T00:10:00+08:00"))).toMatchObject({
      earliest: "2026-12-04",
      short: false,
    });
    expect(notice(new Date("2026-12-03T23:50:00+08:00"))).toMatchObject({ short: true });
  });

  test("people of the security team: thirty days whatever was agreed for changes", () => {
    const terms = { ...NO_TERMS, noticeWithin: { amount: 3, unit: "workdays", source: "agreed" } } as const;
    expect(noticeWindow("security-team", terms, {})).toMatchObject({ amount: 30, unit: "days" });
    expect(noticeWindow("storage", terms, {})).toMatchObject({ amount: 3, source: "agreed" });
  });

  test("several clouds: the longest notice counts", () => {
    const of = (earliest: string) => ({ earliest, short: false, rule: "" });
    expect(strictest([of("2026-12-01"), of("2026-12-09"), of("2026-12-04")]).earliest).toBe("2026-12-09");
  });

  test("a short notice needs a reason, and with one goes through", () => {
    const soon = { ...PLAN, plannedFrom: later(2), plannedTo: later(3) };
    const short = notice(later(2));
    expect(fields(() => announceChange(lead, draft, soon, short, " ", NOW))).toEqual(["/shortReason"]);
    expect(announceChange(lead, draft, soon, short, "厂商停止服务", NOW)).toBe("announced");
  });
});

describe("announcing", () => {
  test("is the lead's, of the own organisation", () => {
    expect(outcomeOf(() => announceChange(member, draft, PLAN, null, "", NOW))).toBe("forbidden");
    const stranger = person("x", "elsewhere", "provider-lead");
    expect(outcomeOf(() => announceChange(stranger, draft, PLAN, null, "", NOW))).toBe(
      "not-your-organisation",
    );
    expect(announceChange(lead, draft, PLAN, null, "", NOW)).toBe("announced");
  });

  test("says everything that is missing at once", () => {
    const empty = { ...PLAN, title: " ", what: "", why: "", plain: "", duties: 0, reach: "systems" } as const;
    expect(fields(() => announceChange(lead, draft, empty, null, "", NOW))).toEqual([
      "/title",
      "/what",
      "/why",
      "/dutyIds",
      "/systemIds",
      "/plain",
    ]);
  });

  test("not for what has begun: that is an emergency", () => {
    const begun = { ...PLAN, plannedFrom: later(-1) };
    expect(fields(() => announceChange(lead, draft, begun, null, "", NOW))).toEqual(["/plannedFrom"]);
  });

  test("a change of people touches no control item of the platform", () => {
    expect(announceChange(lead, draft, { ...PLAN, kind: "security-team", duties: 0 }, null, "", NOW)).toBe(
      "announced",
    );
  });
});

describe("the opinion", () => {
  const analysed = with_({ state: "analysed", analysisVersion: 2 });
  const given = (opinion: ChangeOpinion, analysisVersion = 2) => ({ opinion, analysisVersion, note: "见附" });

  test("on an analysis that was edited meanwhile is refused", () => {
    expect(
      outcomeOf(() => adviseOnChange(supervisor(reviewer), analysed, given("implement", 1), [], 1)),
    ).toBe("stale-version");
  });

  test("is not the provider's own, and not of who does not supervise the cloud", () => {
    const both = person("ma", "provider", "provider-lead", "supervisor-reviewer");
    expect(outcomeOf(() => adviseOnChange(supervisor(both), analysed, given("implement"), [], 1))).toBe(
      "same-organisation",
    );
    expect(
      outcomeOf(() =>
        adviseOnChange({ actor: reviewer, supervises: false }, analysed, given("implement"), [], 1),
      ),
    ).toBe("not-supervisor-of-subject");
  });

  test("of a panel: each person once per version, the quorum makes it, the stricter of equals", () => {
    const first: OpinionFacts[] = [{ personId: "li", analysisVersion: 2, opinion: "implement" }];
    expect(adviseOnChange(supervisor(reviewer), analysed, given("implement"), [], 2)).toBeNull();
    expect(outcomeOf(() => adviseOnChange(supervisor(reviewer), analysed, given("revise"), first, 2))).toBe(
      "same-person",
    );
    expect(adviseOnChange(supervisor(chief), analysed, given("revise"), first, 2)).toBe("revise");
    // What was said of an older version counts no more.
    const old: OpinionFacts[] = [{ personId: "li", analysisVersion: 1, opinion: "implement" }];
    expect(adviseOnChange(supervisor(reviewer), analysed, given("implement"), old, 2)).toBeNull();
  });

  test("panelOpinion is what most say, never milder than an equally frequent one", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHANGE_OPINIONS), { minLength: 1, maxLength: 9 }), (all) => {
        const count = (opinion: ChangeOpinion) => all.filter((each) => each === opinion).length;
        const made = panelOpinion(all);
        for (const each of CHANGE_OPINIONS) {
          expect(count(made)).toBeGreaterThanOrEqual(count(each));
          if (count(each) === count(made))
            expect(CHANGE_OPINIONS.indexOf(made)).toBeGreaterThanOrEqual(CHANGE_OPINIONS.indexOf(each));
        }
      }),
    );
  });

  test("against a change needs words", () => {
    expect(
      fields(() =>
        adviseOnChange(supervisor(reviewer), analysed, { ...given("withdraw"), note: " " }, [], 1),
      ),
    ).toEqual(["/note"]);
  });
});

describe("implementing", () => {
  const done = {
    startedAt: later(-0.2),
    endedAt: later(-0.1),
    result: "as-approved",
    deviations: "",
  } as const;
  const at = (state: ChangeState) =>
    with_({ state, plannedFrom: later(-1), plannedTo: later(1), analysisVersion: 1 });

  test("silence is not consent, and an opinion is not a permit", () => {
    expect(implementChange(lead, at("advised"), done, NOW)).toEqual({ state: "implemented", against: null });
    expect(implementChange(lead, at("analysed"), done, NOW).against).toBe("silence");
    expect(implementChange(lead, at("announced"), done, NOW).against).toBe("silence");
    expect(implementChange(lead, at("revise"), done, NOW).against).toBe("opinion");
    expect(implementChange(lead, at("risky"), done, NOW).against).toBe("opinion");
    expect(
      implementChange(lead, with_({ state: "found", mode: "unannounced", plannedFrom: null }), done, NOW)
        .against,
    ).toBeNull();
  });

  test("not in the future, and not before the time told without saying so", () => {
    expect(fields(() => implementChange(lead, at("advised"), { ...done, endedAt: later(1) }, NOW))).toEqual([
      "/endedAt",
    ]);
    expect(
      fields(() => implementChange(lead, at("advised"), { ...done, startedAt: later(-3) }, NOW)),
    ).toEqual(["/startedAt"]);
    expect(
      fields(() => implementChange(lead, at("advised"), { ...done, result: "rolled-back" }, NOW)),
    ).toEqual(["/deviations"]);
  });

  test("an emergency before the cloud was supervised is refused", () => {
    expect(fields(() => declareChange(lead, "provider", PLAN, done, later(-0.15), NOW))).toEqual([
      "/startedAt",
    ]);
    expect(declareChange(lead, "provider", PLAN, done, later(-100), NOW)).toBe("implemented");
  });
});

describe("after it", () => {
  const assessed = with_({ state: "assessed", analysisVersion: 1 });

  test("what was made in an emergency is analysed before it is assessed", () => {
    const made = with_({ state: "implemented", mode: "emergency" });
    expect(outcomeOf(() => assessChange(lead, made, { summary: "正常", files: 1 }))).toBe("wrong-state");
    expect(analyseChange(lead, made)).toBe("implemented");
    expect(assessChange(lead, { ...made, analysisVersion: 1 }, { summary: "正常", files: 1 })).toBe(
      "assessed",
    );
    expect(outcomeOf(() => analyseChange(lead, with_({ state: "implemented" })))).toBe("wrong-state");
  });

  test("who found a change neither dismisses nor closes its case", () => {
    const found = with_({ mode: "unannounced", state: "found", madeBy: "li" });
    expect(outcomeOf(() => dismissChange(supervisor(reviewer), found, "已核实"))).toBe("same-person");
    expect(dismissChange(supervisor(chief), found, "已核实")).toBe("withdrawn");
    expect(
      outcomeOf(() =>
        compareChange(supervisor(reviewer), { ...found, state: "assessed" }, "consistent", "", null),
      ),
    ).toBe("same-person");
    expect(outcomeOf(() => findChange(lead, "provider", { startedAt: NOW }, NOW))).toBe("forbidden");
  });

  test("what was done without an opinion is not closed without a word", () => {
    expect(fields(() => compareChange(supervisor(chief), assessed, "consistent", "", "silence"))).toEqual([
      "/note",
    ]);
    expect(compareChange(supervisor(chief), assessed, "consistent", "", null)).toBe("closed");
    expect(compareChange(supervisor(chief), assessed, "returned", "缺验证记录", null)).toBe("implemented");
  });

  test("of several clouds' limits the nearest holds", () => {
    const terms = { ...NO_TERMS, assessWithin: { amount: 10, unit: "days", source: "agreed" } } as const;
    const both = assessDue(CAL, {}, [NO_TERMS, terms], NOW);
    expect(both.at).toEqual(assessDue(CAL, {}, [terms], NOW).at);
  });
});

// Any sequence of steps -------------------------------------------------------------------------------------

type Move =
  | "edit"
  | "announce"
  | "reschedule"
  | "analyse"
  | "implement"
  | "revise"
  | "risk"
  | "withdraw"
  | "do"
  | "assess"
  | "back"
  | "close"
  | "wait";

interface Story {
  readonly facts: ChangeFacts;
  /** What was last said of the analysis in hand; null: nothing. */
  readonly said: ChangeOpinion | null;
  readonly against: string | null;
  readonly done: boolean;
}

/** Takes a step if the rules allow it; the story keeps by itself what must then be true. */
function take(story: Story, move: Move): Story {
  const { facts: c } = story;
  const to = (state: ChangeState, more: Partial<Story> = {}, facts: Partial<ChangeFacts> = {}): Story => ({
    ...story,
    ...more,
    facts: { ...c, ...facts, state },
  });
  const done = {
    startedAt: later(-0.2),
    endedAt: later(-0.1),
    result: "with-deviations",
    deviations: "提前",
  } as const;
  const times = { plannedFrom: later(30), plannedTo: later(31) };
  try {
    switch (move) {
      case "announce":
        return to(announceChange(lead, c, PLAN, null, "", NOW));
      case "reschedule":
        return to(rescheduleChange(lead, c, times, notice(times.plannedFrom), "", NOW), {}, times);
      case "analyse": {
        const state = analyseChange(lead, c);
        return to(state, { said: null }, { analysisVersion: c.analysisVersion + 1 });
      }
      case "implement":
      case "revise":
      case "risk": {
        const opinion = move === "risk" ? "withdraw" : move;
        const given = { opinion, analysisVersion: c.analysisVersion, note: "说明" } as const;
        const made = adviseOnChange(supervisor(chief), c, given, [], 1);
        return made === null ? story : to(stateAfter(made), { said: made });
      }
      case "withdraw":
        return to(withdrawChange(lead, c, "不再需要"));
      case "do": {
        const { state, against } = implementChange(lead, c, done, NOW);
        return to(state, { against, done: true });
      }
      case "assess":
        return to(assessChange(lead, c, { summary: "正常", files: 1 }));
      case "back":
        return to(compareChange(supervisor(chief), c, "returned", "补材料", null));
      case "close":
        return to(compareChange(supervisor(chief), c, "consistent", "已说明", null));
      default:
        return story;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return story;
  }
}

const MOVES: Move[] = [
  "announce",
  "reschedule",
  "analyse",
  "implement",
  "revise",
  "risk",
  "withdraw",
  "do",
  "assess",
  "back",
  "close",
  "wait",
];

describe("no sequence of steps", () => {
  test("reaches what the document forbids", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 40 }), (moves) => {
        let story: Story = { facts: draft, said: null, against: null, done: false };
        for (const move of moves) {
          const before = story;
          story = take(story, move);
          const { state, analysisVersion } = story.facts;
          expect(CHANGE_STATES).toContain(state);
          // An opinion rests on an analysis that was handed in, and is the last one said of that version.
          if (state === "advised") expect([analysisVersion > 0, story.said]).toEqual([true, "implement"]);
          if (state === "revise") expect(story.said).toBe("revise");
          if (state === "risky") expect(story.said).toBe("withdraw");
          // What was done is never undone, and only what was done is assessed or closed.
          if (before.done) expect(["implemented", "assessed", "closed"]).toContain(state);
          if (["implemented", "assessed", "closed"].includes(state)) expect(story.done).toBe(true);
          // Whoever implemented without "implement" said of the analysis in hand is marked.
          if (move === "do" && !before.done && story.done)
            expect(story.against).toBe(
              before.said === "implement" ? null : before.said === null ? "silence" : "opinion",
            );
          // The end is the end.
          if (["closed", "withdrawn"].includes(before.facts.state)) expect(state).toBe(before.facts.state);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("leaves the interface offering what the rules refuse", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 20 }), (moves) => {
        const { facts } = moves.reduce(take, {
          facts: draft,
          said: null,
          against: null,
          done: false,
        } as Story);
        const offered = changeActions({ actor: lead, supervises: false }, facts, false);
        const works = (move: Move) =>
          take({ facts, said: null, against: null, done: false }, move).facts !== facts;
        expect(offered.includes("announce")).toBe(works("announce"));
        expect(offered.includes("withdraw")).toBe(works("withdraw"));
        expect(offered.includes("assess")).toBe(works("assess"));
        expect(offered.includes("implement")).toBe(works("do"));
        expect(changeActions(supervisor(chief), facts, false).includes("compare")).toBe(works("close"));
        expect(changeActions(supervisor(chief), facts, false).includes("advise")).toBe(works("revise"));
      }),
    );
  });
});

test("it is somebody's turn until it is over, and against is named for every state before", () => {
  for (const state of CHANGE_STATES) {
    const { turn } = changeTurn(with_({ state }), NOW);
    expect(turn === "none").toBe(state === "closed" || state === "withdrawn");
  }
  expect(againstOf("advised")).toBeNull();
});

test("every kind of change to the platform proposes change control and a renewed risk assessment", () => {
  for (const kind of CHANGE_KINDS) {
    const proposed = usuallyTouched(kind);
    expect(new Set(proposed).size).toBe(proposed.length);
    expect(proposed.includes("JGK-A-46")).toBe(touchesControls(kind));
  }
});
