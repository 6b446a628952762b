import type { Actor } from "@yunjian/domain";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";
import { dueAt } from "./queries.ts";
import { unacknowledged } from "./queries-parts.ts";

/** Changes whose next step is the actor's, as provider, as supervisor, or as a customer that is told. */
export async function changesToDo(
  tx: Tx,
  actor: Actor,
  now: Date,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const inner: RawBuilder<unknown>[] = [];
  const own = sql`${actor.orgId}::uuid`;
  const place = sql`(select cl.name from cloud cl where cl.id = c.cloud_ids[1])`;
  const row = (section: RawBuilder<unknown>, party: RawBuilder<unknown>) => sql`
    select ${section} as section, c.id, null::uuid as about_id, null::text as duty_id, c.title, c.number as label,
      ${place} as place, ${party} as party, ${dueAt} as due_at
    from change_case c`;
  const nobody = sql`null::text`;
  if (actor.permissions.has("change.send")) {
    inner.push(sql`${row(
      sql`case c.state when 'draft' then 'change-announce' when 'announced' then 'change-analyse'
        when 'advised' then 'change-implement' when 'found' then 'change-explain' when 'implemented' then
          case when c.analysis_version = 0 and c.mode <> 'planned' then 'change-analyse' else 'change-assess' end
        else 'change-revise' end::text`,
      nobody,
    )} where c.provider_org_id = ${own}
      and c.state in ('draft', 'announced', 'advised', 'revise', 'risky', 'found', 'implemented')`);
  }
  if (actor.permissions.has("change.prepare")) {
    inner.push(sql`select 'change-answer' as section, c.id, null::uuid as about_id, null::text as duty_id, c.title,
        c.number as label, ${place} as place, null::text as party, null::timestamptz as due_at
      from change_case c where c.provider_org_id = ${own} and c.open_questions > 0`);
  }
  if (actor.permissions.has("change.advise")) {
    const mine =
      supervised === null ? sql<SqlBool>`true` : sql<SqlBool>`c.cloud_ids && ${[...supervised]}::uuid[]`;
    const provider = sql`(select o.short_name from organisation o where o.id = c.provider_org_id)`;
    inner.push(sql`${row(
      sql`case c.state when 'analysed' then 'change-advise' else 'change-compare' end::text`,
      provider,
    )} where c.state in ('analysed', 'assessed') and c.provider_org_id <> ${own} and ${mine}
      and not exists (select from change_opinion op where op.change_id = c.id and c.state = 'analysed'
        and op.analysis_version = c.analysis_version and op.person_id = ${actor.personId}::uuid)
      and not (c.mode = 'unannounced' and c.state = 'assessed' and c.made_by = ${actor.personId}::uuid)`);
  }
  if (actor.permissions.has("change-notice.respond")) {
    inner.push(sql`select 'change-acknowledge' as section, n.id, null::uuid as about_id, null::text as duty_id, n.title,
        n.number as label, (select cl.name from cloud cl where cl.id = n.cloud_id) as place, null::text as party,
        case n.state when 'announced' then n.planned_from end as due_at
      from change_notice n where n.org_id = ${own} and ${unacknowledged}`);
  }
  return await workRows(tx, now, inner);
}
