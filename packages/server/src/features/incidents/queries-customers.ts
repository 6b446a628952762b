import type { CallResult, OperatorKind } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type CustomerRow = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("incident_customer as c")
    .leftJoin("organisation as o", "o.id", "c.org_id")
    .selectAll("c")
    .select([
      sql<"computed" | "added" | "reporter">`c.origin`.as("origin"),
      sql<OperatorKind>`c.operator`.as("operator"),
      sql<"in-app" | "phone" | null>`c.acknowledged_how`.as("acknowledged_how"),
      sql<string>`coalesce(o.short_name, '')`.as("orgName"),
      sql<string>`coalesce(o.contact, '')`.as("contact"),
      sql<string>`coalesce(o.phone, '')`.as("phone"),
      sql<number>`(select count(*) from incident_call k where k.incident_id = c.incident_id and k.org_id = c.org_id)::int`.as(
        "calls",
      ),
    ]);
}

/** Finds affected customers anew from clouds, systems and contracts; the ids of those who were not there before. */
export async function affect(tx: Tx, incidentId: string, now: Date): Promise<string[]> {
  const { rows: found } = await sql<{ ids: string[] }>`
    select yj_incident_affect(${incidentId}::uuid, ${now}) as ids`.execute(tx);
  return found[0]?.ids ?? [];
}

/** One, held until the transaction ends. */
export async function customer(tx: Tx, incidentId: string, orgId: string): Promise<CustomerRow | undefined> {
  return await rows(tx)
    .where("c.incident_id", "=", incidentId)
    .where("c.org_id", "=", orgId)
    .forUpdate("c")
    .executeTakeFirst();
}

/** The same to look at. */
export async function customerSeen(
  tx: Tx,
  incidentId: string,
  orgId: string,
): Promise<CustomerRow | undefined> {
  return await rows(tx)
    .where("c.incident_id", "=", incidentId)
    .where("c.org_id", "=", orgId)
    .executeTakeFirst();
}

export type CustomerFilter = "open" | "untold" | "to-call" | "acknowledged" | "waived";

export async function page(
  tx: Tx,
  incidentId: string,
  filter: CustomerFilter | undefined,
  now: Date,
  at: { readonly after: string | null; readonly limit: number },
): Promise<CustomerRow[]> {
  const where: Partial<Record<CustomerFilter, ReturnType<typeof sql<SqlBool>>>> = {
    open: sql<SqlBool>`c.acknowledged_at is null and c.waived_at is null`,
    untold: sql<SqlBool>`c.told_at is null and c.acknowledged_at is null and c.waived_at is null`,
    "to-call": sql<SqlBool>`c.acknowledged_at is null and c.waived_at is null and c.told_at is not null
      and (c.phone_at <= ${now} or c.org_id = any (yj_incident_unreachable(${incidentId}::uuid,
        array(select x.org_id from incident_customer x where x.incident_id = ${incidentId}::uuid
          and x.acknowledged_at is null and x.waived_at is null), ${now})))`,
    acknowledged: sql<SqlBool>`c.acknowledged_at is not null`,
    waived: sql<SqlBool>`c.waived_at is not null and c.acknowledged_at is null`,
  };
  const chosen = filter && where[filter];
  return await rows(tx)
    .where("c.incident_id", "=", incidentId)
    .$if(chosen !== undefined, (q) => q.where(chosen ?? sql<SqlBool>`true`))
    .$if(at.after !== null, (q) => q.where("c.org_id", ">", at.after ?? ""))
    .orderBy("c.org_id")
    .limit(at.limit)
    .execute();
}

export async function figures(tx: Tx, incidentId: string, now: Date) {
  const count = (where: ReturnType<typeof sql<SqlBool>>) =>
    sql<number>`count(*) filter (where ${where})::int`;
  const open = sql<SqlBool>`acknowledged_at is null and waived_at is null`;
  return await tx
    .selectFrom("incident_customer")
    .select([
      sql<number>`count(*)::int`.as("affected"),
      count(sql<SqlBool>`${open} and told_at is null`).as("untold"),
      count(sql<SqlBool>`told_at is not null`).as("told"),
      count(sql<SqlBool>`read_at is not null`).as("read"),
      count(sql<SqlBool>`${open} and told_at is not null and phone_at <= ${now}`).as("silent"),
      count(sql<SqlBool>`acknowledged_at is not null`).as("acknowledged"),
      count(sql<SqlBool>`waived_at is not null and acknowledged_at is null`).as("waived"),
    ])
    .where("incident_id", "=", incidentId)
    .executeTakeFirstOrThrow();
}

/** Of these, the ones whom neither notice nor mail can reach. */
export async function unreachable(
  tx: Tx,
  incidentId: string,
  orgIds: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (orgIds.length === 0) return new Set();
  const { rows: found } = await sql<{ ids: string[] }>`
    select yj_incident_unreachable(${incidentId}::uuid, ${[...orgIds]}::uuid[], ${now}) as ids`.execute(tx);
  return new Set(found[0]?.ids);
}

/** Those told and silent for whom the time for a call has not come yet. */
export async function waiting(tx: Tx, incidentId: string, now: Date): Promise<string[]> {
  const found = await tx
    .selectFrom("incident_customer")
    .select("org_id")
    .where("incident_id", "=", incidentId)
    .where(
      sql<SqlBool>`acknowledged_at is null and waived_at is null and told_at is not null and phone_at > ${now}`,
    )
    .execute();
  return found.map((row) => row.org_id);
}

export async function insert(tx: Tx, row: Insertable<Database["incident_customer"]>): Promise<boolean> {
  const done = await tx
    .insertInto("incident_customer")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("org_id")
    .executeTakeFirst();
  return done !== undefined;
}

/** Copies the affected customers of one incident to another; who is there already stays as it is. */
export async function carryOver(tx: Tx, from: string, into: string, now: Date): Promise<void> {
  await sql`
    insert into incident_customer (incident_id, org_id, cloud_ids, system_ids, origin, added_at, seen_by)
    select ${into}::uuid, org_id, cloud_ids, system_ids, 'added', ${now}, seen_by from incident_customer
    where incident_id = ${from}::uuid
    on conflict (incident_id, org_id) do nothing`.execute(tx);
}

export interface NewlyTold {
  readonly orgId: string;
  readonly first: boolean;
}

/**
 * Those of the caller's customers that are to be told now, marked as told: the untold ones, or with `everyone` those
 * told before, too. Nobody who was waived.
 */
export async function markTold(
  tx: Tx,
  incidentId: string,
  everyone: boolean,
  at: { readonly now: Date; readonly remindAt: Date; readonly phoneAt: Date },
): Promise<NewlyTold[]> {
  const { rows: found } = await sql<NewlyTold>`
    with target as (
      select org_id, told_at is null as first from incident_customer
      where incident_id = ${incidentId}::uuid and waived_at is null and (told_at is null or ${everyone})
      order by org_id for update
    )
    update incident_customer c set
      told_at = coalesce(c.told_at, ${at.now}),
      remind_at = coalesce(c.remind_at, ${at.remindAt}),
      phone_at = coalesce(c.phone_at, ${at.phoneAt})
    from target t
    where c.incident_id = ${incidentId}::uuid and c.org_id = t.org_id
    returning c.org_id as "orgId", t.first`.execute(tx);
  return found;
}

export async function update(
  tx: Tx,
  incidentId: string,
  orgId: string,
  set: Updateable<Database["incident_customer"]>,
): Promise<void> {
  await tx
    .updateTable("incident_customer")
    .set({ ...set, version: sql<number>`version + 1` })
    .where("incident_id", "=", incidentId)
    .where("org_id", "=", orgId)
    .execute();
}

export async function insertCall(
  tx: Tx,
  row: Insertable<Database["incident_call"]> & { readonly result: CallResult },
): Promise<void> {
  await tx.insertInto("incident_call").values(row).execute();
}

/** Customers told, with what their own clocks depend on. */
export async function toldParties(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_customer")
    .select(["org_id as orgId", sql<OperatorKind>`operator`.as("operator"), "told_at as toldAt"])
    .where("incident_id", "=", incidentId)
    .where("told_at", "is not", null)
    .where("waived_at", "is", null)
    .execute();
}

/** Whether an organisation can be a customer of these clouds, and why not. */
export async function candidate(tx: Tx, orgId: string, cloudIds: readonly string[], since: Date) {
  return await tx
    .selectFrom("organisation as o")
    .select([
      "o.short_name as name",
      "o.ended_at as endedAt",
      sql<
        string[]
      >`array(select distinct sc.cloud_id from system_cloud sc join system s on s.id = sc.system_id
        where s.org_id = o.id and sc.cloud_id = any(${[...cloudIds]}::uuid[]) and (sc.to_at is null or sc.to_at > ${since})
        union select k.cloud_id from contract k where k.customer_org_id = o.id and k.cloud_id = any(${[...cloudIds]}::uuid[])
          and (k.ended_at is null or k.ended_at > ${since}))`.as("cloudIds"),
      sql<
        string[]
      >`array(select distinct sc.system_id from system_cloud sc join system s on s.id = sc.system_id
        where s.org_id = o.id and sc.cloud_id = any(${[...cloudIds]}::uuid[]) and (sc.to_at is null or sc.to_at > ${since}))`.as(
        "systemIds",
      ),
    ])
    .where("o.id", "=", orgId)
    .executeTakeFirst();
}

// The customer's own side --------------------------------------------------------------------------------

export interface Brief {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly kind: string;
  readonly state: string;
  readonly happened_at: Date | null;
  readonly known_at: Date;
  readonly reported_at: Date;
  readonly closed_at: Date | null;
  readonly mine: boolean;
  readonly clouds: string[];
  readonly sender: string;
}

/** What the own organisation was told of or reported; one of them with `id`. */
export async function briefs(
  tx: Tx,
  orgId: string,
  filter: { readonly id?: string; readonly open?: boolean },
  at: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
) {
  const { rows: found } = await sql<
    Brief & { told_at: Date | null; read_at: Date | null; acknowledged_at: Date | null }
  >`
    select b.*, c.told_at, c.read_at, c.acknowledged_at
    from yj_incident_briefs(${orgId}::uuid, ${filter.id ?? null}::uuid) b
    left join incident_customer c on c.incident_id = b.id and c.org_id = ${orgId}::uuid
    where ${filter.open ? sql`c.told_at is not null and c.acknowledged_at is null and c.waived_at is null` : sql`true`}
      and ${at.after ? sql`(b.reported_at, b.id) < (${at.after.at}::timestamptz, ${at.after.id}::uuid)` : sql`true`}
    order by b.reported_at desc, b.id desc
    limit ${at.limit}`.execute(tx);
  return found;
}

export async function noticesTo(tx: Tx, incidentId: string) {
  const { rows: found } = await sql<{
    id: string;
    text: string;
    follow_up: boolean;
    sender: string;
    sent_at: Date;
  }>`select * from yj_incident_notices(${incidentId}::uuid)`.execute(tx);
  return found;
}

/** The customer's own systems, by name. */
export async function ownSystems(tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom("system")
    .select(["id", "name"])
    .where("id", "in", [...ids])
    .orderBy("name")
    .execute();
}

export async function markRead(tx: Tx, incidentId: string, orgId: string, now: Date): Promise<void> {
  await tx
    .updateTable("incident_customer")
    .set({ read_at: now })
    .where("incident_id", "=", incidentId)
    .where("org_id", "=", orgId)
    .where("told_at", "is not", null)
    .where("read_at", "is", null)
    .execute();
}

export async function acknowledge(
  tx: Tx,
  incidentId: string,
  orgId: string,
  set: Updateable<Database["incident_customer"]>,
): Promise<boolean> {
  const row = await tx
    .updateTable("incident_customer")
    .set({ ...set, version: sql<number>`version + 1` })
    .where("incident_id", "=", incidentId)
    .where("org_id", "=", orgId)
    .where("acknowledged_at", "is", null)
    .returning("org_id")
    .executeTakeFirst();
  return row !== undefined;
}
