import {
  type Actor,
  requireOther,
  requireOtherOrganisation,
  requirePermission,
  requireState,
} from "./actor.ts";
import { endOfDay, type IsoDate, isIsoDate, minuteOf } from "./dates.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import type { Bilingual, PeriodState, ReviewOutcome, Severity } from "./vocabulary.ts";

/** A submission is examined once per period it serves. */
export const REVIEW_STATES = [
  "received", // 已受理, waits for the decision
  "awaiting-second", // proposed; another person confirms or sends back
  "decided",
  "superseded", // a dispute was upheld: another review stands in its place
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export const DISPUTE_STATES = ["raised", "upheld", "rejected", "withdrawn"] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** The four general questions of every review. */
export const CHECK_QUESTIONS = ["complete", "timely", "authentic", "compliant"] as const;
export type CheckQuestion = (typeof CHECK_QUESTIONS)[number];
export const CHECK_ANSWERS = ["yes", "no", "unclear"] as const;
export type CheckAnswer = (typeof CHECK_ANSWERS)[number];

export interface Checklist extends Partial<Readonly<Record<CheckQuestion, CheckAnswer>>> {
  /** Answers to the duty's own checks, in the catalogue's order; null where not answered yet. */
  readonly own?: readonly (CheckAnswer | null)[];
}

/** What the rules need to know of the review at hand. */
export interface ReviewFacts {
  readonly state: ReviewState;
  /** The organisation that handed in. */
  readonly partyOrgId: string;
  /** Who decided, or proposed the decision that waits for a second reviewer. */
  readonly decidedBy: string | null;
  /** Those whose outcome in the same matter was disputed and set aside. */
  readonly barred: readonly string[];
}

/** What makes an organisation the one that may review: it supervises the subject, and did not hand in. */
export interface Reviewer {
  readonly actor: Actor;
  readonly supervises: boolean;
}

export function requireReviewer({ actor, supervises }: Reviewer, partyOrgId: string): void {
  requirePermission(actor, "review.work");
  requireOtherOrganisation(actor, partyOrgId);
  if (!supervises) throw new Refusal("not-supervisor-of-subject");
}

/** 受理: the supervisor takes in what was handed in; from here the limit for the decision runs. */
export function receiveSubmission(
  who: Reviewer,
  period: { readonly state: PeriodState; readonly partyOrgId: string },
): ReviewState {
  requireReviewer(who, period.partyOrgId);
  requireState(period.state, "submitted");
  return "received";
}

export interface Decision {
  readonly checklist: Checklist;
  readonly outcome: ReviewOutcome;
  /** To the party: what is missing, or the defect. */
  readonly note: string;
  /** Supplement needed: until when, unless the setting's window is right. */
  readonly supplementUntil?: IsoDate;
  /** Non-compliant. */
  readonly defectTitle?: string;
  readonly severity?: Severity;
  readonly windowDays?: number;
}

/** Everything that is wrong with a decision, field by field. `checks` is how many checks the duty has of its own. */
export function decisionProblems(decision: Decision, checks: number, now: Date): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const say = (field: string, message: Bilingual) => problems.push({ field, message });
  const { checklist, outcome } = decision;
  const own = checklist.own ?? [];
  for (const question of CHECK_QUESTIONS) {
    if (checklist[question] === undefined) say(`/checklist/${question}`, ANSWER_IT);
  }
  for (let index = 0; index < checks; index += 1) {
    if (!own[index]) say(`/checklist/own/${index}`, ANSWER_IT);
  }
  if (outcome === "compliant") {
    // Being late stays on record, but what was proven late is proven all the same.
    for (const question of CHECK_QUESTIONS) {
      const answer = checklist[question];
      if (question !== "timely" && answer !== undefined && answer !== "yes")
        say(`/checklist/${question}`, NOT_COMPLIANT_WITH);
    }
    own.forEach((answer, index) => {
      if (answer === "no" || answer === "unclear") say(`/checklist/own/${index}`, NOT_COMPLIANT_WITH);
    });
    return problems;
  }
  if (decision.note.trim() === "") {
    say(
      "/note",
      outcome === "supplement-needed"
        ? { zh: "请写明需要补充什么。", en: "Say what has to be supplemented." }
        : {
            zh: "请写明不符合之处，整改通知将引用此内容。",
            en: "Describe the defect; the rectification quotes it.",
          },
    );
  }
  if (outcome === "supplement-needed") {
    const until = decision.supplementUntil;
    if (until !== undefined && (!isIsoDate(until) || endOfDay(until).getTime() <= now.getTime())) {
      say("/supplementUntil", { zh: "补充期限应为今天或以后的日期。", en: "Must be today or later." });
    }
    return problems;
  }
  if (checklist.compliant === "yes") {
    say("/checklist/compliant", {
      zh: "结论为“不符合”时，此项不能为“是”。",
      en: "Cannot be “yes” when the outcome is non-compliant.",
    });
  }
  if (decision.severity === undefined) say("/severity", { zh: "请选择问题等级。", en: "Choose a severity." });
  if ((decision.defectTitle ?? "").trim() === "") {
    say("/defectTitle", { zh: "请用一句话概括问题。", en: "Name the defect in one line." });
  }
  return problems;
}

const ANSWER_IT: Bilingual = { zh: "请作出判断：是、否或不清楚。", en: "Answer with yes, no or unclear." };
const NOT_COMPLIANT_WITH: Bilingual = {
  zh: "此项不为“是”时，结论不能为“符合”。",
  en: "The outcome cannot be compliant while this is not “yes”.",
};

/**
 * Decides, or proposes to a second reviewer. Whoever's outcome in this matter was set aside by a dispute
 * does not examine it again.
 */
export function decideReview(
  who: Reviewer,
  review: ReviewFacts,
  decision: Decision,
  context: { readonly checks: number; readonly secondReview: boolean; readonly now: Date },
): ReviewState {
  requireReviewer(who, review.partyOrgId);
  requireState(review.state, "received");
  for (const person of review.barred) requireOther(who.actor, person);
  const problems = decisionProblems(decision, context.checks, context.now);
  if (problems.length > 0) throw invalid(...problems);
  return context.secondReview ? "awaiting-second" : "decided";
}

/** The second reviewer confirms, or sends the proposal back with a word why. */
export function secondReview(who: Reviewer, review: ReviewFacts, agree: boolean, note: string): ReviewState {
  requirePermission(who.actor, "review.second");
  requireReviewer(who, review.partyOrgId);
  requireState(review.state, "awaiting-second");
  requireOther(who.actor, review.decidedBy);
  for (const person of review.barred) requireOther(who.actor, person);
  if (!agree && note.trim() === "") throw reasonMissing("/note");
  return agree ? "decided" : "received";
}

export interface DisputableReview {
  readonly state: ReviewState;
  readonly outcome: ReviewOutcome | null;
  readonly partyOrgId: string;
  /** The submission examined is still the one that counts for the period. */
  readonly counts: boolean;
  /** Last instant at which the outcome may be disputed. */
  readonly disputeUntil: Date;
}

/** 异议: only the party, only against an outcome that burdens it, only in time, and not after handing in anew. */
export function raiseDispute(
  actor: Actor,
  review: DisputableReview,
  reason: string,
  now: Date,
): DisputeState {
  requirePermission(actor, "dispute.raise");
  if (actor.orgId !== review.partyOrgId) throw new Refusal("not-your-organisation");
  requireState(review.state, "decided");
  requireState(review.outcome ?? "compliant", "supplement-needed", "non-compliant");
  if (!review.counts) throw new Refusal("wrong-state", { state: "superseded", allowed: "decided" });
  if (now.getTime() > review.disputeUntil.getTime()) {
    throw new Refusal("deadline-passed", { until: minuteOf(review.disputeUntil) });
  }
  if (reason.trim() === "") throw reasonMissing("/reason");
  return "raised";
}

export interface DisputeFacts {
  readonly state: DisputeState;
  readonly raisedOrg: string;
  /** Everybody who had a part in the disputed outcome. */
  readonly reviewers: readonly (string | null)[];
}

/** Decided by somebody who had no part in the outcome. */
export function decideDispute(
  who: Reviewer,
  dispute: DisputeFacts,
  upheld: boolean,
  note: string,
): DisputeState {
  requirePermission(who.actor, "dispute.decide");
  requireReviewer(who, dispute.raisedOrg);
  requireState(dispute.state, "raised");
  for (const person of dispute.reviewers) if (person !== null) requireOther(who.actor, person);
  if (note.trim() === "") throw reasonMissing("/note");
  return upheld ? "upheld" : "rejected";
}

export function withdrawDispute(actor: Actor, dispute: DisputeFacts): DisputeState {
  requirePermission(actor, "dispute.raise");
  if (actor.orgId !== dispute.raisedOrg) throw new Refusal("not-your-organisation");
  requireState(dispute.state, "raised");
  return "withdrawn";
}

/** Who sees how a review stands inside: the reviewing side always, the party once it is decided. */
export function seesDecision(
  actorOrgId: string | null,
  review: { readonly state: ReviewState; readonly partyOrgId: string },
): boolean {
  return actorOrgId !== review.partyOrgId || review.state === "decided" || review.state === "superseded";
}

export function reasonMissing(field: string): Refusal {
  return new Refusal("reason-required", {}, [
    { field, message: { zh: "请填写理由。", en: "A reason is required." } },
  ]);
}
