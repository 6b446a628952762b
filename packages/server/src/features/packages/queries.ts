import type { Insertable, Updateable } from "kysely";
import { type SqlBool, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type PackageRow = NonNullable<Awaited<ReturnType<typeof packageById>>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("evidence_package as e")
    .leftJoin("job_progress as j", "j.id", "e.job_id")
    .selectAll("e")
    .select(["j.done", "j.total", "j.state as job_state"]);
}

export async function insertPackage(tx: Tx, row: Insertable<Database["evidence_package"]>): Promise<boolean> {
  const made = await tx
    .insertInto("evidence_package")
    .values(row)
    .onConflict((oc) => oc.columns(["asked_by", "scope_id"]).where("state", "=", "making").doNothing())
    .returning("id")
    .executeTakeFirst();
  return made !== undefined;
}

export async function packageById(tx: Tx, id: string) {
  return await rows(tx).where("e.id", "=", id).executeTakeFirst();
}

export async function packagesOf(
  tx: Tx,
  asker: { readonly personId: string; readonly orgId: string },
  page: { readonly after: string | null; readonly limit: number },
): Promise<PackageRow[]> {
  return await rows(tx)
    .where("e.asked_by", "=", asker.personId)
    .where("e.org_id", "=", asker.orgId)
    .$if(page.after !== null, (query) => query.where("e.id", "<", page.after ?? ""))
    .orderBy("e.id", "desc")
    .limit(page.limit)
    .execute();
}

/** Ones whose job ended without a word, killed or cancelled by its own page: they are in nobody's way. */
export async function clearStuck(tx: Tx, personId: string): Promise<void> {
  await tx
    .updateTable("evidence_package as e")
    .set({ state: "failed", problem: "system-error" })
    .where("e.asked_by", "=", personId)
    .where("e.state", "=", "making")
    .where(
      sql<SqlBool>`exists (select from job_progress j where j.id = e.job_id and j.state in ('done', 'failed', 'cancelled'))`,
    )
    .execute();
}

/** False when it is no longer in that state. */
export async function setPackage(
  tx: Tx,
  id: string,
  from: string,
  values: Updateable<Database["evidence_package"]>,
): Promise<boolean> {
  const changed = await tx
    .updateTable("evidence_package")
    .set((eb) => ({ ...values, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .where("state", "=", from)
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}

/** Packages whose time is over and whose content is still there. */
export async function expiredPackages(tx: Tx, now: Date, limit: number) {
  return await tx
    .selectFrom("evidence_package")
    .select(["id", "blob_key", "org_id"])
    .where("expires_at", "<=", now)
    .where("blob_key", "is not", null)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
}

export interface EntryRow {
  readonly id: string;
  readonly position: number;
  readonly objectType: string;
  readonly body: Buffer;
}

/** Ordered entries about these things, and those of these subjects between two instants; in the record's order. */
export async function entriesFor(
  tx: Tx,
  of: {
    readonly objectIds: readonly string[];
    readonly subjects?: { readonly ids: readonly string[]; readonly from: Date; readonly to: Date };
  },
  limit: number,
): Promise<EntryRow[]> {
  const { objectIds, subjects } = of;
  const about = sql`select entry_id from record_about where object_id = any(${[...objectIds]}::uuid[])`;
  const within = subjects
    ? sql`union select id from record_entry where subject_id = any(${[...subjects.ids]}::uuid[])
        and at >= ${subjects.from} and at < ${subjects.to}`
    : sql``;
  const found = await tx
    .selectFrom("record_entry as e")
    .innerJoin("record_order as o", "o.entry_id", "e.id")
    .select(["e.id", "o.position", "e.object_type as objectType", "e.body"])
    .where(sql<SqlBool>`e.id in (${about} ${within})`)
    .orderBy("o.position")
    .limit(limit)
    .execute();
  return found.map((row) => ({ ...row, position: Number(row.position) }));
}

/** Salts of entries, for opening what the asker has the text of; those sealed for a person stay closed. */
export async function saltsOf(tx: Tx, entryIds: readonly string[]) {
  return await tx
    .selectFrom("record_salt")
    .select(["entry_id", "field", "salt"])
    .where(sql<SqlBool>`entry_id = any(${[...entryIds]}::uuid[])`)
    .where(sql<SqlBool>`length(salt) = 32`)
    .orderBy("entry_id")
    .orderBy("field")
    .execute();
}

/** Names of people and organisations, as far as the reader may see them. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const any = sql`any(${[...ids]}::uuid[])`;
  const people = await tx
    .selectFrom("person")
    .select(["id", "name"])
    .where(sql<SqlBool>`id = ${any}`)
    .execute();
  const organisations = await tx
    .selectFrom("organisation")
    .select(["id", "name"])
    .where(sql<SqlBool>`id = ${any}`)
    .execute();
  return new Map([...people, ...organisations].map(({ id, name }) => [id, name]));
}

export async function entryPosition(tx: Tx, entryId: string) {
  const row = await tx
    .selectFrom("record_entry as e")
    .leftJoin("record_order as o", "o.entry_id", "e.id")
    .select(["e.body", "o.position"])
    .where("e.id", "=", entryId)
    .executeTakeFirst();
  return row && { body: row.body, position: row.position === null ? null : Number(row.position) };
}
