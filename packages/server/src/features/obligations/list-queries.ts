import type {
  CapabilityLevel,
  ControlClass,
  Frequency,
  PeriodKind,
  PeriodState,
  Posture,
  Trigger,
} from "@yunjian/domain";
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { postureSql } from "./read-posture.ts";

/**
 * Lists of periods and obligations. A page is found on an index first, ids only, and its names are joined
 * afterwards: fifty look-ups instead of a join over everything the filter passes.
 */

export type Bound = readonly [at: string, id: string] | null;

export interface PeriodFilter {
  readonly now: Date;
  readonly partyOrgId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly frequencies?: readonly string[] | undefined;
  readonly dutyIds?: readonly string[] | undefined;
  readonly dueFrom?: Date | undefined;
  readonly dueTo?: Date | undefined;
  readonly after: Bound;
  readonly limit: number;
}

/** What a party has to hand in: opened and open or returned, by the end of its turn. */
export async function periodsToHandIn(
  tx: Tx,
  filter: PeriodFilter & { readonly state?: "open" | "returned" | undefined; readonly fallDue?: boolean },
) {
  const at = sql`p.party_due_at`;
  return await pageBy(tx, filter, at, [
    sql<SqlBool>`p.party_due_at is not null`,
    sql<SqlBool>`p.opens_at <= ${filter.now}`,
    ...(filter.state ? [sql<SqlBool>`p.state = ${filter.state}`] : []),
    ...(filter.fallDue ? [sql<SqlBool>`p.kind <> 'summary'`] : []),
  ]);
}

/** What waits for the supervisor, by the end of its turn. */
export async function periodsUnderReview(
  tx: Tx,
  filter: PeriodFilter & { readonly state: "submitted" | "in-review" },
) {
  return await pageBy(tx, filter, sql`p.review_due_at`, [
    sql<SqlBool>`p.review_due_at is not null`,
    sql<SqlBool>`p.state = ${filter.state}`,
  ]);
}

/** What was decided, the latest first. */
export async function periodsDecided(
  tx: Tx,
  filter: PeriodFilter & { readonly state: "compliant" | "non-compliant" },
) {
  const decided = [sql<SqlBool>`p.decided_at is not null`, sql<SqlBool>`p.state = ${filter.state}`];
  return await pageBy(tx, filter, sql`p.decided_at`, decided, "desc");
}

async function pageBy(
  tx: Tx,
  filter: PeriodFilter,
  at: RawBuilder<unknown>,
  conditions: readonly Expression<SqlBool>[],
  direction: "asc" | "desc" = "asc",
) {
  const compare = sql.raw(direction === "asc" ? ">" : "<");
  const where = [...conditions];
  if (filter.partyOrgId) where.push(sql<SqlBool>`p.party_org_id = ${filter.partyOrgId}::uuid`);
  if (filter.cloudId) where.push(sql<SqlBool>`p.cloud_id = ${filter.cloudId}::uuid`);
  if (filter.subjectId) where.push(sql<SqlBool>`p.subject_id = ${filter.subjectId}::uuid`);
  if (filter.classes) where.push(sql<SqlBool>`p.class = any(${[...filter.classes]}::text[])`);
  if (filter.dutyIds) where.push(sql<SqlBool>`p.duty_id = any(${[...filter.dutyIds]}::text[])`);
  // While it is the party's turn its own limit is meant: it is the one the list is sorted by.
  const due = direction === "asc" ? at : sql`p.due_at`;
  if (filter.dueFrom) where.push(sql<SqlBool>`${due} >= ${filter.dueFrom}`);
  if (filter.dueTo) where.push(sql<SqlBool>`${due} <= ${filter.dueTo}`);
  if (filter.after)
    where.push(
      sql<SqlBool>`(${at}, p.id) ${compare} (${filter.after[0]}::timestamptz, ${filter.after[1]}::uuid)`,
    );
  if (filter.frequencies) where.push(sql<SqlBool>`o.frequency = any(${[...filter.frequencies]}::text[])`);
  const joined = filter.frequencies ? sql`join obligation o on o.id = p.obligation_id` : sql``;
  const order = sql.raw(direction);
  const { rows } = await sql<PeriodListRow>`
    with page as materialized (
      select p.id, ${at} as at from period p ${joined}
      where ${sql.join(where, sql` and `)}
      order by ${at} ${order}, p.id ${order} limit ${filter.limit}
    )
    select ${PERIOD_COLUMNS} from page join period p on p.id = page.id ${PERIOD_JOINS}
    order by page.at ${order}, page.id ${order}`.execute(tx);
  return rows;
}

export interface PeriodListRow {
  readonly id: string;
  readonly obligationId: string;
  readonly dutyId: string;
  readonly class: ControlClass;
  readonly attribute: CapabilityLevel;
  readonly frequency: Frequency;
  readonly partyRole: string;
  readonly kind: PeriodKind;
  readonly label: string;
  readonly state: PeriodState;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  readonly partyName: string;
  readonly trigger: Trigger | null;
  readonly triggerRef: string | null;
  readonly spanStart: string;
  readonly spanEnd: string;
  readonly opensAt: Date;
  readonly dueAt: Date;
  readonly originalDueAt: Date;
  readonly partyDueAt: Date | null;
  readonly reviewDueAt: Date | null;
  readonly provisional: boolean;
  readonly submissionId: string | null;
  readonly submittedAt: Date | null;
  readonly receivedAt: Date | null;
  readonly receiptDueAt: Date | null;
  readonly decisionDueAt: Date | null;
  readonly decidedAt: Date | null;
  readonly returnedDueAt: Date | null;
  readonly rectifiedAt: Date | null;
  readonly version: number;
}

const PERIOD_COLUMNS = sql`p.id, p.obligation_id as "obligationId", p.duty_id as "dutyId", p.class, o.attribute, o.frequency,
  o.party_role as "partyRole", p.kind, p.label, p.state, p.subject_id as "subjectId", s.name as "subjectName",
  p.cloud_id as "cloudId", c.name as "cloudName", p.party_org_id as "partyOrgId", coalesce(party.short_name, '') as "partyName",
  p.trigger, p.trigger_ref as "triggerRef", p.span_start as "spanStart", p.span_end as "spanEnd", p.opens_at as "opensAt",
  p.due_at as "dueAt", p.original_due_at as "originalDueAt", p.party_due_at as "partyDueAt", p.review_due_at as "reviewDueAt",
  p.provisional, p.submission_id as "submissionId", p.submitted_at as "submittedAt", p.received_at as "receivedAt",
  p.receipt_due_at as "receiptDueAt", p.decision_due_at as "decisionDueAt", p.decided_at as "decidedAt",
  p.returned_due_at as "returnedDueAt", p.rectified_at as "rectifiedAt", p.version`;

const PERIOD_JOINS = sql`join obligation o on o.id = p.obligation_id
  join subject s on s.id = p.subject_id
  join cloud c on c.id = p.cloud_id
  left join organisation party on party.id = p.party_org_id`;

/** All periods of one obligation, newest first. */
export async function periodsOfObligation(
  tx: Tx,
  obligationId: string,
  page: { readonly openedBy: Date | null; readonly after: Bound; readonly limit: number },
): Promise<PeriodListRow[]> {
  const where = [sql<SqlBool>`p.obligation_id = ${obligationId}::uuid`];
  if (page.openedBy) where.push(sql<SqlBool>`p.opens_at <= ${page.openedBy}`);
  if (page.after)
    where.push(sql<SqlBool>`(p.span_start, p.id) < (${page.after[0]}::date, ${page.after[1]}::uuid)`);
  const { rows } = await sql<PeriodListRow>`
    with page as materialized (
      select p.id, p.span_start from period p where ${sql.join(where, sql` and `)}
      order by p.span_start desc, p.id desc limit ${page.limit}
    )
    select ${PERIOD_COLUMNS} from page join period p on p.id = page.id ${PERIOD_JOINS}
    order by page.span_start desc, page.id desc`.execute(tx);
  return rows;
}

export interface PeriodDetailRow extends PeriodListRow {
  readonly dueRule: string;
  readonly agreementVersion: number;
  readonly catalogueDigest: string;
  readonly requestReason: string | null;
  readonly requestedBy: string | null;
}

export async function periodDetail(tx: Tx, id: string): Promise<PeriodDetailRow | undefined> {
  const { rows } = await sql<PeriodDetailRow>`
    select ${PERIOD_COLUMNS}, p.due_rule as "dueRule", p.agreement_version as "agreementVersion",
      p.catalogue_digest as "catalogueDigest", p.request_reason as "requestReason", asker.name as "requestedBy"
    from period p ${PERIOD_JOINS} left join person asker on asker.id = p.requested_by
    where p.id = ${id}::uuid`.execute(tx);
  return rows[0];
}

export interface ObligationFilter {
  readonly now: Date;
  readonly dueSoonDays: number;
  readonly cloudId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly partyOrgId?: string | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly frequencies?: readonly string[] | undefined;
  readonly dutyIds?: readonly string[] | undefined;
  readonly posture?: Posture | undefined;
  readonly after: readonly [dutyId: string, id: string] | null;
  readonly limit: number;
}

export async function listObligations(tx: Tx, filter: ObligationFilter) {
  let query = obligationRows(tx, filter.now, filter.dueSoonDays).where("o.ended_at", "is", null);
  if (filter.cloudId) query = query.where("o.cloud_id", "=", filter.cloudId);
  if (filter.subjectId) query = query.where("o.subject_id", "=", filter.subjectId);
  if (filter.partyOrgId) query = query.where("o.party_org_id", "=", filter.partyOrgId);
  if (filter.classes) query = query.where(sql<SqlBool>`o.class = any(${[...filter.classes]}::text[])`);
  if (filter.frequencies)
    query = query.where(sql<SqlBool>`o.frequency = any(${[...filter.frequencies]}::text[])`);
  if (filter.dutyIds) query = query.where(sql<SqlBool>`o.duty_id = any(${[...filter.dutyIds]}::text[])`);
  // The rare ones have an index of their own; the expression decides.
  if (filter.posture === "non-compliant") query = query.where("o.open_defects", ">", 0);
  if (filter.posture)
    query = query.where(sql<SqlBool>`${postureSql(filter.now, filter.dueSoonDays)} = ${filter.posture}`);
  if (filter.after)
    query = query.where(sql<SqlBool>`(o.duty_id, o.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`);
  return await query.orderBy("o.duty_id").orderBy("o.id").limit(filter.limit).execute();
}

export async function obligationDetail(tx: Tx, id: string, now: Date, dueSoonDays: number) {
  return await obligationRows(tx, now, dueSoonDays)
    .leftJoin("organisation as reviewer", "reviewer.id", "o.reviewer_org_id")
    .select([
      "o.starts_on",
      "o.agreement_version",
      "o.reviewer_org_id",
      "reviewer.short_name as reviewer_name",
      "o.second_review",
      "o.max_silence_hours",
      "o.planned_until",
    ])
    .where("o.id", "=", id)
    .executeTakeFirst();
}

export type ObligationListRow = Awaited<ReturnType<typeof listObligations>>[number];

function obligationRows(tx: Tx, now: Date, dueSoonDays: number) {
  return tx
    .selectFrom("obligation as o")
    .innerJoin("subject as s", "s.id", "o.subject_id")
    .innerJoin("cloud as c", "c.id", "o.cloud_id")
    .leftJoin("organisation as party", "party.id", "o.party_org_id")
    .select([
      "o.id",
      "o.duty_id",
      "o.class",
      "o.attribute",
      "o.subject_id",
      "s.name as subject_name",
      "o.cloud_id",
      "c.name as cloud_name",
      "o.party_org_id",
      "o.party_role",
      "party.short_name as party_name",
      "o.frequency",
      "o.nature",
      "o.applicable",
      "o.inapplicable_reason",
      "o.next_due_at",
      "o.fresh_until",
      "o.last_proof_at",
      "o.open_defects",
      "o.last_outcome",
      "o.ended_at",
      postureSql(now, dueSoonDays).as("posture"),
    ]);
}
