import type { CapabilityLevel, ControlClass, PeriodKind, PeriodState } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export { parametersOf } from "../agreements/read.ts";

export * from "./read-posture.ts";

/** A period with everything another feature needs to know of it, names included. */
export interface PeriodRow {
  readonly id: string;
  readonly obligationId: string;
  readonly dutyId: string;
  readonly class: ControlClass;
  readonly attribute: CapabilityLevel;
  readonly kind: PeriodKind;
  readonly label: string;
  readonly state: PeriodState;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  readonly partyName: string;
  /** Null: any supervisor of the cloud reviews. */
  readonly reviewerOrgId: string | null;
  readonly secondReview: boolean;
  readonly spanStart: string;
  readonly spanEnd: string;
  readonly opensAt: Date;
  readonly dueAt: Date;
  /** Until when it is the party's turn; null when it is not. */
  readonly partyDueAt: Date | null;
  readonly submissionId: string | null;
  readonly submittedAt: Date | null;
  readonly receivedAt: Date | null;
  readonly receiptDueAt: Date | null;
  readonly decisionDueAt: Date | null;
  readonly returnedDueAt: Date | null;
  readonly agreementVersion: number;
  readonly catalogueDigest: string;
  readonly version: number;
}

/** Periods by id with names; those the actor may not see are left out. */
export async function periodsByIds(tx: Tx, ids: readonly string[]): Promise<PeriodRow[]> {
  if (ids.length === 0) return [];
  return await periodRows(tx)
    .where(sql<SqlBool>`p.id = any(${[...ids]}::uuid[])`)
    .execute();
}

/** What a change or an incident opened, the most urgent first. */
export async function periodsTriggered(tx: Tx, triggerId: string): Promise<PeriodRow[]> {
  return await periodRows(tx)
    .where("p.trigger_id", "=", triggerId)
    .orderBy("p.due_at")
    .orderBy("p.id")
    .limit(200)
    .execute();
}

/** The same, locked until the transaction ends: nobody else hands in or decides meanwhile. */
export async function periodsForHandIn(tx: Tx, ids: readonly string[]): Promise<PeriodRow[]> {
  if (ids.length === 0) return [];
  // In the order of their ids, so that two that overlap wait for each other instead of blocking.
  await sql`select id from period where id = any(${[...ids]}::uuid[]) order by id for update`.execute(tx);
  return await periodsByIds(tx, ids);
}

/** Turns of these obligations into which something was handed in, the newest first, some of each. */
export async function handedInPeriods(
  tx: Tx,
  obligationIds: readonly string[],
  each: number,
): Promise<PeriodRow[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from unnest(${[...obligationIds]}::uuid[]) as wanted (id)
    cross join lateral (
      select id from period where obligation_id = wanted.id and submission_id is not null
      order by span_start desc, id limit ${each}
    ) p`.execute(tx);
  const found = await periodsByIds(
    tx,
    rows.map((row) => row.id),
  );
  return found.sort((a, b) => (a.spanStart < b.spanStart ? 1 : -1));
}

/** What a party has to hand in now, the most urgent first. */
export async function openPeriodsOfParty(
  tx: Tx,
  orgId: string,
  now: Date,
  limit: number,
): Promise<PeriodRow[]> {
  return await periodRows(tx)
    .where("p.party_org_id", "=", orgId)
    .where("p.party_due_at", "is not", null)
    .where("p.opens_at", "<=", now)
    .orderBy("p.party_due_at")
    .orderBy("p.id")
    .limit(limit)
    .execute();
}

/** Periods that opened after `from` up to `to`, for notices. */
export async function periodsOpenedBetween(tx: Tx, from: Date, to: Date): Promise<PeriodRow[]> {
  return await periodRows(tx)
    .where("p.party_due_at", "is not", null)
    .where("p.opens_at", ">", from)
    .where("p.opens_at", "<=", to)
    .orderBy("p.id")
    .execute();
}

/** Opened periods whose party has until an instant in (from, to], for reminders; summaries never fall due. */
export async function periodsDueBetween(tx: Tx, from: Date, to: Date): Promise<PeriodRow[]> {
  return await periodRows(tx)
    .where("p.party_due_at", ">", from)
    .where("p.party_due_at", "<=", to)
    .where("p.kind", "<>", "summary")
    .orderBy("p.party_due_at")
    .orderBy("p.id")
    .execute();
}

export interface DutyCounts {
  readonly open: number;
  readonly dueSoon: number;
  readonly overdue: number;
  readonly returned: number;
}

/** A party's figures for the home page: opened and not handed in, and how many of them press. */
export async function dutyCounts(tx: Tx, orgId: string, now: Date, dueSoonDays: number): Promise<DutyCounts> {
  const soon = new Date(now.getTime() + dueSoonDays * 86_400_000);
  const row = await tx
    .selectFrom("period as p")
    .select([
      sql<number>`count(*)`.as("open"),
      sql<number>`count(*) filter (where p.kind <> 'summary' and p.party_due_at >= ${now} and p.party_due_at <= ${soon})`.as(
        "dueSoon",
      ),
      sql<number>`count(*) filter (where p.kind <> 'summary' and p.party_due_at < ${now})`.as("overdue"),
      sql<number>`count(*) filter (where p.state = 'returned')`.as("returned"),
    ])
    .where("p.party_org_id", "=", orgId)
    .where("p.party_due_at", "is not", null)
    .where("p.opens_at", "<=", now)
    .executeTakeFirstOrThrow();
  return row;
}

export interface ObligationRow {
  readonly id: string;
  readonly dutyId: string;
  readonly class: ControlClass;
  readonly attribute: CapabilityLevel;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  readonly partyName: string;
  readonly reviewerOrgId: string | null;
  readonly secondReview: boolean;
  readonly frequency: string;
  readonly nature: string | null;
  readonly applicable: boolean;
  readonly agreementVersion: number;
  readonly openDefects: number;
  readonly endedAt: Date | null;
}

export async function obligationsByIds(tx: Tx, ids: readonly string[]): Promise<ObligationRow[]> {
  if (ids.length === 0) return [];
  return await obligationRows(tx)
    .where(sql<SqlBool>`o.id = any(${[...ids]}::uuid[])`)
    .execute();
}

/** Obligations of a subject (a cloud's own, or a site's) that follow from any of these duties. */
export async function obligationsOfSubject(
  tx: Tx,
  subjectId: string,
  dutyIds: readonly string[],
): Promise<ObligationRow[]> {
  return await obligationRows(tx)
    .where("o.subject_id", "=", subjectId)
    .where(sql<SqlBool>`o.duty_id = any(${[...dutyIds]}::text[])`)
    .where("o.ended_at", "is", null)
    .execute();
}

function periodRows(tx: Tx) {
  return tx
    .selectFrom("period as p")
    .innerJoin("obligation as o", "o.id", "p.obligation_id")
    .innerJoin("subject as s", "s.id", "p.subject_id")
    .innerJoin("cloud as c", "c.id", "p.cloud_id")
    .leftJoin("organisation as party", "party.id", "p.party_org_id")
    .select([
      "p.id",
      "p.obligation_id as obligationId",
      "p.duty_id as dutyId",
      sql<ControlClass>`p.class`.as("class"),
      sql<CapabilityLevel>`o.attribute`.as("attribute"),
      sql<PeriodKind>`p.kind`.as("kind"),
      "p.label",
      sql<PeriodState>`p.state`.as("state"),
      "p.subject_id as subjectId",
      "s.name as subjectName",
      "p.cloud_id as cloudId",
      "c.name as cloudName",
      "p.party_org_id as partyOrgId",
      sql<string>`coalesce(party.short_name, '')`.as("partyName"),
      "o.reviewer_org_id as reviewerOrgId",
      "o.second_review as secondReview",
      "p.span_start as spanStart",
      "p.span_end as spanEnd",
      "p.opens_at as opensAt",
      "p.due_at as dueAt",
      "p.party_due_at as partyDueAt",
      "p.submission_id as submissionId",
      "p.submitted_at as submittedAt",
      "p.received_at as receivedAt",
      "p.receipt_due_at as receiptDueAt",
      "p.decision_due_at as decisionDueAt",
      "p.returned_due_at as returnedDueAt",
      "p.agreement_version as agreementVersion",
      "p.catalogue_digest as catalogueDigest",
      "p.version",
    ]);
}

function obligationRows(tx: Tx) {
  return tx
    .selectFrom("obligation as o")
    .innerJoin("subject as s", "s.id", "o.subject_id")
    .innerJoin("cloud as c", "c.id", "o.cloud_id")
    .leftJoin("organisation as party", "party.id", "o.party_org_id")
    .select([
      "o.id",
      "o.duty_id as dutyId",
      sql<ControlClass>`o.class`.as("class"),
      sql<CapabilityLevel>`o.attribute`.as("attribute"),
      "o.subject_id as subjectId",
      "s.name as subjectName",
      "o.cloud_id as cloudId",
      "c.name as cloudName",
      "o.party_org_id as partyOrgId",
      sql<string>`coalesce(party.short_name, '')`.as("partyName"),
      "o.reviewer_org_id as reviewerOrgId",
      "o.second_review as secondReview",
      "o.frequency",
      "o.nature",
      "o.applicable",
      "o.agreement_version as agreementVersion",
      "o.open_defects as openDefects",
      "o.ended_at as endedAt",
    ]);
}
