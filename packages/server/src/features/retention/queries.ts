import type { RetentionRequestKind, RetentionRequestState } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

// Requests --------------------------------------------------------------------------------------------

export async function insertRequest(tx: Tx, row: Insertable<Database["retention_request"]>): Promise<void> {
  await tx.insertInto("retention_request").values(row).execute();
}

/** Locked: two who decide at once wait for each other. */
export async function requestForChange(tx: Tx, id: string) {
  return await tx
    .selectFrom("retention_request")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** False when somebody else was faster. */
export async function changeRequest(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["retention_request"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("retention_request")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function listRequests(
  tx: Tx,
  filter: {
    readonly id?: string | undefined;
    readonly kind?: RetentionRequestKind | undefined;
    readonly state?: RetentionRequestState | undefined;
  },
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("retention_request as r")
    .leftJoin("person as a", "a.id", "r.asked_by")
    .leftJoin("person as d", "d.id", "r.decided_by")
    .selectAll("r")
    .select([
      "a.name as asked_by_name",
      "d.name as decided_by_name",
      sql<number>`(select count(*)::int from disposal_file f where f.request_id = r.id)`.as("files"),
      sql<string | null>`case r.kind
        when 'hold-lift' then (select h.number from legal_hold h where h.id = r.target_id)
        when 'erase-organisation' then (select o.name from organisation o where o.id = r.target_id)
        when 'erase-person' then (select p.name from person p where p.id = r.target_id) end`.as(
        "target_name",
      ),
    ]);
  if (filter.id) query = query.where("r.id", "=", filter.id);
  if (filter.kind) query = query.where("r.kind", "=", filter.kind);
  if (filter.state) query = query.where("r.state", "=", filter.state);
  if (page.after) query = query.where("r.id", "<", page.after);
  return await query.orderBy("r.id", "desc").limit(page.limit).execute();
}
export type RequestRow = Awaited<ReturnType<typeof listRequests>>[number];

/** Approved and not carried out: what a job goes on with after a crash. */
export async function unfinishedRequests(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom("retention_request")
    .select("id")
    .where("state", "=", "approved")
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

export async function countOpenRequests(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom("retention_request")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("state", "in", ["asked", "approved"])
    .executeTakeFirstOrThrow();
  return Number(count);
}

// Files of a disposal ---------------------------------------------------------------------------------

export async function insertDisposalFiles(
  tx: Tx,
  rows: readonly Insertable<Database["disposal_file"]>[],
): Promise<void> {
  await tx
    .insertInto("disposal_file")
    .values([...rows])
    .execute();
}

/** Files that another disposal names which waits or runs. */
export async function inOpenDisposal(tx: Tx, fileIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("disposal_file as f")
    .innerJoin("retention_request as r", "r.id", "f.request_id")
    .select("f.file_id")
    .where(sql<SqlBool>`f.file_id = any(${[...fileIds]}::uuid[])`)
    .where("r.state", "in", ["asked", "approved"])
    .execute();
  return new Set(rows.map((row) => row.file_id));
}

export async function disposalFiles(
  tx: Tx,
  requestId: string,
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("disposal_file as d")
    .innerJoin("file as f", "f.id", "d.file_id")
    .leftJoin("organisation as o", "o.id", "f.org_id")
    .select(["d.file_id", "d.rule", "d.ends_at", "d.outcome", "d.done_at", "f.name", "f.size", "f.sha256"])
    .select(sql<string>`coalesce(o.short_name, '')`.as("org_name"))
    .where("d.request_id", "=", requestId);
  if (page.after) query = query.where("d.file_id", ">", page.after);
  return await query.orderBy("d.file_id").limit(page.limit).execute();
}

/** The next file that was not looked at yet. */
export async function nextDisposalFile(tx: Tx, requestId: string) {
  return await tx
    .selectFrom("disposal_file")
    .select(["file_id", "rule"])
    .where("request_id", "=", requestId)
    .where("outcome", "is", null)
    .orderBy("file_id")
    .limit(1)
    .executeTakeFirst();
}

export async function setOutcome(
  tx: Tx,
  requestId: string,
  fileIds: readonly string[],
  outcome: string,
  now: Date,
): Promise<void> {
  await tx
    .updateTable("disposal_file")
    .set({ outcome, done_at: now })
    .where("request_id", "=", requestId)
    .where(sql<SqlBool>`file_id = any(${[...fileIds]}::uuid[])`)
    .where("outcome", "is", null)
    .execute();
}

export async function progressOf(tx: Tx, requestId: string) {
  const row = await tx
    .selectFrom("disposal_file")
    .select((eb) => [
      eb.fn.countAll<string>().as("total"),
      eb.fn.countAll<string>().filterWhere("outcome", "=", "destroyed").as("destroyed"),
      eb.fn
        .countAll<string>()
        .filterWhere((w) => w("outcome", "is not", null))
        .as("done"),
    ])
    .where("request_id", "=", requestId)
    .executeTakeFirstOrThrow();
  const [total, destroyed, done] = [Number(row.total), Number(row.destroyed), Number(row.done)];
  return { total, destroyed, kept: done - destroyed, left: total - done };
}

/** Marks every file of a content as disposed, locked before anybody looked; gives those that were kept. */
export async function disposeContent(tx: Tx, blobKey: string, by: string, now: Date): Promise<string[]> {
  const rows = await tx
    .updateTable("file")
    .set((eb) => ({ state: "disposed", disposed_at: now, disposed_by: by, version: eb("version", "+", 1) }))
    .where("blob_key", "=", blobKey)
    .where("state", "in", ["kept", "purge-asked"])
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

export async function lockContent(tx: Tx, blobKey: string): Promise<void> {
  await sql`select id from file where blob_key = ${blobKey} order by id for update`.execute(tx);
}

/** Contents of an organisation that are still there, some at a time. */
export async function contentsOf(tx: Tx, orgId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("file")
    .select("blob_key")
    .distinct()
    .where("org_id", "=", orgId)
    .where("state", "in", ["kept", "purge-asked"])
    .orderBy("blob_key")
    .limit(limit)
    .execute();
  return rows.map((row) => row.blob_key);
}

/** The subjects for which a file was handed in, for the record's visibility. */
export async function subjectsOf(tx: Tx, fileId: string): Promise<string[]> {
  const { rows } = await sql<{ subject_id: string }>`
    select distinct sp.subject_id from submission_file sf
      join submission_period sp on sp.submission_id = sf.submission_id where sf.file_id = ${fileId}
    union select rf.subject_id from rectification_file rf where rf.file_id = ${fileId}`.execute(tx);
  return rows.map((row) => row.subject_id);
}

// Holds -----------------------------------------------------------------------------------------------

export async function insertHold(tx: Tx, row: Insertable<Database["legal_hold"]>): Promise<void> {
  await tx.insertInto("legal_hold").values(row).execute();
}

export async function holdById(tx: Tx, id: string) {
  return await tx.selectFrom("legal_hold").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function liftHold(tx: Tx, id: string, requestId: string, now: Date): Promise<void> {
  await tx
    .updateTable("legal_hold")
    .set({ lifted_at: now, lifted_by: requestId })
    .where("id", "=", id)
    .where("lifted_at", "is", null)
    .execute();
}

const TARGET_NAME = sql<string>`coalesce(case t.target
  when 'cloud' then (select c.name from cloud c where c.id = t.target_id)
  when 'organisation' then (select o.name from organisation o where o.id = t.target_id)
  when 'submission' then (select coalesce(s.number || ' ', '') || s.title from submission s where s.id = t.target_id)
  else (select f.name from file f where f.id = t.target_id) end, '')`;

export async function listHolds(
  tx: Tx,
  filter: { readonly standing?: "in-force" | "lifted" | undefined; readonly targetId?: string | undefined },
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("legal_hold as t")
    .leftJoin("person as p", "p.id", "t.placed_by")
    .selectAll("t")
    .select(["p.name as placed_by_name", TARGET_NAME.as("target_name")])
    .select(
      sql<
        string | null
      >`(select r.id from retention_request r where r.kind = 'hold-lift' and r.target_id = t.id
        and r.state in ('asked', 'approved', 'done') order by r.id desc limit 1)`.as("lift_request_id"),
    );
  if (filter.standing === "in-force") query = query.where("t.lifted_at", "is", null);
  if (filter.standing === "lifted") query = query.where("t.lifted_at", "is not", null);
  if (filter.targetId) query = query.where("t.target_id", "=", filter.targetId);
  if (page.after) query = query.where("t.id", "<", page.after);
  return await query.orderBy("t.id", "desc").limit(page.limit).execute();
}

export async function countHolds(tx: Tx, on: string | null): Promise<number> {
  let query = tx
    .selectFrom("legal_hold")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("lifted_at", "is", null);
  if (on !== null) query = query.where("target_id", "=", on);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** What a hold or an archive mark is put on, as its visibility in the record asks. */
export async function targetFacts(
  tx: Tx,
  target: string,
  id: string,
): Promise<
  { readonly subjects: string[]; readonly state: string | null; readonly name: string } | undefined
> {
  switch (target) {
    case "cloud": {
      const row = await tx.selectFrom("cloud").select("name").where("id", "=", id).executeTakeFirst();
      return row && { subjects: [id], state: null, name: row.name };
    }
    case "organisation": {
      const row = await tx.selectFrom("organisation").select("name").where("id", "=", id).executeTakeFirst();
      return row && { subjects: [id], state: null, name: row.name };
    }
    case "submission": {
      const row = await tx
        .selectFrom("submission")
        .select(["title", "org_id"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row && { subjects: [row.org_id], state: null, name: row.title };
    }
    default: {
      const row = await tx
        .selectFrom("file")
        .select(["name", "org_id", "state"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row && { subjects: [row.org_id], state: row.state, name: row.name };
    }
  }
}

// Archive ---------------------------------------------------------------------------------------------

export async function insertMark(tx: Tx, row: Insertable<Database["archive_mark"]>): Promise<void> {
  await tx.insertInto("archive_mark").values(row).execute();
}

export async function markById(tx: Tx, id: string) {
  return await tx.selectFrom("archive_mark").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function changeMark(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["archive_mark"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("archive_mark")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function listMarks(
  tx: Tx,
  filter: { readonly class?: string | undefined; readonly targetId?: string | undefined },
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("archive_mark as t")
    .leftJoin("person as p", "p.id", "t.marked_by")
    .selectAll("t")
    .select([
      "p.name as marked_by_name",
      TARGET_NAME.as("target_name"),
      sql<string>`coalesce((select o.short_name from organisation o where o.id = case t.target
        when 'submission' then (select s.org_id from submission s where s.id = t.target_id)
        else (select f.org_id from file f where f.id = t.target_id) end), '')`.as("org_name"),
    ]);
  if (filter.class) query = query.where("t.class", "=", filter.class);
  if (filter.targetId) query = query.where("t.target_id", "=", filter.targetId);
  if (page.after) query = query.where("t.id", "<", page.after);
  return await query.orderBy("t.id", "desc").limit(page.limit).execute();
}
