import type {
  IncidentKind,
  IncidentLevel,
  IncidentSource,
  IncidentState,
  OperatorKind,
} from "@yunjian/domain";
import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type IncidentRow = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("incident as i")
    .selectAll("i")
    .select([
      sql<IncidentKind>`i.kind`.as("kind"),
      sql<IncidentSource>`i.source`.as("source"),
      sql<IncidentState>`i.state`.as("state"),
      sql<IncidentLevel>`i.level_standard`.as("level_standard"),
      sql<IncidentLevel>`i.level_regulation`.as("level_regulation"),
      sql<Record<string, OperatorKind>>`i.provider_operators`.as("provider_operators"),
    ]);
}

export async function byId(tx: Tx, id: string): Promise<IncidentRow | undefined> {
  return await rows(tx).where("i.id", "=", id).executeTakeFirst();
}

/** One, held until the transaction ends: facts, customers and closing wait for each other here. */
export async function locked(tx: Tx, id: string): Promise<IncidentRow | undefined> {
  return await rows(tx).where("i.id", "=", id).forUpdate("i").executeTakeFirst();
}

/** What runs already under the reporter's own reference. */
export async function runningByReference(
  tx: Tx,
  orgId: string,
  reference: string,
): Promise<IncidentRow | undefined> {
  return await rows(tx)
    .where("i.reported_org_id", "=", orgId)
    .where("i.reference", "=", reference)
    .where(isRunning)
    .forUpdate("i")
    .executeTakeFirst();
}

export async function insert(tx: Tx, row: Insertable<Database["incident"]>): Promise<void> {
  await tx.insertInto("incident").values(row).execute();
}

export async function update(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["incident"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("incident")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/** Counts a repeated alarm; nobody's view of the case changes by it. */
export async function countRepeat(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable("incident")
    .set({ repeat_count: sql<number>`repeat_count + 1` })
    .where("id", "=", id)
    .execute();
}

export async function mergedInto(tx: Tx, id: string): Promise<{ id: string; number: string }[]> {
  return await tx
    .selectFrom("incident")
    .select(["id", "number"])
    .where("merged_into", "=", id)
    .orderBy("id")
    .execute();
}

/** Organisations, people, clouds and systems of these cases, by id. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows: found } = await sql<{ id: string; name: string }>`
    select id, name from yj_incident_names(${[...ids]}::uuid[])`.execute(tx);
  return new Map(found.map(({ id, name }) => [id, name]));
}

export interface Sides {
  readonly providers: string[];
  readonly supervisors: string[];
  readonly managers: string[];
}

export async function sidesOf(tx: Tx, cloudIds: readonly string[], now: Date): Promise<Sides> {
  const { rows: found } = await sql<Sides>`
    select * from yj_incident_sides(${[...cloudIds]}::uuid[], ${now})`.execute(tx);
  return found[0] ?? { providers: [], supervisors: [], managers: [] };
}

/** Since when there have been these clouds; null: there are none. */
export async function cloudsSince(tx: Tx, cloudIds: readonly string[]): Promise<Date | null> {
  const { rows: found } = await sql<{ at: Date | null }>`
    select yj_incident_clouds_since(${[...cloudIds]}::uuid[]) as at`.execute(tx);
  return found[0]?.at ?? null;
}

/** The clouds these systems ran on at an instant, whether or not the caller may see them. */
export async function placesOf(tx: Tx, systemIds: readonly string[], at: Date): Promise<string[]> {
  if (systemIds.length === 0) return [];
  const { rows: found } = await sql<{ ids: string[] }>`
    select yj_incident_places(${[...systemIds]}::uuid[], ${at}) as ids`.execute(tx);
  return found[0]?.ids ?? [];
}

/** How many resources in use are on what was touched. */
export async function resourcesTouched(
  tx: Tx,
  of: Pick<IncidentRow, "cloud_ids" | "system_ids">,
): Promise<number> {
  const { count } = await tx
    .selectFrom("resource")
    .select(sql<number>`count(*)::int`.as("count"))
    .where(sql<SqlBool>`cloud_id = any(${of.cloud_ids}::uuid[])`)
    .where("ended_at", "is", null)
    .$if(of.system_ids.length > 0, (q) => q.where(sql<SqlBool>`system_id = any(${of.system_ids}::uuid[])`))
    .executeTakeFirstOrThrow();
  return count;
}

export async function follow(tx: Tx, cloudId: string, now: Date): Promise<void> {
  await sql`select yj_incidents_follow(${cloudId}::uuid, ${now})`.execute(tx);
}

// Lists ------------------------------------------------------------------------------------------------

const isRunning = sql<SqlBool>`i.state not in ('closed', 'false-alarm', 'merged')`;

export interface ListFilter {
  readonly running: boolean;
  readonly states?: readonly IncidentState[] | undefined;
  readonly level?: IncidentLevel | undefined;
  readonly kind?: IncidentKind | undefined;
  readonly cloudId?: string | undefined;
  readonly words?: string | undefined;
}

function matches(filter: ListFilter, handlerOrg: string | null): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`];
  const { states, level, kind, cloudId, words } = filter;
  // The row is visible to who reported it, too; the board is for those who handle it.
  if (handlerOrg !== null) parts.push(sql<SqlBool>`${handlerOrg}::uuid = any (i.seen_by)`);
  if (filter.running) parts.push(isRunning);
  if (states && states.length > 0) parts.push(sql<SqlBool>`i.state = any(${[...states]}::text[])`);
  if (level) parts.push(sql<SqlBool>`(i.level_standard = ${level} or i.level_regulation = ${level})`);
  if (kind) parts.push(sql<SqlBool>`i.kind = ${kind}`);
  if (cloudId) parts.push(sql<SqlBool>`i.cloud_ids @> array[${cloudId}::uuid]`);
  if (words) {
    const pattern = containing(words);
    parts.push(sql<SqlBool>`(i.number ilike ${pattern} or i.title ilike ${pattern})`);
  }
  return sql.join<SqlBool>(parts, sql` and `);
}

export async function page(
  tx: Tx,
  filter: ListFilter,
  handlerOrg: string | null,
  at: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<IncidentRow[]> {
  const { after } = at;
  return await rows(tx)
    .where(matches(filter, handlerOrg))
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(i.reported_at, i.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("i.reported_at", "desc")
    .orderBy("i.id", "desc")
    .limit(at.limit)
    .execute();
}

export interface Tally {
  readonly affected: number;
  readonly untold: number;
  readonly unacknowledged: number;
}
export const NO_CUSTOMERS: Tally = { affected: 0, untold: 0, unacknowledged: 0 };

/** Customers of each incident, as far as the caller may see them. */
export async function tallies(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Tally>> {
  if (ids.length === 0) return new Map();
  const found = await tx
    .selectFrom("incident_customer")
    .select([
      "incident_id as id",
      sql<number>`count(*)::int`.as("affected"),
      sql<number>`count(*) filter (where told_at is null and acknowledged_at is null and waived_at is null)::int`.as(
        "untold",
      ),
      sql<number>`count(*) filter (where told_at is not null and acknowledged_at is null and waived_at is null)::int`.as(
        "unacknowledged",
      ),
    ])
    .where("incident_id", "in", [...ids])
    .groupBy("incident_id")
    .execute();
  return new Map(found.map(({ id, ...tally }) => [id, tally]));
}

export interface ClockHead {
  readonly nextAt: Date | null;
  readonly breaches: number;
}

/** Per incident, the provider's clock that runs out first, and how many have run out. */
export async function clockHeads(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, ClockHead>> {
  if (ids.length === 0) return new Map();
  const found = await tx
    .selectFrom("incident_clock")
    .select([
      "incident_id as id",
      sql<Date | null>`min(due_at) filter (where done_at is null and stopped_at is null)`.as("nextAt"),
      sql<number>`count(*) filter (where due_at < coalesce(done_at, ${now}) and stopped_at is null)::int`.as(
        "breaches",
      ),
    ])
    .where("incident_id", "in", [...ids])
    .where("side", "=", "provider")
    .groupBy("incident_id")
    .execute();
  return new Map(found.map(({ id, ...head }) => [id, head]));
}

export async function figures(tx: Tx, now: Date, handlerOrg: string | null, cloudId: string | undefined) {
  const count = (where: RawBuilder<SqlBool>) => sql<number>`count(*) filter (where ${where})::int`;
  const mine = matches({ running: true, cloudId }, handlerOrg);
  const heads = await tx
    .selectFrom("incident as i")
    .select([
      sql<number>`count(*)::int`.as("running"),
      count(sql<SqlBool>`i.state = 'reported'`).as("toConfirm"),
      count(sql<SqlBool>`i.state in ('confirmed', 'containment', 'eradication', 'recovery')`).as("handling"),
      count(sql<SqlBool>`i.state = 'closing-asked'`).as("closingAsked"),
      count(sql<SqlBool>`i.level_regulation <> 'general'`).as("serious"),
    ])
    .where(mine)
    .executeTakeFirstOrThrow();
  const open = sql<SqlBool>`c.done_at is null and c.stopped_at is null`;
  const clocks = await tx
    .selectFrom("incident_clock as c")
    .innerJoin("incident as i", "i.id", "c.incident_id")
    .select([
      count(sql<SqlBool>`c.warn_at <= ${now} and c.due_at >= ${now}`).as("nearClocks"),
      count(sql<SqlBool>`c.due_at < ${now}`).as("expiredClocks"),
    ])
    .where(open)
    .where("c.side", "=", "provider")
    .where(mine)
    .executeTakeFirstOrThrow();
  const { unacknowledged } = await tx
    .selectFrom("incident_customer as c")
    .innerJoin("incident as i", "i.id", "c.incident_id")
    .select(sql<number>`count(*)::int`.as("unacknowledged"))
    .where(sql<SqlBool>`c.acknowledged_at is null and c.waived_at is null`)
    .where(mine)
    .executeTakeFirstOrThrow();
  return { ...heads, ...clocks, unacknowledged };
}
