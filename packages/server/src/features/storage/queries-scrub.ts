import type { ObjectFault } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

const DAY = 86_400_000;

/** Takes or keeps a task that one server does at a time; false while another has it. */
export async function takeDuty(tx: Tx, name: string, holder: string, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ holder: string }>`
    insert into storage_duty as d (name, holder, until_at)
    values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update set holder = excluded.holder, until_at = excluded.until_at
      where d.holder = excluded.holder or d.until_at < clock_timestamp()
    returning holder`.execute(tx);
  return rows.length > 0;
}

export async function leaveDuty(tx: Tx, name: string, holder: string): Promise<void> {
  await sql`update storage_duty set until_at = clock_timestamp() - interval '1 second'
    where name = ${name} and holder = ${holder}`.execute(tx);
}

/** What is due to be read again, what was asked for and what was looked at longest ago first. */
export async function dueForCheck(tx: Tx, now: Date, days: number, limit: number) {
  return await tx
    .selectFrom("stored_object")
    .select(["key", "fault"])
    .where("check_from", "<=", new Date(now.getTime() - days * DAY))
    .orderBy("check_from")
    .orderBy("key")
    .limit(limit)
    .execute();
}

/** Read whole. Tells what was wrong with it before. */
export async function markWhole(
  tx: Tx,
  key: string,
  now: Date,
  size: number,
): Promise<{ fault: ObjectFault | null } | undefined> {
  const { rows } = await sql<{ fault: ObjectFault | null }>`
    update stored_object so set seen_at = ${now}, check_from = ${now}, check_asked_at = null, size = ${size},
      fault = null, fault_at = null,
      scan_due_at = case when so.scan_state = 'failed' and so.scan_found = 'unreadable' then ${now}::timestamptz
        else so.scan_due_at end
    from (select key, fault from stored_object where key = ${key} for update) before
    where so.key = before.key returning before.fault`.execute(tx);
  return rows[0];
}

/** Not whole; looked at again in a day. Tells what was wrong with it before. */
export async function markFault(
  tx: Tx,
  key: string,
  now: Date,
  fault: ObjectFault,
  days: number,
): Promise<{ fault: ObjectFault | null } | undefined> {
  const { rows } = await sql<{ fault: ObjectFault | null }>`
    update stored_object so set fault = ${fault}, fault_at = case when before.fault is null then ${now}::timestamptz
        else so.fault_at end,
      check_from = ${new Date(now.getTime() - (days - 1) * DAY)}, check_asked_at = null
    from (select key, fault from stored_object where key = ${key} for update) before
    where so.key = before.key returning before.fault`.execute(tx);
  return rows[0];
}

/** Could not be looked at for a reason of the store's; the others go on. */
export async function putOff(tx: Tx, key: string, now: Date, days: number): Promise<void> {
  await tx
    .updateTable("stored_object")
    .set({ check_from: new Date(now.getTime() - days * DAY + 3_600_000) })
    .where("key", "=", key)
    .execute();
}

export async function forgetObject(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom("stored_object").where("key", "=", key).execute();
}

export interface News {
  readonly damaged: { readonly count: number; readonly keys: string[] };
  readonly mended: { readonly count: number; readonly keys: string[] };
}

/** Damage and mending nobody was told of yet; from here on they count as told. At most once in ten minutes. */
export async function takeNews(tx: Tx, duty: string, now: Date): Promise<News | undefined> {
  const row = await tx
    .updateTable("storage_duty")
    .set({ told_at: now })
    .where("name", "=", duty)
    .where((eb) => eb.or([eb("told_at", "is", null), eb("told_at", "<=", new Date(now.getTime() - 600_000))]))
    .where(sql<SqlBool>`(exists (select from stored_object where fault <> 'key-erased' and not fault_told)
      or exists (select from stored_object where fault is null and fault_told))`)
    .returning("name")
    .executeTakeFirst();
  if (!row) return undefined;
  const damaged = await tx
    .updateTable("stored_object")
    .set({ fault_told: true })
    .where("fault", "<>", "key-erased")
    .where("fault_told", "=", false)
    .returning("key")
    .execute();
  const mended = await tx
    .updateTable("stored_object")
    .set({ fault_told: false })
    .where("fault", "is", null)
    .where("fault_told", "=", true)
    .returning("key")
    .execute();
  return { damaged: named(damaged), mended: named(mended) };
}

const NAMED = 50;
function named(rows: readonly { readonly key: string }[]) {
  return { count: rows.length, keys: rows.slice(0, NAMED).map((row) => row.key) };
}

export interface Done {
  readonly checked?: number;
  readonly checkedBytes?: number;
  readonly damaged?: number;
  readonly mended?: number;
  readonly scanned?: number;
  readonly scannedBytes?: number;
  readonly infected?: number;
  readonly unscannable?: number;
}

export async function countDone(tx: Tx, day: string, done: Done): Promise<void> {
  const { checked = 0, checkedBytes = 0, damaged = 0, mended = 0 } = done;
  const { scanned = 0, scannedBytes = 0, infected = 0, unscannable = 0 } = done;
  await sql`insert into storage_day as d
      (day, checked, checked_bytes, damaged, mended, scanned, scanned_bytes, infected, unscannable)
    values (${day}, ${checked}, ${checkedBytes}, ${damaged}, ${mended}, ${scanned}, ${scannedBytes}, ${infected}, ${unscannable})
    on conflict (day) do update set checked = d.checked + excluded.checked,
      checked_bytes = d.checked_bytes + excluded.checked_bytes, damaged = d.damaged + excluded.damaged,
      mended = d.mended + excluded.mended, scanned = d.scanned + excluded.scanned,
      scanned_bytes = d.scanned_bytes + excluded.scanned_bytes, infected = d.infected + excluded.infected,
      unscannable = d.unscannable + excluded.unscannable`.execute(tx);
}
