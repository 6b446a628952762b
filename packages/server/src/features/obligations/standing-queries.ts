import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/**
 * Recomputes where obligations stand, in one statement, in the transaction that changed a period. Planned
 * periods count as well: they fall due after they open, so they are never overdue before their time, and no
 * job has to touch the row on the day a period opens. Open defects are counted by their events.
 */
export async function refreshStanding(
  tx: Tx,
  obligationIds: readonly string[],
  maxSilenceHours: number,
): Promise<void> {
  if (obligationIds.length === 0) return;
  await sql`
    update obligation o set
      next_due_at = case when o.applicable and o.ended_at is null then f.next_due end,
      last_proof_at = f.proof,
      fresh_until = ${freshUntil(sql`f.proof`, maxSilenceHours)},
      last_outcome = f.outcome
    from unnest(${[...new Set(obligationIds)]}::uuid[]) as ids(id)
    cross join lateral (
      select min(p.party_due_at) filter (where p.kind <> 'summary') as next_due,
        max(p.proof_at) as proof,
        (array_agg(p.state order by p.decided_at desc) filter (where p.decided_at is not null))[1] as outcome
      from period p where p.obligation_id = ids.id
    ) f
    where o.id = ids.id`.execute(tx);
}

/** The setting for silence changed: it counts wherever nothing else was agreed. */
export async function refreshFreshness(tx: Tx, maxSilenceHours: number): Promise<void> {
  await sql`update obligation o set fresh_until = ${freshUntil(sql`o.last_proof_at`, maxSilenceHours)}
    where o.nature = 'continuous' and o.max_silence_hours is null and o.ended_at is null`.execute(tx);
}

function freshUntil(proof: RawBuilder<unknown>, maxSilenceHours: number) {
  return sql`case when o.nature = 'continuous' and o.applicable and o.ended_at is null then
    greatest(${proof}, o.starts_on::timestamp at time zone 'Asia/Shanghai')
      + make_interval(hours => coalesce(o.max_silence_hours, ${maxSilenceHours}::int)) end`;
}

export async function countDefect(tx: Tx, obligationId: string, by: 1 | -1): Promise<void> {
  await sql`update obligation set open_defects = greatest(open_defects + ${by}, 0) where id = ${obligationId}`.execute(
    tx,
  );
}
