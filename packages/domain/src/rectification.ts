import {
  type Actor,
  requireOther,
  requireOtherOrganisation,
  requireOwn,
  requirePermission,
  requireState,
} from "./actor.ts";
import type { WorkCalendar } from "./calendar.ts";
import { dateOf, daysBetween, endOfDay, type IsoDate, isIsoDate } from "./dates.ts";
import type { Permission } from "./permissions.ts";
import { invalid, Refusal } from "./refusal.ts";
import { type Reviewer, reasonMissing } from "./review.ts";
import { rectificationWindowOf, type StoredSettings, settingOf, windowOf } from "./setting-values.ts";
import type { RectificationState, Severity } from "./vocabulary.ts";
import { type Window, windowEnd, windowFromDuration } from "./window.ts";

/** Where a rectification comes from. */
export const RECTIFICATION_SOURCES = [
  "review",
  "assessment",
  "customer",
  "manager",
  "manual",
  "change",
  "incident",
] as const;
export type RectificationSource = (typeof RECTIFICATION_SOURCES)[number];

export const RECTIFICATION_REQUEST_STATES = ["asked", "accepted", "refused"] as const;
export type RectificationRequestState = (typeof RECTIFICATION_REQUEST_STATES)[number];

export const RECTIFICATION_STEPS = [
  "issue",
  "receipt",
  "plan",
  "progress",
  "proof",
  "close",
  "reopen",
  "withdraw",
  "extension",
  "escalation",
] as const;
export type RectificationStep = (typeof RECTIFICATION_STEPS)[number];

/** Who is told when nothing happens, one after the other. */
export const ESCALATION_RUNGS = ["provider-lead", "supervisor-lead", "manager"] as const;
export type EscalationRung = (typeof ESCALATION_RUNGS)[number];

export interface RectificationFacts {
  readonly state: RectificationState;
  readonly partyOrgId: string;
  readonly receiptDueAt: Date;
  readonly dueAt: Date;
  readonly planDueAt: Date | null;
  readonly reassessDueAt: Date | null;
  readonly escalatedTo: EscalationRung | null;
}

const OPEN: readonly RectificationState[] = ["issued", "received", "in-progress", "proof-filed"];

export function isOpenRectification(state: RectificationState): boolean {
  return OPEN.includes(state);
}

// What the party does ------------------------------------------------------------------------------------

/** 签收: the window starts here. */
export function receiveRectification(actor: Actor, r: RectificationFacts): RectificationState {
  requireParty(actor, r);
  requireState(r.state, "issued");
  return "received";
}

/** A plan may be corrected while the work goes on; it cannot promise a day after the limit. */
export function planRectification(
  actor: Actor,
  r: RectificationFacts,
  plannedOn: IsoDate,
  now: Date,
): RectificationState {
  requireParty(actor, r);
  requireState(r.state, "received", "in-progress");
  if (!isIsoDate(plannedOn) || endOfDay(plannedOn).getTime() < now.getTime()) {
    throw invalid({
      field: "/plannedOn",
      message: { zh: "计划完成日期应为今天或以后。", en: "Must be today or later." },
    });
  }
  const last = dateOf(r.dueAt);
  // Once the limit has passed any day to come is later than it, and a plan is better than none.
  if (now.getTime() <= r.dueAt.getTime() && plannedOn > last) {
    throw invalid({
      field: "/plannedOn",
      message: {
        zh: `计划完成日期不能晚于整改期限 ${last}；确有需要的，请先申请延期。`,
        en: `Must not be after the limit ${last}; ask for an extension first.`,
      },
    });
  }
  return "in-progress";
}

export function progressRectification(actor: Actor, r: RectificationFacts): RectificationState {
  requireParty(actor, r);
  requireState(r.state, "in-progress");
  return r.state;
}

/** Files that prove the repair; then it is the supervisor's turn. */
export function proveRectification(actor: Actor, r: RectificationFacts, files: number): RectificationState {
  requireParty(actor, r);
  requireState(r.state, "in-progress");
  if (files === 0) {
    throw invalid({
      field: "/fileIds",
      message: { zh: "请至少上传一份整改证明文件。", en: "Attach at least one file as proof." },
    });
  }
  return "proof-filed";
}

function requireParty(actor: Actor, r: RectificationFacts): void {
  requirePermission(actor, "rectification.work");
  requireOwn(actor, r.partyOrgId);
}

// What the supervisor does -------------------------------------------------------------------------------

export function requireDemander(
  { actor, supervises }: Reviewer,
  partyOrgId: string,
  permission: Permission,
): void {
  requirePermission(actor, permission);
  requireOtherOrganisation(actor, partyOrgId);
  if (!supervises) throw new Refusal("not-supervisor-of-subject");
}

/** 整改复核: the proof is enough, or the party's turn begins again with a new window. */
export function reassessRectification(
  who: Reviewer,
  r: RectificationFacts,
  accepted: boolean,
  note: string,
): RectificationState {
  requireDemander(who, r.partyOrgId, "rectification.reassess");
  requireState(r.state, "proof-filed");
  if (!accepted && note.trim() === "") throw reasonMissing("/text");
  return accepted ? "closed" : "in-progress";
}

export function withdrawRectification(
  who: Reviewer,
  r: RectificationFacts,
  reason: string,
): RectificationState {
  requireDemander(who, r.partyOrgId, "rectification.issue");
  requireState(r.state, ...OPEN);
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "withdrawn";
}

/** An extension can be granted as long as it is the party's turn. */
export function extendRectification(r: RectificationFacts, until: Date): Date {
  requireState(r.state, "issued", "received", "in-progress");
  return until.getTime() > r.dueAt.getTime() ? until : r.dueAt;
}

/** 提请整改 is decided by the supervisor, and not by the person who asked. */
export function decideRectificationRequest(
  who: Reviewer,
  request: {
    readonly state: RectificationRequestState;
    readonly askedBy: string;
    readonly partyOrgId: string;
  },
  accept: boolean,
  note: string,
): RectificationRequestState {
  requireDemander(who, request.partyOrgId, "rectification.issue");
  requireOther(who.actor, request.askedBy);
  requireState(request.state, "asked");
  if (!accept && note.trim() === "") throw reasonMissing("/note");
  return accept ? "accepted" : "refused";
}

// Time ---------------------------------------------------------------------------------------------------

/**
 * The window of a defect: what the supervisor decided for this one, else what the provider agreed to for the
 * duty (vulnerabilities), else the setting of its severity.
 */
export function rectificationWindow(
  settings: StoredSettings,
  severity: Severity,
  given: { readonly decidedDays?: number | undefined; readonly agreed?: string | null | undefined },
): Window {
  if (given.decidedDays !== undefined) return { amount: given.decidedDays, unit: "days", source: "decision" };
  const agreed = given.agreed ? windowFromDuration(given.agreed, "agreed-parameter") : null;
  return agreed ?? rectificationWindowOf(settings, severity);
}

export interface IssueLimits {
  readonly receiptDueAt: Date;
  readonly dueAt: Date;
  readonly rule: string;
}

/**
 * Limits at the moment of issue. The window starts at receipt; as long as nobody signed, it is counted from
 * the last day for signing. So silence gains no time, yet the paper never says that somebody received what
 * nobody received: the state stays 'issued', and the missing receipt climbs like any other delay.
 */
export function limitsAtIssue(
  cal: WorkCalendar,
  settings: StoredSettings,
  window: Window,
  issuedAt: Date,
): IssueLimits {
  const receipt = windowEnd(cal, issuedAt, windowOf(settings, "rectification.receiptWithin"));
  const due = windowEnd(cal, receipt.at, window);
  return { receiptDueAt: receipt.at, dueAt: due.at, rule: due.rule };
}

export interface ReceiptLimits {
  readonly planDueAt: Date;
  readonly dueAt: Date;
  readonly rule: string;
}

/** Limits from receipt. Signing late does not push the window; an extension granted before stays. */
export function limitsAtReceipt(
  cal: WorkCalendar,
  settings: StoredSettings,
  window: Window,
  r: { readonly receiptDueAt: Date; readonly extendedTo: Date | null },
  receivedAt: Date,
): ReceiptLimits {
  const start = receivedAt.getTime() < r.receiptDueAt.getTime() ? receivedAt : r.receiptDueAt;
  const due = windowEnd(cal, start, window);
  const extended = r.extendedTo !== null && r.extendedTo.getTime() > due.at.getTime() ? r.extendedTo : due.at;
  const plan = windowEnd(cal, receivedAt, windowOf(settings, "rectification.planWithin"));
  return { planDueAt: plan.at, dueAt: extended, rule: due.rule };
}

export function limitAtReopening(
  cal: WorkCalendar,
  window: Window,
  now: Date,
): { dueAt: Date; rule: string } {
  const due = windowEnd(cal, now, window);
  return { dueAt: due.at, rule: due.rule };
}

export function reassessDue(cal: WorkCalendar, settings: StoredSettings, now: Date): Date {
  return windowEnd(cal, now, windowOf(settings, "rectification.reassessWithin")).at;
}

export interface RectificationTurn {
  readonly turn: "party" | "supervisor" | "none";
  readonly until: Date | null;
  readonly late: boolean;
}

/** Whose turn it is and until when. */
export function rectificationTurn(r: RectificationFacts, now: Date): RectificationTurn {
  const run = (turn: "party" | "supervisor", until: Date): RectificationTurn => ({
    turn,
    until,
    late: now.getTime() > until.getTime(),
  });
  switch (r.state) {
    case "issued":
      return run("party", r.receiptDueAt);
    case "received":
      return run("party", earlier(r.planDueAt ?? r.dueAt, r.dueAt));
    case "in-progress":
      return run("party", r.dueAt);
    case "proof-filed":
      return run("supervisor", r.reassessDueAt ?? r.dueAt);
    case "closed":
    case "withdrawn":
      return { turn: "none", until: null, late: false };
  }
}

/** The party has let the window pass. What waits for reassessment is not late by the party's doing. */
export function isOverdueRectification(r: Pick<RectificationFacts, "state" | "dueAt">, now: Date): boolean {
  return isOpenRectification(r.state) && r.state !== "proof-filed" && now.getTime() > r.dueAt.getTime();
}

function earlier(a: Date, b: Date): Date {
  return a.getTime() < b.getTime() ? a : b;
}

/** The limit whose passing climbs: signing for an issued one, the window of one in work. Null: nobody is late. */
export function climbsFrom(r: RectificationFacts): Date | null {
  if (r.state === "issued") return earlier(r.receiptDueAt, r.dueAt);
  return r.state === "received" || r.state === "in-progress" ? r.dueAt : null;
}

/** The rungs that are due now and were not climbed yet, lowest first. */
export function rungsDue(r: RectificationFacts, settings: StoredSettings, now: Date): EscalationRung[] {
  const since = climbsFrom(r);
  if (since === null || now.getTime() <= since.getTime()) return [];
  const late = daysBetween(dateOf(since), dateOf(now));
  const after: Record<EscalationRung, number> = {
    "provider-lead": settingOf(settings, "rectification.escalateProviderLead"),
    "supervisor-lead": settingOf(settings, "rectification.escalateSupervisorLead"),
    manager: settingOf(settings, "rectification.escalateManager"),
  };
  const climbed = r.escalatedTo === null ? -1 : ESCALATION_RUNGS.indexOf(r.escalatedTo);
  return ESCALATION_RUNGS.filter((rung, index) => index > climbed && late >= after[rung]);
}

// What may be done now -------------------------------------------------------------------------------------

export const RECTIFICATION_ACTIONS = [
  "receive",
  "plan",
  "progress",
  "prove",
  "extend",
  "reassess",
  "withdraw",
] as const;
export type RectificationAction = (typeof RECTIFICATION_ACTIONS)[number];

const FROM: Record<RectificationAction, readonly RectificationState[]> = {
  receive: ["issued"],
  plan: ["received", "in-progress"],
  progress: ["in-progress"],
  prove: ["in-progress"],
  extend: ["issued", "received", "in-progress"],
  reassess: ["proof-filed"],
  withdraw: OPEN,
};

/** What this actor can do with it now: the interface offers exactly that. */
export function rectificationActions(who: Reviewer, r: RectificationFacts, now: Date): RectificationAction[] {
  const { actor, supervises } = who;
  const party = actor.orgId === r.partyOrgId;
  const may = (permission: Permission) => actor.permissions.has(permission);
  const able: Record<RectificationAction, boolean> = {
    receive: party && may("rectification.work"),
    plan: party && may("rectification.work"),
    progress: party && may("rectification.work"),
    prove: party && may("rectification.work"),
    // More time is asked for before the limit has passed, not afterwards.
    extend: party && may("extension.request") && now.getTime() <= r.dueAt.getTime(),
    reassess: !party && supervises && may("rectification.reassess"),
    withdraw: !party && supervises && may("rectification.issue"),
  };
  return RECTIFICATION_ACTIONS.filter((action) => able[action] && FROM[action].includes(r.state));
}
