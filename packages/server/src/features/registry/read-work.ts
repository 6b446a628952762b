import type { Actor, IsoDate } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

/**
 * Security assessments that end within the horizon and were not applied for again. A provider has to apply,
 * a supervisor to watch; `applyBefore` months before the end is the day that counts.
 */
export async function certificatesToRenew(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    readonly supervised: readonly string[] | null;
    readonly horizon: IsoDate;
    readonly applyMonthsBefore: number;
  },
): Promise<WorkRow[]> {
  const mine = sql<SqlBool>`c.provider_org_id = ${actor.orgId}::uuid`;
  const watched =
    input.supervised === null
      ? sql<SqlBool>`true`
      : sql<SqlBool>`c.id = any(${[...input.supervised]}::uuid[])`;
  const whose = actor.permissions.has("review.work") ? sql`(${mine} or ${watched})` : mine;
  return await workRows(tx, now, [
    sql`select 'certificate' as section, k.id, c.id as about_id, null::text as duty_id, null::text as title, k.number as label,
        c.name as place, org.short_name as party,
        (k.valid_until - make_interval(months => ${input.applyMonthsBefore}) + interval '1 day')
          at time zone 'Asia/Shanghai' - interval '1 millisecond' as due_at
      from certificate k join cloud c on c.id = k.cloud_id left join organisation org on org.id = c.provider_org_id
      where k.voided_at is null and k.applied_on is null and c.ended_at is null
        and k.valid_until <= ${input.horizon}::date and ${whose}
        and not exists (select from certificate later where later.cloud_id = k.cloud_id and later.voided_at is null
          and later.valid_until > k.valid_until)`,
  ]);
}
