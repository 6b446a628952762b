import { type ScanResult, scanAgainAt } from "@yunjian/domain";
import { sql } from "kysely";
import type { ScannerVersion } from "../../platform/scanner/scanner.ts";
import type { Tx } from "../../platform/tenancy.ts";

export interface Claimed {
  readonly key: string;
  readonly before: ScanResult | null;
  readonly tries: number;
}

/**
 * Takes the content whose turn it is, for three minutes at a time; any number of servers do so at once. What was
 * uploaded last goes first, so that a backlog (a scanner connected late, a night's rescan) keeps nobody waiting.
 */
export async function claimForScan(tx: Tx, now: Date): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update stored_object set scan_until = clock_timestamp() + interval '3 minutes'
    where key = (
      select key from stored_object
      where scan_due_at <= ${now} and (scan_until is null or scan_until < clock_timestamp())
      order by scan_due_at desc limit 1 for update skip locked)
    returning key, scan_state as before, scan_tries as tries`.execute(tx);
  return rows[0];
}

export async function keepClaim(tx: Tx, key: string): Promise<void> {
  await sql`update stored_object set scan_until = clock_timestamp() + interval '3 minutes' where key = ${key}`.execute(
    tx,
  );
}

/** Nothing was learned; its turn comes again. */
export async function giveBack(tx: Tx, key: string, now: Date, tries: number): Promise<void> {
  const due = tries === 0 ? now : scanAgainAt(tries, now);
  await sql`update stored_object set scan_until = null, scan_tries = ${tries}, scan_due_at = ${due}
    where key = ${key}`.execute(tx);
}

/** Keeps what the scanner said; false when the content is gone meanwhile. */
export async function keepScan(
  tx: Tx,
  key: string,
  now: Date,
  scan: {
    readonly state: ScanResult;
    readonly found: string;
    readonly size: number | null;
    readonly by: Pick<ScannerVersion, "engine" | "signatures">;
  },
): Promise<boolean> {
  const row = await tx
    .updateTable("stored_object")
    .set({
      scan_state: scan.state,
      scan_found: scan.found,
      scan_engine: scan.by.engine,
      scan_signatures: scan.by.signatures,
      scanned_at: now,
      scan_tries: 0,
      scan_due_at: null,
      scan_until: null,
      ...(scan.size !== null && { size: scan.size }),
    })
    .where("key", "=", key)
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

/** The files that have a content, each with the subjects it was handed in for. */
export async function filesOfContent(tx: Tx, key: string) {
  const { rows } = await sql<{
    id: string;
    org_id: string;
    name: string;
    subjects: string[];
    handed_in: boolean;
  }>`
    select f.id, f.org_id, f.name,
      array(select distinct sp.subject_id from submission_file sf
        join submission s on s.id = sf.submission_id join submission_period sp on sp.submission_id = s.id
        where sf.file_id = f.id and s.submitted_at is not null) as subjects,
      exists (select from submission_file sf join submission s on s.id = sf.submission_id
        where sf.file_id = f.id and s.submitted_at is not null) as handed_in
    from file f where f.blob_key = ${key} and f.state in ('kept', 'purge-asked') order by f.id`.execute(tx);
  return rows;
}

export async function waitingForScan(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from stored_object where scan_due_at is not null limit 100000) w`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Puts contents that were scanned with other signatures into the queue again, those scanned longest ago first, and
 * those at which the scanner failed. Their state stays until they were scanned. Returns how many.
 */
export async function queueRescans(tx: Tx, most: number, current: string): Promise<number> {
  const { rows } = await sql<{ key: string }>`
    update stored_object set scan_due_at = scanned_at, scan_tries = 0 where key in (
      select key from stored_object
      where scanned_at is not null and scan_due_at is null
        and (scan_engine || '/' || scan_signatures <> ${current}
          or (scan_state = 'failed' and scan_found in ('scanner-error', 'unreadable')))
      order by scanned_at limit ${most} for update skip locked)
    returning key`.execute(tx);
  return rows.length;
}
