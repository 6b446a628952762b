import { type Actor, requireOwn, requirePermission, requireState } from "./actor.ts";
import { type AuthorisationFacts, type EmergencyReview } from "./authorisation.ts";
import { cleanNames, type OperationKind, type Touch } from "./authorisation-scope.ts";
import type { WorkCalendar } from "./calendar.ts";
import { minuteOf } from "./dates.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import { reasonMissing } from "./review.ts";
import { type StoredSettings, windowOf } from "./setting-values.ts";
import { type WindowEnd, windowEnd } from "./window.ts";

export const OPERATION_RESULTS = ["done", "partly", "failed", "rolled-back"] as const;
export type OperationResult = (typeof OPERATION_RESULTS)[number];

/** One operation that was carried out, as the asker reports it. */
export interface OperationReport {
  readonly operation: OperationKind;
  readonly touches: readonly Touch[];
  readonly resourceIds: readonly string[];
  readonly operators: readonly string[];
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/**
 * Whether an operation is taken under a grant, and whether it comes late. Its time must lie inside the grant;
 * what comes after the grant's end is late, and after the limit for recording nothing is taken at all.
 */
export function recordOperation(
  actor: Actor,
  a: AuthorisationFacts,
  report: OperationReport,
  now: Date,
): { readonly late: boolean } {
  requirePermission(actor, "authorisation.record");
  requireOwn(actor, a.askedOrgId);
  requireState(a.state, "granted", "withdrawn");
  const { granted, endsAt, recordDueAt } = a;
  if (granted === null || endsAt === null || recordDueAt === null || a.nothingDone) {
    throw new Refusal("recording-closed", { until: minuteOf(endsAt ?? now) });
  }
  if (now.getTime() > recordDueAt.getTime())
    throw new Refusal("recording-closed", { until: minuteOf(recordDueAt) });
  if (report.endedAt.getTime() < report.startedAt.getTime())
    throw invalid({
      field: "/endedAt",
      message: { zh: "结束时间不能早于开始时间。", en: "Must not be before the start." },
    });
  if (report.endedAt.getTime() > now.getTime())
    throw invalid({
      field: "/endedAt",
      message: { zh: "操作尚未结束，请在完成后登记。", en: "It has not ended yet; record it when it has." },
    });
  if (report.startedAt.getTime() < granted.fromAt.getTime() || report.endedAt.getTime() > endsAt.getTime()) {
    throw new Refusal("operation-outside-grant", { from: minuteOf(granted.fromAt), to: minuteOf(endsAt) });
  }
  const problems = beyondGrant(report, granted);
  if (problems.length > 0) throw invalid(...problems);
  return { late: now.getTime() > endsAt.getTime() };
}

function beyondGrant(
  report: OperationReport,
  granted: NonNullable<AuthorisationFacts["granted"]>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  if (!granted.operations.includes(report.operation))
    wrong("/operation", "该操作类型不在授权范围内。", "This kind of operation was not granted.");
  if (report.touches.length === 0 || !report.touches.every((touch) => granted.touches.includes(touch)))
    wrong("/touches", "触及内容超出授权范围。", "More was touched than was granted.");
  const beyond = report.resourceIds.some((id) => !granted.resourceIds.includes(id));
  if (granted.resourceIds.length > 0 && (report.resourceIds.length === 0 || beyond))
    wrong("/resourceIds", "请从授权的资源中选择。", "Choose from the resources granted.");
  const operators = cleanNames(report.operators);
  if (operators.length === 0) wrong("/operators", "请填写操作人员。", "Say who did it.");
  else if (granted.operators.length > 0 && operators.some((name) => !granted.operators.includes(name)))
    wrong("/operators", "操作人员不在授权名单内。", "Somebody is not among the people granted.");
  return problems;
}

// Questions ----------------------------------------------------------------------------------------------

/** The customer asks about a record; the asker answers within the setting's time. */
export function questionOperation(actor: Actor, a: AuthorisationFacts): void {
  requirePermission(actor, "authorisation.prepare");
  requireOwn(actor, a.customerOrgId);
}

export function answerDue(cal: WorkCalendar, settings: StoredSettings, now: Date): WindowEnd {
  return windowEnd(cal, now, windowOf(settings, "authorisation.answerWithin"));
}

export function answerQuestion(
  actor: Actor,
  a: AuthorisationFacts,
  question: { readonly answeredAt: Date | null },
): void {
  requirePermission(actor, "authorisation.record");
  requireOwn(actor, a.askedOrgId);
  if (question.answeredAt !== null) throw new Refusal("wrong-state", { state: "answered", allowed: "open" });
}

// Emergencies ----------------------------------------------------------------------------------------------

export const EMERGENCY_RULE_STATES = ["prepared", "in-force", "ended"] as const;
export type EmergencyRuleState = (typeof EMERGENCY_RULE_STATES)[number];

/** Who of the organisation may declare one. */
export const EMERGENCY_DECLARERS = ["lead", "anyone"] as const;
export type EmergencyDeclarer = (typeof EMERGENCY_DECLARERS)[number];

export const EMERGENCY_RULE_STANDINGS = ["prepared", "in-force", "expired", "ended"] as const;
export type EmergencyRuleStanding = (typeof EMERGENCY_RULE_STANDINGS)[number];

export interface EmergencyRuleFacts {
  readonly state: EmergencyRuleState;
  readonly customerOrgId: string;
  readonly operatorOrgId: string;
  readonly preparedBy: string;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly declarers: EmergencyDeclarer;
  readonly reportWithinHours: number;
  readonly maxHours: number;
  readonly validTo: Date;
}

export const EMERGENCY_LIMITS = { reportHours: 72, maxHours: 48 } as const;

export function emergencyRuleStanding(rule: EmergencyRuleFacts, now: Date): EmergencyRuleStanding {
  if (rule.state === "ended") return "ended";
  return now.getTime() > rule.validTo.getTime() ? "expired" : rule.state;
}

export function makeEmergencyRule(
  actor: Actor,
  customerOrgId: string,
  operatorOrgId: string,
  twoPerson: boolean,
): EmergencyRuleState {
  requirePermission(actor, twoPerson ? "authorisation.prepare" : "authorisation.decide");
  requireOwn(actor, customerOrgId);
  if (customerOrgId === operatorOrgId) throw new Refusal("same-organisation");
  return twoPerson ? "prepared" : "in-force";
}

export function confirmEmergencyRule(actor: Actor, rule: EmergencyRuleFacts): EmergencyRuleState {
  requirePermission(actor, "authorisation.decide");
  requireOwn(actor, rule.customerOrgId);
  requireState(rule.state, "prepared");
  if (actor.personId === null || actor.personId === rule.preparedBy) throw new Refusal("same-person");
  return "in-force";
}

export function endEmergencyRule(actor: Actor, rule: EmergencyRuleFacts, reason: string): EmergencyRuleState {
  requirePermission(actor, "authorisation.decide");
  requireOwn(actor, rule.customerOrgId);
  requireState(rule.state, "prepared", "in-force");
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "ended";
}

/** Those who lead where an organisation has leads; suppliers and partners have one post. */
function isLead(actor: Actor): boolean {
  return actor.posts.some((post) => post === "provider-lead");
}

export function mayDeclare(actor: Actor, rule: EmergencyRuleFacts, now: Date): boolean {
  return (
    actor.orgId === rule.operatorOrgId &&
    actor.permissions.has("authorisation.ask") &&
    emergencyRuleStanding(rule, now) === "in-force" &&
    (rule.declarers === "anyone" || isLead(actor))
  );
}

/**
 * 应急操作: covered by a rule in force, of its kinds, declared within its hours. It holds from the moment it
 * began until its longest time is over; its report is due so many hours after that end.
 */
export function declareEmergency(
  actor: Actor,
  rule: EmergencyRuleFacts,
  declared: {
    readonly operations: readonly OperationKind[];
    readonly touches: readonly Touch[];
    readonly startedAt: Date;
  },
  now: Date,
): { readonly endsAt: Date; readonly review: EmergencyReview } {
  requirePermission(actor, "authorisation.ask");
  requireOwn(actor, rule.operatorOrgId);
  requireState(emergencyRuleStanding(rule, now), "in-force");
  if (!mayDeclare(actor, rule, now)) throw new Refusal("forbidden");
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  const outside = <T>(some: readonly T[], all: readonly T[]) =>
    some.length === 0 || some.some((each) => !all.includes(each));
  if (outside(declared.operations, rule.operations))
    wrong("/operations", "操作类型不在应急规则约定的范围内。", "Not among the kinds the rule allows.");
  if (outside(declared.touches, rule.touches))
    wrong("/touches", "触及内容不在应急规则约定的范围内。", "More is touched than the rule allows.");
  const earliest = now.getTime() - rule.reportWithinHours * HOUR_MS;
  if (declared.startedAt.getTime() > now.getTime())
    wrong("/startedAt", "尚未开始的操作请按常规申请授权。", "What has not begun is asked for, not declared.");
  else if (declared.startedAt.getTime() < earliest)
    wrong(
      "/startedAt",
      `应急操作须在开始后 ${rule.reportWithinHours} 小时内报告，已超过时限，不在该规则授权范围内。`,
      `It has to be reported within ${rule.reportWithinHours} hours; this one is no longer covered.`,
    );
  if (problems.length > 0) throw invalid(...problems);
  return { endsAt: new Date(declared.startedAt.getTime() + rule.maxHours * HOUR_MS), review: "waiting" };
}

const HOUR_MS = 3_600_000;

/** The report of an emergency is due as the customer agreed, not as the setting says. */
export function emergencyRecordDue(
  cal: WorkCalendar,
  rule: Pick<EmergencyRuleFacts, "reportWithinHours">,
  endsAt: Date,
): WindowEnd {
  return windowEnd(cal, endsAt, { amount: rule.reportWithinHours, unit: "hours", source: "agreed" });
}

export function reviewDue(cal: WorkCalendar, settings: StoredSettings, now: Date): WindowEnd {
  return windowEnd(cal, now, windowOf(settings, "authorisation.reviewWithin"));
}
