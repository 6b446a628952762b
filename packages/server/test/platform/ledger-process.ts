/**
 * Started by ledger-faults.test.ts: a server's ledger with a writer beside it, until it is killed. Arguments:
 * database URL, folder of the keys. Says the id of every entry after its commit.
 */
import { pino } from "pino";
import { newId } from "../../src/platform/ids.ts";
import { appendEntries } from "../../src/platform/ledger/append.ts";
import { startLedger } from "../../src/platform/ledger/background.ts";
import { ledgerSigner } from "../../src/platform/ledger/key.ts";
import { createKysely, createPool } from "../../src/platform/postgres/pool.ts";
import type { Database } from "../../src/platform/schema.ts";
import { platformActor, withActor } from "../../src/platform/tenancy.ts";

const [url = "", folder = ""] = process.argv.slice(2);
const db = createKysely<Database>(createPool(url, { max: 4 }));
const signer = await ledgerSigner(`${folder}/keys`, ["sha256", "sm3"]);
const clock = (): Date => new Date();
startLedger(
  { db, clock, log: pino({ level: "silent" }), signer, copyFolder: `${folder}/ledger-${process.pid % 2}` },
  () => {},
);
const actor = platformActor("fault");
for (;;) {
  const now = clock();
  const events = Array.from({ length: 7 }, (_, n) => ({
    kind: "cloud.changed" as const,
    object: { type: "cloud" as const, id: newId(now) },
    subjectId: null,
    data: { n },
  }));
  try {
    const ids = await withActor(db, actor, "write", (tx) => appendEntries(tx, actor, now, events));
    process.stdout.write(`${ids.join("\n")}\n`);
  } catch {
    // The database is away for a moment; what was not acknowledged is not owed.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
