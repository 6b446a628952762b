import type { Actor } from "@yunjian/domain";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** Authorisations whose next step is the actor's: the customer's decisions, the asker's records and answers. */
export async function authorisationsToDo(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  const inner: RawBuilder<unknown>[] = [];
  const me = sql`${actor.personId}::uuid`;
  const own = sql`${actor.orgId}::uuid`;
  const row = (section: string, dueAt: RawBuilder<unknown>, party: RawBuilder<unknown>) => sql`
    select ${section}::text as section, a.id, null::uuid as about_id, null::text as duty_id, a.title,
      a.number as label, s.name as place, ${party} as party, ${dueAt} as due_at
    from authorisation a left join system s on s.id = a.subject_id`;
  const asker = sql`(select n.name from yj_authorisation_names(array[a.id]) n where n.id = a.asked_org_id)`;
  const nobody = sql`null::text`;
  if (actor.permissions.has("authorisation.prepare")) {
    const two = sql`(select o.two_person from organisation o where o.id = a.customer_org_id)`;
    const may = actor.permissions.has("authorisation.decide") ? sql`true` : two;
    inner.push(sql`${row("authorise", sql`a.decide_due_at`, asker)}
      where a.customer_org_id = ${own} and a.state = 'asked' and a.to_at > ${now} and a.asked_by <> ${me} and ${may}`);
  }
  if (actor.permissions.has("authorisation.decide")) {
    inner.push(sql`${row("authorise-confirm", sql`a.decide_due_at`, asker)}
      where a.customer_org_id = ${own} and a.state = 'prepared' and a.to_at > ${now} and a.prepared_by <> ${me}`);
    inner.push(sql`${row("authorise-review", sql`a.review_due_at`, asker)}
      where a.customer_org_id = ${own} and a.review = 'waiting' and a.open_questions = 0
        and (a.operation_count > 0 or a.state <> 'granted' or a.record_due_at < ${now})`);
  }
  if (actor.permissions.has("authorisation.record")) {
    inner.push(sql`${row("authorise-record", sql`a.record_due_at`, nobody)}
      where a.asked_org_id = ${own} and a.state in ('granted', 'withdrawn') and a.operation_count = 0
        and not a.nothing_done and a.granted_from_at <= ${now} and a.record_due_at >= ${now}`);
    inner.push(sql`${row("authorise-answer", sql`a.answer_due_at`, nobody)}
      where a.asked_org_id = ${own} and a.open_questions > 0`);
  }
  return await workRows(tx, now, inner);
}
