import type { PeriodChange, PeriodKind, PeriodState, PeriodTurn } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** Periods on their way from open to decided: read under lock, changed many at a time. */

export interface StoredPeriod extends PeriodTurn {
  readonly id: string;
  readonly obligationId: string;
  readonly subjectId: string;
  readonly cloudId: string;
  readonly partyOrgId: string;
  readonly dutyId: string;
  readonly trigger: string | null;
  readonly partyDueAt: Date | null;
  readonly originalDueAt: Date;
  readonly receivedAt: Date | null;
  readonly receiptDueAt: Date | null;
  readonly decisionDueAt: Date | null;
  readonly decidedAt: Date | null;
  readonly rectifiedAt: Date | null;
  readonly version: number;
}

/** In the order of their ids, so that two that overlap wait for each other. */
export async function lockPeriods(tx: Tx, ids: readonly string[]): Promise<StoredPeriod[]> {
  const rows = await tx
    .selectFrom("period")
    .selectAll()
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    id: row.id,
    obligationId: row.obligation_id,
    subjectId: row.subject_id,
    cloudId: row.cloud_id,
    partyOrgId: row.party_org_id,
    dutyId: row.duty_id,
    kind: row.kind as PeriodKind,
    label: row.label,
    trigger: row.trigger,
    state: row.state as PeriodState,
    opensAt: row.opens_at,
    dueAt: row.due_at,
    originalDueAt: row.original_due_at,
    partyDueAt: row.party_due_at,
    submissionId: row.submission_id,
    submittedAt: row.submitted_at,
    receivedAt: row.received_at,
    receiptDueAt: row.receipt_due_at,
    decisionDueAt: row.decision_due_at,
    decidedAt: row.decided_at,
    returnedDueAt: row.returned_due_at,
    rectifiedAt: row.rectified_at,
    proofAt: row.proof_at,
    earlierProofAt: row.earlier_proof_at,
    version: row.version,
  }));
}

/** Stores what the domain decided, one statement however many periods a submission serves. */
export async function storeChanges(
  tx: Tx,
  changes: readonly { readonly period: StoredPeriod; readonly change: PeriodChange }[],
): Promise<void> {
  const rows = changes.map(({ period, change }) => {
    const next = { ...period, ...change };
    return {
      id: next.id,
      state: next.state,
      due_at: next.dueAt,
      submission_id: next.submissionId,
      submitted_at: next.submittedAt,
      received_at: next.receivedAt,
      receipt_due_at: next.receiptDueAt,
      decision_due_at: next.decisionDueAt,
      decided_at: next.decidedAt,
      returned_due_at: next.returnedDueAt,
      rectified_at: next.rectifiedAt,
      proof_at: next.proofAt,
      earlier_proof_at: next.earlierProofAt,
    };
  });
  if (rows.length === 0) return;
  await sql`
    update period p set state = x.state, due_at = x.due_at, submission_id = x.submission_id, submitted_at = x.submitted_at,
      received_at = x.received_at, receipt_due_at = x.receipt_due_at, decision_due_at = x.decision_due_at,
      decided_at = x.decided_at, returned_due_at = x.returned_due_at, rectified_at = x.rectified_at, proof_at = x.proof_at,
      earlier_proof_at = x.earlier_proof_at, version = p.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, state text, due_at timestamptz, submission_id uuid,
      submitted_at timestamptz, received_at timestamptz, receipt_due_at timestamptz, decision_due_at timestamptz,
      decided_at timestamptz, returned_due_at timestamptz, rectified_at timestamptz, proof_at timestamptz,
      earlier_proof_at timestamptz)
    where p.id = x.id`.execute(tx);
}
