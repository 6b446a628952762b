import { createHash } from "node:crypto";
import { dateOf, isDamage, OBJECT_FAULTS, type ObjectFault, Refusal, settingOf } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { isNamed } from "../../platform/blobs/named.ts";
import { EvidenceProblem } from "../../platform/blobs/problem.ts";
import { emit } from "../../platform/events.ts";
import { PLATFORM } from "../../platform/ledger/mended.ts";
import { type Db, platformActor, type Tx, withActor } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries-scrub.ts";

export interface ScrubDeps {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly clock: () => Date;
  /** Whoever is at it: one at a time among all servers. */
  readonly holder: string;
  readonly signal?: AbortSignal;
  /** Waits so many milliseconds; a test does not. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Scrubbed {
  /** False when another server is at it. */
  readonly mine: boolean;
  readonly checked: number;
  readonly more: boolean;
}

const ACTOR = platformActor("scrub");
const DUTY = "scrub";
const LEASE_SECONDS = 60;
const RENEW_MS = 20_000;
const MEBIBYTE = 1024 * 1024;
/** Errors of the file system that lie with the one file. */
const OF_THE_FILE = new Set(["EIO", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "ELOOP", "EBADMSG", "EUCLEAN"]);

class Lost extends Error {}

/**
 * Reads some of what is stored again and compares it with its name, no faster than the setting allows: what
 * somebody asked for first, then what was looked at longest ago. Each object's result is kept by itself, so that
 * whoever is killed has lost one object's reading; another server takes over when the lease runs out.
 */
export async function scrubSome(deps: ScrubDeps, most: number): Promise<Scrubbed> {
  const { db, clock } = deps;
  const start = await write(db, async (tx) => {
    if (!(await queries.takeDuty(tx, DUTY, deps.holder, LEASE_SECONDS))) return undefined;
    const settings = await storedSettings(tx);
    const days = settingOf(settings, "storage.seenDays");
    const rate = settingOf(settings, "storage.readMebibytes") * MEBIBYTE;
    return { days, rate, due: await queries.dueForCheck(tx, clock(), days, most) };
  });
  if (!start) return { mine: false, checked: 0, more: false };
  const pace = paceOf(deps, start.rate);
  let checked = 0;
  try {
    for (const { key } of start.due) {
      if (deps.signal?.aborted) break;
      await checkOne(deps, key, start.days, pace);
      checked += 1;
    }
  } catch (error) {
    if (error instanceof Lost) return { mine: false, checked, more: false };
    if (!deps.signal?.aborted) throw error;
  } finally {
    await write(db, (tx) => tellNews(tx, clock()));
  }
  return { mine: true, checked, more: start.due.length === most };
}

/** Gives the task to whoever wants it. */
export async function leaveScrub({ db, holder }: Pick<ScrubDeps, "db" | "holder">): Promise<void> {
  await write(db, (tx) => queries.leaveDuty(tx, DUTY, holder));
}

async function checkOne(
  deps: ScrubDeps,
  key: string,
  days: number,
  pace: (bytes: number) => Promise<void>,
): Promise<void> {
  const { db, clock } = deps;
  let read: { size: number } | { fault: ObjectFault };
  try {
    read = { size: await readWhole(deps, key, pace) };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) {
      // The store itself, not this object: tried again when the loop has rested.
      if (!deps.signal?.aborted && !(error instanceof Lost))
        await write(db, (tx) => queries.putOff(tx, key, clock(), days));
      throw error;
    }
    read = { fault };
  }
  const now = clock();
  await write(db, async (tx) => {
    if ("size" in read) {
      const before = await queries.markWhole(tx, key, now, read.size);
      await queries.countDone(tx, dateOf(now), {
        checked: 1,
        checkedBytes: read.size,
        ...(isDamage(before?.fault ?? null) && { mended: 1 }),
      });
      return;
    }
    // Purged or disposed of since it was chosen; whoever is about to do so is waited for.
    if (read.fault === "missing" && !(await isNamed(tx, key))) return await queries.forgetObject(tx, key);
    const before = await queries.markFault(tx, key, now, read.fault, days);
    const isNew = before !== undefined && !isDamage(before.fault) && isDamage(read.fault);
    await queries.countDone(tx, dateOf(now), { checked: 1, ...(isNew && { damaged: 1 }) });
  });
}

async function readWhole(
  { blobs, signal }: ScrubDeps,
  key: string,
  pace: (bytes: number) => Promise<void>,
): Promise<number> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of await blobs.get(key)) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
    await pace((chunk as Buffer).length);
  }
  if (hash.digest("hex") !== key.split("/").at(-1)) throw new EvidenceProblem("digest-differs", key);
  return size;
}

/** What an error says of the object; undefined when it says something of the store. */
function faultOf(error: unknown): ObjectFault | undefined {
  if (error instanceof EvidenceProblem) return OBJECT_FAULTS.find((fault) => fault === error.fault);
  if (error instanceof Refusal && error.code === "not-found") return "missing";
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && OF_THE_FILE.has(code) ? "unreadable" : undefined;
}

/** Waits so that no more than `rate` bytes a second go by, and keeps the lease meanwhile. */
function paceOf({ db, holder, wait }: ScrubDeps, rate: number): (bytes: number) => Promise<void> {
  const begun = performance.now();
  let renewed = begun;
  let total = 0;
  return async (bytes) => {
    total += bytes;
    const ahead = (total / rate) * 1000 - (performance.now() - begun);
    // Short naps only cost; a nap is never longer than the lease is safe.
    if (ahead > 50) await wait(Math.min(ahead, 1000));
    if (performance.now() - renewed < RENEW_MS) return;
    renewed = performance.now();
    if (!(await write(db, (tx) => queries.takeDuty(tx, DUTY, holder, LEASE_SECONDS)))) throw new Lost();
  };
}

/** One entry and one notice for all that was found since the last, however many objects are concerned. */
async function tellNews(tx: Tx, now: Date): Promise<void> {
  const news = await queries.takeNews(tx, DUTY, now);
  if (!news) return;
  for (const [kind, { count, keys }] of [
    ["storage.damaged", news.damaged],
    ["storage.mended", news.mended],
  ] as const) {
    if (count === 0) continue;
    await emit(tx, ACTOR, now, {
      kind,
      object: { type: "platform", id: PLATFORM },
      subjectId: null,
      data: { count, objects: keys },
    });
  }
}

function write<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withActor(db, ACTOR, "write", work);
}
