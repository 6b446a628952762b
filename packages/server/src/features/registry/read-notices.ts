import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface SubjectName {
  readonly id: string;
  readonly cloudId: string | null;
  /** A site is named with its cloud. */
  readonly name: string;
  readonly ownerOrgId: string;
}

export async function subjectNames(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubjectName>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("subject as s")
    .leftJoin("subject as c", (join) => join.onRef("c.id", "=", "s.cloud_id").onRef("c.id", "<>", "s.id"))
    .select([
      "s.id",
      "s.cloud_id as cloudId",
      sql<string>`concat_ws(' ', c.name, s.name)`.as("name"),
      "s.owner_org_id as ownerOrgId",
    ])
    .where("s.id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export interface EndingCertificate {
  readonly id: string;
  readonly cloudId: string;
  readonly providerOrgId: string;
  readonly validUntil: string;
}

/** Certificates that end in (from, to], still hold, and for which nobody applied again. */
export async function certificatesEndingBetween(
  tx: Tx,
  from: string,
  to: string,
): Promise<EndingCertificate[]> {
  return await tx
    .selectFrom("certificate as k")
    .innerJoin("cloud as c", "c.id", "k.cloud_id")
    .select([
      "k.id",
      "k.cloud_id as cloudId",
      "c.provider_org_id as providerOrgId",
      "k.valid_until as validUntil",
    ])
    .where("k.voided_at", "is", null)
    .where("k.applied_on", "is", null)
    .where("c.ended_at", "is", null)
    .where("k.valid_until", ">", from)
    .where("k.valid_until", "<=", to)
    .orderBy("k.valid_until")
    .execute();
}
