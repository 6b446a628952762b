import { type Actor, REQUEST_NEEDS, RETENTION_REQUESTS } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Disposals, lifts and erasures that this person may decide: never the own ones. */
export async function retentionToDecide(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (actor.scope !== "all" || actor.personId === null) return [];
  const kinds = RETENTION_REQUESTS.filter((kind) => actor.permissions.has(REQUEST_NEEDS[kind].approve));
  if (kinds.length === 0) return [];
  return await workRows(tx, now, [
    sql`select 'retention' as section, r.id, null::uuid as about_id, null::text as duty_id, r.number as title,
        r.kind as label, null::text as place, p.name as party, null::timestamptz as due_at
      from retention_request r left join person p on p.id = r.asked_by
      where r.state = 'asked' and r.kind = any(${[...kinds]}::text[]) and r.asked_by <> ${actor.personId}::uuid
        and r.target_id is distinct from ${actor.personId}::uuid`,
  ]);
}
