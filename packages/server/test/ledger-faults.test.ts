import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ledgerSigner } from "../src/platform/ledger/key.ts";
import type { Signer } from "../src/platform/ledger/note.ts";
import { scrub } from "../src/platform/ledger/scrub.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { verifyRecord } from "../src/platform/ledger/verify.ts";
import { connect, createKysely, createPool } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import type { Db } from "../src/platform/tenancy.ts";
import { cloneDatabase } from "./database.ts";

// Whatever happens to processes and database: what was acknowledged is in the log, once, and the log is whole.
vi.setConfig({ testTimeout: 120_000 });

const PROCESS = path.join(import.meta.dirname, "platform/ledger-process.ts");
let folder: string;
let db: Db;
let admin: pg.Client;
let url: string;
let signer: Signer;
let acknowledged: string[];
const running = new Set<ChildProcess>();

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-faults-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  const { urls } = await cloneDatabase();
  url = urls.app;
  db = createKysely<Database>(createPool(urls.app, { max: 4 }));
  admin = await connect(urls.admin, { role: "yunjian_owner" });
  signer = await ledgerSigner(path.join(folder, "keys"), ["sha256", "sm3"]);
  acknowledged = [];
  return async () => {
    for (const child of running) child.kill("SIGKILL");
    await admin.end();
    await db.destroy();
  };
});

function start(): ChildProcess {
  const child = spawn(process.execPath, [PROCESS, url, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    acknowledged.push(...lines);
  });
  running.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  running.delete(child);
}

async function begun(more: number): Promise<void> {
  const from = acknowledged.length;
  await expect
    .poll(() => acknowledged.length - from, { timeout: 60_000, interval: 10 })
    .toBeGreaterThan(more);
}

/** fsck, and every acknowledged entry once in the log. */
async function whole(): Promise<number> {
  await expect
    .poll(async () => (await sequence(db, signer, new Date())).leader, { timeout: 20_000 })
    .toBe(true);
  const report = await verifyRecord(db);
  expect(report.problems).toEqual([]);
  const { rows } = await admin.query<{ entry_id: string }>("select entry_id from record_order");
  const ordered = new Set(rows.map((row) => row.entry_id));
  expect(acknowledged.filter((id) => !ordered.has(id))).toEqual([]);
  expect(rows).toHaveLength(ordered.size);
  expect(report.trees.map((tree) => tree.size)).toEqual([rows.length, rows.length]);
  return rows.length;
}

it("kill -9 at any moment, again and again", async () => {
  for (let round = 0; round < 6; round += 1) {
    const child = start();
    await begun(20);
    await sleep(Math.random() * 700);
    await kill(child);
    expect(await whole()).toBeGreaterThan(0);
  }
});

it("two sequencers, each killed while the other works", async () => {
  let [one, two] = [start(), start()];
  await begun(50);
  for (let round = 0; round < 4; round += 1) {
    await sleep(Math.random() * 400);
    await kill(one);
    [one, two] = [two, start()];
    await begun(50);
  }
  await Promise.all([kill(one), kill(two)]);
  expect(await whole()).toBeGreaterThan(0);
});

it("the database gone and back: every connection cut while it works", async () => {
  const child = start();
  await begun(50);
  for (let round = 0; round < 5; round += 1) {
    await admin
      .query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = 'yunjian_app'",
      )
      .catch(() => admin.query("select 1"));
    await begun(20);
  }
  await kill(child);
  expect(await whole()).toBeGreaterThan(0);
});

it("the disk full while it orders: nothing is half done, and it goes on when there is room", async () => {
  await admin.query(`create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
  for (const table of ["ledger_tile", "record_checkpoint", "record_order"]) {
    await admin.query(
      `create trigger full_disk before insert on ${table} for each row execute function no_room()`,
    );
    const child = start();
    await begun(20);
    await sleep(500);
    await kill(child);
    await expect(sequence(db, signer, new Date())).rejects.toMatchObject({ code: "53100" });
    await admin.query(`drop trigger full_disk on ${table}`);
    await whole();
  }
});

it("flipped bits in every kind of stored hash are found, and mended where entries are whole", async () => {
  const child = start();
  await begun(1200);
  await kill(child);
  const size = await whole();
  const flips = [
    "update ledger_tile set hashes = set_byte(hashes, 7, get_byte(hashes, 7) # 128) where level = 0 and n = 1",
    "update ledger_tile set hashes = set_byte(hashes, 7, get_byte(hashes, 7) # 1) where level = 1",
    "delete from ledger_tile where level = 0 and n = 0 and tree = 'sm3'",
  ];
  let later = Date.now();
  for (const flip of flips) {
    await admin.query(flip);
    expect((await verifyRecord(db)).problems.map((each) => each.kind)).toContain("tile-wrong");
    later += 25 * 3_600_000;
    await scrub(db, new Date(later), Math.ceil(size / 256));
    await admin.query(
      "insert into record_entry select gen_random_uuid(), at, kind, schema_version, actor_person, actor_org, subject_id, object_type, object_id, request_id, body, leaf_hash from record_entry limit 1",
    );
    await admin.query(
      "insert into record_pending select id from record_entry e where not exists (select from record_order o where o.entry_id = e.id) on conflict do nothing",
    );
    // The next signature mends the edge, or refuses to be made.
    await sequence(db, signer, new Date(later));
    const kinds = (await verifyRecord(db)).problems.map((each) => each.kind);
    // The copied body names another id: the only difference left is the one this test made itself.
    expect(kinds.filter((kind) => kind !== "columns-changed")).toEqual([]);
  }
});
