import type { PlannedPeriod } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export type DemandRow = Awaited<ReturnType<typeof obligationsForDemand>>[number];

export async function obligationsForDemand(tx: Tx, ids: readonly string[]) {
  return await demandRows(tx)
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
}

/** Obligations of a cloud for these duties that the same change or incident has not opened before. */
export async function obligationsTriggered(
  tx: Tx,
  cloudId: string,
  dutyIds: readonly string[],
  triggerId: string,
) {
  return await demandRows(tx)
    .where("cloud_id", "=", cloudId)
    .where(sql<SqlBool>`duty_id = any(${[...dutyIds]}::text[])`)
    .where("applicable", "=", true)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("period")
            .select("period.id")
            .whereRef("period.obligation_id", "=", "obligation.id")
            .where("period.trigger_id", "=", triggerId),
        ),
      ),
    )
    .execute();
}

function demandRows(tx: Tx) {
  return tx
    .selectFrom("obligation")
    .select([
      "id",
      "subject_id",
      "cloud_id",
      "party_org_id",
      "duty_id",
      "class",
      "frequency",
      "nature",
      "rhythm",
      "terms_from",
      "time_point",
      "submit_within",
      "applicable",
      "agreement_version",
      "catalogue_digest",
    ])
    .where("ended_at", "is", null)
    .orderBy("id");
}

export async function insertDemands(
  tx: Tx,
  now: Date,
  periods: readonly { readonly id: string; readonly row: DemandRow; readonly plan: PlannedPeriod }[],
  by: {
    readonly kind: string;
    readonly id: string | null;
    readonly reference: string | null;
    readonly reason: string | null;
    readonly requestedBy: string | null;
  },
): Promise<void> {
  await tx
    .insertInto("period")
    .values(
      periods.map(({ id, row, plan }) => ({
        id,
        obligation_id: row.id,
        subject_id: row.subject_id,
        cloud_id: row.cloud_id,
        party_org_id: row.party_org_id,
        duty_id: row.duty_id,
        class: row.class,
        kind: plan.kind,
        label: plan.label,
        trigger: by.kind,
        trigger_ref: by.reference,
        trigger_id: by.id,
        request_reason: by.reason,
        requested_by: by.requestedBy,
        span_start: plan.spanStart,
        span_end: plan.spanEnd,
        opens_at: plan.opensAt,
        due_at: plan.dueAt,
        original_due_at: plan.dueAt,
        due_rule: plan.rule,
        provisional: plan.provisional,
        agreement_version: row.agreement_version,
        catalogue_digest: row.catalogue_digest,
        state: "open",
        created_at: now,
      })),
    )
    .execute();
}
