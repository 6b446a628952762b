import type { Tx } from "../../platform/tenancy.ts";

export interface DisputeRaised {
  readonly number: string;
  readonly periodId: string;
  readonly raisedBy: string;
}

export async function disputeById(tx: Tx, id: string): Promise<DisputeRaised | undefined> {
  return await tx
    .selectFrom("dispute")
    .select(["number", "period_id as periodId", "raised_by as raisedBy"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Who found, or proposed to find. */
export async function reviewerById(tx: Tx, reviewId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom("review")
    .select(["decided_by", "received_by"])
    .where("id", "=", reviewId)
    .executeTakeFirst();
  return row && (row.decided_by ?? row.received_by);
}
