import { type Actor, requirePermission, requireState } from "./actor.ts";
import { minuteOf } from "./dates.ts";
import type { TellingChannel } from "./incident-clocks.ts";
import { invalid, Refusal } from "./refusal.ts";
import { reasonMissing } from "./review.ts";

/** Who reported it: a role towards what was hit, or a machine with an API key. */
export const INCIDENT_SOURCES = [
  "provider",
  "customer",
  "supplier",
  "partner",
  "supervisor",
  "machine",
] as const;
export type IncidentSource = (typeof INCIDENT_SOURCES)[number];

/** The kinds of JGK-6.4.2; a customer's own misuse is one of them. */
export const INCIDENT_KINDS = [
  "unauthorised-access",
  "denial-of-service",
  "malicious-code",
  "customer-misuse",
  "other",
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_STATES = [
  "reported", // 待核实
  "confirmed", // 已确认
  "containment", // 抑制中
  "eradication", // 根除中
  "recovery", // 恢复中
  "closing-asked", // 待结案
  "closed", // 已结案
  "false-alarm", // 误报
  "merged", // 已并入
] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Handling goes forward through these, and back when it breaks out again. */
export const INCIDENT_PHASES = ["containment", "eradication", "recovery"] as const;
export type IncidentPhase = (typeof INCIDENT_PHASES)[number];

export const FACT_KINDS = ["what", "impact", "cause", "trend", "measure", "request", "other"] as const;
export type FactKind = (typeof FACT_KINDS)[number];

export const INCIDENT_STEPS = [
  "report",
  "repeat",
  "confirm",
  "false-alarm",
  "phase",
  "grade",
  "touch",
  "customers",
  "notify",
  "waive",
  "call",
  "telling",
  "help",
  "answer",
  "task",
  "task-done",
  "final-report",
  "ask-closing",
  "compare",
  "return",
  "close",
  "reopen",
  "merge",
  "merged-in",
  "rectify",
  "duties",
] as const;
export type IncidentStep = (typeof INCIDENT_STEPS)[number];

export const HANDLED: readonly IncidentState[] = ["confirmed", "containment", "eradication", "recovery"];
export const RUNNING: readonly IncidentState[] = ["reported", ...HANDLED, "closing-asked"];

export interface IncidentFacts {
  readonly state: IncidentState;
  readonly knownAt: Date;
  readonly confirmDueAt: Date;
  readonly compareDueAt: Date | null;
  /** Version of the final report; null: none was written. */
  readonly reportVersion: number | null;
  /** Version that the supervisor found to agree with the record; null: none. */
  readonly agreedVersion: number | null;
}

/** How the actor stands to the incident; its own organisation is asked, not the person's home. */
export interface IncidentStanding {
  readonly actor: Actor;
  /** Runs one of the clouds touched. */
  readonly provides: boolean;
  /** Supervises one of them. */
  readonly supervises: boolean;
}

/** What still stands between the affected customers and the end. */
export interface CustomerTally {
  readonly affected: number;
  readonly untold: number;
  readonly unacknowledged: number;
}

export function isRunning(state: IncidentState): boolean {
  return RUNNING.includes(state);
}

function requireProvider({ actor, provides }: IncidentStanding): void {
  requirePermission(actor, "incident.handle");
  if (!provides) throw new Refusal("not-your-organisation");
}

function requireSupervisor({ actor, supervises }: IncidentStanding): void {
  requirePermission(actor, "incident.supervise");
  if (!supervises) throw new Refusal("not-supervisor-of-subject");
}

/** Either side of the case: whoever runs what was hit, or supervises it. */
export function requireHandler(who: IncidentStanding): void {
  const { actor } = who;
  if (who.provides && actor.permissions.has("incident.handle")) return;
  if (who.supervises && actor.permissions.has("incident.supervise")) return;
  if (!actor.permissions.has("incident.handle") && !actor.permissions.has("incident.supervise"))
    throw new Refusal("forbidden");
  throw new Refusal("not-your-organisation");
}

// Reporting ------------------------------------------------------------------------------------------------

/** A clock some minutes ahead is no future. */
const SLOW_CLOCK_MS = 5 * 60_000;

/** Times of a fact: not in the future, not before there was a cloud, and known not before it happened. */
export function checkTimes(
  times: { readonly happenedAt: Date | null; readonly knownAt: Date },
  cloudSince: Date,
  now: Date,
): void {
  for (const [field, at] of [
    ["/happenedAt", times.happenedAt],
    ["/knownAt", times.knownAt],
  ] as const) {
    if (at === null) continue;
    if (at.getTime() > now.getTime() + SLOW_CLOCK_MS) {
      throw invalid({
        field,
        message: {
          zh: "时间不能晚于现在；时间不清楚的可留空，之后补充。",
          en: "Must not be in the future; leave it empty if it is not known yet.",
        },
      });
    }
    if (at.getTime() < cloudSince.getTime()) {
      throw invalid({
        field,
        message: {
          zh: `时间早于云平台启用时间（${minuteOf(cloudSince)}），请核对。`,
          en: `Before the cloud existed (${minuteOf(cloudSince)}).`,
        },
      });
    }
  }
  if (times.happenedAt !== null && times.knownAt.getTime() < times.happenedAt.getTime()) {
    throw invalid({
      field: "/knownAt",
      message: { zh: "获知时间不能早于发生时间。", en: "Nothing is known before it happens." },
    });
  }
}

// The course ---------------------------------------------------------------------------------------------

/** 核实: whoever runs the cloud or supervises it says that it is one. */
export function confirmIncident(who: IncidentStanding, of: IncidentFacts): IncidentState {
  requireHandler(who);
  requireState(of.state, "reported");
  return "confirmed";
}

/** Only the supervisor calls it a false alarm: whoever would rather have none does not decide that there was none. */
export function dismissIncident(who: IncidentStanding, of: IncidentFacts, reason: string): IncidentState {
  requireSupervisor(who);
  requireState(of.state, "reported", "confirmed", "containment");
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "false-alarm";
}

/** On to the next phase, or back to an earlier one when it breaks out again; never past one. */
export function enterPhase(who: IncidentStanding, of: IncidentFacts, phase: IncidentPhase): IncidentState {
  requireProvider(who);
  requireState(of.state, ...HANDLED);
  const at = INCIDENT_PHASES.findIndex((each) => each === of.state);
  const to = INCIDENT_PHASES.indexOf(phase);
  if (to > at + 1 || to === at) {
    const allowed = INCIDENT_PHASES.filter((_, i) => i <= at + 1 && i !== at);
    throw new Refusal("wrong-state", { state: of.state, allowed: allowed.join(" / ") });
  }
  return phase;
}

/** 申请结案: handling is over and the final report is written. */
export function askClosing(who: IncidentStanding, of: IncidentFacts): IncidentState {
  requireProvider(who);
  requireState(of.state, "recovery");
  if (of.reportVersion === null) throw new Refusal("incident-report-missing");
  return "closing-asked";
}

/** 核对: the supervisor holds the final report against the record (JGK-6.4.3-i); of another version it means nothing. */
export function compareReport(
  who: IncidentStanding,
  of: IncidentFacts,
  input: { readonly reportVersion: number; readonly agrees: boolean; readonly note: string },
): { readonly state: IncidentState; readonly agreedVersion: number | null } {
  requireSupervisor(who);
  requireState(of.state, "closing-asked");
  if (input.reportVersion !== of.reportVersion) throw new Refusal("stale-version");
  if (input.agrees) return { state: "closing-asked", agreedVersion: input.reportVersion };
  if (input.note.trim() === "") throw reasonMissing("/note");
  return { state: "recovery", agreedVersion: null };
}

/**
 * 结案. Not before each affected customer was told and has acknowledged, or the supervisor has recorded why
 * not, and not before the report in force was found to agree with the record.
 */
export function closeIncident(who: IncidentStanding, of: IncidentFacts, tally: CustomerTally): IncidentState {
  requireSupervisor(who);
  requireState(of.state, "closing-asked");
  const { untold, unacknowledged } = tally;
  if (untold + unacknowledged > 0) throw new Refusal("incident-customers-open", { untold, unacknowledged });
  if (of.agreedVersion === null || of.agreedVersion !== of.reportVersion)
    throw new Refusal("incident-report-uncompared");
  return "closed";
}

/** It was not over after all. A false alarm that was none is examined anew. */
export function reopenIncident(who: IncidentStanding, of: IncidentFacts, reason: string): IncidentState {
  requireHandler(who);
  requireState(of.state, "closed", "false-alarm");
  if (reason.trim() === "") throw reasonMissing("/reason");
  return of.state === "closed" ? "containment" : "reported";
}

/** Two reports of one matter: the supervisor puts one into the other, which goes on. */
export function mergeIncident(
  who: IncidentStanding,
  of: IncidentFacts & { readonly id: string },
  into: IncidentFacts & { readonly id: string },
): IncidentState {
  requireSupervisor(who);
  requireState(of.state, "reported", ...HANDLED);
  if (of.id === into.id) {
    throw invalid({
      field: "/intoId",
      message: { zh: "不能并入自身，请选择另一事件。", en: "Choose another incident to merge it into." },
    });
  }
  requireState(into.state, "reported", ...HANDLED);
  return "merged";
}

/** The final report may be written and rewritten while handling goes on; never once it is being compared. */
export function writeReport(who: IncidentStanding, of: IncidentFacts): void {
  requireProvider(who);
  requireState(of.state, ...HANDLED);
}

// Facts, customers, telling ------------------------------------------------------------------------------

/** Facts are added as long as it runs; what becomes known afterwards needs it reopened. */
export function addFact(who: IncidentStanding, of: IncidentFacts): void {
  requireHandler(who);
  requireState(of.state, ...RUNNING);
}

export function notifyCustomers(who: IncidentStanding, of: IncidentFacts, text: string): void {
  requireProvider(who);
  requireState(of.state, ...RUNNING);
  if (text.trim() === "") {
    throw invalid({ field: "/text", message: { zh: "请填写告知内容。", en: "Say what happened." } });
  }
}

export interface CustomerFacts {
  readonly toldAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly waivedAt: Date | null;
}

/** The supervisor records why a customer need not acknowledge; nobody else may. */
export function waiveCustomer(
  who: IncidentStanding,
  of: IncidentFacts,
  customer: CustomerFacts,
  reason: string,
): void {
  requireSupervisor(who);
  requireState(of.state, ...RUNNING);
  if (reason.trim() === "") throw reasonMissing("/reason");
  if (customer.acknowledgedAt !== null || customer.waivedAt !== null) {
    throw new Refusal("wrong-state", {
      state: customer.acknowledgedAt !== null ? "acknowledged" : "waived",
      allowed: "told",
    });
  }
}

export const CALL_RESULTS = ["reached", "no-answer", "wrong-number"] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

/** A call that reached somebody tells and counts as an acknowledgement; whoever calls answers for it by name. */
export function callCustomer(
  who: IncidentStanding,
  of: IncidentFacts,
  customer: CustomerFacts,
  input: { readonly result: CallResult; readonly spokeTo: string },
): { readonly acknowledges: boolean } {
  requireHandler(who);
  requireState(of.state, ...RUNNING);
  if (customer.acknowledgedAt !== null)
    throw new Refusal("wrong-state", { state: "acknowledged", allowed: "told" });
  if (input.result !== "reached") return { acknowledges: false };
  if (input.spokeTo.trim() === "") {
    throw invalid({
      field: "/spokeTo",
      message: { zh: "请填写接听人姓名。", en: "Say whom you spoke to." },
    });
  }
  return { acknowledges: true };
}

/** The customer says that it knows; once. */
export function acknowledgeIncident(actor: Actor, customer: CustomerFacts): void {
  requirePermission(actor, "incident-notice.respond");
  if (customer.toldAt === null) throw new Refusal("not-found");
  if (customer.acknowledgedAt !== null)
    throw new Refusal("wrong-state", { state: "acknowledged", allowed: "told" });
}

export const CUSTOMER_STANDINGS = ["untold", "told", "read", "to-call", "acknowledged", "waived"] as const;
export type CustomerStanding = (typeof CUSTOMER_STANDINGS)[number];

/** Where one customer stands; to be called when it stayed silent too long or the mail could not reach it. */
export function customerStanding(
  customer: CustomerFacts & {
    readonly readAt: Date | null;
    readonly phoneAt: Date | null;
    readonly unreachable: boolean;
  },
  now: Date,
): CustomerStanding {
  if (customer.acknowledgedAt !== null) return "acknowledged";
  if (customer.waivedAt !== null) return "waived";
  if (customer.toldAt === null) return "untold";
  if (customer.unreachable || (customer.phoneAt !== null && customer.phoneAt.getTime() <= now.getTime()))
    return "to-call";
  return customer.readAt === null ? "told" : "read";
}

/**
 * Telling an authority or the supervisor. The document wants affected customers told first (JGK-6.4.3-a, b): the
 * supervisor before any customer needs a reason, which stays beside it. Law is never kept waiting by that order.
 */
export function recordTelling(
  who: IncidentStanding,
  of: IncidentFacts,
  input: { readonly channel: TellingChannel; readonly toldAt: Date; readonly reason: string },
  customers: Pick<CustomerTally, "untold">,
  now: Date,
): { readonly outOfOrder: boolean } {
  requireHandler(who);
  if (of.state === "merged" || of.state === "false-alarm") requireState(of.state, ...RUNNING, "closed");
  if (input.channel === "customers") {
    throw invalid({
      field: "/channel",
      message: { zh: "请在“受影响客户”中告知客户。", en: "Customers are told under “affected customers”." },
    });
  }
  const { toldAt } = input;
  if (toldAt.getTime() > now.getTime() + SLOW_CLOCK_MS || toldAt.getTime() < of.knownAt.getTime()) {
    throw invalid({
      field: "/toldAt",
      message: {
        zh: "报告时间应在获知事件之后，且不晚于现在。",
        en: "After the incident was known, and not in the future.",
      },
    });
  }
  const outOfOrder = input.channel === "supervisor" && customers.untold > 0;
  if (outOfOrder && input.reason.trim() === "")
    throw new Refusal("incident-customers-first", { untold: customers.untold });
  return { outOfOrder };
}

// Whose turn -----------------------------------------------------------------------------------------------

export interface IncidentTurn {
  readonly turn: "provider" | "supervisor" | "none";
  readonly what: "confirm" | "handle" | "compare" | "close" | "customers" | "none";
  readonly until: Date | null;
  readonly late: boolean;
}

/** Whose turn it is and until when; while it is handled, until the clock that runs out first. */
export function incidentTurn(
  of: IncidentFacts,
  tally: CustomerTally,
  nextClockAt: Date | null,
  now: Date,
): IncidentTurn {
  const run = (
    turn: "provider" | "supervisor",
    what: IncidentTurn["what"],
    until: Date | null,
  ): IncidentTurn => ({ turn, what, until, late: until !== null && now.getTime() > until.getTime() });
  switch (of.state) {
    case "reported":
      return run("provider", "confirm", of.confirmDueAt);
    case "confirmed":
    case "containment":
    case "eradication":
    case "recovery":
      return run("provider", "handle", nextClockAt);
    case "closing-asked":
      if (of.agreedVersion === null) return run("supervisor", "compare", of.compareDueAt);
      return tally.untold + tally.unacknowledged > 0
        ? run("provider", "customers", nextClockAt)
        : run("supervisor", "close", of.compareDueAt);
    case "closed":
    case "false-alarm":
    case "merged":
      return { turn: "none", what: "none", until: null, late: false };
  }
}

export const INCIDENT_ACTIONS = [
  "confirm",
  "false-alarm",
  "phase",
  "fact",
  "grade",
  "touch",
  "notify",
  "telling",
  "call",
  "waive",
  "ask-help",
  "give-help",
  "task",
  "report",
  "ask-closing",
  "compare",
  "close",
  "reopen",
  "merge",
  "rectify",
] as const;
export type IncidentAction = (typeof INCIDENT_ACTIONS)[number];

const FROM: Readonly<Record<IncidentAction, readonly IncidentState[]>> = {
  confirm: ["reported"],
  "false-alarm": ["reported", "confirmed", "containment"],
  phase: HANDLED,
  fact: RUNNING,
  grade: RUNNING,
  touch: RUNNING,
  notify: RUNNING,
  telling: [...RUNNING, "closed"],
  call: RUNNING,
  waive: RUNNING,
  "ask-help": RUNNING,
  "give-help": RUNNING,
  task: RUNNING,
  report: HANDLED,
  "ask-closing": ["recovery"],
  compare: ["closing-asked"],
  close: ["closing-asked"],
  reopen: ["closed", "false-alarm"],
  merge: ["reported", ...HANDLED],
  rectify: [...RUNNING, "closed"],
};

/** What this actor can do with it now: the interface offers exactly that. */
export function incidentActions(
  who: IncidentStanding,
  of: IncidentFacts,
  tally: CustomerTally,
): IncidentAction[] {
  const provider = who.provides && who.actor.permissions.has("incident.handle");
  const supervisor = who.supervises && who.actor.permissions.has("incident.supervise");
  const either = provider || supervisor;
  const able: Readonly<Record<IncidentAction, boolean>> = {
    confirm: either,
    "false-alarm": supervisor,
    phase: provider,
    fact: either,
    grade: either,
    touch: either,
    notify: provider,
    telling: either,
    call: either,
    waive: supervisor,
    "ask-help": provider,
    "give-help": supervisor,
    task: either,
    report: provider,
    "ask-closing": provider && of.reportVersion !== null,
    compare: supervisor && of.agreedVersion === null,
    close: supervisor && of.agreedVersion !== null && tally.untold + tally.unacknowledged === 0,
    reopen: either,
    merge: supervisor,
    rectify: supervisor && who.actor.permissions.has("rectification.issue"),
  };
  return INCIDENT_ACTIONS.filter((action) => able[action] && FROM[action].includes(of.state));
}
