import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface HandInFigures {
  readonly cloudId: string;
  readonly partyOrgId: string;
  readonly fellDue: number;
  readonly onTime: number;
}

/** Periods that fell due in (from, to] per cloud and party, and how many were handed in by then. */
export async function handInFigures(tx: Tx, from: Date, to: Date): Promise<HandInFigures[]> {
  return await tx
    .selectFrom("period as p")
    .select([
      "p.cloud_id as cloudId",
      "p.party_org_id as partyOrgId",
      sql<number>`count(*)`.as("fellDue"),
      sql<number>`count(*) filter (where p.submitted_at <= p.due_at)`.as("onTime"),
    ])
    .where("p.due_at", ">", from)
    .where("p.due_at", "<=", to)
    .where("p.kind", "<>", "summary")
    .where("p.state", "<>", "cancelled")
    .groupBy(["p.cloud_id", "p.party_org_id"])
    .execute();
}
