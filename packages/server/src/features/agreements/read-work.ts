import type { Actor } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Changes of agreements that somebody else asked for and the actor may decide. */
export async function changesToDecide(
  tx: Tx,
  actor: Actor,
  now: Date,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const kinds = [
    ...(actor.permissions.has("agreement.manage") ? ["parameters", "applicable-again"] : []),
    ...(actor.permissions.has("agreement.approve") ? ["not-applicable"] : []),
  ];
  if (kinds.length === 0) return [];
  const own =
    supervised === null ? sql<SqlBool>`true` : sql<SqlBool>`a.subject_id = any(${[...supervised]}::uuid[])`;
  return await workRows(tx, now, [
    sql`select 'agreement' as section, a.id, a.subject_id as about_id, a.duty_id, null::text as title, a.kind as label,
        c.name as place, org.short_name as party, null::timestamptz as due_at
      from agreement_change a join cloud c on c.id = a.subject_id
      left join organisation org on org.id = a.asked_org
      where a.state = 'asked' and a.kind = any(${kinds}::text[]) and a.asked_by <> ${actor.personId}::uuid and ${own}`,
  ]);
}
