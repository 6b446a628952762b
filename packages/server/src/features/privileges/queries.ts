import type { PrivilegeStanding } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function insertPrivilege(
  tx: Tx,
  row: Insertable<Database["temporary_privilege"]>,
): Promise<void> {
  await tx.insertInto("temporary_privilege").values(row).execute();
}

export async function privilegeForChange(tx: Tx, id: string) {
  return await tx
    .selectFrom("temporary_privilege")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** False when somebody else was faster. */
export async function changePrivilege(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["temporary_privilege"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("temporary_privilege")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export interface PrivilegeFilter {
  /** null: everybody's that the reader sees. */
  readonly personId: string | null;
  readonly standing?: PrivilegeStanding | undefined;
  readonly id?: string | undefined;
}

/** What a standing means to the stored columns; the same as domain's privilegeStanding. */
const STANDING: Readonly<Record<PrivilegeStanding, (now: Date) => ReturnType<typeof sql<SqlBool>>>> = {
  asked: (now) => sql`v.state = 'asked' and v.until_at > ${now}`,
  lapsed: (now) => sql`v.state = 'asked' and v.until_at <= ${now}`,
  planned: (now) => sql`v.state = 'granted' and v.from_at > ${now} and v.until_at > ${now}`,
  active: (now) => sql`v.state = 'granted' and v.from_at <= ${now} and v.until_at > ${now}`,
  expired: (now) => sql`v.state = 'granted' and v.until_at <= ${now}`,
  ended: () => sql`v.state = 'ended'`,
  refused: () => sql`v.state = 'refused'`,
  withdrawn: () => sql`v.state = 'withdrawn'`,
};

export async function listPrivileges(
  tx: Tx,
  filter: PrivilegeFilter,
  page: { readonly limit: number; readonly after: string | null },
  now: Date,
  sessionId: string,
) {
  let query = tx
    .selectFrom("temporary_privilege as v")
    .innerJoin("person as p", "p.id", "v.person_id")
    .innerJoin("organisation as o", "o.id", "v.org_id")
    .leftJoin("person as d", "d.id", "v.decided_by")
    .leftJoin("person as e", "e.id", "v.ended_by")
    .leftJoin("privilege_use as u", (join) =>
      join.onRef("u.privilege_id", "=", "v.id").on("u.session_id", "=", sessionId),
    )
    .selectAll("v")
    .select([
      "p.name as person_name",
      "o.short_name as org_name",
      "d.name as decided_by_name",
      "e.name as ended_by_name",
      sql<boolean>`u.session_id is not null`.as("in_use"),
    ]);
  if (filter.id) query = query.where("v.id", "=", filter.id);
  if (filter.personId !== null) query = query.where("v.person_id", "=", filter.personId);
  if (filter.standing) query = query.where(STANDING[filter.standing](now));
  if (page.after) query = query.where("v.id", "<", page.after);
  return await query
    .orderBy("v.id", "desc")
    .limit(page.limit + 1)
    .execute();
}
export type PrivilegeRow = Awaited<ReturnType<typeof listPrivileges>>[number];

/** Entries that name these privileges beside their own steps: what was done under them. */
export async function usesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("record_about as a")
    .innerJoin("record_entry as e", "e.id", "a.entry_id")
    .select(["a.object_id", (eb) => eb.fn.countAll<string>().as("count")])
    .where(sql<SqlBool>`a.object_id = any(${[...ids]}::uuid[])`)
    .where("e.object_type", "!=", "privilege")
    .groupBy("a.object_id")
    .execute();
  return new Map(rows.map((row) => [row.object_id, Number(row.count)]));
}

export async function privilegesOf(tx: Tx, personId: string, orgId: string, now: Date) {
  return await tx
    .selectFrom("temporary_privilege")
    .select(["id", "purpose", "permissions", "until_at"])
    .where("person_id", "=", personId)
    .where("org_id", "=", orgId)
    .where("state", "=", "granted")
    .where("from_at", "<=", now)
    .where("until_at", ">", now)
    .orderBy("until_at")
    .execute();
}

/** Sets what a session acts under: one at a time, null for none. */
export async function setUse(
  tx: Tx,
  use: { sessionId: string; personId: string; privilegeId: string | null; now: Date },
): Promise<void> {
  await tx
    .insertInto("privilege_use")
    .values({
      session_id: use.sessionId,
      person_id: use.personId,
      privilege_id: use.privilegeId,
      since: use.now,
    })
    .onConflict((oc) =>
      oc.column("session_id").doUpdateSet({ privilege_id: use.privilegeId, since: use.now }),
    )
    .execute();
}

/** All a leaving person holds or asked for. */
export async function openOf(tx: Tx, personId: string, now: Date) {
  return await tx
    .selectFrom("temporary_privilege")
    .select(["id", "state", "version", "org_id"])
    .where("person_id", "=", personId)
    .where("state", "in", ["asked", "granted"])
    .where("until_at", ">", now)
    .execute();
}

export async function membershipsNow(tx: Tx, personId: string, now: Date) {
  return await tx
    .selectFrom("membership as m")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .select(["m.org_id", "m.post", "o.short_name as org_name"])
    .where("m.person_id", "=", personId)
    .where("m.from_at", "<=", now)
    .where((eb) => eb.or([eb("m.to_at", "is", null), eb("m.to_at", ">", now)]))
    .where("o.ended_at", "is", null)
    .orderBy("o.name")
    .execute();
}
