import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  bundlePath,
  inclusionRanges,
  rootsOf,
  TILE_WIDTH,
  tilePath,
  tilesOf,
  TREES,
  widthOf,
  writeBundle,
} from "@yunjian/ledger";
import { startLedger } from "../packages/server/src/platform/ledger/background.ts";
import { appendEntry } from "../packages/server/src/platform/ledger/append.ts";
import { NATIVE } from "../packages/server/src/platform/ledger/hashes.ts";
import { newId } from "../packages/server/src/platform/ids.ts";
import { ledgerSigner } from "../packages/server/src/platform/ledger/key.ts";
import type { Signer } from "../packages/server/src/platform/ledger/note.ts";
import { sequence } from "../packages/server/src/platform/ledger/sequencer.ts";
import { entriesFrom, readTiles } from "../packages/server/src/platform/ledger/tiles.ts";
import { verifyRecord } from "../packages/server/src/platform/ledger/verify.ts";
import { createLog } from "../packages/server/src/platform/log.ts";
import { startEmbedded } from "../packages/server/src/platform/postgres/launcher.ts";
import { migrate } from "../packages/server/src/platform/postgres/migrate.ts";
import { connect, createKysely, createPool } from "../packages/server/src/platform/postgres/pool.ts";
import { ROLES } from "../packages/server/src/platform/postgres/roles.ts";
import type { Database } from "../packages/server/src/platform/schema.ts";
import { type Db, platformActor, withActor } from "../packages/server/src/platform/tenancy.ts";
import { figure, percentile, type Report } from "./figure.ts";

const RATE = 10_500;
const SILENT = createLog({ level: "silent" });

type Admin = Awaited<ReturnType<typeof connect>>;

interface Bench {
  readonly db: Db;
  readonly admin: Admin;
  readonly signer: Signer;
  readonly appUrl: string;
  readonly report: Report;
}

/** The ledger on a database of its own, durable as a real one. `sizes`: trees that proofs are measured on. */
export async function ledger(report: Report, seconds: number, sizes: readonly number[]): Promise<void> {
  if (seconds > 0) {
    await onOwnDatabase(report, async (bench) => {
      await addedCost(bench);
      await latency(bench);
      await throughput(bench, seconds);
    });
  }
  if (sizes.length > 0) await onOwnDatabase(report, (bench, dataDir) => growth(bench, sizes, dataDir));
}

async function onOwnDatabase(
  report: Report,
  work: (bench: Bench, dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "yunjian-bench-ledger-"));
  const database = await startEmbedded({ dataDir });
  try {
    await migrate(database.urls.admin, ROLES.app);
    const bench: Bench = {
      db: createKysely<Database>(createPool(database.urls.app, { max: 8, statementTimeout: 0 })),
      admin: await connect(database.urls.admin, { role: ROLES.owner }),
      signer: await ledgerSigner(path.join(dataDir, "keys"), ["sha256", "sm3"]),
      appUrl: database.urls.app,
      report,
    };
    try {
      await work(bench, dataDir);
    } finally {
      await bench.db.destroy();
      await bench.admin.end();
    }
  } finally {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * One durable transaction as a request that changes something opens it (visibility, idempotency key, a row read,
 * a row written, the answer kept), with and without its entry, in turn. Authentication, validation and HTTP are
 * left out, so the share of a whole request is smaller.
 */
async function addedCost({ db, report }: Bench): Promise<void> {
  const actor = platformActor("bench");
  const times = { without: [] as number[], with: [] as number[] };
  for (let i = 0; i < 1000; i += 1) {
    const kind = i % 2 === 0 ? "without" : "with";
    const now = new Date();
    const key = newId(now);
    const begun = performance.now();
    await withActor(db, actor, "write", async (tx) => {
      const own = { caller: "bench", key };
      await tx
        .insertInto("idempotency")
        .values({ ...own, route: "bench", request_hash: key, response: "null", created_at: now })
        .execute();
      await tx.selectFrom("clock_cursor").selectAll().where("name", "=", "bench").execute();
      await tx
        .insertInto("clock_cursor")
        .values({ name: "bench", at: now })
        .onConflict((oc) => oc.column("name").doUpdateSet({ at: now }))
        .execute();
      if (kind === "with") {
        const object = { type: "cloud", id: key } as const;
        await appendEntry(tx, actor, now, { kind: "cloud.changed", object, subjectId: null, data: { i } });
      }
      await tx
        .updateTable("idempotency")
        .set({ response: JSON.stringify({ id: key }) })
        .where("caller", "=", "bench")
        .where("key", "=", key)
        .execute();
    });
    times[kind].push(performance.now() - begun);
  }
  const [without, given] = [times.without, times.with].map((each) =>
    percentile(
      each.sort((a, b) => a - b),
      50,
    ),
  ) as [number, number];
  report.add(
    figure("ledger: state-changing transaction without its entry, p50", without, "ms"),
    figure("ledger: added by the entry", (given / without - 1) * 100, "%", {
      reach: 10,
      against: "bare transaction, no HTTP;",
    }),
  );
}

/** From commit to a published checkpoint, as the server works: twenty requests a second, one entry each. */
async function latency({ db, signer, report }: Bench): Promise<void> {
  const loops = startLedger({ db, clock: () => new Date(), log: SILENT, signer }, () => {});
  const actor = platformActor("bench");
  const committed: { id: string; at: number }[] = [];
  const published: { size: number; at: number }[] = [];
  const costs: number[] = [];
  let watching = true;
  const watch = (async () => {
    while (watching) {
      const newest = await withActor(db, actor, "read", (tx) =>
        tx
          .selectFrom("record_checkpoint")
          .select("size")
          .where("tree", "=", "sm3")
          .where("published_at", "is not", null)
          .orderBy("size", "desc")
          .limit(1)
          .executeTakeFirst(),
      );
      const size = newest?.size ?? 0;
      if (size > (published.at(-1)?.size ?? 0)) published.push({ size, at: performance.now() });
      await sleep(5);
    }
  })();
  for (let i = 0; i < 300; i += 1) {
    const now = new Date();
    let cost = 0;
    const id = await withActor(db, actor, "write", async (tx) => {
      const begun = performance.now();
      const object = { type: "cloud", id: newId(now) } as const;
      const entry = await appendEntry(tx, actor, now, {
        kind: "cloud.changed",
        object,
        subjectId: null,
        data: { i },
      });
      cost = performance.now() - begun;
      return entry;
    });
    committed.push({ id, at: performance.now() });
    costs.push(cost);
    await sleep(50);
  }
  await sleep(1500);
  watching = false;
  await watch;
  await Promise.all(loops.map((loop) => loop.stop()));
  const positions = await withActor(db, actor, "read", (tx) =>
    tx.selectFrom("record_order").select(["entry_id", "position"]).execute(),
  );
  const at = new Map(positions.map((row) => [row.entry_id, row.position]));
  const waits = committed
    .map(({ id, at: from }) => {
      const position = at.get(id) ?? Number.POSITIVE_INFINITY;
      return (published.find(({ size }) => size > position)?.at ?? Number.POSITIVE_INFINITY) - from;
    })
    .sort((a, b) => a - b);
  costs.sort((a, b) => a - b);
  report.add(
    figure("ledger: commit to checkpoint, p50", percentile(waits, 50) / 1000, "s"),
    figure("ledger: commit to checkpoint, p99", percentile(waits, 99) / 1000, "s", { reach: 1.5 }),
    figure("ledger: entry inside a transaction, p50", percentile(costs, 50), "ms"),
  );
}

async function throughput({ db, admin, signer, appUrl, report }: Bench, seconds: number): Promise<void> {
  const loops = startLedger({ db, clock: () => new Date(), log: SILENT, signer }, () => {});
  const before = await sizeOf(admin);
  const writer = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "ledger-writer.ts"), appUrl, String(seconds), String(RATE), "4"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  writer.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lags: number[] = [];
  const sizes: { readonly size: number; readonly at: number }[] = [];
  let writing = true;
  const watch = (async () => {
    while (writing) {
      const { rows } = await admin.query<{ lag: number | null }>(
        "select extract(epoch from clock_timestamp() - min(e.at))::float8 as lag from (select entry_id from record_pending order by entry_id limit 1) p join record_entry e on e.id = p.entry_id",
      );
      lags.push(rows[0]?.lag ?? 0);
      sizes.push({ size: (await sizeOf(admin)) - before, at: performance.now() });
      await sleep(100);
    }
  })();
  await once(writer, "exit");
  writing = false;
  await watch;
  // From the first entries that were ordered to the last before the writer ended: its own start is not ours.
  const first = sizes.find(({ size }) => size > 0) ?? { size: 0, at: 0 };
  const last = sizes.at(-1) ?? first;
  const rate = ((last.size - first.size) / (last.at - first.at)) * 1000;
  await Promise.all(loops.map((loop) => loop.stop()));
  await sequence(db, signer, new Date());
  lags.sort((a, b) => a - b);
  const { written, took: wrote } = JSON.parse(said) as { written: number; took: number };
  const size = `${seconds} s, ${written} entries, batches of 100, both trees`;
  report.add(
    figure("ledger: appended, durable", written / wrote, "entries/s", { size }),
    figure("ledger: sequenced and signed", rate, "entries/s", {
      reach: 10_000,
      better: "higher",
      size,
    }),
    figure("ledger: lag of the oldest entry, p99", percentile(lags, 99), "s", { reach: 1, size }),
  );
}

async function growth(
  { db, admin, signer, report }: Bench,
  sizes: readonly number[],
  dataDir: string,
): Promise<void> {
  for (const size of sizes) {
    const before = await sizeOf(admin);
    if (before >= size) continue;
    report.say(`record filled to ${size} entries`);
    await fill(admin, before, size);
    if (before === 0)
      await admin.query("insert into record_log (verifier, at) values ($1, now())", [signer.verifier]);
    const begun = performance.now();
    await sequence(db, signer, new Date());
    const took = (performance.now() - begun) / 1000;
    const label = `${size} entries`;
    report.add(
      figure("ledger: both trees built from stored entries", (size - before) / took, "entries/s", {
        size: label,
      }),
    );
    await withActor(db, platformActor("bench"), "read", async (tx) => {
      for (const tree of TREES) {
        const times: number[] = [];
        for (let i = 0; i < 500; i += 1) {
          const index = Math.floor(Math.random() * size);
          const from = performance.now();
          await rootsOf(NATIVE[tree], size, inclusionRanges(size, index), readTiles(tx, tree));
          times.push(performance.now() - from);
        }
        times.sort((a, b) => a - b);
        report.add(
          figure(`ledger: inclusion proof, ${tree}, p50`, percentile(times, 50), "ms", {
            reach: 1,
            size: label,
          }),
          figure(`ledger: inclusion proof, ${tree}, p99`, percentile(times, 99), "ms", { size: label }),
        );
      }
    });
    const stored = await admin.query<{ bytes: number }>(
      "select pg_total_relation_size('ledger_tile') as bytes",
    );
    report.add(
      figure("ledger: tiles stored", (stored.rows[0]?.bytes ?? 0) / size, "bytes/entry", { size: label }),
    );
    if (size >= 100_000) await whole({ db, signer, report }, size, path.join(dataDir, `export-${size}`));
  }
}

/** The command line on an export, as an auditor runs it; and fsck on the database. */
async function whole(
  { db, signer, report }: Pick<Bench, "db" | "signer" | "report">,
  size: number,
  folder: string,
) {
  report.say("export");
  await exportTo(db, size, folder);
  const label = `${size} entries`;
  const verifiers = signer.trees.flatMap((tree) => ["--verifier", tree.verifiers[0] ?? ""]);
  const main = path.join(import.meta.dirname, "../packages/cli/src/main.ts");
  const begun = performance.now();
  const child = spawn(process.execPath, [main, "ledger", "verify", folder, ...verifiers, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "exit");
  const took = (performance.now() - begun) / 1000;
  const { valid } = JSON.parse(said) as { valid: boolean };
  if (!valid) throw new Error(said);
  report.add(
    figure("ledger: full verification by the command line, both trees", took, "s", {
      size: label,
      ...(size === 1_000_000 && { reach: 10 }),
    }),
  );
  await rm(folder, { recursive: true });
  const from = performance.now();
  const { problems } = await verifyRecord(db);
  // The filler has columns of its own making; what counts here is that trees and hashes are whole.
  const wrong = problems.filter((problem) => problem.kind !== "columns-changed");
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong.slice(0, 3)));
  report.add(figure("ledger: fsck of the database", (performance.now() - from) / 1000, "s", { size: label }));
}

async function exportTo(db: Db, size: number, folder: string): Promise<void> {
  const read = <T>(work: Parameters<typeof withActor<T>>[3]) =>
    withActor(db, platformActor("bench"), "read", work);
  const put = async (name: string, bytes: Uint8Array | string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  };
  for (const tree of TREES) {
    const ids = [...tilesOf(size)];
    for (let at = 0; at < ids.length; at += 200) {
      const some = ids.slice(at, at + 200);
      const tiles = await read((tx) => readTiles(tx, tree)(some));
      for (const [i, id] of some.entries()) await put(`${tree}/${tilePath(id)}`, tiles[i] as Uint8Array);
    }
    const note = await read((tx) =>
      tx
        .selectFrom("record_checkpoint")
        .select("note")
        .where("tree", "=", tree)
        .where("size", "=", size)
        .executeTakeFirstOrThrow(),
    );
    await put(`${tree}/checkpoint`, note.note);
  }
  for (let n = 0; widthOf(size, 0, n) > 0; n += 1) {
    const width = widthOf(size, 0, n);
    const entries = await read((tx) => entriesFrom(tx, n * TILE_WIDTH, n * TILE_WIDTH + width));
    await put(`sha256/${bundlePath({ n, width })}`, writeBundle(entries.map((entry) => entry.body)));
  }
}

/** Ordered entries of 500 bytes, as an earlier release without trees would have left them. */
async function fill(admin: Admin, from: number, until: number): Promise<void> {
  await admin.query("set statement_timeout = 0");
  for (let at = from; at < until; at += 50_000) {
    const end = Math.min(until, at + 50_000);
    await admin.query(
      `with made as (
         insert into record_entry (id, at, kind, schema_version, subject_id, object_type, object_id, request_id, body, leaf_hash)
         select gen_random_uuid(), now(), 'cloud.changed', 1, null, 'cloud', gen_random_uuid(), 'bench', body, sha256('\\x00'::bytea || body)
         from (select convert_to(rpad('{"n":' || i || ',"filler":"', 498, 'x') || '"}', 'UTF8') as body from generate_series($1::bigint, $2::bigint - 1) i) b
         returning id)
       insert into record_order (position, entry_id) select $1::bigint + row_number() over () - 1, id from made`,
      [at, end],
    );
  }
  await admin.query("update ledger_head set size = $1", [until]);
  await admin.query("analyze record_entry, record_order");
}

async function sizeOf(admin: Admin): Promise<number> {
  const { rows } = await admin.query<{ size: number }>("select size from ledger_head");
  return rows[0]?.size ?? 0;
}
