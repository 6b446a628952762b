import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface DefectFigures {
  readonly partyOrgId: string;
  readonly open: number;
  readonly overdue: number;
  readonly closed: number;
  /** Median days from receipt to closing, of those closed in the span; null when none was. */
  readonly daysToClose: number | null;
}

/** Defects per party: open and overdue now, closed in (from, now]. */
export async function defectFigures(tx: Tx, from: Date, now: Date): Promise<DefectFigures[]> {
  const isOpen = sql`r.state not in ('closed', 'withdrawn')`;
  const partysTurn = sql`r.state in ('issued', 'received', 'in-progress')`;
  const closed = sql`r.state = 'closed' and r.closed_at > ${from} and r.closed_at <= ${now}`;
  return await tx
    .selectFrom("rectification as r")
    .select([
      "r.party_org_id as partyOrgId",
      sql<number>`count(*) filter (where ${isOpen})`.as("open"),
      sql<number>`count(*) filter (where ${partysTurn} and r.due_at < ${now})`.as("overdue"),
      sql<number>`count(*) filter (where ${closed})`.as("closed"),
      sql<number | null>`percentile_cont(0.5) within group (
        order by extract(epoch from r.closed_at - coalesce(r.received_at, r.issued_at)) / 86400
      ) filter (where ${closed})`.as("daysToClose"),
    ])
    .groupBy("r.party_org_id")
    .execute();
}
