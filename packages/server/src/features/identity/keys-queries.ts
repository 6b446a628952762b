import type { Insertable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function keysOf(
  tx: Tx,
  orgId: string,
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("api_key as k")
    .innerJoin("person as p", "p.id", "k.person_id")
    .select([
      "k.id",
      "k.name",
      "k.prefix",
      "k.person_id",
      "p.name as person_name",
      "k.created_at",
      "k.expires_at",
      "k.last_used_at",
      "k.revoked_at",
      "k.version",
    ])
    .where("k.org_id", "=", orgId);
  if (page.after) query = query.where("k.id", "<", page.after);
  return await query
    .orderBy("k.id", "desc")
    .limit(page.limit + 1)
    .execute();
}

export async function insertKey(tx: Tx, row: Insertable<Database["api_key"]>): Promise<void> {
  await tx.insertInto("api_key").values(row).execute();
}

export async function keyById(tx: Tx, id: string) {
  return await tx.selectFrom("api_key").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function revokeKey(tx: Tx, id: string, version: number, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("api_key")
    .set({ revoked_at: now, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
