import { POSTURES } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { columnOf, countOf, postureSql, WHOLE } from "./read-posture.ts";

/**
 * Counts anew what the memory of posture no longer knows: subjects touched since, subjects whose counts time has
 * changed, all of them when the setting did. Returns how many subjects were counted; 0 too while another server
 * is at it. Readers meanwhile count those subjects live.
 *
 * Under READ COMMITTED the order matters: the marks are deleted first, and the counts see at least what the
 * deletion saw; a change committed in between keeps its mark and is counted once more.
 */
export async function rememberPosture(tx: Tx, now: Date, dueSoonDays: number): Promise<number> {
  const lock = await sql<{
    got: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended('posture memory', 0)) as got`.execute(tx);
  if (!lock.rows[0]?.got) return 0;
  const { rows } = await sql<{ id: string }>`
    with touched as (delete from posture_touched returning subject_id)
    select subject_id as id from touched
    union
    select subject_id from posture_memory m
      where not (m.taken_at <= ${now}::timestamptz and ${now}::timestamptz < m.holds_until and m.due_soon_days = ${dueSoonDays})`.execute(
    tx,
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  await sql`delete from posture_count where subject_id = any(${ids}::uuid[])`.execute(tx);
  // An obligation moves by itself when it falls due, when it is soon due, when its proof gets old, when it starts.
  await sql`
    with standing as (
      select o.subject_id, o.cloud_id, o.class, ${postureSql(now, dueSoonDays)} as posture, (
        select min(t.at) from (values
          (o.next_due_at), (o.next_due_at - make_interval(hours => ${dueSoonDays}::int * 24)), (o.fresh_until),
          (o.starts_on::timestamp at time zone 'Asia/Shanghai')
        ) as t(at) where t.at >= ${now}::timestamptz
      ) as moves_at
      from obligation o where o.ended_at is null and o.subject_id = any(${ids}::uuid[]) offset 0
    ), counted as (
      insert into posture_count (subject_id, cloud_id, class, ${sql.join(POSTURES.map(columnOf))})
      select subject_id, cloud_id, coalesce(class, ${WHOLE}), ${sql.join(POSTURES.map(countOf))}
      from standing group by grouping sets ((subject_id, cloud_id, class), (subject_id, cloud_id))
    )
    insert into posture_memory (subject_id, due_soon_days, taken_at, holds_until)
    select ids.id, ${dueSoonDays}, ${now}, coalesce(min(s.moves_at), 'infinity')
    from unnest(${ids}::uuid[]) as ids(id) left join standing s on s.subject_id = ids.id
    group by ids.id
    on conflict (subject_id) do update
      set due_soon_days = excluded.due_soon_days, taken_at = excluded.taken_at, holds_until = excluded.holds_until`.execute(
    tx,
  );
  return ids.length;
}
