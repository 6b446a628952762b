import type { Tx } from "../../platform/tenancy.ts";

export interface SubmissionAuthor {
  readonly number: string;
  readonly title: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly preparedBy: string;
  readonly periodIds: readonly string[];
}

export async function submissionAuthor(tx: Tx, id: string): Promise<SubmissionAuthor | undefined> {
  const row = await tx
    .selectFrom("submission as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .select(["s.number", "s.title", "s.org_id", "o.short_name", "s.created_by"])
    .where("s.id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const periods = await tx
    .selectFrom("submission_period")
    .select("period_id")
    .where("submission_id", "=", id)
    .execute();
  return {
    number: row.number ?? "",
    title: row.title,
    orgId: row.org_id,
    orgName: row.short_name,
    preparedBy: row.created_by,
    periodIds: periods.map((each) => each.period_id),
  };
}

/** A submission that has a file, one that was handed in rather than a draft. */
export async function usesOfFile(tx: Tx, fileId: string): Promise<{ submissionId: string } | undefined> {
  return await tx
    .selectFrom("submission_file as sf")
    .innerJoin("submission as s", "s.id", "sf.submission_id")
    .select("s.id as submissionId")
    .where("sf.file_id", "=", fileId)
    .orderBy("s.submitted_at", (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst();
}
