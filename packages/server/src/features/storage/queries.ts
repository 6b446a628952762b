import type { ObjectFault, ScanState } from "@yunjian/domain";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { scanState } from "./read.ts";

const DAY = 86_400_000;

export interface Totals {
  readonly objects: number;
  readonly bytes: number;
  readonly scan: Readonly<Record<ScanState, number>>;
  readonly seen: number;
  readonly overdue: number;
  readonly oldest_seen_at: Date | null;
  readonly newest_seen_at: Date | null;
  readonly damaged: number;
  readonly erased: number;
}

/** One pass over all objects: for the page, not for what is asked every few seconds. */
export async function totals(tx: Tx, now: Date, days: number): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select count(*) as objects, coalesce(sum(size), 0)::bigint as bytes,
      jsonb_build_object('unscanned', count(*) filter (where state = 'unscanned'),
        'waiting', count(*) filter (where state = 'waiting'), 'clean', count(*) filter (where state = 'clean'),
        'infected', count(*) filter (where state = 'infected'), 'failed', count(*) filter (where state = 'failed')) as scan,
      count(*) filter (where seen_at is not null) as seen,
      count(*) filter (where coalesce(seen_at, stored_at) < ${new Date(now.getTime() - days * DAY)}
        and fault is distinct from 'key-erased') as overdue,
      min(seen_at) as oldest_seen_at, max(seen_at) as newest_seen_at,
      count(*) filter (where fault <> 'key-erased') as damaged, count(*) filter (where fault = 'key-erased') as erased
    from (select so.*, ${scanState} as state from stored_object so offset 0) o`.execute(tx);
  return rows[0] as Totals;
}

export interface Figures {
  readonly waiting: number;
  readonly infected: number;
  readonly failed: number;
  readonly damaged: number;
  readonly oldest_seen_at: Date | null;
  readonly up: boolean;
  readonly configured: boolean;
}

/** What is asked every few seconds: from partial indexes alone. */
export async function figures(tx: Tx): Promise<Figures> {
  const { rows } = await sql<Figures>`
    select (select count(*) from (select from stored_object where scan_due_at is not null limit 100000) w) as waiting,
      (select count(*) from stored_object where scan_state = 'infected') as infected,
      (select count(*) from stored_object where scan_state = 'failed') as failed,
      (select count(*) from stored_object where fault is not null and fault <> 'key-erased') as damaged,
      (select seen_at from stored_object where check_from > '-infinity' order by check_from, key limit 1) as oldest_seen_at,
      s.configured, s.configured and s.reached_at is not null and s.away_since is null as up
    from file_scanner s`.execute(tx);
  return rows[0] as Figures;
}

export async function days(tx: Tx, count: number) {
  return await tx.selectFrom("storage_day").selectAll().orderBy("day", "desc").limit(count).execute();
}

export type ObjectList = "damaged" | "infected" | "failed";

export interface ObjectRow {
  readonly key: string;
  readonly org_id: string | null;
  readonly org_name: string | null;
  readonly size: number | null;
  readonly stored_at: Date;
  readonly scan: ScanState;
  readonly scan_found: string;
  readonly scanned_at: Date | null;
  readonly seen_at: Date | null;
  readonly fault: ObjectFault | null;
  readonly fault_at: Date | null;
  readonly check_asked_at: Date | null;
  readonly files: number;
  readonly at: Date;
}

const LISTS: Readonly<Record<ObjectList, { where: RawBuilder<unknown>; at: RawBuilder<unknown> }>> = {
  damaged: { where: sql`so.fault is not null and so.fault <> 'key-erased'`, at: sql`so.fault_at` },
  infected: { where: sql`so.scan_state = 'infected'`, at: sql`so.scanned_at` },
  failed: { where: sql`so.scan_state = 'failed'`, at: sql`so.scanned_at` },
};

export async function objects(
  tx: Tx,
  list: ObjectList,
  limit: number,
  after: { at: string; key: string } | null,
): Promise<ObjectRow[]> {
  const { where, at } = LISTS[list];
  const { rows } = await sql<ObjectRow>`
    select so.key, o.id as org_id, o.short_name as org_name, so.size, so.stored_at, ${scanState} as scan, so.scan_found,
      so.scanned_at, so.seen_at, so.fault, so.fault_at, so.check_asked_at, ${at} as at,
      (select count(*)::int from file f where f.blob_key = so.key and f.state in ('kept', 'purge-asked')) as files
    from stored_object so left join organisation o on o.id::text = split_part(so.key, '/', 1)
    where ${where} ${after ? sql`and (${at}, so.key) < (${after.at}::timestamptz, ${after.key})` : sql``}
    order by ${at} desc, so.key desc limit ${limit}`.execute(tx);
  return rows;
}

/** Before all others; false when there is no such object. */
export async function askCheck(tx: Tx, key: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update stored_object set check_from = '-infinity', check_asked_at = ${now}, scan_due_at = ${now}, scan_tries = 0
    where key = ${key} returning key`.execute(tx);
  return rows.length > 0;
}
