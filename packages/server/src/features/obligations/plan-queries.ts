import type { AgreementTerm, InapplicableReason, PeriodKind, PlannedPeriod } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** Writing obligations and laying out their periods, always many at a time. */

export interface ObligationValues {
  readonly id: string;
  readonly subjectId: string;
  readonly cloudId: string;
  readonly dutyId: string;
  readonly class: string;
  readonly attribute: string;
  readonly partyRole: string;
  readonly partyOrgId: string;
  readonly term: AgreementTerm;
  readonly inapplicable: InapplicableReason | null;
  readonly startsOn: string;
  readonly termsFrom: string;
  readonly termsKey: string;
  readonly plannedUntil: string | null;
}

function columns(row: ObligationValues) {
  const { term } = row;
  return {
    id: row.id,
    party_role: row.partyRole,
    frequency: term.frequency,
    nature: term.nature,
    rhythm: term.rhythm,
    starts_on: row.startsOn,
    terms_from: row.termsFrom,
    terms_key: row.termsKey,
    time_point: term.timePoint,
    submit_within: term.submitWithin,
    reviewer_org_id: term.reviewerOrgId,
    second_review: term.secondReview,
    applicable: term.applicable,
    inapplicable_reason: row.inapplicable,
    max_silence_hours: term.maxSilence && term.maxSilence.amount * (term.maxSilence.unit === "days" ? 24 : 1),
    planned_until: row.plannedUntil,
  };
}

const COLUMNS = sql`id uuid, party_role text, frequency text, nature text, rhythm text, starts_on date, terms_from date,
  terms_key text, time_point jsonb, submit_within jsonb, reviewer_org_id uuid, second_review boolean, applicable boolean,
  inapplicable_reason text, max_silence_hours int, planned_until date`;

export interface UnderVersion {
  readonly version: number;
  readonly catalogueDigest: string;
}

export async function insertObligations(
  tx: Tx,
  now: Date,
  agreement: UnderVersion,
  rows: readonly ObligationValues[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => ({
    ...columns(row),
    subject_id: row.subjectId,
    cloud_id: row.cloudId,
    duty_id: row.dutyId,
    class: row.class,
    attribute: row.attribute,
    party_org_id: row.partyOrgId,
  }));
  await sql`
    insert into obligation (id, subject_id, cloud_id, duty_id, class, attribute, party_role, party_org_id, frequency, nature,
      rhythm, starts_on, terms_from, terms_key, time_point, submit_within, reviewer_org_id, second_review, applicable,
      inapplicable_reason, max_silence_hours, planned_until, agreement_version, catalogue_digest, created_at)
    select id, subject_id, cloud_id, duty_id, class, attribute, party_role, party_org_id, frequency, nature,
      rhythm, starts_on, terms_from, terms_key, time_point, submit_within, reviewer_org_id, second_review, applicable,
      inapplicable_reason, max_silence_hours, planned_until, ${agreement.version}, ${agreement.catalogueDigest}, ${now}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as x(${COLUMNS}, subject_id uuid, cloud_id uuid,
      duty_id text, class text, attribute text, party_org_id uuid)`.execute(tx);
}

export async function updateObligations(tx: Tx, rows: readonly ObligationValues[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update obligation o set party_role = x.party_role, frequency = x.frequency, nature = x.nature, rhythm = x.rhythm,
      starts_on = x.starts_on, terms_from = x.terms_from, terms_key = x.terms_key, time_point = x.time_point,
      submit_within = x.submit_within, reviewer_org_id = x.reviewer_org_id, second_review = x.second_review,
      applicable = x.applicable, inapplicable_reason = x.inapplicable_reason, max_silence_hours = x.max_silence_hours,
      planned_until = x.planned_until, ended_at = null, version = o.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows.map(columns))}::jsonb) as x(${COLUMNS})
    where o.id = x.id`.execute(tx);
}

/** All obligations of a cloud follow its latest version; so do periods that nobody was shown as opened. */
export async function followVersion(
  tx: Tx,
  now: Date,
  cloudId: string,
  agreement: UnderVersion,
): Promise<void> {
  await sql`update obligation set agreement_version = ${agreement.version}, catalogue_digest = ${agreement.catalogueDigest}
    where cloud_id = ${cloudId} and ended_at is null`.execute(tx);
  await sql`update period set agreement_version = ${agreement.version}, catalogue_digest = ${agreement.catalogueDigest}
    where cloud_id = ${cloudId} and due_at > ${now} and opens_at > ${now} and state = 'open'`.execute(tx);
}

export async function endObligations(tx: Tx, now: Date, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update obligation set ended_at = ${now}, version = version + 1
    where id = any(${[...ids]}::uuid[]) and ended_at is null`.execute(tx);
}

export async function obligationsOfCloud(tx: Tx, cloudId: string) {
  return await tx
    .selectFrom("obligation")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .orderBy("id")
    .execute();
}

export interface LaidPeriod {
  readonly id: string;
  readonly obligationId: string;
  readonly kind: PeriodKind;
  readonly label: string;
  readonly spanStart: string;
  readonly spanEnd: string;
  readonly opensAt: Date;
  readonly dueAt: Date;
  readonly provisional: boolean;
  readonly state: string;
}

/** Periods of the rhythm that are not cancelled: what replanning has to respect. */
export async function laidPeriods(tx: Tx, obligationIds: readonly string[]): Promise<LaidPeriod[]> {
  if (obligationIds.length === 0) return [];
  return await laidRows(tx)
    .where(sql<SqlBool>`obligation_id = any(${[...obligationIds]}::uuid[])`)
    .where("state", "<>", "cancelled")
    .execute();
}

/** Periods of a cloud that nobody was shown as opened yet. */
export async function unopenedPeriods(tx: Tx, cloudId: string, now: Date): Promise<LaidPeriod[]> {
  return await laidRows(tx)
    .where("cloud_id", "=", cloudId)
    .where("due_at", ">", now)
    .where("opens_at", ">", now)
    .where("state", "=", "open")
    .execute();
}

function laidRows(tx: Tx) {
  return tx
    .selectFrom("period")
    .select([
      "id",
      "obligation_id as obligationId",
      sql<PeriodKind>`kind`.as("kind"),
      "label",
      "span_start as spanStart",
      "span_end as spanEnd",
      "opens_at as opensAt",
      "due_at as dueAt",
      "provisional",
      "state",
    ]);
}

export async function cancelPeriods(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update period set state = 'cancelled', version = version + 1 where id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
}

export interface NewPeriods {
  readonly obligationId: string;
  readonly ids: readonly string[];
  readonly plans: readonly PlannedPeriod[];
}

/**
 * Inserts planned periods. What many obligations share (span, due date, rule) travels once; the rest the
 * database takes from the obligation's own row.
 */
export async function insertPeriods(tx: Tx, now: Date, batches: readonly NewPeriods[]): Promise<number> {
  const numbers = new Map<PlannedPeriod, number>();
  const [ids, obligations, plans]: [string[], string[], number[]] = [[], [], []];
  for (const batch of batches) {
    batch.plans.forEach((plan, index) => {
      const number = numbers.get(plan) ?? numbers.size;
      numbers.set(plan, number);
      ids.push(batch.ids[index] as string);
      obligations.push(batch.obligationId);
      plans.push(number);
    });
  }
  if (ids.length === 0) return 0;
  const shared = [...numbers].map(([plan, n]) => ({
    n,
    kind: plan.kind,
    label: plan.label,
    span_start: plan.spanStart,
    span_end: plan.spanEnd,
    opens_at: plan.opensAt,
    due_at: plan.dueAt,
    rule: plan.rule,
    provisional: plan.provisional,
  }));
  await sql`
    insert into period (id, obligation_id, subject_id, cloud_id, party_org_id, duty_id, class, kind, label, span_start, span_end,
      opens_at, due_at, original_due_at, due_rule, provisional, agreement_version, catalogue_digest, state, created_at)
    select r.id, o.id, o.subject_id, o.cloud_id, o.party_org_id, o.duty_id, o.class, x.kind, x.label, x.span_start, x.span_end,
      x.opens_at, x.due_at, x.due_at, x.rule, x.provisional, o.agreement_version, o.catalogue_digest, 'open', ${now}
    from unnest(${ids}::uuid[], ${obligations}::uuid[], ${plans}::int[]) as r(id, obligation_id, n)
    join obligation o on o.id = r.obligation_id
    join jsonb_to_recordset(${JSON.stringify(shared)}::jsonb) as x(n int, kind text, label text, span_start date, span_end date,
      opens_at timestamptz, due_at timestamptz, rule text, provisional boolean) on x.n = r.n`.execute(tx);
  return ids.length;
}

/** Obligations whose plan ends before a day, in the order of their ids. */
export async function obligationsToExtend(tx: Tx, until: string, afterId: string | null, limit: number) {
  let query = tx
    .selectFrom("obligation")
    .select([
      "id",
      "frequency",
      "nature",
      "rhythm",
      "terms_from",
      "time_point",
      "submit_within",
      "planned_until",
    ])
    .where("ended_at", "is", null)
    .where("applicable", "=", true)
    .where("planned_until", "<", until);
  if (afterId !== null) query = query.where("id", ">", afterId);
  return await query.orderBy("id").limit(limit).execute();
}

export async function countToExtend(tx: Tx, until: string): Promise<number> {
  const { count } = await tx
    .selectFrom("obligation")
    .select(sql<number>`count(*)`.as("count"))
    .where("ended_at", "is", null)
    .where("applicable", "=", true)
    .where("planned_until", "<", until)
    .executeTakeFirstOrThrow();
  return count;
}

/** A longer plan gives a next due date only where there was none: what comes later is never more urgent. */
export async function setPlannedUntil(
  tx: Tx,
  until: string,
  rows: readonly { readonly id: string; readonly firstDueAt: Date | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`update obligation o set planned_until = ${until}, next_due_at = least(o.next_due_at, x.first_due_at)
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.firstDueAt)}::timestamptz[]) as x(id, first_due_at)
    where o.id = x.id`.execute(tx);
}

/** Unopened periods of many obligations fall due at another instant: a newer calendar. */
export async function moveDue(
  tx: Tx,
  rows: readonly {
    readonly id: string;
    readonly dueAt: Date;
    readonly rule: string;
    readonly provisional: boolean;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => ({
    id: row.id,
    due_at: row.dueAt,
    rule: row.rule,
    provisional: row.provisional,
  }));
  await sql`update period p set due_at = x.due_at, original_due_at = x.due_at, due_rule = x.rule, provisional = x.provisional,
      version = p.version + 1
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as x(id uuid, due_at timestamptz, rule text, provisional boolean)
    where p.id = x.id`.execute(tx);
}
