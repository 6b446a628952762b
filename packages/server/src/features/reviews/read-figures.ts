import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface OutcomeFigures {
  readonly partyOrgId: string;
  readonly decided: number;
  readonly returned: number;
  readonly nonCompliant: number;
}

/** Outcomes decided in (from, to] per organisation that handed in; those a dispute overturned do not count. */
export async function outcomeFigures(tx: Tx, from: Date, to: Date): Promise<OutcomeFigures[]> {
  return await tx
    .selectFrom("review as r")
    .select([
      "r.party_org_id as partyOrgId",
      sql<number>`count(*)`.as("decided"),
      sql<number>`count(*) filter (where r.outcome = 'supplement-needed')`.as("returned"),
      sql<number>`count(*) filter (where r.outcome = 'non-compliant')`.as("nonCompliant"),
    ])
    .where("r.state", "=", "decided")
    .where("r.decided_at", ">", from)
    .where("r.decided_at", "<=", to)
    .groupBy("r.party_org_id")
    .execute();
}
