import type { FormValues, LateEntry, OnSite, SubmissionKind, SubmissionState } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type FileRow, filesByIds } from "../files/read.ts";
import { type PeriodRow, periodsByIds } from "../obligations/read.ts";

/** A submission with its files and the periods it serves. */
export interface SubmissionRow {
  readonly id: string;
  readonly number: string | null;
  readonly orgId: string;
  readonly kind: SubmissionKind;
  readonly title: string;
  readonly statement: string;
  readonly formKey: string | null;
  readonly formData: FormValues | null;
  readonly unchangedSince: string | null;
  readonly late: LateEntry | null;
  readonly onSite: OnSite | null;
  readonly previousId: string | null;
  readonly versionNo: number;
  readonly state: SubmissionState;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly signedOffBy: string | null;
  readonly submittedBy: string | null;
  readonly submittedAt: Date | null;
  readonly periods: readonly PeriodRow[];
  readonly files: readonly (FileRow & { readonly note: string; readonly rendered: boolean })[];
}

export async function submissionById(tx: Tx, id: string): Promise<SubmissionRow | undefined> {
  return (await submissionsByIds(tx, [id]))[0];
}

/** Submissions by id; those the actor may not see are left out. Four questions, however many there are. */
export async function submissionsByIds(tx: Tx, ids: readonly string[]): Promise<SubmissionRow[]> {
  if (ids.length === 0) return [];
  const found = sql<SqlBool>`submission_id = any(${[...ids]}::uuid[])`;
  const [rows, links, uses] = [
    await tx
      .selectFrom("submission")
      .selectAll()
      .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
      .execute(),
    await tx.selectFrom("submission_period").select(["submission_id", "period_id"]).where(found).execute(),
    await tx.selectFrom("submission_file").selectAll().where(found).orderBy("position").execute(),
  ];
  const periods = new Map(
    (await periodsByIds(tx, [...new Set(links.map((link) => link.period_id))])).map((row) => [row.id, row]),
  );
  const files = new Map(
    (await filesByIds(tx, [...new Set(uses.map((use) => use.file_id))])).map((row) => [row.id, row]),
  );
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    orgId: row.org_id,
    kind: row.kind as SubmissionKind,
    title: row.title,
    statement: row.statement,
    formKey: row.form_key,
    formData: row.form_data as FormValues | null,
    unchangedSince: row.unchanged_since,
    late: row.late as LateEntry | null,
    onSite: row.on_site as OnSite | null,
    previousId: row.previous_id,
    versionNo: row.version_no,
    state: row.state as SubmissionState,
    createdBy: row.created_by,
    createdAt: row.created_at,
    signedOffBy: row.signed_off_by,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
    periods: links
      .filter((link) => link.submission_id === row.id)
      .flatMap((link) => periods.get(link.period_id) ?? []),
    files: uses
      .filter((use) => use.submission_id === row.id)
      .flatMap((use) => {
        const file = files.get(use.file_id);
        return file ? [{ ...file, note: use.note, rendered: use.rendered }] : [];
      }),
  }));
}
