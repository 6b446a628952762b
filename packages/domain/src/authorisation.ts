import {
  type Actor,
  requireOther,
  requireOtherOrganisation,
  requireOwn,
  requirePermission,
  requireState,
} from "./actor.ts";
import {
  type AuthorisationScope,
  changesSomething,
  cleanNames,
  requireWithin,
  SCOPE_LIMITS,
} from "./authorisation-scope.ts";
import type {
  AskerRole,
  AuthorisationFacts,
  AuthorisationState,
  EmergencyReview,
} from "./authorisation-facts.ts";
import { isReviewable } from "./authorisation-standing.ts";
import type { WorkCalendar } from "./calendar.ts";
import { addMonths, dateOf, endOfDay, minuteOf } from "./dates.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import { reasonMissing } from "./review.ts";
import { type StoredSettings, settingOf, windowOf } from "./setting-values.ts";
import { type WindowEnd, windowEnd } from "./window.ts";

export * from "./authorisation-facts.ts";
export * from "./authorisation-standing.ts";

/**
 * 客户授权: nobody operates on a customer's VM or data without that customer's word (CQZ-7.2.5.5, ZWB14-2-2-3).
 * What is stored are states and instants; whether a grant holds is computed from them, so that it ends by
 * itself whether or not any job runs.
 */
// Asking -------------------------------------------------------------------------------------------------

export interface Ask {
  readonly kind: "once" | "standing";
  readonly scope: AuthorisationScope;
  readonly team: string;
  readonly risk: string;
  readonly rollback: string;
}

/** What is wrong with an ask; limits come from settings, which the page shows beforehand. */
export function checkAsk(ask: Ask, settings: StoredSettings, now: Date): void {
  const { scope } = ask;
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  const operators = cleanNames(scope.operators);
  if (operators.length === 0 && ask.team.trim() === "")
    wrong("/operators", "请填写操作人员，或写明操作班组。", "Name the people, or the team.");
  if (operators.length > SCOPE_LIMITS.operators)
    wrong("/operators", `最多 ${SCOPE_LIMITS.operators} 人。`, `At most ${SCOPE_LIMITS.operators} people.`);
  if (changesSomething(scope.touches)) {
    if (ask.risk.trim() === "")
      wrong("/risk", "操作不限于查看，请说明风险。", "It does more than read: say what the risk is.");
    if (ask.rollback.trim() === "")
      wrong("/rollback", "操作不限于查看，请说明回退办法。", "It does more than read: say how it is undone.");
  }
  const longest = longestEnd(ask.kind, scope.fromAt, settings);
  if (scope.toAt.getTime() <= Math.max(scope.fromAt.getTime(), now.getTime()))
    wrong("/toAt", "结束时间应晚于开始时间和现在。", "Must be later than the start and than now.");
  else if (scope.toAt.getTime() > longest.getTime())
    wrong(
      "/toAt",
      `${ask.kind === "once" ? "单次" : "常态化"}授权最长到 ${minuteOf(longest)}，请缩短时间。`,
      `May last until ${minuteOf(longest)} at most.`,
    );
  if (problems.length > 0) throw invalid(...problems);
}

/** The last instant a grant of a kind may reach when it begins then. */
export function longestEnd(kind: "once" | "standing", fromAt: Date, settings: StoredSettings): Date {
  if (kind === "standing") {
    return endOfDay(addMonths(dateOf(fromAt), settingOf(settings, "authorisation.standingMaxMonths")));
  }
  return new Date(fromAt.getTime() + settingOf(settings, "authorisation.onceMaxDays") * DAY_MS);
}

const DAY_MS = 86_400_000;

/** Asking one's own organisation is no asking. */
export function requireAsker(actor: Actor, customerOrgId: string, role: AskerRole | null): AskerRole {
  requirePermission(actor, "authorisation.ask");
  requireOtherOrganisation(actor, customerOrgId);
  if (role === null) throw new Refusal("forbidden");
  return role;
}

/** The customer's limit: the window of the setting, but not after what was asked for begins or is over. */
export function decideDue(
  cal: WorkCalendar,
  settings: StoredSettings,
  scope: Pick<AuthorisationScope, "fromAt" | "toAt">,
  now: Date,
): WindowEnd {
  const end = windowEnd(cal, now, windowOf(settings, "authorisation.decideWithin"));
  const bound = scope.fromAt.getTime() > now.getTime() ? scope.fromAt : scope.toAt;
  return bound.getTime() < end.at.getTime() ? { ...end, at: bound } : end;
}

export function recallAuthorisation(actor: Actor, a: AuthorisationFacts): AuthorisationState {
  requirePermission(actor, "authorisation.ask");
  requireOwn(actor, a.askedOrgId);
  requireState(a.state, "asked", "prepared");
  return "recalled";
}

// Deciding -----------------------------------------------------------------------------------------------

/** What may be done on behalf of the customer, by whom of it: never by anybody of the asking organisation. */
function requireCustomer(
  actor: Actor,
  a: AuthorisationFacts,
  permission: "authorisation.decide" | "authorisation.prepare",
): void {
  requirePermission(actor, permission);
  requireOtherOrganisation(actor, a.askedOrgId);
  requireOwn(actor, a.customerOrgId);
  requireOther(actor, a.askedBy);
}

/**
 * Grants all or part of what was asked. With two people, whoever is first prepares and another one of the
 * customer's leads confirms. What was permitted late begins late: nothing is allowed before the decision.
 */
export function grantAuthorisation(
  actor: Actor,
  a: AuthorisationFacts,
  scope: AuthorisationScope,
  twoPerson: boolean,
  now: Date,
): { readonly state: AuthorisationState; readonly granted: AuthorisationScope } {
  requireCustomer(actor, a, twoPerson ? "authorisation.prepare" : "authorisation.decide");
  requireState(a.state, "asked");
  requireNotLapsed(a, now);
  const granted = notBefore(scope, now);
  requireWithin(granted, a.asked);
  return { state: twoPerson ? "prepared" : "granted", granted };
}

/** The second person agrees, or gives it back to be decided anew. */
export function confirmAuthorisation(
  actor: Actor,
  a: AuthorisationFacts,
  agree: boolean,
  note: string,
  now: Date,
): { readonly state: AuthorisationState; readonly granted: AuthorisationScope | null } {
  requireCustomer(actor, a, "authorisation.decide");
  requireState(a.state, "prepared");
  requireOther(actor, a.preparedBy);
  if (!agree) {
    if (note.trim() === "") throw reasonMissing("/note");
    return { state: "asked", granted: null };
  }
  requireNotLapsed(a, now);
  const granted = notBefore(a.granted ?? a.asked, now);
  requireWithin(granted, a.asked);
  return { state: "granted", granted };
}

/** A refusal protects the customer: one person is enough, at any stage before the grant. */
export function refuseAuthorisation(actor: Actor, a: AuthorisationFacts, reason: string): AuthorisationState {
  requireCustomer(actor, a, "authorisation.decide");
  requireState(a.state, "asked", "prepared");
  if (reason.trim() === "") throw reasonMissing("/note");
  return "refused";
}

/** So is a withdrawal: it holds from this instant. What was done before may be recorded within the limit. */
export function withdrawAuthorisation(
  actor: Actor,
  a: AuthorisationFacts,
  reason: string,
  now: Date,
): AuthorisationState {
  requireCustomer(actor, a, "authorisation.decide");
  requireRunning(a, now);
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "withdrawn";
}

function requireNotLapsed(a: AuthorisationFacts, now: Date): void {
  if (a.asked.toAt.getTime() <= now.getTime())
    throw new Refusal("deadline-passed", { until: minuteOf(a.asked.toAt) });
}

function notBefore(scope: AuthorisationScope, now: Date): AuthorisationScope {
  return scope.fromAt.getTime() < now.getTime() ? { ...scope, fromAt: now } : scope;
}

/** Granted and not over; a withdrawn, finished or ended one never comes back. */
function requireRunning(a: AuthorisationFacts, now: Date): void {
  requireState(a.state, "granted");
  if (a.endsAt !== null && now.getTime() > a.endsAt.getTime())
    throw new Refusal("deadline-passed", { until: minuteOf(a.endsAt) });
}

// The end ------------------------------------------------------------------------------------------------

/** Until when what was done inside a grant may still be recorded, counted from its end. */
export function recordDue(cal: WorkCalendar, settings: StoredSettings, endsAt: Date): WindowEnd {
  return windowEnd(cal, endsAt, windowOf(settings, "authorisation.recordWithin"));
}

/** The asker says that it is done: what was recorded is all, or nothing was done at all. */
export function finishAuthorisation(actor: Actor, a: AuthorisationFacts, now: Date): AuthorisationState {
  requirePermission(actor, "authorisation.record");
  requireOwn(actor, a.askedOrgId);
  requireState(a.state, "granted", "withdrawn");
  if (a.state === "withdrawn" && (a.operations > 0 || a.nothingDone))
    requireState<AuthorisationState>(a.state, "granted");
  if (a.recordDueAt === null || now.getTime() > a.recordDueAt.getTime())
    throw new Refusal("deadline-passed", { until: minuteOf(a.recordDueAt ?? a.endsAt ?? now) });
  return a.state === "granted" ? "finished" : "withdrawn";
}

// Emergencies' review ------------------------------------------------------------------------------------

export function reviewEmergency(
  actor: Actor,
  a: AuthorisationFacts,
  accepted: boolean,
  note: string,
  now: Date,
): EmergencyReview {
  requireCustomer(actor, a, "authorisation.decide");
  if (a.review === null || !isReviewable(a, now)) {
    throw new Refusal("wrong-state", { state: a.review ?? "—", allowed: "waiting" });
  }
  if (!accepted && note.trim() === "") throw reasonMissing("/note");
  return accepted ? "accepted" : "objected";
}

/**
 * An objection becomes a request for a rectification where a provider answers for the platform: for what it
 * did itself and for its partners. A supplier works for the customer, who settles that by its contract.
 */
export function objectionAsksForRectification(role: AskerRole): boolean {
  return role === "provider" || role === "partner";
}
