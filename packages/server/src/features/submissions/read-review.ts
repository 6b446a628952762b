import type { SubmissionKind } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type FileRow, filesByIds } from "../files/read.ts";

/** What a reviewer's list says about a submission. */
export interface SubmissionBrief {
  readonly id: string;
  readonly number: string;
  readonly kind: SubmissionKind;
  readonly title: string;
  readonly orgId: string;
  readonly submittedAt: Date;
  readonly submittedBy: string | null;
  /** How many periods it serves. */
  readonly periods: number;
}

export async function submissionBriefs(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubmissionBrief>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("submission as s")
    .select((eb) => [
      "s.id",
      "s.number",
      sql<SubmissionKind>`s.kind`.as("kind"),
      "s.title",
      "s.org_id",
      "s.created_at",
      "s.submitted_at",
      "s.submitted_by",
      eb
        .selectFrom("submission_period as sp")
        .select(sql<number>`count(*)`.as("count"))
        .whereRef("sp.submission_id", "=", "s.id")
        .as("periods"),
    ])
    .where(sql<SqlBool>`s.id = any(${[...ids]}::uuid[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        number: row.number ?? "",
        kind: row.kind,
        title: row.title,
        orgId: row.org_id,
        submittedAt: row.submitted_at ?? row.created_at,
        submittedBy: row.submitted_by,
        periods: row.periods ?? 0,
      },
    ]),
  );
}

/** Whether a file is part of a submission. */
export async function isFileOf(tx: Tx, submissionId: string, fileId: string): Promise<boolean> {
  const row = await tx
    .selectFrom("submission_file")
    .select("file_id")
    .where("submission_id", "=", submissionId)
    .where("file_id", "=", fileId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The files of a submission whose content is there. */
export async function openFilesOf(tx: Tx, submissionId: string): Promise<FileRow[]> {
  const uses = await tx
    .selectFrom("submission_file")
    .select("file_id")
    .where("submission_id", "=", submissionId)
    .orderBy("position")
    .execute();
  const files = await filesByIds(
    tx,
    uses.map((use) => use.file_id),
  );
  return files.filter((file) => file.state === "kept");
}
