import type { ProtectedPeriodStanding, ProtectedPeriodState } from "@yunjian/domain";
import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type PeriodRow = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("protected_period as p")
    .leftJoin("organisation as o", "o.id", "p.org_id")
    .selectAll("p")
    .select([
      sql<ProtectedPeriodState>`p.state`.as("state"),
      sql<string>`coalesce(o.short_name, '')`.as("org_name"),
    ]);
}

export async function byId(tx: Tx, id: string): Promise<PeriodRow | undefined> {
  return await rows(tx).where("p.id", "=", id).executeTakeFirst();
}

export async function locked(tx: Tx, id: string): Promise<PeriodRow | undefined> {
  return await rows(tx).where("p.id", "=", id).forUpdate("p").executeTakeFirst();
}

export async function insert(tx: Tx, row: Insertable<Database["protected_period"]>): Promise<void> {
  await tx.insertInto("protected_period").values(row).execute();
}

export async function update(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["protected_period"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("protected_period")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function nameSubjects(
  tx: Tx,
  subjects: readonly { readonly periodId: string; readonly subjectId: string; readonly cloudId: string }[],
): Promise<void> {
  await tx
    .insertInto("protected_subject")
    .values(
      subjects.map(({ periodId, subjectId, cloudId }) => ({
        period_id: periodId,
        subject_id: subjectId,
        cloud_id: cloudId,
      })),
    )
    .execute();
}

export async function page(
  tx: Tx,
  filter: {
    readonly standings?: readonly ProtectedPeriodStanding[] | undefined;
    readonly cloudId?: string | undefined;
  },
  now: Date,
  at: { readonly after: { readonly from: Date; readonly id: string } | null; readonly limit: number },
): Promise<PeriodRow[]> {
  const { standings, cloudId } = filter;
  const { after } = at;
  let query = rows(tx).orderBy("p.from_at", "desc").orderBy("p.id", "desc").limit(at.limit);
  if (after)
    query = query.where(sql<SqlBool>`(p.from_at, p.id) < (${after.from}::timestamptz, ${after.id}::uuid)`);
  if (standings && standings.length > 0) {
    const any = sql.join<SqlBool>(
      standings.map((each) => stands(each, now)),
      sql` or `,
    );
    query = query.where(sql<SqlBool>`(${any})`);
  }
  // Through the subjects, of which the caller sees its own: else asking for a cloud one does not see would tell
  // that it is protected. A draft is seen by whose it is alone.
  if (cloudId)
    query = query.where(
      sql<SqlBool>`(exists (select from protected_subject s where s.period_id = p.id and s.cloud_id = ${cloudId}::uuid)
        or (p.state = 'draft' and ${cloudId}::uuid = any(p.cloud_ids)))`,
    );
  return await query.execute();
}

/** The SQL of domain's protectedPeriodStanding(). */
function stands(standing: ProtectedPeriodStanding, now: Date): RawBuilder<SqlBool> {
  switch (standing) {
    case "upcoming":
      return sql<SqlBool>`(p.state = 'deployed' and p.from_at > ${now})`;
    case "running":
      return sql<SqlBool>`(p.state = 'deployed' and p.from_at <= ${now} and p.to_at > ${now})`;
    case "summing-up":
      return sql<SqlBool>`(p.state = 'deployed' and p.to_at <= ${now})`;
    default:
      return sql<SqlBool>`p.state = ${standing}`;
  }
}

/** Deployed and not summed up: what runs, is ahead, or waits for its summary. */
export async function live(tx: Tx): Promise<PeriodRow[]> {
  return await rows(tx)
    .where("p.state", "=", "deployed")
    .orderBy("p.from_at")
    .orderBy("p.id")
    .limit(200)
    .execute();
}

export interface ReportRow {
  readonly id: string;
  readonly periodId: string;
  readonly cloudId: string;
  readonly day: string;
  readonly events: number;
  readonly note: string;
  readonly filedAt: Date;
  readonly filedBy: string;
  readonly supersededAt: Date | null;
}

/** Every report of these periods, the replaced ones too. */
export async function reportsOf(tx: Tx, periodIds: readonly string[]): Promise<ReportRow[]> {
  if (periodIds.length === 0) return [];
  return await tx
    .selectFrom("nil_report as r")
    .leftJoin("person as w", "w.id", "r.filed_by")
    .select([
      "r.id",
      "r.period_id as periodId",
      "r.cloud_id as cloudId",
      "r.day",
      "r.events",
      "r.note",
      "r.filed_at as filedAt",
      sql<string>`coalesce(w.name, '')`.as("filedBy"),
      "r.superseded_at as supersededAt",
    ])
    .where(sql<SqlBool>`r.period_id = any(${[...periodIds]}::uuid[])`)
    .orderBy("r.filed_at")
    .execute();
}

export async function insertReport(
  tx: Tx,
  row: Insertable<Database["nil_report"]>,
  now: Date,
): Promise<void> {
  await tx
    .updateTable("nil_report")
    .set({ superseded_at: now })
    .where("period_id", "=", row.period_id)
    .where("cloud_id", "=", row.cloud_id)
    .where("day", "=", row.day)
    .where("superseded_at", "is", null)
    .execute();
  await tx.insertInto("nil_report").values(row).execute();
}

/** Names of people and systems, by id; those the caller may not see are left out. */
export async function personNames(
  tx: Tx,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = ids.filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const found = await tx
    .selectFrom("person")
    .select(["id", "name"])
    .where(sql<SqlBool>`id = any(${wanted}::uuid[])`)
    .execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}
