import { type Insertable, type SqlBool, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** False when another extension of the same target waits for its decision. */
export async function insertExtension(tx: Tx, row: Insertable<Database["extension"]>): Promise<boolean> {
  const made = await tx
    .insertInto("extension")
    .values(row)
    .onConflict((oc) => oc.column("target_id").where("state", "=", "asked").doNothing())
    .returning("id")
    .executeTakeFirst();
  return made !== undefined;
}

export async function lockExtension(tx: Tx, id: string) {
  return await tx.selectFrom("extension").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export async function decideExtension(
  tx: Tx,
  id: string,
  decision: {
    state: string;
    granted_until: Date | null;
    decided_by: string | null;
    decided_at: Date;
    decision_note: string;
  },
): Promise<void> {
  await tx
    .updateTable("extension")
    .set((eb) => ({ ...decision, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

export type ExtensionRow = Awaited<ReturnType<typeof extensionsOfTargets>>[number];

export async function extensionsOfTargets(tx: Tx, targetIds: readonly string[]) {
  return await rows(tx)
    .where(sql<SqlBool>`e.target_id = any(${[...targetIds]}::uuid[])`)
    .orderBy("e.asked_at", "desc")
    .orderBy("e.id", "desc")
    .execute();
}

export async function listExtensions(
  tx: Tx,
  filter: {
    readonly state?: string | undefined;
    readonly targetId?: string | undefined;
    readonly after: readonly [string, string] | null;
    readonly limit: number;
  },
) {
  let query = rows(tx);
  if (filter.state) query = query.where("e.state", "=", filter.state);
  if (filter.targetId) query = query.where("e.target_id", "=", filter.targetId);
  if (filter.after)
    query = query.where(
      sql<SqlBool>`(e.asked_at, e.id) < (${filter.after[0]}::timestamptz, ${filter.after[1]}::uuid)`,
    );
  return await query.orderBy("e.asked_at", "desc").orderBy("e.id", "desc").limit(filter.limit).execute();
}

function rows(tx: Tx) {
  return tx
    .selectFrom("extension as e")
    .leftJoin("organisation as org", "org.id", "e.asked_org")
    .leftJoin("person as asker", "asker.id", "e.asked_by")
    .leftJoin("person as decider", "decider.id", "e.decided_by")
    .select([
      "e.id",
      "e.number",
      "e.target",
      "e.target_id",
      "e.subject_id",
      "e.due_at",
      "e.until_at",
      "e.granted_until",
      "e.reason",
      "e.state",
      "e.asked_by",
      "asker.name as asked_by_name",
      "e.asked_org",
      "org.short_name as asked_org_name",
      "e.asked_at",
      "decider.name as decided_by_name",
      "e.decided_at",
      "e.decision_note",
      "e.version",
    ]);
}
