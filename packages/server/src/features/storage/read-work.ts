import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { type WorkRow, workRows } from "../../platform/work-rows.ts";

const SHOWN = 50;

/** Damaged or missing files, for whoever restores them: by digest, because their names are others' business. */
export async function objectsToRestore(tx: Tx, now: Date): Promise<WorkRow[]> {
  return await workRows(tx, now, [
    sql`select 'storage' as section, f.id, null::uuid as about_id, null::text as duty_id,
        left(split_part(so.key, '/', 2), 16) as title, null::text as label, org.short_name as place,
        null::text as party, null::timestamptz as due_at
      from (select key from stored_object where fault is not null and fault <> 'key-erased'
        order by fault_at desc, key desc limit ${SHOWN}) so
      cross join lateral (select id, org_id from file where blob_key = so.key order by id limit 1) f
      left join organisation org on org.id = f.org_id`,
  ]);
}
