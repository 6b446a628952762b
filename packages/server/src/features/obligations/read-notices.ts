import type { Tx } from "../../platform/tenancy.ts";
import { type PeriodRow, periodsByIds } from "./read.ts";

/** Periods for which the supervisor had until an instant in (from, to] and has not done its part. */
export async function periodsReviewDueBetween(tx: Tx, from: Date, to: Date): Promise<PeriodRow[]> {
  const rows = await tx
    .selectFrom("period")
    .select("id")
    .where("review_due_at", "is not", null)
    .where("review_due_at", ">", from)
    .where("review_due_at", "<=", to)
    .orderBy("review_due_at")
    .execute();
  return await periodsByIds(
    tx,
    rows.map((row) => row.id),
  );
}

export interface ExtensionAsked {
  readonly number: string;
  readonly target: "period" | "rectification";
  readonly targetId: string;
  readonly subjectId: string;
  readonly until: Date;
  readonly askedBy: string;
  readonly askedOrg: string;
}

export async function extensionById(tx: Tx, id: string): Promise<ExtensionAsked | undefined> {
  const row = await tx.selectFrom("extension").selectAll().where("id", "=", id).executeTakeFirst();
  return (
    row && {
      number: row.number,
      target: row.target as ExtensionAsked["target"],
      targetId: row.target_id,
      subjectId: row.subject_id,
      until: row.until_at,
      askedBy: row.asked_by,
      askedOrg: row.asked_org,
    }
  );
}
