import type { DisputeState, ReviewOutcome, Severity } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type DisputeRow = Awaited<ReturnType<ReturnType<typeof disputeRows>["executeTakeFirstOrThrow"]>>;

function disputeRows(tx: Tx) {
  return tx
    .selectFrom("dispute as d")
    .innerJoin("review as r", "r.id", "d.review_id")
    .leftJoin("person as raiser", "raiser.id", "d.raised_by")
    .leftJoin("person as settler", "settler.id", "d.decided_by")
    .leftJoin("person as decider", "decider.id", "r.decided_by")
    .leftJoin("person as second", "second.id", "r.second_by")
    .leftJoin("organisation as org", "org.id", "d.decider_org")
    .select([
      "d.id",
      "d.number",
      sql<DisputeState>`d.state`.as("state"),
      "d.version",
      "d.review_id as reviewId",
      "d.period_id as periodId",
      "d.subject_id as subjectId",
      "d.cloud_id as cloudId",
      "d.reason",
      "d.raised_by as raisedBy",
      sql<string>`coalesce(raiser.name, '')`.as("raisedByName"),
      "d.raised_org as raisedOrg",
      "d.raised_at as raisedAt",
      "d.due_at as dueAt",
      "d.decider_org as deciderOrg",
      sql<string>`coalesce(org.short_name, '')`.as("deciderOrgName"),
      "d.decided_by as decidedBy",
      sql<string>`coalesce(settler.name, '')`.as("decidedByName"),
      "d.decided_at as decidedAt",
      "d.decision_note as decisionNote",
      "r.submission_id as submissionId",
      "r.obligation_id as obligationId",
      sql<ReviewOutcome | null>`r.outcome`.as("outcome"),
      "r.note as reviewNote",
      "r.version as reviewVersion",
      sql<Severity | null>`r.severity`.as("severity"),
      "r.defect_title as defectTitle",
      "r.decided_at as reviewDecidedAt",
      "r.decided_by as reviewDecidedBy",
      sql<string>`coalesce(decider.name, '')`.as("reviewDecidedByName"),
      "r.second_by as reviewSecondBy",
      sql<string>`coalesce(second.name, '')`.as("reviewSecondByName"),
    ]);
}

export async function disputeById(tx: Tx, id: string): Promise<DisputeRow | undefined> {
  return await disputeRows(tx).where("d.id", "=", id).executeTakeFirst();
}

export async function raisedDisputesOf(tx: Tx, periodIds: readonly string[]): Promise<DisputeRow[]> {
  return await disputeRows(tx)
    .where(sql<SqlBool>`d.period_id = any(${[...periodIds]}::uuid[])`)
    .where("d.state", "=", "raised")
    .execute();
}

export async function disputesPage(
  tx: Tx,
  filter: { readonly states?: readonly DisputeState[] | undefined; readonly cloudId?: string | undefined },
  page: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<DisputeRow[]> {
  return await disputeRows(tx)
    .$if((filter.states?.length ?? 0) > 0, (query) =>
      query.where("d.state", "in", [...(filter.states ?? [])]),
    )
    .$if(filter.cloudId !== undefined, (query) => query.where("d.cloud_id", "=", filter.cloudId ?? ""))
    .$if(page.after !== null, (query) =>
      query.where(
        sql<SqlBool>`(d.raised_at, d.id) < (${page.after?.at}::timestamptz, ${page.after?.id}::uuid)`,
      ),
    )
    .orderBy("d.raised_at", "desc")
    .orderBy("d.id", "desc")
    .limit(page.limit)
    .execute();
}

/** Inserts unless the review is disputed already; says whether it did. */
export async function insertDispute(tx: Tx, row: Insertable<Database["dispute"]>): Promise<boolean> {
  const done = await tx
    .insertInto("dispute")
    .values(row)
    .onConflict((oc) => oc.column("review_id").where("state", "<>", "withdrawn").doNothing())
    .returning("id")
    .executeTakeFirst();
  return done !== undefined;
}

export async function updateDispute(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["dispute"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("dispute")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

export async function openDisputes(
  tx: Tx,
  orgId: string,
  now: Date,
): Promise<{ readonly open: number; readonly overdue: number }> {
  return await tx
    .selectFrom("dispute as d")
    .select([
      sql<number>`count(*)`.as("open"),
      sql<number>`count(*) filter (where d.due_at < ${now})`.as("overdue"),
    ])
    .where("d.state", "=", "raised")
    .where("d.decider_org", "=", orgId)
    .executeTakeFirstOrThrow();
}
