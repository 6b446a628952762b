import type { ClockKind, TellingChannel } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** What notices about an incident say and to whom; read by the platform itself. */
export interface IncidentMatter {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly cloudIds: string[];
  readonly clouds: string;
  readonly reportedOrgId: string;
  readonly reporterName: string;
  readonly reportedBy: string;
  readonly providerOrgIds: string[];
  readonly supervisorOrgIds: string[];
}

const matter = [
  "i.id",
  "i.number",
  "i.title",
  "i.cloud_ids as cloudIds",
  sql<string>`coalesce((select string_agg(c.name::text, '、' order by c.name) from cloud c where c.id = any (i.cloud_ids)), '')`.as(
    "clouds",
  ),
  "i.reported_org_id as reportedOrgId",
  sql<string>`coalesce((select o.short_name from organisation o where o.id = i.reported_org_id), '')`.as(
    "reporterName",
  ),
  "i.reported_by as reportedBy",
  "i.provider_org_ids as providerOrgIds",
  "i.supervisor_org_ids as supervisorOrgIds",
] as const;

export async function incidentMatterById(tx: Tx, id: string): Promise<IncidentMatter | undefined> {
  return await tx.selectFrom("incident as i").select(matter).where("i.id", "=", id).executeTakeFirst();
}

/** The clouds on which each of these customers is affected, by name. */
export async function affectedOn(
  tx: Tx,
  incidentId: string,
  orgIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom("incident_customer as c")
    .select([
      "c.org_id as orgId",
      sql<string>`coalesce((select string_agg(l.name::text, '、' order by l.name) from cloud l where l.id = any (c.cloud_ids)), '')`.as(
        "clouds",
      ),
    ])
    .where("c.incident_id", "=", incidentId)
    .where(sql<SqlBool>`c.org_id = any(${[...orgIds]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.orgId, row.clouds]));
}

export interface ClockMatter extends IncidentMatter {
  readonly clockId: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly side: "provider" | "customer";
  readonly kind: ClockKind;
  readonly channel: TellingChannel;
  readonly dueAt: Date;
}

/** Clocks still running whose warning, climbing or due instant lies in (from, to]. */
export async function clocksBetween(
  tx: Tx,
  moment: "warn_at" | "climb_at" | "due_at",
  from: Date,
  to: Date,
): Promise<ClockMatter[]> {
  return await tx
    .selectFrom("incident_clock as k")
    .innerJoin("incident as i", "i.id", "k.incident_id")
    .select([
      ...matter,
      "k.id as clockId",
      "k.org_id as orgId",
      sql<string>`coalesce((select o.short_name from organisation o where o.id = k.org_id), '')`.as(
        "orgName",
      ),
      sql<"provider" | "customer">`k.side`.as("side"),
      sql<ClockKind>`k.kind`.as("kind"),
      sql<TellingChannel>`k.channel`.as("channel"),
      "k.due_at as dueAt",
    ])
    .where(`k.${moment}`, ">", from)
    .where(`k.${moment}`, "<=", to)
    .where("k.done_at", "is", null)
    .where("k.stopped_at", "is", null)
    .orderBy("k.due_at")
    .execute();
}

const silent = sql<SqlBool>`c.acknowledged_at is null and c.waived_at is null`;

/** Customers told and silent, whose reminder is due in (from, to]. */
export async function unacknowledgedBetween(tx: Tx, from: Date, to: Date) {
  return await tx
    .selectFrom("incident_customer as c")
    .innerJoin("incident as i", "i.id", "c.incident_id")
    .select([...matter, "c.org_id as orgId"])
    .where(silent)
    .where("c.remind_at", ">", from)
    .where("c.remind_at", "<=", to)
    .execute();
}

/** Incidents with customers whose time for a call came in (from, to], and how many. */
export async function toCallBetween(tx: Tx, from: Date, to: Date) {
  const rows = await tx
    .selectFrom("incident_customer as c")
    .innerJoin("incident as i", "i.id", "c.incident_id")
    .select(["i.id", sql<number>`count(*)::int`.as("count")])
    .where(silent)
    .where("c.phone_at", ">", from)
    .where("c.phone_at", "<=", to)
    .groupBy("i.id")
    .execute();
  const found = await Promise.all(
    rows.map(async ({ id, count }) => ({ of: await incidentMatterById(tx, id), count })),
  );
  return found.flatMap(({ of, count }) => (of ? [{ ...of, count }] : []));
}
