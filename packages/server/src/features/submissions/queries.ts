import type { SubmissionKind, SubmissionState } from "@yunjian/domain";
import type { Insertable, Updateable } from "kysely";
import { type SqlBool, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function insertSubmission(tx: Tx, row: Insertable<Database["submission"]>): Promise<void> {
  await tx.insertInto("submission").values(row).execute();
}

/** Changes a submission if nobody did meanwhile; false when somebody had. */
export async function setSubmission(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["submission"]>,
): Promise<boolean> {
  const changed = await tx
    .updateTable("submission")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}

export async function submissionById(tx: Tx, id: string) {
  return await tx
    .selectFrom("submission as s")
    .leftJoin("organisation as o", "o.id", "s.org_id")
    .leftJoin("person as maker", "maker.id", "s.created_by")
    .leftJoin("person as sender", "sender.id", "s.sent_by")
    .leftJoin("person as signer", "signer.id", "s.signed_off_by")
    .leftJoin("person as submitter", "submitter.id", "s.submitted_by")
    .leftJoin("submission as still", "still.id", "s.unchanged_since")
    .selectAll("s")
    .select([
      sql<string>`coalesce(o.name, '')`.as("org_name"),
      sql<string>`coalesce(maker.name, '')`.as("maker"),
      sql<string>`coalesce(sender.name, '')`.as("sender"),
      sql<string>`coalesce(signer.name, '')`.as("signer"),
      sql<string>`coalesce(submitter.name, '')`.as("submitter"),
      "still.number as still_number",
      "still.title as still_title",
      "still.submitted_at as still_at",
    ])
    .where("s.id", "=", id)
    .executeTakeFirst();
}

/** Locked until the transaction ends: two that sign at once, one waits and finds it done. */
export async function lockSubmission(tx: Tx, id: string): Promise<void> {
  await sql`select id from submission where id = ${id} for update`.execute(tx);
}

export async function periodIdsOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("submission_period")
    .select("period_id")
    .where("submission_id", "=", id)
    .orderBy("period_id")
    .execute();
  return rows.map((row) => row.period_id);
}

export async function periodsOfAll(tx: Tx, ids: readonly string[]) {
  return await tx
    .selectFrom("submission_period")
    .select(["submission_id", "period_id"])
    .where(sql<SqlBool>`submission_id = any(${[...ids]}::uuid[])`)
    .execute();
}

export async function setPeriods(
  tx: Tx,
  id: string,
  periods: readonly { id: string; subjectId: string }[],
): Promise<void> {
  if (periods.length > 0) {
    await tx
      .insertInto("submission_period")
      .values(
        periods.map((period) => ({ submission_id: id, period_id: period.id, subject_id: period.subjectId })),
      )
      .onConflict((oc) => oc.columns(["submission_id", "period_id"]).doNothing())
      .execute();
  }
  // After the insertion: a submission that serves no period is visible to nobody.
  await tx
    .deleteFrom("submission_period")
    .where("submission_id", "=", id)
    .where(sql<SqlBool>`period_id <> all(${periods.map((period) => period.id)}::uuid[])`)
    .execute();
}

export interface FileUse {
  readonly fileId: string;
  readonly note: string;
  readonly rendered: boolean;
}

export async function filesOf(tx: Tx, id: string): Promise<FileUse[]> {
  return await tx
    .selectFrom("submission_file")
    .select(["file_id as fileId", "note", "rendered"])
    .where("submission_id", "=", id)
    .orderBy("position")
    .execute();
}

export async function setFiles(tx: Tx, id: string, files: readonly FileUse[]): Promise<void> {
  await tx.deleteFrom("submission_file").where("submission_id", "=", id).execute();
  if (files.length === 0) return;
  await tx
    .insertInto("submission_file")
    .values(
      files.map((file, position) => ({
        submission_id: id,
        file_id: file.fileId,
        position,
        note: file.note,
        rendered: file.rendered,
      })),
    )
    .execute();
}

/** Every version of a deliverable: those it follows and those that follow it. */
export async function versionsOf(tx: Tx, id: string) {
  const { rows } = await sql<{
    id: string;
    number: string | null;
    version_no: number;
    state: SubmissionState;
    submitted_at: Date | null;
  }>`
    with recursive back as (
      select s.id, s.previous_id from submission s where s.id = ${id}
      union select p.id, p.previous_id from submission p join back on p.id = back.previous_id
    ), line as (
      select id from back
      union select s.id from submission s join line on s.previous_id = line.id
    )
    select s.id, s.number, s.version_no, s.state, s.submitted_at from submission s join line using (id)
    order by s.version_no desc, s.created_at desc`.execute(tx);
  return rows;
}

export interface ListFilter {
  readonly orgId: string | null;
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly periodId?: string | undefined;
  readonly createdBy?: string | undefined;
}

export async function list(
  tx: Tx,
  filter: ListFilter,
  limit: number,
  after: { at: string; id: string } | null,
) {
  return await briefs(tx)
    .$if(filter.periodId === undefined, (q) => q.where("s.org_id", "=", filter.orgId))
    .$if(filter.periodId !== undefined, (q) =>
      q.where((eb) =>
        eb.exists(
          eb
            .selectFrom("submission_period as own")
            .select("own.period_id")
            .whereRef("own.submission_id", "=", "s.id")
            .where("own.period_id", "=", filter.periodId ?? ""),
        ),
      ),
    )
    // What was not handed in yet is the preparing organisation's alone, whoever sees the subject.
    .where((eb) => eb.or([eb("s.org_id", "=", filter.orgId), eb("s.submitted_at", "is not", null)]))
    .$if(filter.state !== undefined, (q) => q.where("s.state", "=", filter.state ?? ""))
    .$if(filter.kind !== undefined, (q) => q.where("s.kind", "=", filter.kind ?? ""))
    .$if(filter.createdBy !== undefined, (q) => q.where("s.created_by", "=", filter.createdBy ?? ""))
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(s.created_at, s.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("s.created_at", "desc")
    .orderBy("s.id", "desc")
    .limit(limit)
    .execute();
}

export async function toSign(tx: Tx, orgId: string, limit: number, after: { at: string; id: string } | null) {
  return await briefs(tx)
    .where("s.org_id", "=", orgId)
    .where("s.state", "=", "awaiting-sign-off")
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(s.sent_at, s.id) > (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("s.sent_at")
    .orderBy("s.id")
    .limit(limit)
    .execute();
}

/** Own drafts and what waits for a signature, for any of these periods. */
export async function preparing(tx: Tx, orgId: string, periodIds: readonly string[]) {
  return await briefs(tx)
    .where("s.org_id", "=", orgId)
    .where("s.state", "in", ["draft", "awaiting-sign-off"])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("submission_period as own")
          .select("own.period_id")
          .whereRef("own.submission_id", "=", "s.id")
          .where(sql<SqlBool>`own.period_id = any(${[...periodIds]}::uuid[])`),
      ),
    )
    .orderBy("s.created_at", "desc")
    .limit(20)
    .execute();
}

/** What an organisation handed in for these periods (of earlier turns), the newest first. */
export async function handedInFor(tx: Tx, orgId: string, periodIds: readonly string[], limit: number) {
  return await briefs(tx)
    .innerJoin("submission_period as own", "own.submission_id", "s.id")
    .select("own.period_id")
    .where("s.org_id", "=", orgId)
    .where("s.state", "=", "submitted")
    .where(sql<SqlBool>`own.period_id = any(${[...periodIds]}::uuid[])`)
    .orderBy("s.submitted_at", "desc")
    .orderBy("s.id", "desc")
    .limit(limit)
    .execute();
}

/** The last that was handed in for a period, withdrawn ones included: the version a new one follows. */
export async function lastHandedIn(tx: Tx, orgId: string, periodIds: readonly string[]) {
  return await tx
    .selectFrom("submission as s")
    .innerJoin("submission_period as sp", "sp.submission_id", "s.id")
    .select(["s.id", "s.version_no"])
    .where("s.org_id", "=", orgId)
    .where("s.submitted_at", "is not", null)
    .where(sql<SqlBool>`sp.period_id = any(${[...periodIds]}::uuid[])`)
    .orderBy("s.submitted_at", "desc")
    .orderBy("s.id", "desc")
    .limit(1)
    .executeTakeFirst();
}

export type BriefRow = Awaited<ReturnType<typeof toSign>>[number];

function briefs(tx: Tx) {
  return tx
    .selectFrom("submission as s")
    .leftJoin("organisation as o", "o.id", "s.org_id")
    .leftJoin("person as p", "p.id", "s.created_by")
    .select((eb) => [
      "s.id",
      "s.number",
      sql<SubmissionKind>`s.kind`.as("kind"),
      "s.title",
      sql<SubmissionState>`s.state`.as("state"),
      "s.version_no",
      "s.org_id",
      sql<string>`coalesce(o.short_name, '')`.as("org_name"),
      "s.created_by",
      sql<string>`coalesce(p.name, '')`.as("maker"),
      "s.created_at",
      "s.sent_by",
      "s.sent_at",
      "s.submitted_at",
      "s.version",
      eb
        .selectFrom("submission_period as n")
        .select(sql<number>`count(*)`.as("n"))
        .whereRef("n.submission_id", "=", "s.id")
        .as("periods"),
      eb
        .selectFrom("submission_file as n")
        .select(sql<number>`count(*)`.as("n"))
        .whereRef("n.submission_id", "=", "s.id")
        .as("files"),
      eb
        .selectFrom("submission_period as n")
        .select("n.period_id")
        .whereRef("n.submission_id", "=", "s.id")
        .orderBy("n.period_id")
        .limit(1)
        .as("a_period"),
    ]);
}
