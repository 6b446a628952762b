import type { Actor } from "@yunjian/domain";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Incidents whose next step is the actor's: to handle, to compare and close, to acknowledge. */
export async function incidentsToDo(
  tx: Tx,
  actor: Actor,
  now: Date,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const inner: RawBuilder<unknown>[] = [];
  const own = sql`${actor.orgId}::uuid`;
  const names = sql`(select string_agg(c.name::text, '、' order by c.name) from cloud c where c.id = any (i.cloud_ids))`;
  const row = (section: string, dueAt: RawBuilder<unknown>) => sql`
    select ${section}::text as section, i.id, null::uuid as about_id, null::text as duty_id, i.title, i.number as label,
      ${names} as place, null::text as party, ${dueAt} as due_at
    from incident i`;
  const running = sql`i.state not in ('closed', 'false-alarm', 'merged')`;
  if (actor.permissions.has("incident.handle")) {
    const next = sql`case when i.state = 'reported' then i.confirm_due_at else (select min(k.due_at) from incident_clock k
      where k.incident_id = i.id and k.org_id = ${own} and k.done_at is null and k.stopped_at is null) end`;
    inner.push(
      sql`${row("incident", next)} where ${running} and i.state <> 'closing-asked' and ${own} = any (i.provider_org_ids)`,
    );
  }
  if (actor.permissions.has("incident.supervise")) {
    const mine = supervised === null ? sql`true` : sql`i.cloud_ids && ${[...supervised]}::uuid[]`;
    inner.push(
      sql`${row("incident-close", sql`i.compare_due_at`)} where i.state = 'closing-asked' and ${mine}`,
    );
    inner.push(sql`${row("incident-help", sql`null::timestamptz`)} where ${running} and ${mine}
      and exists (select from incident_help h where h.incident_id = i.id and h.answered_at is null)`);
  }
  if (actor.permissions.has("incident-notice.respond")) {
    inner.push(sql`
      select 'incident-notice'::text as section, b.id, null::uuid as about_id, null::text as duty_id, b.title,
        b.number as label, array_to_string(b.clouds, '、') as place, b.sender as party, c.remind_at as due_at
      from incident_customer c join yj_incident_briefs(${own}) b on b.id = c.incident_id
      where c.org_id = ${own} and c.told_at is not null and c.acknowledged_at is null and c.waived_at is null`);
  }
  return await workRows(tx, now, inner);
}
