import type { Tx } from "../../platform/tenancy.ts";

/** When this was last done, locked for this transaction; undefined while another process does it. */
export async function claimClock(tx: Tx, name: string, first: Date): Promise<Date | undefined> {
  const take = () =>
    tx
      .selectFrom("clock_cursor")
      .select("at")
      .where("name", "=", name)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
  const row = await take();
  if (row) return row.at;
  await tx
    .insertInto("clock_cursor")
    .values({ name, at: first })
    .onConflict((oc) => oc.doNothing())
    .execute();
  return (await take())?.at;
}

export async function setClock(tx: Tx, name: string, at: Date): Promise<void> {
  await tx.updateTable("clock_cursor").set({ at }).where("name", "=", name).execute();
}
