import type { RectificationState } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export * from "./read-extensions.ts";

/** The rectification a review led to. */
export interface RectificationBrief {
  readonly id: string;
  readonly number: string;
  readonly state: RectificationState;
}

export async function rectificationsOfReviews(
  tx: Tx,
  reviewIds: readonly string[],
): Promise<RectificationBrief[]> {
  if (reviewIds.length === 0) return [];
  return await tx
    .selectFrom("rectification as r")
    .select(["r.id", "r.number", sql<RectificationState>`r.state`.as("state")])
    .where(sql<SqlBool>`r.review_id = any(${[...reviewIds]}::uuid[])`)
    .orderBy("r.issued_at", "desc")
    .execute();
}

/** What followed from a major change, the oldest first. */
export async function rectificationsOfChange(tx: Tx, changeId: string): Promise<RectificationBrief[]> {
  return await tx
    .selectFrom("rectification as r")
    .select(["r.id", "r.number", sql<RectificationState>`r.state`.as("state")])
    .where("r.change_id", "=", changeId)
    .orderBy("r.issued_at")
    .execute();
}
