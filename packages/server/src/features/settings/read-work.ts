import { type Actor, EXCLUSIVE_POSTS, isSettingKey, SETTINGS } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";
import { holdsNone } from "../identity/read.ts";

/** Requests to loosen a security setting that this person may decide. */
export async function looseningsToDecide(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  if (!actor.permissions.has("setting.approve") || actor.scope !== "all" || actor.personId === null)
    return [];
  const rows = await workRows(tx, now, [
    sql`select 'loosening' as section, l.id, null::uuid as about_id, null::text as duty_id, l.key as title,
        null::text as label, null::text as place, p.name as party, null::timestamptz as due_at
      from setting_loosening l left join person p on p.id = l.asked_by
      where l.state = 'asked' and l.asked_by <> ${actor.personId}::uuid
        and ${holdsNone(actor.personId, EXCLUSIVE_POSTS, now)}`,
  ]);
  return rows.map((row) =>
    row.title !== null && isSettingKey(row.title)
      ? { ...row, title: SETTINGS[row.title].title[actor.lang] }
      : row,
  );
}
