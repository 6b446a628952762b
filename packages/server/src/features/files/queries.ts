import type { Insertable, Updateable } from "kysely";
import { type SqlBool, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { healthOf } from "../storage/read.ts";

export async function insertUpload(tx: Tx, row: Insertable<Database["upload"]>): Promise<void> {
  await tx.insertInto("upload").values(row).execute();
}

export async function uploadById(tx: Tx, id: string) {
  return await tx.selectFrom("upload").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Locked, so that an upload is finished once, whoever notices first. */
export async function uploadToFinish(tx: Tx, id: string) {
  return await tx.selectFrom("upload").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function setUpload(tx: Tx, id: string, values: Updateable<Database["upload"]>): Promise<void> {
  await tx.updateTable("upload").set(values).where("id", "=", id).execute();
}

export async function uploadsByIds(tx: Tx, ids: readonly string[]) {
  return await tx
    .selectFrom("upload")
    .select(["id", "expires_at", "file_id", "refusal"])
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
}

export async function insertFile(tx: Tx, row: Insertable<Database["file"]>): Promise<void> {
  await tx.insertInto("file").values(row).execute();
}

export async function fileById(tx: Tx, id: string) {
  return await withNames(tx).where("f.id", "=", id).executeTakeFirst();
}

export async function purgesAsked(tx: Tx, limit: number, after: { at: string; id: string } | null) {
  return await withNames(tx)
    .where("f.state", "=", "purge-asked")
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(f.purge_asked_at, f.id) > (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("f.purge_asked_at")
    .orderBy("f.id")
    .limit(limit)
    .execute();
}

/** Changes a file if nobody did meanwhile; false when somebody had. */
export async function setFile(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["file"]>,
): Promise<boolean> {
  const changed = await tx
    .updateTable("file")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * Every other entry of the same content in the same organisation, also those the caller does not see: it was stored
 * once, so it goes once. Gives their ids.
 */
export async function purgeTwins(tx: Tx, blobKey: string, by: string | null, now: Date): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select yj_purge_twins(${blobKey}, ${by}::uuid, ${now}) as id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Takes the name of a purged file out, with what would prove it. */
export async function forgetName(tx: Tx, id: string, shown: string): Promise<void> {
  await sql`select yj_forget_file_name(${id}, ${shown})`.execute(tx);
}

/** Whether a legal hold covers the file; those who see no holds are told, too. */
export async function isHeld(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select yj_file_held(${id}) as held`.execute(tx);
  return rows[0]?.held ?? false;
}

/** The subjects for which a file was handed in, for the record's visibility. */
export async function subjectsOfFile(tx: Tx, fileId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("submission_file as sf")
    .innerJoin("submission_period as sp", "sp.submission_id", "sf.submission_id")
    .select("sp.subject_id")
    .distinct()
    .where("sf.file_id", "=", fileId)
    .execute();
  return rows.map((row) => row.subject_id);
}

function withNames(tx: Tx) {
  return tx
    .selectFrom("file as f")
    .leftJoin("organisation as o", "o.id", "f.org_id")
    .leftJoin("person as up", "up.id", "f.uploaded_by")
    .leftJoin("person as ask", "ask.id", "f.purge_asked_by")
    .leftJoin("person as done", "done.id", "f.purged_by")
    .selectAll("f")
    .select([
      sql<string>`coalesce(o.name, '')`.as("org_name"),
      sql<string>`coalesce(up.name, '')`.as("uploader"),
      sql<string>`coalesce(ask.name, '')`.as("asker"),
      sql<string>`coalesce(done.name, '')`.as("purger"),
      healthOf(sql`f.blob_key`).as("health"),
    ]);
}
