import { type Actor, EXCLUSIVE_POSTS, postsWith } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";
import { holdsNone } from "../identity/read.ts";

/**
 * Requests that wait for this person: never the own ones, and of other organisations those that have nobody
 * of their own to decide.
 */
export async function privilegesToDecide(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (!actor.permissions.has("privilege.decide") || actor.personId === null) return [];
  return await workRows(tx, now, [
    sql`select 'privilege' as section, v.id, null::uuid as about_id, null::text as duty_id, p.name as title,
        null::text as label, org.short_name as place, null::text as party, v.from_at as due_at
      from temporary_privilege v join person p on p.id = v.person_id join organisation org on org.id = v.org_id
      where v.state = 'asked' and v.until_at > ${now}::timestamptz and v.person_id <> ${actor.personId}::uuid
        and ${holdsNone(actor.personId, EXCLUSIVE_POSTS, now)}
        and (v.org_id = ${actor.orgId}::uuid or not exists (
          select from membership m where m.org_id = v.org_id and m.to_at is null and m.person_id <> v.person_id
            and m.post = any (${postsWith("privilege.decide")}::text[])))`,
  ]);
}
