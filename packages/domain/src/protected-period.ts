import { type Actor, requirePermission, requireState } from "./actor.ts";
import { addDays, dateOf, type IsoDate, startOfDay } from "./dates.ts";
import type { TimeSpan } from "./duty-roster.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";

/**
 * 重保: festivals, congresses, sensitive weeks. For their length the clouds named are watched on site around the
 * clock (CQZ-8.3.4, GWZ-8.5-c), each provider reports every day by a set hour whether anything happened (零报告),
 * changes are frozen, and nobody tests intrusively. What of it is asked is set per period.
 */

export const PROTECTED_PERIOD_STATES = ["draft", "deployed", "closed", "withdrawn"] as const;
export type ProtectedPeriodState = (typeof PROTECTED_PERIOD_STATES)[number];

/** As the clock tells: deployed means announced, and then running, and then to be summed up. */
export const PROTECTED_PERIOD_STANDINGS = [
  "draft",
  "upcoming",
  "running",
  "summing-up",
  "closed",
  "withdrawn",
] as const;
export type ProtectedPeriodStanding = (typeof PROTECTED_PERIOD_STANDINGS)[number];

export interface ProtectedPeriodFacts extends TimeSpan {
  readonly state: ProtectedPeriodState;
  /** Whose it is. */
  readonly orgId: string;
}

export function protectedPeriodStanding(p: ProtectedPeriodFacts, now: Date): ProtectedPeriodStanding {
  if (p.state !== "deployed") return p.state;
  if (now.getTime() < p.from.getTime()) return "upcoming";
  return now.getTime() < p.to.getTime() ? "running" : "summing-up";
}

export const PROTECTED_PERIOD_ACTIONS = ["change", "deploy", "reschedule", "withdraw", "close"] as const;
export type ProtectedPeriodAction = (typeof PROTECTED_PERIOD_ACTIONS)[number];

/** From which standing a step is possible; the state it leads to. */
const STEPS: Readonly<
  Record<
    ProtectedPeriodAction,
    { readonly from: readonly ProtectedPeriodStanding[]; readonly to: ProtectedPeriodState }
  >
> = {
  change: { from: ["draft"], to: "draft" },
  deploy: { from: ["draft"], to: "deployed" },
  // Longer or shorter, with a reason: events run over, a crisis ends early.
  reschedule: { from: ["upcoming", "running"], to: "deployed" },
  // What has begun was lived through: it ends early, it does not disappear.
  withdraw: { from: ["draft", "upcoming"], to: "withdrawn" },
  close: { from: ["summing-up"], to: "closed" },
};

/** The state after a step. Throws where it is not this person's or not possible now. */
export function stepProtectedPeriod(
  actor: Actor,
  p: ProtectedPeriodFacts,
  action: ProtectedPeriodAction,
  now: Date,
): ProtectedPeriodState {
  requirePermission(actor, "protection.manage");
  if (actor.orgId !== p.orgId) throw new Refusal("not-your-organisation");
  const { from, to } = STEPS[action];
  requireState(protectedPeriodStanding(p, now), ...from);
  // The plan of one that is over already would ask for reports nobody can give any more.
  if (action === "deploy" && p.to.getTime() <= now.getTime())
    throw new Refusal("deadline-passed", { until: p.to.toISOString() });
  return to;
}

export function protectedPeriodActions(
  actor: Actor,
  p: ProtectedPeriodFacts,
  now: Date,
): ProtectedPeriodAction[] {
  return PROTECTED_PERIOD_ACTIONS.filter((action) => {
    try {
      stepProtectedPeriod(actor, p, action, now);
      return true;
    } catch {
      return false;
    }
  });
}

export interface ProtectedPeriodTerms extends TimeSpan {
  readonly name: string;
  readonly plan: string;
  /** The hour of the day by which each day's report is in. */
  readonly nilHour: number;
  readonly clouds: number;
}

const DAY_MS = 86_400_000;

export function checkProtectedPeriod(input: ProtectedPeriodTerms, now: Date, maxDays: number): void {
  const problems: (FieldProblem | false)[] = [
    input.name.trim() === "" && say("/name", "请填写名称。", "Give it a name."),
    input.plan.trim() === "" &&
      say("/plan", "请填写重保方案要点。", "Say what is planned: CQZ-8.3.4 asks for a plan."),
    input.clouds === 0 && say("/cloudIds", "请选择至少一个云平台。", "Choose at least one cloud."),
    ...checkEnd(input, now, maxDays),
  ];
  refuse(problems);
}

/** A new end, while it is ahead or running. */
export function checkNewEnd(p: TimeSpan, to: Date, now: Date, maxDays: number): void {
  refuse([
    ...checkEnd({ from: p.from, to }, now, maxDays),
    to.getTime() === p.to.getTime() && say("/to", "结束时间没有变化。", "The end is the same."),
  ]);
}

function checkEnd({ from, to }: TimeSpan, now: Date, maxDays: number): (FieldProblem | false)[] {
  return [
    to.getTime() <= from.getTime() &&
      say("/to", "结束时间应晚于开始时间。", "The end lies before the beginning."),
    to.getTime() <= now.getTime() && say("/to", "结束时间应晚于当前时间。", "The end lies in the past."),
    to.getTime() - from.getTime() > maxDays * DAY_MS &&
      say("/to", `重保最长 ${maxDays} 天，请分阶段部署。`, `At most ${maxDays} days; divide it into phases.`),
  ];
}

// Nil reports ----------------------------------------------------------------------------------------

export interface NilDay {
  readonly day: IsoDate;
  /** In time while `at <= dueAt`. */
  readonly dueAt: Date;
}

/** The days for which every cloud reports: each day touched whose hour comes after the beginning and the order. */
export function nilDays(p: TimeSpan & { readonly nilHour: number; readonly deployedAt: Date }): NilDay[] {
  const found: NilDay[] = [];
  for (let day = dateOf(p.from); startOfDay(day) < p.to; day = addDays(day, 1)) {
    const dueAt = new Date(startOfDay(day).getTime() + p.nilHour * 3_600_000);
    if (dueAt > p.from && dueAt > p.deployedAt) found.push({ day, dueAt });
  }
  return found;
}

export const NIL_STANDINGS = ["nil", "events", "late", "waiting", "missing", "ahead"] as const;
export type NilStanding = (typeof NIL_STANDINGS)[number];

export interface NilReportFacts {
  readonly events: number;
  readonly filedAt: Date;
}

/** How one day of one cloud stands. A late report stays late, whatever it says. */
export function nilStanding(day: NilDay, report: NilReportFacts | undefined, now: Date): NilStanding {
  if (report) {
    if (report.filedAt.getTime() > day.dueAt.getTime()) return "late";
    return report.events > 0 ? "events" : "nil";
  }
  if (now.getTime() > day.dueAt.getTime()) return "missing";
  return startOfDay(day.day).getTime() <= now.getTime() ? "waiting" : "ahead";
}

export interface NilReportInput {
  readonly day: IsoDate;
  readonly events: number;
  readonly note: string;
}

/** Throws unless this organisation may report this day now; answers the day it is for. */
export function checkNilReport(
  actor: Actor,
  cloud: { readonly providerOrgId: string },
  p: ProtectedPeriodFacts & { readonly nilHour: number; readonly deployedAt: Date | null },
  input: NilReportInput,
  now: Date,
): NilDay {
  requirePermission(actor, "protection.report");
  if (actor.orgId !== cloud.providerOrgId) throw new Refusal("not-your-organisation");
  requireState(protectedPeriodStanding(p, now), "running", "summing-up");
  const day = nilDays({ ...p, deployedAt: p.deployedAt ?? now }).find((each) => each.day === input.day);
  refuse([
    day === undefined && say("/day", "该日不在本次重保的报送范围内。", "No report is asked for on that day."),
    day !== undefined &&
      startOfDay(day.day).getTime() > now.getTime() &&
      say("/day", "不能提前报送以后的日期。", "A day that has not begun cannot be reported."),
    input.events > 0 &&
      input.note.trim() === "" &&
      say("/note", "有事件的，请说明情况。", "Say what happened."),
  ]);
  return day as NilDay;
}

function refuse(problems: readonly (FieldProblem | false)[]): void {
  const wrong = problems.filter((each) => each !== false);
  if (wrong.length > 0) throw invalid(...wrong);
}

function say(field: string, zh: string, en: string): FieldProblem {
  return { field, message: { zh, en } };
}
