import type { AgreementTerm, ParameterValues } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface AgreementInForce {
  readonly version: number;
  readonly terms: readonly AgreementTerm[];
  readonly catalogueDigest: string;
}

/** The latest version of a cloud's agreement. */
export async function agreementInForce(tx: Tx, cloudId: string): Promise<AgreementInForce | undefined> {
  const row = await tx
    .selectFrom("agreement_version")
    .select(["version", "terms", "catalogue_digest"])
    .where("subject_id", "=", cloudId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      version: row.version,
      terms: row.terms as AgreementTerm[],
      catalogueDigest: row.catalogue_digest,
    }
  );
}

/** Confirmed parameter values of a duty in a cloud's agreement; empty when nothing was confirmed. */
export async function parametersOf(tx: Tx, cloudId: string, dutyId: string): Promise<ParameterValues> {
  const row = await tx
    .selectFrom("agreement_version as a")
    .select(
      sql<ParameterValues | null>`jsonb_path_query_first(a.terms, '$[*] ? (@.dutyId == $duty).parameters',
        jsonb_build_object('duty', ${dutyId}::text))`.as("parameters"),
    )
    .where("a.subject_id", "=", cloudId)
    .orderBy("a.version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.parameters ?? {};
}
