import { dateOf } from "./dates.ts";
import { type PeriodFacts, periodStanding, type Standing } from "./posture.ts";
import { Refusal } from "./refusal.ts";
import { fallsDue, type PeriodKind } from "./schedule.ts";
import type { PeriodState, ReviewOutcome } from "./vocabulary.ts";

/**
 * The life of a period. Each function takes what is known of it and gives what changes, or refuses:
 *
 *   open ──hand in──> submitted ──receive──> in-review ──decide──> compliant
 *    ^ <──withdraw───────┘   ^                 ^  ├──> non-compliant
 *                            └── returned <────┼──┘
 *                                              └── dispute upheld: reviewed afresh
 *
 * A summary of a continuous duty takes proof in every state but cancelled, as long as it comes: machines
 * prove daily, the supervisor looks once a month. Such proof keeps the duty fresh and changes no decision.
 */
export interface PeriodTurn {
  readonly state: PeriodState;
  readonly kind: PeriodKind;
  readonly label: string;
  readonly opensAt: Date;
  readonly dueAt: Date;
  readonly submissionId: string | null;
  readonly submittedAt: Date | null;
  readonly returnedDueAt: Date | null;
  readonly proofAt: Date | null;
  readonly earlierProofAt: Date | null;
}

export interface PeriodChange {
  readonly state?: PeriodState;
  readonly submissionId?: string | null;
  readonly submittedAt?: Date | null;
  readonly receivedAt?: Date | null;
  readonly receiptDueAt?: Date | null;
  readonly decisionDueAt?: Date | null;
  readonly decidedAt?: Date | null;
  readonly returnedDueAt?: Date | null;
  readonly rectifiedAt?: Date | null;
  readonly proofAt?: Date | null;
  readonly earlierProofAt?: Date | null;
  readonly dueAt?: Date;
}

/** The supervisor's own limits that start when something is handed in. */
export interface SupervisorLimits {
  readonly receiptDueAt: Date;
  readonly decisionDueAt: Date;
}

/** Throws unless something can be handed in for the period now. */
export function requireHandIn(
  period: Pick<PeriodTurn, "state" | "kind" | "label" | "opensAt">,
  now: Date,
): void {
  const { state, label } = period;
  if (period.opensAt.getTime() > now.getTime()) {
    throw new Refusal("period-not-open", { label, opens: dateOf(period.opensAt) });
  }
  if (state === "cancelled") throw new Refusal("period-closed", { label });
  if (takesProofAnyTime(period)) return;
  if (state === "compliant" || state === "non-compliant") throw new Refusal("period-closed", { label });
  if (state === "in-review")
    throw new Refusal("wrong-state", { state, allowed: "open / returned / submitted" });
}

/** A newer version may replace one that nobody has received yet; the older one stays in the history. */
export function handInPeriod(
  period: PeriodTurn,
  now: Date,
  submissionId: string,
  limits: SupervisorLimits,
): PeriodChange {
  requireHandIn(period, now);
  const proof = { proofAt: now, earlierProofAt: period.proofAt };
  if (!["open", "returned", "submitted"].includes(period.state)) return proof;
  return {
    ...proof,
    ...limits,
    state: "submitted",
    submissionId,
    submittedAt: period.submittedAt ?? now,
    receivedAt: null,
  };
}

export function withdrawPeriod(period: PeriodTurn, submissionId: string): PeriodChange {
  const proof = { proofAt: period.earlierProofAt, earlierProofAt: null };
  if (period.submissionId !== submissionId && takesProofAnyTime(period)) return proof;
  if (period.state !== "submitted")
    throw new Refusal("wrong-state", { state: period.state, allowed: "submitted" });
  const before = period.returnedDueAt === null ? "open" : "returned";
  return {
    ...proof,
    state: before,
    submissionId: null,
    submittedAt: before === "open" ? null : period.submittedAt,
    receiptDueAt: null,
    decisionDueAt: null,
  };
}

export function receivePeriod(period: PeriodTurn, now: Date, decisionDueAt: Date): PeriodChange {
  requirePeriod(period, "submitted");
  return { state: "in-review", receivedAt: now, receiptDueAt: null, decisionDueAt };
}

export function decidePeriod(
  period: PeriodTurn,
  now: Date,
  decision: { readonly outcome: ReviewOutcome; readonly supplementDueAt: Date | null },
): PeriodChange {
  requirePeriod(period, "in-review");
  if (decision.outcome === "supplement-needed") {
    const returnedDueAt = decision.supplementDueAt ?? period.dueAt;
    return { state: "returned", returnedDueAt, decisionDueAt: null };
  }
  return { state: decision.outcome, decidedAt: now, decisionDueAt: null };
}

/** A dispute that was upheld takes the outcome back: somebody else reviews the same submission. */
export function reviewAfreshPeriod(period: PeriodTurn, decisionDueAt: Date): PeriodChange {
  requirePeriod(period, "compliant", "non-compliant", "returned");
  return { state: "in-review", decidedAt: null, returnedDueAt: null, rectifiedAt: null, decisionDueAt };
}

/** The defect of a non-compliant period was put right. */
export function rectifiedPeriod(period: PeriodTurn, now: Date): PeriodChange {
  return period.state === "non-compliant" ? { rectifiedAt: now } : {};
}

export function extendPeriod(period: PeriodTurn, until: Date): PeriodChange {
  requirePeriod(period, "open", "returned");
  return {
    dueAt: until.getTime() > period.dueAt.getTime() ? until : period.dueAt,
    ...(period.state === "returned" && { returnedDueAt: until }),
  };
}

/**
 * Whether a period ends with its obligation: what has not opened, and what is open, not yet due and empty.
 * What was overdue stays on the list; what was handed in is decided.
 */
export function endsWithObligation(
  period: Pick<PeriodTurn, "state" | "opensAt" | "dueAt">,
  now: Date,
  how: "not-applicable" | "ended",
): boolean {
  if (period.state !== "open") return false;
  if (period.opensAt.getTime() > now.getTime()) return true;
  return how === "not-applicable" && period.dueAt.getTime() >= now.getTime();
}

/** Standing of a period for people; a summary is never overdue: its duty goes stale instead. */
export function standingOf(
  period: PeriodFacts & { readonly kind: PeriodKind },
  now: Date,
  dueSoonDays: number,
): Standing {
  const standing = periodStanding(period, now, dueSoonDays);
  if (fallsDue(period.kind) || standing.turn !== "party" || period.state === "returned") return standing;
  return { ...standing, key: "open", late: false };
}

function takesProofAnyTime(period: Pick<PeriodTurn, "kind" | "state">): boolean {
  return period.kind === "summary" && period.state !== "cancelled";
}

function requirePeriod(period: PeriodTurn, ...allowed: readonly PeriodState[]): void {
  const { state, label } = period;
  if (allowed.includes(state)) return;
  const closed = state === "compliant" || state === "non-compliant" || state === "cancelled";
  if (closed && allowed.includes("open")) throw new Refusal("period-closed", { label });
  throw new Refusal("wrong-state", { state, allowed: allowed.join(" / ") });
}
