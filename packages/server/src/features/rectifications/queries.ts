import type {
  EscalationRung,
  RectificationSource,
  RectificationState,
  RectificationStep,
  Severity,
  WindowUnit,
} from "@yunjian/domain";
import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type RectificationRow = Awaited<
  ReturnType<ReturnType<typeof rectificationRows>["executeTakeFirstOrThrow"]>
>;

function rectificationRows(tx: Tx) {
  return tx
    .selectFrom("rectification as r")
    .innerJoin("subject as s", "s.id", "r.subject_id")
    .innerJoin("cloud as c", "c.id", "r.cloud_id")
    .leftJoin("organisation as party", "party.id", "r.party_org_id")
    .leftJoin("organisation as issuer", "issuer.id", "r.issued_org")
    .select([
      "r.id",
      "r.number",
      "r.version",
      "r.subject_id as subjectId",
      "s.name as subjectName",
      "r.cloud_id as cloudId",
      "c.name as cloudName",
      sql<RectificationSource>`r.source`.as("source"),
      "r.review_id as reviewId",
      "r.request_id as requestId",
      "r.period_id as periodId",
      "r.obligation_id as obligationId",
      "r.duty_id as dutyId",
      "r.clause_id as clauseId",
      "r.title",
      "r.defect",
      sql<Severity>`r.severity`.as("severity"),
      "r.party_org_id as partyOrgId",
      sql<string>`coalesce(party.short_name, '')`.as("partyName"),
      "r.window_amount as windowAmount",
      sql<WindowUnit>`r.window_unit`.as("windowUnit"),
      "r.window_source as windowSource",
      sql<RectificationState>`r.state`.as("state"),
      "r.issued_by as issuedBy",
      "r.issued_org as issuedOrg",
      sql<string>`coalesce(issuer.short_name, '')`.as("issuerName"),
      "r.issued_at as issuedAt",
      "r.receipt_due_at as receiptDueAt",
      "r.received_at as receivedAt",
      "r.due_at as dueAt",
      "r.original_due_at as originalDueAt",
      "r.due_rule as dueRule",
      "r.plan_due_at as planDueAt",
      "r.planned_on as plannedOn",
      "r.proof_filed_at as proofFiledAt",
      "r.reassess_due_at as reassessDueAt",
      "r.closed_at as closedAt",
      "r.reopened_count as reopenedCount",
      sql<EscalationRung | null>`r.escalated_to`.as("escalatedTo"),
    ]);
}

export async function rectificationById(tx: Tx, id: string): Promise<RectificationRow | undefined> {
  return await rectificationRows(tx).where("r.id", "=", id).executeTakeFirst();
}

/** One, held until the transaction ends. */
export async function rectificationLocked(tx: Tx, id: string): Promise<RectificationRow | undefined> {
  return await rectificationRows(tx).where("r.id", "=", id).forUpdate("r").executeTakeFirst();
}

export async function openOfReview(tx: Tx, reviewId: string): Promise<RectificationRow[]> {
  return await rectificationRows(tx)
    .where("r.review_id", "=", reviewId)
    .where(isOpen)
    .forUpdate("r")
    .execute();
}

/** Open ones whose climbing limit lies before an instant, for the job; a batch in the order of ids. */
export async function lateBefore(
  tx: Tx,
  now: Date,
  afterId: string | null,
  limit: number,
): Promise<RectificationRow[]> {
  return await rectificationRows(tx)
    .where("r.state", "in", ["issued", "received", "in-progress"])
    .where(sql<SqlBool>`(r.due_at < ${now} or (r.state = 'issued' and r.receipt_due_at < ${now}))`)
    .where(sql<SqlBool>`r.escalated_to is distinct from 'manager'`)
    .$if(afterId !== null, (query) => query.where("r.id", ">", afterId ?? ""))
    .orderBy("r.id")
    .limit(limit)
    .forUpdate("r")
    .execute();
}

const isOpen = sql<SqlBool>`r.state not in ('closed', 'withdrawn')`;
const partysTurn = sql<SqlBool>`r.state in ('issued', 'received', 'in-progress')`;

export interface ListFilter {
  readonly states?: readonly RectificationState[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly partyOrgId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly obligationId?: string | undefined;
  readonly words?: string | undefined;
  /** Open and past the window at this instant. */
  readonly overdueAt?: Date | undefined;
  /** Only where it is this organisation's turn, as party or as the one that reassesses. */
  readonly turnOf?: string | undefined;
}

export interface Place {
  readonly at: Date;
  readonly id: string;
}

/**
 * 'due': open ones by their limit, over the partial index of open ones. 'newest': all, by day of issue. The page
 * is found first, on one index, and names are joined to its rows alone: an organisation that sees much would
 * otherwise pay for the joins of everything it sees (docs/adr/0001).
 */
export async function rectificationsPage(
  tx: Tx,
  sort: "due" | "newest",
  filter: ListFilter,
  page: { readonly after: Place | null; readonly limit: number },
): Promise<RectificationRow[]> {
  const { after } = page;
  const parts: RawBuilder<SqlBool>[] = [matches(filter)];
  const order = sort === "due" ? sql`r.due_at, r.id` : sql`r.issued_at desc, r.id desc`;
  if (sort === "due") parts.push(isOpen);
  if (after !== null)
    parts.push(
      sort === "due"
        ? sql<SqlBool>`(r.due_at, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
        : sql<SqlBool>`(r.issued_at, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)`,
    );
  const ids = sql`select r.id from rectification r where ${sql.join(parts, sql` and `)} order by ${order} limit ${page.limit}`;
  return await rectificationRows(tx).where(sql<SqlBool>`r.id = any(array(${ids}))`).orderBy(order).execute();
}

function matches(filter: ListFilter): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`];
  const { states, severities, words } = filter;
  if (states && states.length > 0) parts.push(sql<SqlBool>`r.state = any(${[...states]}::text[])`);
  if (severities && severities.length > 0)
    parts.push(sql<SqlBool>`r.severity = any(${[...severities]}::text[])`);
  if (filter.partyOrgId) parts.push(sql<SqlBool>`r.party_org_id = ${filter.partyOrgId}::uuid`);
  if (filter.cloudId) parts.push(sql<SqlBool>`r.cloud_id = ${filter.cloudId}::uuid`);
  if (filter.obligationId) parts.push(sql<SqlBool>`r.obligation_id = ${filter.obligationId}::uuid`);
  if (filter.overdueAt) parts.push(sql<SqlBool>`(r.due_at < ${filter.overdueAt} and ${partysTurn})`);
  if (filter.turnOf) {
    parts.push(sql<SqlBool>`((r.party_org_id = ${filter.turnOf}::uuid and r.state in ('issued', 'received', 'in-progress'))
      or (r.party_org_id <> ${filter.turnOf}::uuid and r.state = 'proof-filed'))`);
  }
  if (words) {
    const pattern = containing(words);
    parts.push(sql<SqlBool>`(r.number ilike ${pattern} or r.title ilike ${pattern})`);
  }
  return sql.join<SqlBool>(parts, sql` and `);
}

export interface OpenFigure {
  readonly severity: Severity;
  readonly open: number;
  readonly overdue: number;
  readonly awaitingReceipt: number;
  readonly awaitingReassessment: number;
  readonly reassessmentOverdue: number;
}

export async function openFigures(tx: Tx, now: Date, cloudId: string | undefined): Promise<OpenFigure[]> {
  return await tx
    .selectFrom("rectification as r")
    .select([
      sql<Severity>`r.severity`.as("severity"),
      sql<number>`count(*)`.as("open"),
      sql<number>`count(*) filter (where r.due_at < ${now} and ${partysTurn})`.as("overdue"),
      sql<number>`count(*) filter (where r.state = 'issued')`.as("awaitingReceipt"),
      sql<number>`count(*) filter (where r.state = 'proof-filed')`.as("awaitingReassessment"),
      sql<number>`count(*) filter (where r.state = 'proof-filed' and r.reassess_due_at < ${now})`.as(
        "reassessmentOverdue",
      ),
    ])
    .where(isOpen)
    .$if(cloudId !== undefined, (query) => query.where("r.cloud_id", "=", cloudId ?? ""))
    .groupBy("r.severity")
    .execute();
}

export async function insertRectification(tx: Tx, row: Insertable<Database["rectification"]>): Promise<void> {
  await tx.insertInto("rectification").values(row).execute();
}

export async function updateRectification(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["rectification"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("rectification")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

// Steps ------------------------------------------------------------------------------------------------

export async function insertStep(
  tx: Tx,
  row: Insertable<Database["rectification_step"]>,
  fileIds: readonly string[],
): Promise<void> {
  await tx.insertInto("rectification_step").values(row).execute();
  if (fileIds.length === 0) return;
  await tx
    .insertInto("rectification_file")
    .values(fileIds.map((fileId) => ({ step_id: row.id, file_id: fileId, subject_id: row.subject_id })))
    .execute();
}

export async function stepsOf(tx: Tx, rectificationId: string) {
  return await tx
    .selectFrom("rectification_step as t")
    .leftJoin("person as p", "p.id", "t.by_person")
    .leftJoin("organisation as o", "o.id", "t.by_org")
    .select([
      "t.id",
      sql<RectificationStep>`t.kind`.as("kind"),
      "t.text",
      "t.planned_on",
      sql<EscalationRung | null>`t.rung`.as("rung"),
      "t.until_at",
      "t.by_person",
      sql<string>`coalesce(p.name, '')`.as("person_name"),
      "t.by_org",
      sql<string>`coalesce(o.short_name, '')`.as("org_name"),
      "t.at",
      sql<
        string[]
      >`array(select f.file_id from rectification_file f where f.step_id = t.id order by f.file_id)`.as(
        "file_ids",
      ),
    ])
    .where("t.rectification_id", "=", rectificationId)
    .orderBy("t.at")
    .orderBy("t.id")
    .execute();
}
