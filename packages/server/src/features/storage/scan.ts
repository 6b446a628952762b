import { dateOf, Refusal, scanNews, SCAN_TRIES, type ScanResult } from "@yunjian/domain";
import type { Blobs, Source } from "../../platform/blobs/blobs.ts";
import { EvidenceProblem } from "../../platform/blobs/problem.ts";
import { emit } from "../../platform/events.ts";
import { PLATFORM } from "../../platform/ledger/mended.ts";
import {
  type ScanAnswer,
  type Scanner,
  ScannerAway,
  type ScannerVersion,
} from "../../platform/scanner/scanner.ts";
import { type Db, platformActor, type Tx, withActor } from "../../platform/tenancy.ts";
import * as queries from "./queries-scan.ts";
import * as scanners from "./queries-scanner.ts";
import { countDone } from "./queries-scrub.ts";

export interface ScanDeps {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly scanner: Scanner;
  readonly clock: () => Date;
}

const ACTOR = platformActor("scan");
/** Away for so long is worth a notice. */
const AWAY = 3_600_000;
const RENEW_MS = 60_000;

/** Asks the scanner whether it is there, and keeps what it said for everybody to see. */
export async function askScanner({ db, scanner, clock }: ScanDeps): Promise<ScannerVersion | undefined> {
  try {
    const version = await scanner.check();
    await write(db, async (tx) => {
      const { wasTold } = await scanners.scannerReached(tx, clock(), scanner.address, version);
      if (wasTold) await tell(tx, clock(), "scanner.back");
    });
    return version;
  } catch (error) {
    if (!(error instanceof ScannerAway)) throw error;
    await write(db, async (tx) => {
      const now = clock();
      const { since, told } = await scanners.scannerMissed(tx, now, scanner.address, error.message);
      if (told || now.getTime() - since.getTime() < AWAY) return;
      await scanners.markAwayTold(tx);
      await tell(tx, now, "scanner.away");
    });
    return undefined;
  }
}

async function tell(tx: Tx, now: Date, kind: "scanner.away" | "scanner.back"): Promise<void> {
  await emit(tx, ACTOR, now, {
    kind,
    object: { type: "platform", id: PLATFORM },
    subjectId: null,
    data: { count: await queries.waitingForScan(tx) },
  });
}

/**
 * Scans what waits, until nothing is left, `most` were scanned, or the scanner went away: then what was in hand
 * goes back into the queue.
 */
export async function scanWaiting(
  deps: ScanDeps,
  version: ScannerVersion,
  most: number,
): Promise<{ readonly done: number; readonly away: boolean }> {
  let done = 0;
  while (done < most) {
    const claimed = await write(deps.db, (tx) => queries.claimForScan(tx, deps.clock()));
    if (!claimed) break;
    if (!(await scanOne(deps, version, claimed))) return { done, away: true };
    done += 1;
  }
  return { done, away: false };
}

/** False when the scanner went away. */
async function scanOne(deps: ScanDeps, version: ScannerVersion, claimed: queries.Claimed): Promise<boolean> {
  const { db, clock } = deps;
  const renewal = setInterval(() => {
    void write(db, (tx) => queries.keepClaim(tx, claimed.key)).catch(() => undefined);
  }, RENEW_MS);
  renewal.unref();
  try {
    const { size, ...answer } = await read(deps, claimed.key);
    await keep(deps, version, claimed, answer, size);
    return true;
  } catch (error) {
    const tries = claimed.tries + 1;
    if (error instanceof ScannerAway && tries >= SCAN_TRIES) {
      await keep(deps, version, claimed, { verdict: "failed", obstacle: "scanner-error" }, null);
      return true;
    }
    // It may be this content that brings it down: the others go first the next time.
    await write(db, (tx) => queries.giveBack(tx, claimed.key, clock(), tries));
    if (error instanceof ScannerAway) return false;
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

async function read(
  { blobs, scanner }: ScanDeps,
  key: string,
): Promise<ScanAnswer & { size: number | null }> {
  let source: Source | undefined;
  try {
    const opened = await blobs.open(key);
    source = opened;
    return { ...(await scanner.scan(async () => opened.stream(), opened.size)), size: opened.size };
  } catch (error) {
    // Damaged, missing, or its key is: the scrub says which. Without its content nobody can scan it.
    if (error instanceof EvidenceProblem || (error instanceof Refusal && error.code === "not-found"))
      return { verdict: "failed", obstacle: "unreadable", size: null };
    throw error;
  } finally {
    await source?.close();
  }
}

async function keep(
  { db, clock }: ScanDeps,
  by: ScannerVersion,
  { key, before }: queries.Claimed,
  answer: ScanAnswer,
  size: number | null,
): Promise<void> {
  const state: ScanResult = answer.verdict;
  const found =
    answer.verdict === "infected" ? answer.signature : answer.verdict === "failed" ? answer.obstacle : "";
  const now = clock();
  await write(db, async (tx) => {
    if (!(await queries.keepScan(tx, key, now, { state, found, size, by }))) return;
    await countDone(tx, dateOf(now), {
      scanned: 1,
      scannedBytes: size ?? 0,
      ...(state === "infected" && { infected: 1 }),
      ...(state === "failed" && { unscannable: 1 }),
    });
    const news = scanNews(before, state);
    if (news === null) return;
    for (const file of await queries.filesOfContent(tx, key)) {
      for (const subjectId of file.subjects.length > 0 ? file.subjects : [file.org_id]) {
        await emit(tx, ACTOR, now, {
          kind: news,
          object: { type: "file", id: file.id },
          subjectId,
          data: {
            org: file.org_id,
            sha256: key.split("/").at(-1) ?? "",
            result: state,
            found,
            engine: by.engine,
            signatures: by.signatures,
            handedIn: file.handed_in,
          },
          secret: { name: file.name },
        });
      }
    }
  });
}

function write<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withActor(db, ACTOR, "write", work);
}
