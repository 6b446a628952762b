import type {
  ChangeAgainst,
  ChangeComparison,
  ChangeKind,
  ChangeMode,
  ChangeOpinion,
  ChangeReach,
  ChangeResult,
  ChangeState,
} from "@yunjian/domain";
import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type ChangeRow = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("change_case as c")
    .selectAll("c")
    .select([
      sql<ChangeKind>`c.kind`.as("kind"),
      sql<ChangeMode>`c.mode`.as("mode"),
      sql<ChangeState>`c.state`.as("state"),
      sql<ChangeReach>`c.reach`.as("reach"),
      sql<ChangeOpinion | null>`c.opinion`.as("opinion"),
      sql<ChangeResult | null>`c.result`.as("result"),
      sql<ChangeAgainst | null>`c.against`.as("against"),
      sql<ChangeComparison | null>`c.comparison`.as("comparison"),
    ]);
}

export async function byId(tx: Tx, id: string): Promise<ChangeRow | undefined> {
  return await visible(tx).where("c.id", "=", id).executeTakeFirst();
}

/** One, held until the transaction ends. */
export async function locked(tx: Tx, id: string): Promise<ChangeRow | undefined> {
  return await visible(tx).where("c.id", "=", id).forUpdate("c").executeTakeFirst();
}

/** A draft is nobody's business but its author's organisation, whatever else one may see. */
function visible(tx: Tx) {
  return rows(tx).where(sql<SqlBool>`(c.state <> 'draft' or c.provider_org_id = (select yj_org()))`);
}

export async function insert(tx: Tx, row: Insertable<Database["change_case"]>): Promise<void> {
  await tx.insertInto("change_case").values(row).execute();
}

export async function update(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["change_case"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("change_case")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/** Organisations, people, systems and clouds of these cases, by id. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows: found } = await sql<{ id: string; name: string }>`
    select id, name from yj_change_names(${[...ids]}::uuid[])`.execute(tx);
  return new Map(found.map(({ id, name }) => [id, name]));
}

// Lists ------------------------------------------------------------------------------------------------

export interface ListFilter {
  readonly states?: readonly ChangeState[] | undefined;
  readonly kind?: ChangeKind | undefined;
  readonly mode?: ChangeMode | undefined;
  readonly cloudId?: string | undefined;
  readonly providerOrgId?: string | undefined;
  readonly short?: boolean | undefined;
  readonly against?: ChangeAgainst | undefined;
  /** Only where it is this side's turn. */
  readonly turn?: "provider" | "supervisor" | undefined;
  readonly words?: string | undefined;
}

/** The SQL of domain's changeTurn(). */
const TURNS = {
  provider: ["draft", "announced", "advised", "revise", "risky", "found", "implemented"],
  supervisor: ["analysed", "assessed"],
} as const satisfies Record<"provider" | "supervisor", readonly ChangeState[]>;

function matches(filter: ListFilter): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`];
  const { states, kind, mode, cloudId, providerOrgId, against, turn, words } = filter;
  if (states && states.length > 0) parts.push(sql<SqlBool>`c.state = any(${[...states]}::text[])`);
  if (kind) parts.push(sql<SqlBool>`c.kind = ${kind}`);
  if (mode) parts.push(sql<SqlBool>`c.mode = ${mode}`);
  if (cloudId) parts.push(sql<SqlBool>`c.cloud_ids @> array[${cloudId}]::uuid[]`);
  if (providerOrgId) parts.push(sql<SqlBool>`c.provider_org_id = ${providerOrgId}::uuid`);
  if (against) parts.push(sql<SqlBool>`c.against = ${against}`);
  if (filter.short) parts.push(sql<SqlBool>`c.notice_short`);
  if (turn) parts.push(sql<SqlBool>`c.state = any(${[...TURNS[turn]]}::text[])`);
  if (words) {
    const pattern = containing(words);
    parts.push(sql<SqlBool>`(c.number ilike ${pattern} or c.title ilike ${pattern})`);
  }
  return sql.join<SqlBool>(parts, sql` and `);
}

export async function page(
  tx: Tx,
  filter: ListFilter,
  at: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<ChangeRow[]> {
  const { after } = at;
  return await visible(tx)
    .where(matches(filter))
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(c.made_at, c.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("c.made_at", "desc")
    .orderBy("c.id", "desc")
    .limit(at.limit)
    .execute();
}

/** The instant by which the next step is due; one expression for lists, board and work rows. */
export const dueAt = sql<Date | null>`case c.state
  when 'announced' then c.planned_from when 'revise' then c.planned_from when 'risky' then c.planned_from
  when 'analysed' then c.advise_due_at when 'advised' then c.planned_to when 'found' then c.file_due_at
  when 'implemented' then c.assess_due_at when 'assessed' then c.compare_due_at end`;

export interface BoardRow {
  readonly id: string;
  readonly state: ChangeState;
  readonly count: number;
  readonly late: number;
}

/** The most urgent of each open state, with the size of the column. */
export async function board(tx: Tx, filter: ListFilter, now: Date, each: number): Promise<BoardRow[]> {
  const { rows: found } = await sql<BoardRow>`
    select id, state, count, late from (
      select c.id, c.state, count(*) over whole as count,
        count(*) filter (where ${dueAt} < ${now}) over whole as late,
        row_number() over (partition by c.state order by ${dueAt} nulls last, c.id) as rank
      from change_case c
      where ${matches(filter)} and c.state not in ('closed', 'withdrawn')
        and (c.state <> 'draft' or c.provider_org_id = (select yj_org()))
      window whole as (partition by c.state)
    ) ranked where rank <= ${each} order by state, rank`.execute(tx);
  return found;
}

export async function byIds(tx: Tx, ids: readonly string[]): Promise<ChangeRow[]> {
  if (ids.length === 0) return [];
  return await visible(tx)
    .where(sql<SqlBool>`c.id = any(${[...ids]}::uuid[])`)
    .execute();
}

/** Planned or made within a span, the earliest first; what was withdrawn takes no place in a calendar. */
export async function within(
  tx: Tx,
  from: Date,
  to: Date,
  cloudId: string | undefined,
  limit: number,
): Promise<ChangeRow[]> {
  const start = sql<Date>`coalesce(c.started_at, c.planned_from)`;
  const end = sql<Date>`coalesce(c.ended_at, c.planned_to, c.started_at)`;
  return await visible(tx)
    .where(matches({ cloudId }))
    .where("c.state", "not in", ["draft", "withdrawn"])
    .where(sql<SqlBool>`${start} <= ${to} and ${end} >= ${from}`)
    .orderBy(start)
    .orderBy("c.id")
    .limit(limit)
    .execute();
}

export interface ProviderFigures {
  readonly providerOrgId: string;
  readonly name: string;
  readonly total: number;
  readonly planned: number;
  readonly noticeKept: number;
  readonly advised: number;
  readonly revised: number;
  readonly implemented: number;
  readonly deviated: number;
  readonly rolledBack: number;
  readonly against: number;
  readonly emergency: number;
  readonly emergencyLate: number;
  readonly unannounced: number;
}

/** Cases told of, filed or found within a span, by provider; what was dismissed was none. */
export async function figures(
  tx: Tx,
  from: Date,
  to: Date,
  cloudId: string | undefined,
): Promise<ProviderFigures[]> {
  const count = (where: RawBuilder<SqlBool>) => sql<number>`count(*) filter (where ${where})::int`;
  const planned = sql<SqlBool>`c.mode = 'planned'`;
  return await tx
    .selectFrom("change_case as c")
    .leftJoin("organisation as o", "o.id", "c.provider_org_id")
    .select([
      "c.provider_org_id as providerOrgId",
      sql<string>`coalesce(o.short_name, '')`.as("name"),
      sql<number>`count(*)::int`.as("total"),
      count(planned).as("planned"),
      count(sql<SqlBool>`${planned} and not c.notice_short`).as("noticeKept"),
      count(sql<SqlBool>`c.opinion is not null`).as("advised"),
      count(sql<SqlBool>`c.times_revised > 0`).as("revised"),
      count(sql<SqlBool>`c.implemented_at is not null`).as("implemented"),
      count(sql<SqlBool>`c.result = 'with-deviations'`).as("deviated"),
      count(sql<SqlBool>`c.result = 'rolled-back'`).as("rolledBack"),
      count(sql<SqlBool>`c.against is not null`).as("against"),
      count(sql<SqlBool>`c.mode = 'emergency'`).as("emergency"),
      count(sql<SqlBool>`c.mode = 'emergency' and c.filed_late`).as("emergencyLate"),
      count(sql<SqlBool>`c.mode = 'unannounced'`).as("unannounced"),
    ])
    .where(matches({ cloudId }))
    .where("c.state", "<>", "draft")
    .where(sql<SqlBool>`not (c.mode = 'unannounced' and c.state = 'withdrawn')`)
    .where(sql<SqlBool>`coalesce(c.announced_at, c.made_at) between ${from} and ${to}`)
    .groupBy(["c.provider_org_id", "o.short_name"])
    .orderBy("o.short_name")
    .execute();
}

/** How many customers it reaches, known once they were laid down. */
export async function setCustomers(tx: Tx, id: string, count: number): Promise<void> {
  await tx.updateTable("change_case").set({ customers: count }).where("id", "=", id).execute();
}
