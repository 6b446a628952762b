import type {
  EmergencyDeclarer,
  EmergencyRuleStanding,
  EmergencyRuleState,
  OperationKind,
  Touch,
} from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type RuleRow = Awaited<ReturnType<ReturnType<typeof ruleRows>["executeTakeFirstOrThrow"]>>;

function ruleRows(tx: Tx) {
  return tx
    .selectFrom("emergency_rule as r")
    .selectAll("r")
    .select([
      sql<EmergencyRuleState>`r.state`.as("state"),
      sql<OperationKind[]>`r.operations`.as("operations"),
      sql<Touch[]>`r.touches`.as("touches"),
      sql<EmergencyDeclarer>`r.declarers`.as("declarers"),
    ]);
}

export async function ruleById(tx: Tx, id: string): Promise<RuleRow | undefined> {
  return await ruleRows(tx).where("r.id", "=", id).executeTakeFirst();
}

export async function ruleLocked(tx: Tx, id: string): Promise<RuleRow | undefined> {
  return await ruleRows(tx).where("r.id", "=", id).forUpdate("r").executeTakeFirst();
}

/** Rules in force for one organisation on a system. */
export async function rulesFor(tx: Tx, systemId: string, orgId: string, now: Date): Promise<RuleRow[]> {
  return await ruleRows(tx)
    .where("r.subject_id", "=", systemId)
    .where("r.operator_org_id", "=", orgId)
    .where("r.state", "=", "in-force")
    .where("r.valid_to", ">=", now)
    .execute();
}

export async function rulesPage(
  tx: Tx,
  filter: {
    readonly systemId?: string | undefined;
    readonly standing?: EmergencyRuleStanding | undefined;
  },
  now: Date,
  at: { readonly after: string | null; readonly limit: number },
): Promise<RuleRow[]> {
  const { systemId, standing } = filter;
  return await ruleRows(tx)
    .$if(systemId !== undefined, (q) => q.where("r.subject_id", "=", systemId ?? ""))
    .$if(standing !== undefined, (q) =>
      standing === "expired"
        ? q.where(sql<SqlBool>`r.state <> 'ended' and r.valid_to < ${now}`)
        : standing === "ended"
          ? q.where("r.state", "=", "ended")
          : q.where(sql<SqlBool>`r.state = ${standing} and r.valid_to >= ${now}`),
    )
    .$if(at.after !== null, (q) => q.where("r.id", "<", at.after ?? ""))
    .orderBy("r.id", "desc")
    .limit(at.limit)
    .execute();
}

export async function insertRule(tx: Tx, row: Insertable<Database["emergency_rule"]>): Promise<void> {
  await tx.insertInto("emergency_rule").values(row).execute();
}

/** Frees the place of a rule that has run out, so that it can be agreed anew. */
export async function endExpired(tx: Tx, systemId: string, operatorOrgId: string, now: Date): Promise<void> {
  await tx
    .updateTable("emergency_rule")
    .set((eb) => ({ state: "ended", ended_at: now, version: eb("version", "+", 1) }))
    .where("subject_id", "=", systemId)
    .where("operator_org_id", "=", operatorOrgId)
    .where("state", "<>", "ended")
    .where("valid_to", "<", now)
    .execute();
}

export async function updateRule(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["emergency_rule"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("emergency_rule")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

export async function ruleNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from yj_emergency_rule_names(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Who operates on a system of the caller's own. */
export async function operatorsOf(
  tx: Tx,
  systemId: string,
  now: Date,
): Promise<{ id: string; name: string; role: "provider" | "partner" | "supplier" | "assessor" }[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    role: "provider" | "partner" | "supplier" | "assessor";
  }>`
    select id, name, role from yj_operators_of(${systemId}::uuid, ${now}) order by name, id`.execute(tx);
  return rows;
}
