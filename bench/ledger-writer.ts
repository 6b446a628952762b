/**
 * Child of bench/ledger.ts: appends entries of about 500 bytes in transactions of 100, each durable, at a
 * rate, over several connections, and says how many. Arguments: URL, seconds, entries a second, connections.
 */
import type { DomainEvent } from "@yunjian/domain";
import { newId } from "../packages/server/src/platform/ids.ts";
import { appendEntries } from "../packages/server/src/platform/ledger/append.ts";
import { createKysely, createPool } from "../packages/server/src/platform/postgres/pool.ts";
import type { Database } from "../packages/server/src/platform/schema.ts";
import { platformActor, withActor } from "../packages/server/src/platform/tenancy.ts";

const [url = "", seconds = "", rate = "", connections = ""] = process.argv.slice(2);
const BATCH = 100;
const workers = Number(connections);
const db = createKysely<Database>(createPool(url, { max: workers, name: "bench-writer" }));
const actor = platformActor("bench");
const filler = "0123456789abcdef".repeat(10).slice(0, 150);
const started = performance.now();
const end = started + Number(seconds) * 1000;
let written = 0;

const events = (now: Date): DomainEvent[] =>
  Array.from({ length: BATCH }, (_, n) => ({
    kind: "cloud.changed",
    object: { type: "cloud", id: newId(now) },
    subjectId: null,
    data: { n, filler },
  }));

const worker = async (): Promise<void> => {
  while (performance.now() < end) {
    // Paced, so that what is measured is whether the sequencer keeps up, not whether writers outrun it.
    const ahead = started + (written / Number(rate)) * 1000 - performance.now();
    if (ahead > 0) {
      await new Promise((resolve) => setTimeout(resolve, ahead));
      continue;
    }
    written += BATCH;
    const now = new Date();
    await withActor(db, actor, "write", (tx) => appendEntries(tx, actor, now, events(now)));
  }
};
await Promise.all(Array.from({ length: workers }, worker));
const took = (performance.now() - started) / 1000;
await db.destroy();
process.stdout.write(`${JSON.stringify({ written, took })}\n`);
