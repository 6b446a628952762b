import type { Insertable } from "kysely";
import { sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** False when that version exists already. */
export async function insertTemplate(tx: Tx, row: Insertable<Database["form_template"]>): Promise<boolean> {
  const made = await tx
    .insertInto("form_template")
    .values(row)
    .onConflict((oc) => oc.columns(["key", "version"]).doNothing())
    .returning("version")
    .executeTakeFirst();
  return made !== undefined;
}

/** All versions of one form's template, or of every form's, the newest first. */
export async function templates(tx: Tx, key?: string) {
  return await tx
    .selectFrom("form_template as t")
    .leftJoin("person as p", "p.id", "t.uploaded_by")
    .selectAll("t")
    .select(sql<string>`coalesce(p.name, '')`.as("uploader"))
    .$if(key !== undefined, (q) => q.where("t.key", "=", key ?? ""))
    .orderBy("t.key")
    .orderBy("t.version", "desc")
    .execute();
}

export async function templateAt(tx: Tx, key: string, version: number) {
  return await tx
    .selectFrom("form_template")
    .selectAll()
    .where("key", "=", key)
    .where("version", "=", version)
    .executeTakeFirst();
}
