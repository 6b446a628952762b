import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import type { PackageObject } from "../packages/read-types.ts";

/** What was handed in for these periods, every version, with its files in their order. */
export async function submissionsForPackage(tx: Tx, periodIds: readonly string[]): Promise<PackageObject[]> {
  if (periodIds.length === 0) return [];
  const rows = await tx
    .selectFrom("submission as s")
    .leftJoin("organisation as o", "o.id", "s.org_id")
    .selectAll("s")
    .select([
      "o.name as org_name",
      sql<
        string[]
      >`array(select sp.period_id from submission_period sp where sp.submission_id = s.id order by 1)`.as(
        "period_ids",
      ),
      sql<
        string[]
      >`array(select sf.file_id from submission_file sf where sf.submission_id = s.id order by sf.position)`.as(
        "file_ids",
      ),
    ])
    .where("s.submitted_at", "is not", null)
    .where(
      sql<SqlBool>`s.id in (select submission_id from submission_period where period_id = any(${[...periodIds]}::uuid[]))`,
    )
    .orderBy("s.submitted_at")
    .orderBy("s.id")
    .execute();
  return rows.map((row) => ({
    type: "submission",
    id: row.id,
    title: `${row.number ?? ""} ${row.title}`.trim(),
    fields: row,
    fileIds: row.file_ids,
  }));
}
