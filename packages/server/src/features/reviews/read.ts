import { type Actor, type ReviewOutcome, type ReviewState, seesDecision } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { supervisedSubjects } from "../identity/read-supervision.ts";
import { type ReviewWaiting, reviewWaiting } from "../obligations/read-review.ts";
import { openDisputes } from "./queries-disputes.ts";
import { reviewsOf } from "./queries.ts";

/** How a review ended or stands, as other features show it. */
export interface ReviewSummary {
  readonly id: string;
  readonly periodId: string;
  readonly submissionId: string;
  readonly state: ReviewState;
  readonly receivedAt: Date;
  /** Null until decided, and for the party while a second reviewer has not confirmed. */
  readonly outcome: ReviewOutcome | null;
  readonly note: string;
  readonly decidedAt: Date | null;
  readonly decidedByName: string | null;
  readonly disputeId: string | null;
}

/** Every review of these periods, the newest first; the party sees no outcome before it is decided. */
export async function reviewsOfPeriods(
  tx: Tx,
  actor: Actor,
  periodIds: readonly string[],
): Promise<ReviewSummary[]> {
  if (periodIds.length === 0) return [];
  return (await reviewsOf(tx, periodIds)).map((review) => {
    const open = seesDecision(actor.orgId, review);
    return {
      id: review.id,
      periodId: review.periodId,
      submissionId: review.submissionId,
      state: open ? review.state : "received",
      receivedAt: review.receivedAt,
      outcome: open ? review.outcome : null,
      note: open ? review.note : "",
      decidedAt: review.decidedAt,
      decidedByName: open ? review.decidedByName : null,
      disputeId: review.disputeId,
    };
  });
}

/** What waits for the actor's organisation as a supervisor: figures for the home page. */
export async function reviewWork(tx: Tx, actor: Actor, now: Date): Promise<ReviewWaiting> {
  const filter = { supervised: await supervisedSubjects(tx, actor, now), reviewerOrgId: actor.orgId ?? "" };
  return await reviewWaiting(tx, filter, now);
}

/** Disputes that wait for the decision of the actor's organisation. */
export async function disputeWork(
  tx: Tx,
  actor: Actor,
  now: Date,
): Promise<{ readonly open: number; readonly overdue: number }> {
  return await openDisputes(tx, actor.orgId ?? "", now);
}
