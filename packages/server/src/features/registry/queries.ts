import { type Insertable, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** Single rows of the register: read for a change, written, changed under their version. */

type Row<T extends keyof Database> = Insertable<Database[T]>;
type Versioned = "cloud" | "site" | "system" | "contract" | "certificate" | "resource";

export async function insertSubject(tx: Tx, row: Row<"subject">): Promise<void> {
  await tx.insertInto("subject").values(row).execute();
}
export async function insertCloud(tx: Tx, row: Row<"cloud">): Promise<void> {
  await tx.insertInto("cloud").values(row).execute();
}
export async function insertSite(tx: Tx, row: Row<"site">): Promise<void> {
  await tx.insertInto("site").values(row).execute();
}
export async function insertSystem(tx: Tx, row: Row<"system">): Promise<void> {
  await tx.insertInto("system").values(row).execute();
}
export async function insertPlacement(tx: Tx, row: Row<"system_cloud">): Promise<void> {
  await tx.insertInto("system_cloud").values(row).execute();
}
export async function insertCertificate(tx: Tx, row: Row<"certificate">): Promise<void> {
  await tx.insertInto("certificate").values(row).execute();
}
export async function insertResource(tx: Tx, row: Row<"resource">): Promise<void> {
  await tx.insertInto("resource").values(row).execute();
}
export async function insertContract(tx: Tx, row: Row<"contract">): Promise<void> {
  await tx.insertInto("contract").values(row).execute();
}

export async function cloudById(tx: Tx, id: string) {
  return await tx.selectFrom("cloud").selectAll().where("id", "=", id).executeTakeFirst();
}
export async function siteById(tx: Tx, id: string) {
  return await tx.selectFrom("site").selectAll().where("id", "=", id).executeTakeFirst();
}
export async function systemById(tx: Tx, id: string) {
  return await tx.selectFrom("system").selectAll().where("id", "=", id).executeTakeFirst();
}
export async function certificateById(tx: Tx, id: string) {
  return await tx.selectFrom("certificate").selectAll().where("id", "=", id).executeTakeFirst();
}
export async function resourceById(tx: Tx, id: string) {
  return await tx.selectFrom("resource").selectAll().where("id", "=", id).executeTakeFirst();
}
export async function contractById(tx: Tx, id: string) {
  return await tx.selectFrom("contract").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Changes a row under the version the caller saw; false when somebody was faster. */
export async function change<T extends Versioned>(
  tx: Tx,
  table: T,
  id: string,
  version: number,
  values: Updateable<Database[T]>,
): Promise<boolean> {
  // One table at a time is beyond what the builder's types can follow through a parameter.
  const { numUpdatedRows } = await tx
    .updateTable(table as "site")
    .set({ ...(values as Updateable<Database["site"]>), version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The subject carries name and end of what it stands for. */
export async function changeSubject(
  tx: Tx,
  id: string,
  values: Updateable<Database["subject"]>,
): Promise<void> {
  await tx.updateTable("subject").set(values).where("id", "=", id).execute();
}

export async function placementsOf(tx: Tx, systemId: string, now: Date) {
  return await tx
    .selectFrom("system_cloud")
    .select(["cloud_id", "zone", "from_at"])
    .where("system_id", "=", systemId)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .execute();
}

export async function endPlacement(tx: Tx, systemId: string, cloudId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("system_cloud")
    .set({ to_at: now })
    .where("system_id", "=", systemId)
    .where("cloud_id", "=", cloudId)
    .where("to_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Names of the running systems on a cloud, a few: what stands in the way of its end. */
export async function systemsOnCloud(tx: Tx, cloudId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("system_cloud as sc")
    .innerJoin("system as s", "s.id", "sc.system_id")
    .select("s.name")
    .where("sc.cloud_id", "=", cloudId)
    .where("sc.to_at", "is", null)
    .where("s.ended_at", "is", null)
    .orderBy("s.name")
    .limit(limit)
    .execute();
  return rows.map((row) => row.name);
}

export async function cloudNamed(tx: Tx, name: string) {
  return await tx
    .selectFrom("cloud")
    .selectAll()
    .where("name", "=", name)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

// By the words of a table ------------------------------------------------------------------------------

export async function siteNamed(tx: Tx, cloudId: string, name: string) {
  return await tx
    .selectFrom("site")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .where("name", "=", name)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

export async function systemNamed(tx: Tx, orgId: string, name: string) {
  return await tx
    .selectFrom("system")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("name", "=", name)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

export async function certificateNumbered(tx: Tx, cloudId: string, number: string) {
  return await tx
    .selectFrom("certificate")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .where("number", "=", number)
    .executeTakeFirst();
}

export async function contractNumbered(tx: Tx, providerId: string, number: string) {
  return await tx
    .selectFrom("contract")
    .selectAll()
    .where("provider_org_id", "=", providerId)
    .where("number", "=", number)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

/** Running systems with these names, with their customers' names and the clouds they run on. */
export async function systemsNamed(tx: Tx, names: readonly string[]) {
  return await tx
    .selectFrom("system as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .leftJoin("system_cloud as sc", (join) =>
      join.onRef("sc.system_id", "=", "s.id").on("sc.to_at", "is", null),
    )
    .leftJoin("cloud as c", "c.id", "sc.cloud_id")
    .select([
      "s.id",
      "s.name",
      "s.org_id",
      "o.name as org_name",
      "o.short_name as org_short",
      "c.id as cloud_id",
      "c.name as cloud_name",
      "c.provider_org_id",
    ])
    .where("s.name", "=", sql<string>`any (${[...names]}::text[])`)
    .where("s.ended_at", "is", null)
    .execute();
}

/** Enters what is not there yet; answers the positions that were new. */
export async function insertResources(tx: Tx, rows: readonly Row<"resource">[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const made = await tx
    .insertInto("resource")
    .values([...rows])
    .onConflict((oc) =>
      oc.columns(["system_id", "cloud_id", "kind", "name"]).where("ended_at", "is", null).doNothing(),
    )
    .returning("id")
    .execute();
  return new Set(made.map((row) => row.id));
}
