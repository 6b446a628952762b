import {
  type Actor,
  requireOther,
  requireOtherOrganisation,
  requireOwn,
  requirePermission,
  requireState,
} from "./actor.ts";
import type { WorkCalendar } from "./calendar.ts";
import {
  CHANGE_OPINIONS,
  type ChangeAgainst,
  type ChangeComparison,
  type ChangeFacts,
  type ChangeKind,
  type ChangeOpinion,
  type ChangeReach,
  type ChangeResult,
  type ChangeState,
  type OpinionFacts,
} from "./change-facts.ts";
import { dateOf, type IsoDate, minuteOf } from "./dates.ts";
import type { Permission } from "./permissions.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import { type Reviewer, reasonMissing } from "./review.ts";
import { type StoredSettings, settingOf, windowOf } from "./setting-values.ts";
import { type Window, type WindowEnd, windowEnd } from "./window.ts";

export * from "./change-facts.ts";
export * from "./change-standing.ts";

/**
 * 重大变更 (JGK-6.3). The supervisor's word is an opinion: nothing here waits for it, and nothing takes its
 * absence for consent. What was done is held against the last opinion on the analysis that was in hand.
 */

/** What was agreed for a cloud; what is null follows the settings. */
export interface ChangeTerms {
  readonly noticeWithin: Window | null;
  readonly assessWithin: Window | null;
  /** How many people's opinions make the supervisor's. */
  readonly quorum: number | null;
}

export const NO_TERMS: ChangeTerms = { noticeWithin: null, assessWithin: null, quorum: null };

/** How long beforehand it has to be told: what binds more of the agreed time and the time of the kind. */
export function noticeWindow(kind: ChangeKind, terms: ChangeTerms, settings: StoredSettings): Window {
  if (kind === "security-team") return windowOf(settings, "change.teamNoticeWithin");
  return terms.noticeWithin ?? windowOf(settings, "change.noticeWithin");
}

export interface Notice {
  /** The first day on which it can begin with full notice. */
  readonly earliest: IsoDate;
  readonly short: boolean;
  readonly rule: string;
}

/** Whether a planned start leaves the notice agreed; told today, the day itself is not counted. */
export function noticeOf(cal: WorkCalendar, window: Window, plannedFrom: Date, now: Date): Notice {
  const end = windowEnd(cal, now, window);
  const earliest = dateOf(end.at);
  return { earliest, short: dateOf(plannedFrom) < earliest, rule: end.rule };
}

/** Several clouds: the longest notice counts. */
export function strictest(notices: readonly Notice[]): Notice {
  const [first, ...rest] = notices;
  if (!first) throw new RangeError("no notice");
  return rest.reduce((a, b) => (b.earliest > a.earliest ? b : a), first);
}

/** 重保封网: nothing is planned into it; an emergency is made first and needs no plan. */
export interface Freeze {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

export function requireNoFreeze(freezes: readonly Freeze[]): void {
  const [first] = freezes;
  if (!first) return;
  const until = minuteOf(first.to);
  throw invalid({
    field: "/plannedFrom",
    message: {
      zh: `“${first.name}”期间（${minuteOf(first.from)} 至 ${until}）封网，不安排变更；请改到其他时间，确需立即处置的按紧急变更补报。`,
      en: `Changes are frozen by “${first.name}” until ${until}; choose another time. What cannot wait is an emergency.`,
    },
  });
}

// The provider -------------------------------------------------------------------------------------------

export interface ChangePlan {
  readonly kind: ChangeKind;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly reach: ChangeReach;
  /** For customers, in words they understand. */
  readonly plain: string;
  readonly systems: number;
  /** Control items it touches, confirmed by a person. */
  readonly duties: number;
  readonly plannedFrom: Date | null;
  readonly plannedTo: Date | null;
}

function requireProvider(actor: Actor, c: Pick<ChangeFacts, "providerOrgId">, permission: Permission): void {
  requirePermission(actor, permission);
  requireOwn(actor, c.providerOrgId);
}

export function editChange(actor: Actor, c: ChangeFacts): void {
  requireProvider(actor, c, "change.prepare");
  requireState(c.state, "draft");
}

/** 提前通知: what has to be said before anybody is told. */
export function announceChange(
  actor: Actor,
  c: ChangeFacts,
  plan: ChangePlan,
  notice: Notice | null,
  shortReason: string,
  now: Date,
): ChangeState {
  requireProvider(actor, c, "change.send");
  requireState(c.state, "draft");
  const problems = [...planProblems(plan), ...whenProblems(plan, now)];
  if (notice?.short && shortReason.trim() === "") problems.push(shortNotice(notice));
  if (problems.length > 0) throw invalid(...problems);
  return "announced";
}

export function planProblems(plan: ChangePlan): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  if (plan.title.trim() === "") wrong("/title", "请填写变更名称。", "Give it a name.");
  if (plan.what.trim() === "") wrong("/what", "请写明变更内容。", "Say what changes.");
  if (plan.why.trim() === "") wrong("/why", "请写明变更原因。", "Say why.");
  if (plan.duties === 0 && touchesControls(plan.kind))
    wrong(
      "/dutyIds",
      "请确认变更涉及的控制项，至少选择一项。",
      "Confirm which control items it touches; at least one.",
    );
  if (plan.reach === "systems" && plan.systems === 0)
    wrong("/systemIds", "请选择受影响的业务系统。", "Choose the systems it reaches.");
  if (plan.plain.trim() === "")
    wrong(
      "/plain",
      plan.reach === "none" ? "请说明为何不影响云服务客户。" : "请用客户能看懂的话说明变更及影响。",
      plan.reach === "none" ? "Say why no customer is affected." : "Tell customers in words they understand.",
    );
  return problems;
}

/** An acquisition or a change of people touches no control item of the platform itself. */
export function touchesControls(kind: ChangeKind): boolean {
  return kind !== "provider-event" && kind !== "security-team";
}

function whenProblems(plan: Pick<ChangePlan, "plannedFrom" | "plannedTo">, now: Date): FieldProblem[] {
  const { plannedFrom, plannedTo } = plan;
  if (plannedFrom === null || plannedTo === null) {
    const field = plannedFrom === null ? "/plannedFrom" : "/plannedTo";
    return [{ field, message: { zh: "请填写计划实施的起止时间。", en: "Say when it begins and ends." } }];
  }
  if (plannedFrom.getTime() <= now.getTime()) {
    return [
      {
        field: "/plannedFrom",
        message: {
          zh: "计划开始时间已过；已先行实施的，请按紧急变更补报。",
          en: "That is past; what was done already is filed as an emergency.",
        },
      },
    ];
  }
  if (plannedTo.getTime() <= plannedFrom.getTime())
    return [{ field: "/plannedTo", message: { zh: "应晚于开始时间。", en: "Must be after the start." } }];
  return [];
}

function shortNotice(notice: Notice): FieldProblem {
  return {
    field: "/shortReason",
    message: {
      zh: `通知时间不足：按约定最早 ${notice.earliest} 实施；提前实施的须说明理由。`,
      en: `Too short a notice: with full notice it begins on ${notice.earliest}; say why it cannot wait.`,
    },
  };
}

const BEFORE: readonly ChangeState[] = ["announced", "analysed", "advised", "revise", "risky"];

export function isBeforeImplementation(state: ChangeState): boolean {
  return BEFORE.includes(state);
}

export function rescheduleChange(
  actor: Actor,
  c: ChangeFacts,
  to: { readonly plannedFrom: Date; readonly plannedTo: Date },
  notice: Notice,
  shortReason: string,
  now: Date,
): ChangeState {
  requireProvider(actor, c, "change.send");
  requireState(c.state, ...BEFORE);
  const problems = whenProblems(to, now);
  if (notice.short && shortReason.trim() === "") problems.push(shortNotice(notice));
  if (problems.length > 0) throw invalid(...problems);
  return c.state;
}

/**
 * Hands in the analysis, or a new version of it: whatever was said of the version before no longer holds.
 * What was done first is analysed afterwards, without going back.
 */
export function analyseChange(actor: Actor, c: ChangeFacts): ChangeState {
  requireProvider(actor, c, "change.send");
  requireState(c.state, ...BEFORE, "implemented");
  if (c.state === "implemented") {
    if (c.mode === "planned") requireState<ChangeState>(c.state, ...BEFORE);
    return "implemented";
  }
  return "analysed";
}

export function withdrawChange(actor: Actor, c: ChangeFacts, reason: string): ChangeState {
  requireProvider(actor, c, c.state === "draft" ? "change.prepare" : "change.send");
  requireState(c.state, "draft", ...BEFORE);
  if (c.state !== "draft" && reason.trim() === "") throw reasonMissing("/reason");
  return "withdrawn";
}

export interface Implementation {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly result: ChangeResult;
  readonly deviations: string;
}

function implementationProblems(done: Implementation, now: Date, earliest: Date | null): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  if (done.endedAt.getTime() > now.getTime())
    wrong("/endedAt", "不能晚于现在。", "Must not be in the future.");
  if (done.startedAt.getTime() > done.endedAt.getTime())
    wrong("/startedAt", "应早于结束时间。", "Must not be after the end.");
  if (earliest !== null && done.startedAt.getTime() < earliest.getTime())
    wrong(
      "/startedAt",
      "早于云平台纳入监管的时间，请核对。",
      "Before the cloud was supervised; check the time.",
    );
  if (done.result !== "as-approved" && done.deviations.trim() === "")
    wrong("/deviations", "请写明与计划不一致之处。", "Say what was done otherwise.");
  return problems;
}

/**
 * 实施报告. Nothing stops a provider; what it did against the opinion, or without any, is named as such. Who
 * began before the time it had told deviated from its plan.
 */
export function implementChange(
  actor: Actor,
  c: ChangeFacts,
  done: Implementation,
  now: Date,
): { readonly state: ChangeState; readonly against: ChangeAgainst | null } {
  requireProvider(actor, c, "change.send");
  requireState(c.state, ...BEFORE, "found");
  const problems = implementationProblems(done, now, null);
  if (
    c.plannedFrom !== null &&
    done.result === "as-approved" &&
    done.startedAt.getTime() < c.plannedFrom.getTime()
  )
    problems.push({
      field: "/startedAt",
      message: {
        zh: "早于通知的开始时间：请先改期，或选择“有偏差”并写明原因。",
        en: "Before the time that was told: choose “with deviations” and say why.",
      },
    });
  if (problems.length > 0) throw invalid(...problems);
  return { state: "implemented", against: c.state === "found" ? null : againstOf(c.state) };
}

export function againstOf(state: ChangeState): ChangeAgainst | null {
  if (state === "advised") return null;
  return state === "revise" || state === "risky" ? "opinion" : "silence";
}

/** 紧急变更补报: made first; filed within the window or late, and seen as such. */
export function declareChange(
  actor: Actor,
  providerOrgId: string,
  plan: ChangePlan,
  done: Implementation,
  supervisedFrom: Date,
  now: Date,
): ChangeState {
  requireProvider(actor, { providerOrgId }, "change.send");
  const problems = [...planProblems(plan), ...implementationProblems(done, now, supervisedFrom)];
  if (problems.length > 0) throw invalid(...problems);
  return "implemented";
}

/** 变更后评估: what was made in an emergency, or was found, is analysed before it is called assessed. */
export function assessChange(
  actor: Actor,
  c: ChangeFacts,
  assessment: { readonly summary: string; readonly files: number },
): ChangeState {
  requireProvider(actor, c, "change.send");
  requireState(c.state, "implemented");
  if (c.analysisVersion === 0 && c.mode !== "planned")
    throw new Refusal("wrong-state", {
      state: "未作影响分析 / not analysed",
      allowed: "已作影响分析 / analysed",
    });
  const problems: FieldProblem[] = [];
  if (assessment.summary.trim() === "")
    problems.push({
      field: "/summary",
      message: { zh: "请写明验证与评估结论。", en: "Say what was found." },
    });
  if (assessment.files === 0)
    problems.push({
      field: "/fileIds",
      message: {
        zh: "请至少上传一份验证记录或安全评估报告。",
        en: "Attach the assessment report or the records of verification.",
      },
    });
  if (problems.length > 0) throw invalid(...problems);
  return "assessed";
}

// The supervisor -----------------------------------------------------------------------------------------

function requireAdviser({ actor, supervises }: Reviewer, c: ChangeFacts): void {
  requirePermission(actor, "change.advise");
  requireOtherOrganisation(actor, c.providerOrgId);
  if (!supervises) throw new Refusal("not-supervisor-of-subject");
}

/**
 * One person's opinion on the analysis that was read: on an older version it is refused. Null while more people
 * are asked. Each person is heard once per version.
 */
export function adviseOnChange(
  who: Reviewer,
  c: ChangeFacts,
  given: { readonly opinion: ChangeOpinion; readonly analysisVersion: number; readonly note: string },
  before: readonly OpinionFacts[],
  quorum: number,
): ChangeOpinion | null {
  requireAdviser(who, c);
  requireState(c.state, "analysed");
  if (given.analysisVersion !== c.analysisVersion) throw new Refusal("stale-version");
  if (given.opinion !== "implement" && given.note.trim() === "") throw reasonMissing("/note");
  const heard = before.filter((each) => each.analysisVersion === c.analysisVersion);
  for (const each of heard) requireOther(who.actor, each.personId);
  const all = [...heard.map((each) => each.opinion), given.opinion];
  return all.length >= quorum ? panelOpinion(all) : null;
}

/** What most say; where they are equally many, the stricter. */
export function panelOpinion(opinions: readonly ChangeOpinion[]): ChangeOpinion {
  const count = (opinion: ChangeOpinion) => opinions.filter((each) => each === opinion).length;
  return CHANGE_OPINIONS.reduce((most, each) => (count(each) >= count(most) ? each : most));
}

export function stateAfter(opinion: ChangeOpinion): ChangeState {
  return ({ implement: "advised", revise: "revise", withdraw: "risky" } as const)[opinion];
}

/** 发现未通知的变更: by whoever watches, never by the provider itself, which files an emergency. */
export function findChange(
  actor: Actor,
  providerOrgId: string,
  found: { readonly startedAt: Date },
  now: Date,
): ChangeState {
  requirePermission(actor, "change.find");
  requireOtherOrganisation(actor, providerOrgId);
  if (found.startedAt.getTime() > now.getTime())
    throw invalid({
      field: "/noticedAt",
      message: { zh: "不能晚于现在。", en: "Must not be in the future." },
    });
  return "found";
}

/** It was none: the provider showed that it had told of it, or that nothing changed. */
export function dismissChange(who: Reviewer, c: ChangeFacts, reason: string): ChangeState {
  requireAdviser(who, c);
  requireState(c.state, "found");
  requireOther(who.actor, c.madeBy);
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "withdrawn";
}

/** 比对: who found a change does not close its case. */
export function compareChange(
  who: Reviewer,
  c: ChangeFacts,
  outcome: ChangeComparison,
  note: string,
  against: ChangeAgainst | null,
): ChangeState {
  requireAdviser(who, c);
  requireState(c.state, "assessed");
  if (c.mode === "unannounced") requireOther(who.actor, c.madeBy);
  // What was done without an opinion is not closed without a word about it.
  if ((outcome !== "consistent" || against !== null) && note.trim() === "") throw reasonMissing("/note");
  return outcome === "returned" ? "implemented" : "closed";
}

// Time ---------------------------------------------------------------------------------------------------

export function quorumOf(terms: ChangeTerms, settings: StoredSettings): number {
  return terms.quorum ?? settingOf(settings, "change.quorum");
}

/** The supervisor's own limit, counted from the analysis. Its passing means nothing for the change. */
export function adviseDue(cal: WorkCalendar, settings: StoredSettings, now: Date): WindowEnd {
  return windowEnd(cal, now, windowOf(settings, "change.adviseWithin"));
}

export function emergencyFileDue(cal: WorkCalendar, settings: StoredSettings, endedAt: Date): WindowEnd {
  return windowEnd(cal, endedAt, windowOf(settings, "change.emergencyFileWithin"));
}

export function explainDue(cal: WorkCalendar, settings: StoredSettings, now: Date): WindowEnd {
  return windowEnd(cal, now, windowOf(settings, "change.explainWithin"));
}

export function assessDue(
  cal: WorkCalendar,
  settings: StoredSettings,
  terms: readonly ChangeTerms[],
  endedAt: Date,
): WindowEnd {
  const ends = (terms.length > 0 ? terms : [NO_TERMS]).map((each) =>
    windowEnd(cal, endedAt, each.assessWithin ?? windowOf(settings, "change.assessWithin")),
  );
  return ends.reduce((a, b) => (b.at.getTime() < a.at.getTime() ? b : a));
}

export function compareDue(cal: WorkCalendar, settings: StoredSettings, now: Date): WindowEnd {
  return windowEnd(cal, now, windowOf(settings, "change.compareWithin"));
}
