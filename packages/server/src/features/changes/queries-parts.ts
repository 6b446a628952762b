import type {
  ChangeKind,
  ChangeMode,
  ChangeOpinion,
  ChangeResult,
  ChangeState,
  ChangeStep,
} from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database, Json } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** The parts of a case: steps with files, versions of the analysis, opinions; what customers were told. */

export async function insertStep(
  tx: Tx,
  row: Insertable<Database["change_step"]>,
  fileIds: readonly string[] = [],
): Promise<void> {
  await tx.insertInto("change_step").values(row).execute();
  if (fileIds.length === 0) return;
  await tx
    .insertInto("change_file")
    .values(fileIds.map((fileId) => ({ step_id: row.id, file_id: fileId, change_id: row.change_id })))
    .execute();
}

export async function stepsOf(tx: Tx, changeId: string) {
  return await tx
    .selectFrom("change_step as s")
    .selectAll("s")
    .select([
      sql<ChangeStep>`s.kind`.as("kind"),
      sql<string[]>`array(select f.file_id from change_file f where f.step_id = s.id order by f.file_id)`.as(
        "file_ids",
      ),
    ])
    .where("s.change_id", "=", changeId)
    .orderBy("s.at")
    .orderBy("s.id")
    .execute();
}

export async function insertAnalysis(
  tx: Tx,
  row: { change_id: string; n: number; data: Json; by_person: string; at: Date },
): Promise<void> {
  await tx
    .insertInto("change_analysis")
    .values({ ...row, data: JSON.stringify(row.data) })
    .execute();
}

export async function insertOpinion(tx: Tx, row: Insertable<Database["change_opinion"]>): Promise<void> {
  await tx.insertInto("change_opinion").values(row).execute();
}

export async function opinionsOf(tx: Tx, changeId: string, analysisVersion: number) {
  return await tx
    .selectFrom("change_opinion")
    .selectAll()
    .select(sql<ChangeOpinion>`opinion`.as("opinion"))
    .where("change_id", "=", changeId)
    .where("analysis_version", "=", analysisVersion)
    .orderBy("at")
    .execute();
}

// Customers ----------------------------------------------------------------------------------------------

export interface Reached {
  readonly orgId: string;
  readonly cloudId: string;
  readonly systemIds: string[];
  readonly supervisorOrgId: string | null;
}

/** Whose systems run on these clouds of the caller's organisation: all, or the ones named. */
export async function reached(
  tx: Tx,
  clouds: readonly string[],
  systems: readonly string[] | null,
  now: Date,
): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select org_id as "orgId", cloud_id as "cloudId", system_ids as "systemIds", supervisor_org_id as "supervisorOrgId"
    from yj_change_reach(${[...clouds]}::uuid[], ${systems === null ? null : [...systems]}::uuid[], ${now})
    order by org_id`.execute(tx);
  return rows;
}

export async function systemsOn(tx: Tx, clouds: readonly string[], now: Date, limit: number) {
  return await tx
    .selectFrom("system as s")
    .leftJoin("organisation as o", "o.id", "s.org_id")
    .select(["s.id", "s.name", sql<string>`coalesce(o.short_name, '')`.as("customer")])
    .where("s.ended_at", "is", null)
    .where(
      sql<SqlBool>`exists (select from system_cloud sc where sc.system_id = s.id and sc.cloud_id = any(${[...clouds]}::uuid[])
        and sc.from_at <= ${now} and (sc.to_at is null or sc.to_at > ${now}))`,
    )
    .orderBy("s.name")
    .orderBy("s.id")
    .limit(limit)
    .execute();
}

export async function insertNotices(
  tx: Tx,
  rows: readonly Insertable<Database["change_notice"]>[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += 500) {
    await tx
      .insertInto("change_notice")
      .values(rows.slice(i, i + 500))
      .onConflict((oc) => oc.columns(["change_id", "org_id"]).doNothing())
      .execute();
  }
}

export async function updateNotices(
  tx: Tx,
  changeId: string,
  set: Updateable<Database["change_notice"]>,
): Promise<void> {
  await tx
    .updateTable("change_notice")
    .set({ ...set, version: sql<number>`version + 1` })
    .where("change_id", "=", changeId)
    .execute();
}

export type NoticeRow = Awaited<ReturnType<ReturnType<typeof notices>["executeTakeFirstOrThrow"]>>;

function notices(tx: Tx) {
  return tx
    .selectFrom("change_notice as n")
    .selectAll("n")
    .select([
      sql<ChangeKind>`n.kind`.as("kind"),
      sql<ChangeMode>`n.mode`.as("mode"),
      sql<ChangeState>`n.state`.as("state"),
      sql<ChangeResult | null>`n.result`.as("result"),
    ]);
}

export async function noticesOf(tx: Tx, changeId: string, limit: number): Promise<NoticeRow[]> {
  return await notices(tx).where("n.change_id", "=", changeId).orderBy("n.id").limit(limit).execute();
}

export async function noticeById(tx: Tx, id: string): Promise<NoticeRow | undefined> {
  return await notices(tx).where("n.id", "=", id).executeTakeFirst();
}

export async function noticeLocked(tx: Tx, id: string): Promise<NoticeRow | undefined> {
  return await notices(tx).where("n.id", "=", id).forUpdate("n").executeTakeFirst();
}

/** Told and not acknowledged: before it, as long as it has not been made, or after it. */
export const unacknowledged = sql<SqlBool>`(
  (n.state = 'announced' and n.told_before_at is not null and n.acknowledged_before_at is null)
  or (n.state in ('implemented', 'closed') and n.told_after_at is not null and n.acknowledged_after_at is null))`;

export async function noticesPage(
  tx: Tx,
  orgId: string,
  filter: { readonly open?: boolean | undefined; readonly cloudId?: string | undefined },
  at: { readonly after: string | null; readonly limit: number },
): Promise<NoticeRow[]> {
  return await notices(tx)
    .where("n.org_id", "=", orgId)
    .$if(filter.open === true, (q) => q.where(unacknowledged))
    .$if(filter.open === false, (q) => q.where(sql<SqlBool>`not ${unacknowledged}`))
    .$if(filter.cloudId !== undefined, (q) => q.where("n.cloud_id", "=", filter.cloudId ?? ""))
    .$if(at.after !== null, (q) => q.where("n.id", "<", at.after ?? ""))
    .orderBy("n.id", "desc")
    .limit(at.limit)
    .execute();
}

export async function updateNotice(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["change_notice"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("change_notice")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

export async function noticeNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from yj_change_notice_names(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function insertQuestion(tx: Tx, row: Insertable<Database["change_question"]>): Promise<void> {
  await tx.insertInto("change_question").values(row).execute();
}

export async function questionLocked(tx: Tx, changeId: string, id: string) {
  return await tx
    .selectFrom("change_question")
    .selectAll()
    .where("change_id", "=", changeId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export async function answerQuestion(
  tx: Tx,
  id: string,
  set: { answer: string; answered_by: string; answered_at: Date },
): Promise<void> {
  await tx.updateTable("change_question").set(set).where("id", "=", id).execute();
}

export async function questionsOf(tx: Tx, noticeIds: readonly string[]) {
  if (noticeIds.length === 0) return [];
  return await tx
    .selectFrom("change_question")
    .selectAll()
    .where(sql<SqlBool>`notice_id = any(${[...noticeIds]}::uuid[])`)
    .orderBy("asked_at")
    .orderBy("id")
    .execute();
}

/** What customers did counts in the case, which they may not see: taken for them by the database. */
export async function count(tx: Tx, changeId: string): Promise<void> {
  await sql`select yj_change_counts(${changeId}::uuid)`.execute(tx);
}

export async function customerStep(
  tx: Tx,
  noticeId: string,
  step: { readonly id: string; readonly kind: ChangeStep; readonly text: string; readonly at: Date },
): Promise<void> {
  await sql`select yj_change_step(${noticeId}::uuid, ${step.id}::uuid, ${step.kind}, ${step.text}, ${step.at})`.execute(
    tx,
  );
}

export async function follow(tx: Tx, cloudId: string, now: Date): Promise<void> {
  await sql`select yj_changes_follow(${cloudId}::uuid, ${now})`.execute(tx);
}

// Clouds and terms ---------------------------------------------------------------------------------------

export interface CloudFacts {
  readonly id: string;
  readonly name: string;
  readonly providerOrgId: string;
  readonly supervisedFrom: string;
  readonly ended: boolean;
}

export async function clouds(tx: Tx, ids: readonly string[]): Promise<CloudFacts[]> {
  const rows = await tx
    .selectFrom("cloud")
    .select(["id", "name", "provider_org_id", "supervised_from", "ended_at"])
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { name, provider_org_id: providerOrgId, supervised_from: supervisedFrom, ended_at: endedAt } = row;
    return [{ id, name, providerOrgId, supervisedFrom, ended: endedAt !== null }];
  });
}

export async function termsRows(tx: Tx, cloudIds: readonly string[]) {
  return await tx
    .selectFrom("change_terms as t")
    .leftJoin("person as p", "p.id", "t.changed_by")
    .selectAll("t")
    .select(sql<string>`coalesce(p.name, '')`.as("changer"))
    .where(sql<SqlBool>`t.cloud_id = any(${[...cloudIds]}::uuid[])`)
    .execute();
}

/** Undefined: somebody else agreed other terms meanwhile. */
export async function storeTerms(
  tx: Tx,
  version: number,
  row: Insertable<Database["change_terms"]>,
): Promise<number | undefined> {
  if (version === 0) {
    const made = await tx
      .insertInto("change_terms")
      .values({ ...row, version: 1 })
      .onConflict((oc) => oc.column("cloud_id").doNothing())
      .returning("version")
      .executeTakeFirst();
    return made?.version;
  }
  const changed = await tx
    .updateTable("change_terms")
    .set({ ...row, version: version + 1 })
    .where("cloud_id", "=", row.cloud_id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return changed?.version;
}
