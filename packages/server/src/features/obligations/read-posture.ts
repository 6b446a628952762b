import { type ControlClass, dateOf, type Frequency, POSTURES, type Posture } from "@yunjian/domain";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

const DAY_MS = 86_400_000;

/**
 * Where an obligation `o` stands: the expression of domain/posture in SQL. A test compares the two on
 * random rows; change both or none.
 */
export function postureSql(now: Date, dueSoonDays: number): RawBuilder<Posture> {
  const soon = new Date(now.getTime() + dueSoonDays * DAY_MS);
  return sql<Posture>`case
    when not o.applicable then 'not-applicable'
    when o.open_defects > 0 then 'non-compliant'
    when o.next_due_at < ${now}::timestamptz then 'overdue'
    when o.fresh_until < ${now}::timestamptz then 'stale'
    when o.starts_on > ${dateOf(now)}::date then 'not-started'
    when o.next_due_at <= ${soon}::timestamptz then 'due-soon'
    else 'current'
  end`;
}

export interface PostureFilter {
  readonly cloudIds?: readonly string[] | undefined;
  readonly dutyIds?: readonly string[] | undefined;
  readonly class?: ControlClass | undefined;
}

export type PostureKey = "cloud" | "class" | "duty";

export interface PostureCount {
  /** Null where this row is not about a single one. */
  readonly cloudId: string | null;
  readonly class: ControlClass | null;
  readonly dutyId: string | null;
  readonly posture: Posture;
  readonly count: number;
}

const COLUMNS: Record<PostureKey, RawBuilder<unknown>> = {
  cloud: sql`cloud_id`,
  class: sql`class`,
  duty: sql`duty_id`,
};
const TYPES: Record<PostureKey, RawBuilder<unknown>> = {
  cloud: sql`uuid`,
  class: sql`text`,
  duty: sql`text`,
};
const NAMES: Record<PostureKey, RawBuilder<unknown>> = {
  cloud: sql`"cloudId"`,
  class: sql`"class"`,
  duty: sql`"dutyId"`,
};
const KEYS = Object.keys(COLUMNS) as PostureKey[];

/** The class under which a subject's counts are kept as a whole. */
export const WHOLE = "all";

/** Where posture_count keeps the number of a posture. */
export const columnOf = (posture: Posture) => sql.ref(posture.replaceAll("-", "_"));
/** The same number counted from rows that have a `posture`. */
export const countOf = (posture: Posture) =>
  sql`count(*) filter (where posture = ${sql.lit(posture)})::int as ${columnOf(posture)}`;

/**
 * How many obligations stand where, counted per each of the given sets of keys: [["cloud"], ["class"]] answers
 * the margins of the matrix. Rows of one key add up (`tally`): per cloud and class the counts of most subjects
 * are remembered, and those of subjects touched since, or moved by time, are counted from their obligations; the
 * answer is that of this moment. Figures: docs/adr/0003-posture-is-counted-when-read.md.
 */
export async function postureCounts(
  tx: Tx,
  now: Date,
  dueSoonDays: number,
  filter: PostureFilter,
  sets: readonly (readonly PostureKey[])[],
): Promise<PostureCount[]> {
  const byDuty = filter.dutyIds !== undefined || sets.some((set) => set.includes("duty"));
  const query = byDuty
    ? counted(now, dueSoonDays, filter, sets)
    : sql`${forgotten(now, dueSoonDays)} ${sql.join(
        [
          ...sets.map((set) => remembered(filter, set)),
          counted(
            now,
            dueSoonDays,
            filter,
            sets,
            sql`o.subject_id = any((select array_agg(subject_id) from forgotten)::uuid[])`,
          ),
        ],
        sql` union all `,
      )}`;
  type Counted = Pick<PostureCount, "cloudId" | "class" | "dutyId"> & Record<string, number>;
  const { rows } = await query.$castTo<Counted>().execute(tx);
  return rows.flatMap(({ cloudId, class: ofClass, dutyId, ...counts }) =>
    POSTURES.flatMap((posture) => {
      const count = counts[posture.replaceAll("-", "_")] ?? 0;
      return count > 0 ? [{ cloudId, class: ofClass, dutyId, posture, count }] : [];
    }),
  );
}

const keysOf = (has: (key: PostureKey) => boolean) =>
  sql.join(
    KEYS.map((key) =>
      has(key) ? sql`${COLUMNS[key]} as ${NAMES[key]}` : sql`null::${TYPES[key]} as ${NAMES[key]}`,
    ),
  );

/** From the obligations. The inner query is kept apart (offset 0), so that the expression is evaluated once per row. */
function counted(
  now: Date,
  dueSoonDays: number,
  filter: PostureFilter,
  sets: readonly (readonly PostureKey[])[],
  also = sql<SqlBool>`true`,
): RawBuilder<unknown> {
  const keys = KEYS.filter((key) => sets.some((set) => set.includes(key)));
  const grouping = sets.map((set) => sql`(${sql.join(set.map((key) => COLUMNS[key]))})`);
  return sql`select ${keysOf((key) => keys.includes(key))}, ${sql.join(POSTURES.map(countOf))}
    from (
      select ${sql.join([...keys.map((key) => sql`o.${COLUMNS[key]}`), sql`${postureSql(now, dueSoonDays)} as posture`])}
      from obligation o where ${also} and ${conditions(filter)} offset 0
    ) standing
    group by grouping sets (${sql.join(grouping)})`;
}

/** The subjects whose remembered counts do not hold at this moment; posture-memory-queries writes them anew. */
function forgotten(now: Date, dueSoonDays: number): RawBuilder<unknown> {
  return sql`with forgotten as materialized (
    select subject_id from posture_touched
    union
    select subject_id from posture_memory m
    where not (m.taken_at <= ${now}::timestamptz and ${now}::timestamptz < m.holds_until and m.due_soon_days = ${dueSoonDays})
  )`;
}

function remembered(filter: PostureFilter, set: readonly PostureKey[]): RawBuilder<unknown> {
  const parts: RawBuilder<SqlBool>[] = [
    set.includes("class") || filter.class !== undefined ? sql`o.class <> ${WHOLE}` : sql`o.class = ${WHOLE}`,
    sql`o.subject_id not in (select subject_id from forgotten)`,
    ...ofCloudAndClass(filter),
  ];
  const sums = POSTURES.map((posture) => sql`sum(${columnOf(posture)})::int as ${columnOf(posture)}`);
  return sql`select ${keysOf((key) => set.includes(key))}, ${sql.join(sums)}
    from posture_count o where ${sql.join(parts, sql` and `)}
    group by ${sql.join(set.map((key) => COLUMNS[key]))}`;
}

function conditions(filter: PostureFilter): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql`o.ended_at is null`, ...ofCloudAndClass(filter)];
  if (filter.dutyIds) parts.push(sql`o.duty_id = any(${[...filter.dutyIds]}::text[])`);
  return sql.join(parts, sql` and `);
}

function ofCloudAndClass({ cloudIds, class: ofClass }: PostureFilter): RawBuilder<SqlBool>[] {
  const parts: RawBuilder<SqlBool>[] = [];
  if (cloudIds) parts.push(sql`o.cloud_id = any(${[...cloudIds]}::uuid[])`);
  if (ofClass) parts.push(sql`o.class = ${ofClass}`);
  return parts;
}

export interface ObligationStanding {
  readonly id: string;
  readonly dutyId: string;
  readonly class: ControlClass;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly partyName: string;
  readonly frequency: Frequency;
  readonly posture: Posture;
  readonly nextDueAt: Date | null;
  readonly freshUntil: Date | null;
}

/** Obligations with their standing, in the order of cloud, duty and site; for one cloud or a few duties. */
export async function obligationStandings(
  tx: Tx,
  now: Date,
  dueSoonDays: number,
  filter: PostureFilter,
  page: {
    readonly limit?: number;
    readonly after?: { readonly cloudId: string; readonly id: string } | undefined;
  } = {},
): Promise<ObligationStanding[]> {
  return await tx
    .selectFrom("obligation as o")
    .innerJoin("cloud as c", "c.id", "o.cloud_id")
    .innerJoin("subject as s", "s.id", "o.subject_id")
    .leftJoin("organisation as party", "party.id", "o.party_org_id")
    .select([
      "o.id",
      "o.duty_id as dutyId",
      sql<ControlClass>`o.class`.as("class"),
      "o.cloud_id as cloudId",
      "c.name as cloudName",
      "o.subject_id as subjectId",
      "s.name as subjectName",
      sql<string>`coalesce(party.short_name, '')`.as("partyName"),
      sql<Frequency>`o.frequency`.as("frequency"),
      postureSql(now, dueSoonDays).as("posture"),
      "o.next_due_at as nextDueAt",
      "o.fresh_until as freshUntil",
    ])
    .where(conditions(filter))
    .$if(page.after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(o.cloud_id, o.id) > (${page.after?.cloudId ?? ""}::uuid, ${page.after?.id ?? ""}::uuid)`,
      ),
    )
    .orderBy("o.cloud_id")
    .orderBy("o.id")
    .$if(page.limit !== undefined, (query) => query.limit(page.limit ?? 0))
    .execute();
}

export type PostureTally = Record<Posture, number>;

/** Adds counts up; every posture is there, also with nought. */
export function tally(counts: Iterable<Pick<PostureCount, "posture" | "count">>): PostureTally {
  const sums = Object.fromEntries(POSTURES.map((posture) => [posture, 0])) as PostureTally;
  for (const { posture, count } of counts) sums[posture] += count;
  return sums;
}

/** Worse than current, the worst first. */
export const ATTENTION: readonly Posture[] = POSTURES.slice(0, POSTURES.indexOf("current"));

/** For sorting: more of a worse posture comes before more of a milder one. */
export function worstFirst(a: PostureTally, b: PostureTally): number {
  for (const posture of ATTENTION) if (a[posture] !== b[posture]) return b[posture] - a[posture];
  return 0;
}
