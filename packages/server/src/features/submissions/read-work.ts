import type { Actor } from "@yunjian/domain";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/** What colleagues prepared and the actor may sign off, and what the actor began and did not hand in. */
export async function submissionsToFinish(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  const due = sql`(select min(p.party_due_at) from submission_period sp join period p on p.id = sp.period_id
    where sp.submission_id = b.id)`;
  const columns = sql`b.id, null::uuid as about_id, null::text as duty_id, b.title, null::text as label,
    null::text as place, null::text as party, ${due} as due_at`;
  const inner: RawBuilder<unknown>[] = [];
  if (actor.permissions.has("submission.sign-off")) {
    inner.push(sql`select 'sign-off' as section, ${columns} from submission b
      where b.org_id = ${actor.orgId}::uuid and b.state = 'awaiting-sign-off'
        and b.created_by <> ${actor.personId}::uuid and b.sent_by is distinct from ${actor.personId}::uuid`);
  }
  if (actor.permissions.has("submission.prepare")) {
    inner.push(sql`select 'draft' as section, ${columns} from submission b
      where b.org_id = ${actor.orgId}::uuid and b.state = 'draft' and b.created_by = ${actor.personId}::uuid`);
  }
  return await workRows(tx, now, inner);
}
