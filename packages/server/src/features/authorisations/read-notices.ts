import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** What a notice about an authorisation says and to whom; read by the platform itself. */
export interface AuthorisationMatter {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly systemName: string;
  readonly cloudId: string;
  readonly customerOrgId: string;
  readonly customerName: string;
  readonly askedOrgId: string;
  readonly askerName: string;
  readonly supervisorOrgId: string | null;
  readonly askedBy: string;
  readonly preparedBy: string | null;
  readonly decideDueAt: Date;
  readonly endsAt: Date | null;
  readonly recordDueAt: Date | null;
  readonly answerDueAt: Date | null;
  readonly reviewDueAt: Date | null;
}

function matters(tx: Tx) {
  return tx
    .selectFrom("authorisation as a")
    .innerJoin("system as s", "s.id", "a.subject_id")
    .innerJoin("organisation as c", "c.id", "a.customer_org_id")
    .innerJoin("organisation as o", "o.id", "a.asked_org_id")
    .select([
      "a.id",
      "a.number",
      "a.title",
      "s.name as systemName",
      "a.cloud_id as cloudId",
      "a.customer_org_id as customerOrgId",
      "c.short_name as customerName",
      "a.asked_org_id as askedOrgId",
      "o.short_name as askerName",
      "a.supervisor_org_id as supervisorOrgId",
      "a.asked_by as askedBy",
      "a.prepared_by as preparedBy",
      "a.decide_due_at as decideDueAt",
      "a.ends_at as endsAt",
      "a.record_due_at as recordDueAt",
      "a.answer_due_at as answerDueAt",
      "a.review_due_at as reviewDueAt",
    ]);
}

export async function authorisationMatterById(tx: Tx, id: string): Promise<AuthorisationMatter | undefined> {
  return await matters(tx).where("a.id", "=", id).executeTakeFirst();
}

/** Not decided, with the limit for it at an instant in (from, to]. */
export async function authorisationsUndecidedBetween(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<AuthorisationMatter[]> {
  return await matters(tx)
    .where("a.state", "in", ["asked", "prepared"])
    .where("a.decide_due_at", ">", from)
    .where("a.decide_due_at", "<=", to)
    .orderBy("a.decide_due_at")
    .execute();
}

/** In force, longer than a day, and ending at an instant in (from, to]. */
export async function authorisationsEndingBetween(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<AuthorisationMatter[]> {
  return await matters(tx)
    .where("a.state", "=", "granted")
    .where("a.ends_at", ">", from)
    .where("a.ends_at", "<=", to)
    .where(sql<SqlBool>`a.ends_at - a.granted_from_at > interval '1 day'`)
    .orderBy("a.ends_at")
    .execute();
}

/** Over without a word of what was done, the limit for which was at an instant in (from, to]. */
export async function authorisationsUnrecordedBetween(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<AuthorisationMatter[]> {
  return await matters(tx)
    .where("a.state", "in", ["granted", "withdrawn"])
    .where("a.operation_count", "=", 0)
    .where(sql<SqlBool>`not a.nothing_done`)
    .where("a.record_due_at", ">", from)
    .where("a.record_due_at", "<=", to)
    .orderBy("a.record_due_at")
    .execute();
}

export interface RuleMatter {
  readonly id: string;
  readonly systemName: string;
  readonly cloudId: string;
  readonly customerOrgId: string;
  readonly customerName: string;
  readonly operatorOrgId: string;
  readonly operatorName: string;
  readonly supervisorOrgId: string | null;
  readonly preparedBy: string;
}

export async function emergencyRuleMatterById(tx: Tx, id: string): Promise<RuleMatter | undefined> {
  return await tx
    .selectFrom("emergency_rule as r")
    .innerJoin("system as s", "s.id", "r.subject_id")
    .innerJoin("organisation as c", "c.id", "r.customer_org_id")
    .innerJoin("organisation as o", "o.id", "r.operator_org_id")
    .select([
      "r.id",
      "s.name as systemName",
      "r.cloud_id as cloudId",
      "r.customer_org_id as customerOrgId",
      "c.short_name as customerName",
      "r.operator_org_id as operatorOrgId",
      "o.short_name as operatorName",
      "r.supervisor_org_id as supervisorOrgId",
      "r.prepared_by as preparedBy",
    ])
    .where("r.id", "=", id)
    .executeTakeFirst();
}
