import type { Actor } from "@yunjian/domain";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Rectifications whose next step is the actor's, as party or as supervisor, and requests for one. */
export async function rectificationsToDo(
  tx: Tx,
  actor: Actor,
  now: Date,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const inner: RawBuilder<unknown>[] = [];
  if (actor.permissions.has("rectification.work")) {
    inner.push(sql`
      select case r.state when 'issued' then 'rectify-receive' when 'received' then 'rectify-plan' else 'rectify-prove' end
          as section,
        r.id, null::uuid as about_id, null::text as duty_id, r.title, r.number as label, c.name as place, null::text as party,
        case r.state when 'issued' then r.receipt_due_at when 'received' then least(r.plan_due_at, r.due_at)
          else r.due_at end as due_at
      from rectification r join cloud c on c.id = r.cloud_id
      where r.party_org_id = ${actor.orgId}::uuid and r.state in ('issued', 'received', 'in-progress')`);
  }
  if (actor.permissions.has("rectification.reassess")) {
    const own =
      supervised === null
        ? sql<SqlBool>`true`
        : sql<SqlBool>`(r.cloud_id = any(${[...supervised]}::uuid[]) or r.subject_id = any(${[...supervised]}::uuid[]))`;
    inner.push(sql`
      select 'reassess' as section, r.id, null::uuid as about_id, null::text as duty_id, r.title, r.number as label,
        c.name as place, org.short_name as party, r.reassess_due_at as due_at
      from rectification r join cloud c on c.id = r.cloud_id left join organisation org on org.id = r.party_org_id
      where r.state = 'proof-filed' and r.party_org_id <> ${actor.orgId}::uuid and ${own}`);
  }
  if (actor.permissions.has("rectification.issue")) {
    inner.push(sql`
      select 'request' as section, q.id, null::uuid as about_id, null::text as duty_id, q.title, null::text as label,
        c.name as place, org.short_name as party, null::timestamptz as due_at
      from rectification_request q join cloud c on c.id = q.cloud_id left join organisation org on org.id = q.asked_org
      where q.state = 'asked' and q.decider_org = ${actor.orgId}::uuid and q.asked_by <> ${actor.personId}::uuid`);
  }
  return await workRows(tx, now, inner);
}
