import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** Takes the lease of an upload when nobody holds it any more; otherwise says that somebody waits. */
export async function takeLease(tx: Tx, uploadId: string, holder: string, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ holder: string }>`
    insert into upload_lease as l (upload_id, holder, until_at)
    values (${uploadId}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (upload_id) do update
      set holder = case when l.until_at < clock_timestamp() then excluded.holder else l.holder end,
          wanted = l.until_at >= clock_timestamp(),
          until_at = case when l.until_at < clock_timestamp() then excluded.until_at else l.until_at end
    returning holder`.execute(tx);
  return rows[0]?.holder === holder;
}

/** Keeps the lease; false when somebody waits for it or took it over. */
export async function keepLease(tx: Tx, uploadId: string, holder: string, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ wanted: boolean }>`
    update upload_lease set until_at = clock_timestamp() + make_interval(secs => ${seconds})
    where upload_id = ${uploadId} and holder = ${holder} returning wanted`.execute(tx);
  return rows[0]?.wanted === false;
}

export async function dropLease(tx: Tx, uploadId: string, holder: string): Promise<void> {
  await tx
    .deleteFrom("upload_lease")
    .where("upload_id", "=", uploadId)
    .where("holder", "=", holder)
    .execute();
}

export async function dropDeadLeases(tx: Tx): Promise<void> {
  await sql`delete from upload_lease where until_at < clock_timestamp() - interval '1 hour'`.execute(tx);
}
