import type { Insertable, Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** Keys of an organisation, or (with `personId`) of one person in it. */
export async function keysOf(
  tx: Tx,
  of: { readonly orgId: string; readonly personId: string | null },
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
      "k.org_id",
      "p.name as person_name",
      "k.permissions",
      "k.subjects",
      "k.created_at",
      "k.expires_at",
      "k.last_used_at",
      "k.last_used_address",
      "k.rotated_at",
      "k.previous_until",
      "k.revoked_at",
      "k.version",
    ])
    .where("k.org_id", "=", of.orgId);
  if (of.personId !== null) query = query.where("k.person_id", "=", of.personId);
  if (page.after) query = query.where("k.id", "<", page.after);
  return await query
    .orderBy("k.id", "desc")
    .limit(page.limit + 1)
    .execute();
}
export type KeyRow = Awaited<ReturnType<typeof keysOf>>[number];

export async function insertKey(tx: Tx, row: Insertable<Database["api_key"]>): Promise<void> {
  await tx.insertInto("api_key").values(row).execute();
}

export async function keyById(tx: Tx, id: string) {
  return await tx.selectFrom("api_key").selectAll().where("id", "=", id).executeTakeFirst();
}

/** False when somebody else was faster. */
export async function changeKey(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["api_key"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("api_key")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
