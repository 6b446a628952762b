import type { Actor } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Files that somebody else asked to purge. They are hidden already and wait for the second person. */
export async function purgesToApprove(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (!actor.permissions.has("file.purge-approve")) return [];
  return await workRows(tx, now, [
    sql`select 'purge' as section, f.id, null::uuid as about_id, null::text as duty_id, f.name as title, null::text as label,
        org.short_name as place, null::text as party, null::timestamptz as due_at
      from file f left join organisation org on org.id = f.org_id
      where f.state = 'purge-asked' and f.purge_asked_by is distinct from ${actor.personId}::uuid`,
  ]);
}
