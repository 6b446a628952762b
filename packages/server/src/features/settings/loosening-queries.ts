import type { LooseningState, SettingKey } from "@yunjian/domain";
import type { Insertable, Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** Settings for which a request to loosen waits. */
export async function openKeys(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("setting_loosening").select("key").where("state", "=", "asked").execute();
  return rows.map((row) => row.key);
}

export async function looseningById(tx: Tx, id: string) {
  return await tx
    .selectFrom("setting_loosening")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export async function insertLoosening(tx: Tx, row: Insertable<Database["setting_loosening"]>): Promise<void> {
  await tx.insertInto("setting_loosening").values(row).execute();
}

export async function changeLoosening(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["setting_loosening"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("setting_loosening")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** What was asked in view of an earlier value falls with it. */
export async function supersede(tx: Tx, key: SettingKey, now: Date): Promise<void> {
  await tx
    .updateTable("setting_loosening")
    .set((eb) => ({ state: "superseded", decided_at: now, version: eb("version", "+", 1) }))
    .where("key", "=", key)
    .where("state", "=", "asked")
    .execute();
}

export async function listLoosenings(
  tx: Tx,
  filter: { readonly state?: LooseningState | undefined; readonly key?: SettingKey | undefined },
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("setting_loosening as l")
    .leftJoin("person as p", "p.id", "l.asked_by")
    .leftJoin("person as d", "d.id", "l.decided_by")
    .selectAll("l")
    .select(["p.name as asked_by_name", "d.name as decided_by_name"]);
  if (filter.state) query = query.where("l.state", "=", filter.state);
  if (filter.key) query = query.where("l.key", "=", filter.key);
  if (page.after) query = query.where("l.id", "<", page.after);
  return await query
    .orderBy("l.id", "desc")
    .limit(page.limit + 1)
    .execute();
}
