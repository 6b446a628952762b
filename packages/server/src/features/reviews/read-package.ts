import { outcomeWord } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import type { PackageObject } from "../packages/read-types.ts";

/** Reviews of these periods with their comments, and what was disputed. */
export async function reviewsForPackage(tx: Tx, periodIds: readonly string[]): Promise<PackageObject[]> {
  if (periodIds.length === 0) return [];
  const of = sql<SqlBool>`period_id = any(${[...periodIds]}::uuid[])`;
  const reviews = await tx
    .selectFrom("review")
    .selectAll()
    .where(of)
    .orderBy("received_at")
    .orderBy("id")
    .execute();
  const comments = await tx
    .selectFrom("review_comment")
    .selectAll()
    .where(of)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const disputes = await tx.selectFrom("dispute").selectAll().where(of).orderBy("id").execute();
  return [
    ...reviews.map(
      (row): PackageObject => ({
        type: "review",
        id: row.id,
        title: row.outcome === null ? "审核中" : outcomeWord(row.outcome).zh,
        fields: {
          ...row,
          comments: comments.filter(
            (each) => each.submission_id === row.submission_id && each.period_id === row.period_id,
          ),
        },
        fileIds: [],
      }),
    ),
    ...disputes.map(
      (row): PackageObject => ({ type: "dispute", id: row.id, title: row.number, fields: row, fileIds: [] }),
    ),
  ];
}
