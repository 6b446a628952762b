import type {
  AgreementChangeKind,
  AgreementChangeState,
  AgreementTerm,
  ParameterValues,
} from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface NewVersion {
  readonly id: string;
  readonly cloudId: string;
  readonly version: number;
  readonly terms: readonly AgreementTerm[];
  readonly catalogueDigest: string;
  readonly reason: string;
  readonly createdBy: string | null;
  readonly approvedBy: string | null;
  readonly effectiveFrom: Date;
}

/** False when somebody made this version first. */
export async function insertVersion(tx: Tx, row: NewVersion): Promise<boolean> {
  const made = await tx
    .insertInto("agreement_version")
    .values({
      id: row.id,
      subject_id: row.cloudId,
      version: row.version,
      terms: JSON.stringify(row.terms),
      catalogue_digest: row.catalogueDigest,
      reason: row.reason,
      created_by: row.createdBy,
      approved_by: row.approvedBy,
      effective_from: row.effectiveFrom,
    })
    .onConflict((oc) => oc.columns(["subject_id", "version"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return made !== undefined;
}

export async function versionByNumber(tx: Tx, cloudId: string, version: number | null) {
  let query = tx
    .selectFrom("agreement_version as a")
    .leftJoin("person as maker", "maker.id", "a.created_by")
    .leftJoin("person as approver", "approver.id", "a.approved_by")
    .select([
      "a.version",
      "a.terms",
      "a.catalogue_digest",
      "a.reason",
      "a.effective_from",
      "maker.name as created_by_name",
      "approver.name as approved_by_name",
    ])
    .where("a.subject_id", "=", cloudId);
  if (version !== null) query = query.where("a.version", "=", version);
  const row = await query.orderBy("a.version", "desc").limit(1).executeTakeFirst();
  return row && { ...row, terms: row.terms as AgreementTerm[] };
}

export async function versionsOf(tx: Tx, cloudId: string, before: number | null, limit: number) {
  let query = tx
    .selectFrom("agreement_version as a")
    .leftJoin("person as maker", "maker.id", "a.created_by")
    .leftJoin("person as approver", "approver.id", "a.approved_by")
    .select([
      "a.version",
      "a.reason",
      "a.effective_from",
      "maker.name as created_by_name",
      "approver.name as approved_by_name",
    ])
    .where("a.subject_id", "=", cloudId);
  if (before !== null) query = query.where("a.version", "<", before);
  return await query.orderBy("a.version", "desc").limit(limit).execute();
}

export interface ChangePayload {
  /** Of kind 'parameters'. */
  readonly values?: ParameterValues;
}

export interface NewChange {
  readonly id: string;
  readonly cloudId: string;
  readonly dutyId: string;
  readonly kind: AgreementChangeKind;
  readonly payload: ChangePayload;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedOrg: string;
  readonly askedAt: Date;
}

export async function insertChanges(tx: Tx, rows: readonly NewChange[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto("agreement_change")
    .values(
      rows.map((row) => ({
        id: row.id,
        subject_id: row.cloudId,
        duty_id: row.dutyId,
        kind: row.kind,
        payload: JSON.stringify(row.payload),
        reason: row.reason,
        state: "asked",
        asked_by: row.askedBy,
        asked_org: row.askedOrg,
        asked_at: row.askedAt,
      })),
    )
    .execute();
}

/** Changes by id, locked so that two cannot decide at once. */
export async function changesForDecision(tx: Tx, ids: readonly string[]) {
  const rows = await tx
    .selectFrom("agreement_change")
    .selectAll()
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as AgreementChangeKind,
    state: row.state as AgreementChangeState,
    payload: row.payload as ChangePayload,
  }));
}

/** Duties of a cloud for which a change of this kind waits for its decision. */
export async function dutiesAsked(
  tx: Tx,
  cloudId: string,
  kind: AgreementChangeKind,
): Promise<{ id: string; dutyId: string; askedOrg: string }[]> {
  return await tx
    .selectFrom("agreement_change")
    .select(["id", "duty_id as dutyId", "asked_org as askedOrg"])
    .where("subject_id", "=", cloudId)
    .where("kind", "=", kind)
    .where("state", "=", "asked")
    .execute();
}

export async function setChangeState(
  tx: Tx,
  ids: readonly string[],
  to: { state: AgreementChangeState; by: string | null; at: Date; note: string },
): Promise<void> {
  await tx
    .updateTable("agreement_change")
    .set((eb) => ({
      state: to.state,
      decided_by: to.by,
      decided_at: to.at,
      decision_note: to.note,
      version: eb("version", "+", 1),
    }))
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
}

export interface ChangeFilter {
  readonly cloudId?: string | undefined;
  readonly state?: AgreementChangeState | undefined;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** Newest first. */
export async function listChanges(tx: Tx, filter: ChangeFilter) {
  let query = tx
    .selectFrom("agreement_change as c")
    .innerJoin("cloud", "cloud.id", "c.subject_id")
    .leftJoin("person as asker", "asker.id", "c.asked_by")
    .leftJoin("organisation as org", "org.id", "c.asked_org")
    .leftJoin("person as decider", "decider.id", "c.decided_by")
    .select([
      "c.id",
      "c.subject_id",
      "cloud.name as cloud_name",
      "c.duty_id",
      "c.kind",
      "c.payload",
      "c.reason",
      "c.state",
      "c.asked_by",
      "asker.name as asked_by_name",
      "org.short_name as asked_org_name",
      "c.asked_at",
      "decider.name as decided_by_name",
      "c.decided_at",
      "c.decision_note",
      "c.version",
    ]);
  if (filter.cloudId) query = query.where("c.subject_id", "=", filter.cloudId);
  if (filter.state) query = query.where("c.state", "=", filter.state);
  if (filter.after) {
    query = query.where(
      sql<SqlBool>`(c.asked_at, c.id) < (${filter.after[0]}::timestamptz, ${filter.after[1]}::uuid)`,
    );
  }
  return await query.orderBy("c.asked_at", "desc").orderBy("c.id", "desc").limit(filter.limit).execute();
}
