import { loadCatalogue } from "@yunjian/catalogue";
import { type Actor, type Duty, minuteOf, Refusal, type Reviewer } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { supervises } from "../identity/read-supervision.ts";
import { type PeriodRow, periodsByIds, periodsForHandIn } from "../obligations/read.ts";
import type { ReviewRow } from "./queries.ts";

/** Whether the actor may review at all what a period asks for: the agreed reviewer, or any supervisor of it. */
export async function reviewerOf(tx: Tx, actor: Actor, now: Date, period: PeriodRow): Promise<Reviewer> {
  const named = period.reviewerOrgId === null || period.reviewerOrgId === actor.orgId;
  return { actor, supervises: named && (await supervises(tx, actor, now, period)) };
}

export async function periodOf(tx: Tx, id: string): Promise<PeriodRow> {
  const [period] = await periodsByIds(tx, [id]);
  if (!period) throw new Refusal("not-found");
  return period;
}

/** The period, locked: nobody hands in, receives or decides meanwhile. */
export async function periodLocked(tx: Tx, id: string): Promise<PeriodRow> {
  const [period] = await periodsForHandIn(tx, [id]);
  if (!period) throw new Refusal("not-found");
  return period;
}

export function dutyOf(dutyId: string): Duty {
  const duty = loadCatalogue().duties.get(dutyId);
  if (!duty) throw new Error(`no such duty in the catalogue: ${dutyId}`);
  return duty;
}

export function dutyRef(dutyId: string) {
  const duty = dutyOf(dutyId);
  return { id: duty.id, title: duty.title, class: duty.class };
}

/** Two reviewers at once: the slower one reads who was faster and when. */
export function alreadyDone(review: ReviewRow): Refusal {
  if (review.state === "received") {
    return new Refusal("already-done", {
      who: review.receivedByName ?? "—",
      at: minuteOf(review.receivedAt),
    });
  }
  const at = review.secondAt ?? review.decidedAt ?? review.proposedAt ?? review.receivedAt;
  return new Refusal("already-done", {
    who: review.secondByName ?? review.decidedByName ?? "—",
    at: minuteOf(at),
  });
}
