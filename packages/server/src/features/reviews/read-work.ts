import type { Actor } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Disputes against outcomes of the actor's organisation, of people other than the actor. */
export async function disputesToDecide(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (!actor.permissions.has("dispute.decide")) return [];
  return await workRows(tx, now, [
    sql`select 'dispute' as section, d.id, r.submission_id as about_id, p.duty_id, null::text as title, d.number as label,
        c.name as place, org.short_name as party, d.due_at
      from dispute d join review r on r.id = d.review_id join period p on p.id = d.period_id
      join cloud c on c.id = d.cloud_id left join organisation org on org.id = d.raised_org
      where d.state = 'raised' and d.decider_org = ${actor.orgId}::uuid
        and r.decided_by is distinct from ${actor.personId}::uuid and r.second_by is distinct from ${actor.personId}::uuid`,
  ]);
}
