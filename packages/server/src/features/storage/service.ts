import { type Actor, Refusal, settingOf } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { PLATFORM } from "../../platform/ledger/mended.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";
import { scannerRow } from "./queries-scanner.ts";

const DAYS_SHOWN = 14;

export async function overview(tx: Tx, actor: Actor, now: Date, keysChangedAt: Date | null) {
  const settings = await storedSettings(tx);
  const seenDays = settingOf(settings, "storage.seenDays");
  const found = await queries.totals(tx, now, seenDays);
  const scanner = await scannerRow(tx);
  return {
    objects: found.objects,
    bytes: found.bytes,
    scan: found.scan,
    scanner: {
      configured: scanner.configured,
      reached: scanner.configured && scanner.reached_at !== null && scanner.away_since === null,
      address: scanner.address,
      engine: scanner.engine,
      signatures: scanner.signatures,
      signaturesAt: scanner.signatures_at,
      tellsLimits: scanner.tells_limits,
      askedAt: scanner.asked_at,
      awaySince: scanner.away_since,
      problem: scanner.problem,
    },
    scrub: {
      seen: found.seen,
      overdue: found.overdue,
      oldestSeenAt: found.oldest_seen_at,
      newestSeenAt: found.newest_seen_at,
      damaged: found.damaged,
      erased: found.erased,
      seenDays,
      readMebibytes: settingOf(settings, "storage.readMebibytes"),
    },
    keysChangedAt,
    days: (await queries.days(tx, DAYS_SHOWN)).map((day) => ({
      day: day.day,
      checked: day.checked,
      checkedBytes: day.checked_bytes,
      damaged: day.damaged,
      mended: day.mended,
      scanned: day.scanned,
      scannedBytes: day.scanned_bytes,
      infected: day.infected,
      unscannable: day.unscannable,
    })),
    may: { check: actor.permissions.has("storage.check") },
  };
}

export async function list(tx: Tx, query: { list: queries.ObjectList; limit?: number; after?: string }) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const [at, key] = decodeKey(query.after, 2) ?? [];
  const after = typeof at === "string" && typeof key === "string" ? { at, key } : null;
  const rows = await queries.objects(tx, query.list, limit + 1, after);
  return pageOf(
    rows,
    limit,
    (row) => [row.at, row.key],
    (row) => ({
      key: row.key,
      org: row.org_id === null ? null : { id: row.org_id, name: row.org_name ?? "" },
      size: row.size,
      storedAt: row.stored_at,
      scan: row.scan,
      found: row.scan_found,
      scannedAt: row.scanned_at,
      seenAt: row.seen_at,
      fault: row.fault,
      faultAt: row.fault_at,
      files: row.files,
      asked: row.check_asked_at !== null,
    }),
  );
}

/** Read and scanned again before all others, by whichever server has the task. */
export async function check(tx: Tx, actor: Actor, now: Date, key: string) {
  if (!(await queries.askCheck(tx, key, now))) throw new Refusal("not-found");
  await emit(tx, actor, now, {
    kind: "storage.check-asked",
    object: { type: "platform", id: PLATFORM },
    subjectId: null,
    data: { objects: [key] },
  });
  return { key };
}
