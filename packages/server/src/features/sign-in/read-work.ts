import type { Actor } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Accounts locked after failed sign-ins, for who may unlock them; nobody unlocks the own one. */
export async function lockedAccounts(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (!actor.permissions.has("people.unlock")) return [];
  return await workRows(tx, now, [
    sql`select 'locked' as section, p.id, null::uuid as about_id, null::text as duty_id, p.name as title, null::text as label,
        org.short_name as place, null::text as party, p.locked_until as due_at
      from person p left join organisation org on org.id = p.org_id
      where p.locked_until > ${now}::timestamptz and p.ended_at is null and p.id <> ${actor.personId}::uuid`,
  ]);
}
