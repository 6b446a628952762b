import type { Actor } from "@yunjian/domain";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** A cloud, or one of its sites with its cloud. */
const PLACE = sql`case when s.id = c.id then c.name else c.name || ' · ' || s.name end`;

/** What the actor's organisation has to hand in: returned, overdue, and due until the horizon. */
export async function dutiesToHandIn(tx: Tx, actor: Actor, now: Date, horizon: Date): Promise<WorkRow[]> {
  return await workRows(tx, now, [
    sql`select case when p.state = 'returned' then 'returned'
          when p.party_due_at < ${now}::timestamptz then 'overdue' else 'hand-in' end as section,
        p.id, null::uuid as about_id, p.duty_id, null::text as title, p.label, ${PLACE} as place, null::text as party,
        p.party_due_at as due_at
      from period p join subject s on s.id = p.subject_id join cloud c on c.id = p.cloud_id
      where p.party_org_id = ${actor.orgId}::uuid and p.party_due_at is not null and p.kind <> 'summary'
        and p.opens_at <= ${now}::timestamptz
        and (p.state = 'returned' or p.party_due_at <= ${horizon}::timestamptz)`,
  ]);
}

/**
 * What waits for the actor as a supervisor: receipt, decision, second review, extensions. `supervised` names
 * the subjects its organisation supervises, null for all of them. Nobody is shown what only others may do.
 */
export async function supervisionToDo(
  tx: Tx,
  actor: Actor,
  now: Date,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const inner: RawBuilder<unknown>[] = [];
  const own = (alias: string) =>
    supervised === null
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(${sql.ref(`${alias}.cloud_id`)} = any(${[...supervised]}::uuid[])
          or ${sql.ref(`${alias}.${alias === "s" ? "id" : "subject_id"}`)} = any(${[...supervised]}::uuid[]))`;
  if (actor.permissions.has("review.work")) {
    const second = actor.permissions.has("review.second");
    inner.push(sql`
      select case when p.state = 'submitted' then 'receive' when r.id is null then 'decide' else 'second' end as section,
        p.id, p.submission_id as about_id, p.duty_id, null::text as title, p.label, ${PLACE} as place,
        party.short_name as party, p.review_due_at as due_at
      from period p
      join obligation o on o.id = p.obligation_id
      join subject s on s.id = p.subject_id join cloud c on c.id = p.cloud_id
      left join organisation party on party.id = p.party_org_id
      left join review r on r.submission_id = p.submission_id and r.period_id = p.id and r.state = 'awaiting-second'
      where p.review_due_at is not null and p.party_org_id <> ${actor.orgId}::uuid and ${own("p")}
        and (o.reviewer_org_id is null or o.reviewer_org_id = ${actor.orgId}::uuid)
        and (r.id is null or (${second} and r.decided_by is distinct from ${actor.personId}::uuid))`);
  }
  if (actor.permissions.has("extension.decide")) {
    inner.push(sql`
      select 'extension' as section, e.id, e.target_id as about_id, null::text as duty_id, null::text as title,
        e.number as label, s.name as place, org.short_name as party, e.due_at
      from extension e join subject s on s.id = e.subject_id
      left join organisation org on org.id = e.asked_org
      where e.state = 'asked' and e.asked_by <> ${actor.personId}::uuid and e.asked_org <> ${actor.orgId}::uuid
        and ${own("s")}`);
  }
  return await workRows(tx, now, inner);
}
