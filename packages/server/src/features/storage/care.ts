import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { Gauge, type Registry } from "prom-client";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { startLoop } from "../../platform/follow/loop.ts";
import type { Scanner, ScannerVersion } from "../../platform/scanner/scanner.ts";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { figures } from "./queries.ts";
import { noScanner } from "./queries-scanner.ts";
import { askScanner, scanWaiting } from "./scan.ts";
import { leaveScrub, scrubSome } from "./scrub.ts";

export interface CareDeps {
  readonly db: Db;
  readonly blobs: Blobs;
  /** Null: no CLAMD_URL; files wait until there is one. */
  readonly scanner: Scanner | null;
  readonly clock: () => Date;
  readonly log: FastifyBaseLogger;
  readonly registry?: Registry;
}

const SCAN_EVERY = 2_000;
const ASK_EVERY = 30_000;
/** Contents scanned at once by this process: while one is unpacked another one streams. */
const SCANS_AT_ONCE = 2;
const SCANS_A_TURN = 100;
const SCRUB_EVERY = 15_000;
const SCRUBS_A_TURN = 50;

/** Scans and reads again what is stored, for as long as the process runs; any number of processes do so together. */
export function startStorageCare(deps: CareDeps): { stop(): Promise<void> } {
  const { db, blobs, scanner, clock, log } = deps;
  const abort = new AbortController();
  const holder = randomUUID();
  if (deps.registry) storageMetrics(deps.registry, db, clock);

  let version: ScannerVersion | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  const scans = startLoop({
    name: "file-scan",
    everyMs: scanner ? SCAN_EVERY : ASK_EVERY,
    log,
    work: async () => {
      if (!scanner) {
        await withActor(db, platformActor("scan"), "write", noScanner);
        return false;
      }
      const scanning = { db, blobs, scanner, clock };
      const ask = async (): Promise<void> => {
        const before = version;
        version = await askScanner(scanning);
        asked = performance.now();
        if (!version && before)
          log.warn(
            { scanner: scanner.address },
            "扫描引擎不可用，文件等待扫描 / the malware scanner is away, files wait",
          );
      };
      if (performance.now() - asked > ASK_EVERY) await ask();
      if (!version) return false;
      const by = version;
      const turns = await Promise.all(
        Array.from({ length: SCANS_AT_ONCE }, () => scanWaiting(scanning, by, SCANS_A_TURN)),
      );
      if (turns.some(({ away }) => away)) await ask();
      return version !== undefined && turns.some(({ done }) => done === SCANS_A_TURN);
    },
  });
  const scrubs = startLoop({
    name: "file-scrub",
    everyMs: SCRUB_EVERY,
    log,
    work: async () => {
      const { mine, more } = await scrubSome(
        { db, blobs, clock, holder, signal: abort.signal, wait: (ms) => wait(ms, undefined, { ref: false }) },
        SCRUBS_A_TURN,
      );
      return mine && more && !abort.signal.aborted;
    },
  });
  return {
    async stop() {
      abort.abort();
      await Promise.all([scans.stop(), scrubs.stop()]);
      await leaveScrub({ db, holder });
    },
  };
}

function storageMetrics(registry: Registry, db: Db, clock: () => Date): void {
  const gauge = new Gauge({
    name: "storage",
    help: "Stored files: waiting for the scanner, infected, not scannable, damaged; age of the oldest reading; scanner there",
    labelNames: ["what"],
    registers: [registry],
    async collect() {
      const found = await withActor(db, platformActor("metrics"), "read", figures).catch(() => undefined);
      if (!found) return;
      const oldest = found.oldest_seen_at;
      gauge.set({ what: "scan_waiting" }, found.configured ? found.waiting : 0);
      gauge.set({ what: "infected" }, found.infected);
      gauge.set({ what: "scan_failed" }, found.failed);
      gauge.set({ what: "damaged" }, found.damaged);
      gauge.set(
        { what: "oldest_seen_age_seconds" },
        oldest ? Math.max(0, (clock().getTime() - oldest.getTime()) / 1000) : 0,
      );
      gauge.set({ what: "scanner_up" }, found.up ? 1 : 0);
    },
  });
}
