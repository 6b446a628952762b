import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { getEntryProof, getObjectHistory, getRecordState } from "@yunjian/contract";
import type { DomainEvent } from "@yunjian/domain";
import {
  claimOf,
  LedgerFailure,
  type LogSource,
  parseVerifier,
  type Trust,
  verifyLog,
  verifyProof,
} from "@yunjian/ledger";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addCheckpoint } from "../../cli/src/witness/witness.ts";
import { WitnessState } from "../../cli/src/witness/state.ts";
import type { Outgoing } from "../src/platform/http/outgoing.ts";
import { newId } from "../src/platform/ids.ts";
import { appendEntries } from "../src/platform/ledger/append.ts";
import { Guard } from "../src/platform/ledger/guard.ts";
import { NATIVE } from "../src/platform/ledger/hashes.ts";
import { ledgerSigner } from "../src/platform/ledger/key.ts";
import { makeSecret, makeSm2Secret, type Signer, signerOf } from "../src/platform/ledger/note.ts";
import { LogForked } from "../src/platform/ledger/problems.ts";
import { learn, publish } from "../src/platform/ledger/publish.ts";
import { scrub } from "../src/platform/ledger/scrub.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { succeed } from "../src/platform/ledger/succeed.ts";
import { verifyRecord } from "../src/platform/ledger/verify.ts";
import { connect, createKysely, createPool } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import { type Db, platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { cloneDatabase } from "./database.ts";
import { makeWorld, type World } from "./world.ts";

const now = new Date("2026-11-20T02:00:00Z");
const secret = makeSecret("yunjian/test");
const sm2 = makeSm2Secret("yunjian/test");
const both = signerOf(secret, { sm2, trees: ["sha256", "sm3"] });
const trustOf = (signer: Signer, more: Partial<Trust> = {}): Trust => ({
  log: signer.trees.flatMap((tree) => tree.verifiers.map((text) => parseVerifier(text))),
  ...more,
});

async function write(db: Db, count: number): Promise<void> {
  const actor = platformActor("t");
  const events = Array.from(
    { length: count },
    (_, n): DomainEvent => ({
      kind: "cloud.changed",
      object: { type: "cloud", id: newId(now) },
      subjectId: null,
      data: { n },
    }),
  );
  await withActor(db, actor, "write", async (tx) => {
    for (let at = 0; at < count; at += 1000) await appendEntries(tx, actor, now, events.slice(at, at + 1000));
  });
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-ledger-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("trees in the database", () => {
  let db: Db;
  let admin: pg.Client;
  beforeEach(async () => {
    const { urls } = await cloneDatabase();
    db = createKysely<Database>(createPool(urls.app, { max: 8 }));
    admin = await connect(urls.admin, { role: "yunjian_owner" });
    return async () => {
      await admin.end();
      await db.destroy();
    };
  });
  const treesNow = async () =>
    (await admin.query<{ tree: string; size: number }>("select tree, size from ledger_tree order by tree"))
      .rows;

  it("grow together, batch by batch, and are whole at every size", async () => {
    for (const count of [1, 254, 1, 1, 255, 5200]) {
      await write(db, count);
      await sequence(db, both, now);
    }
    const report = await verifyRecord(db);
    expect(report).toMatchObject({ size: 5712, problems: [] });
    expect(report.trees.map(({ tree, size }) => [tree, size])).toEqual([
      ["sha256", 5712],
      ["sm3", 5712],
    ]);
    const { rows } = await admin.query<{ note: string }>(
      "select note from record_checkpoint where tree = 'sm3' order by size desc limit 1",
    );
    expect(rows[0]?.note).toMatch(/^yunjian\/test\/sm3\n5712\n/);
    expect(rows[0]?.note.match(/^— yunjian\/test\/sm3 /gm)).toHaveLength(2);
  });

  it("are built from the stored entries of a log that had none, or SHA-256 alone, and may be interrupted", async () => {
    await write(db, 6000);
    await sequence(db, signerOf(secret), now);
    // As migration 0015 finds the data of the release before: checkpoints, and no tile.
    await admin.query("delete from ledger_tile; delete from ledger_tree");
    await write(db, 10);
    await admin.query(`create function stop_here() returns trigger language plpgsql security definer as $$
      begin if new.tree = 'sm3' and new.size > 5000 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$;
      create trigger stop before update on ledger_tree for each row execute function stop_here()`);
    await expect(sequence(db, both, now)).rejects.toThrow();
    await admin.query("drop trigger stop on ledger_tree");
    await sequence(db, both, now);
    await write(db, 3);
    await sequence(db, both, now);
    expect(await treesNow()).toEqual([
      { tree: "sha256", size: 6013 },
      { tree: "sm3", size: 6013 },
    ]);
    expect((await verifyRecord(db)).problems).toEqual([]);
  });

  it("refuse to be built over entries that are not what was signed", async () => {
    await write(db, 300);
    await sequence(db, signerOf(secret), now);
    await admin.query("delete from ledger_tile; delete from ledger_tree");
    await admin.query(`update record_entry set body = body || ' '::bytea, leaf_hash = sha256('\\x00'::bytea || body || ' '::bytea)
      where id = (select entry_id from record_order where position = 7)`);
    await write(db, 1);
    await expect(sequence(db, both, now)).rejects.toMatchObject({ name: "TreeDamaged" });
  });

  it("mend a damaged edge before signing on it, and say so", async () => {
    await write(db, 300);
    await sequence(db, both, now);
    await admin.query(
      "update ledger_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where tree = 'sm3' and n = 1",
    );
    expect((await verifyRecord(db)).problems.map((each) => each.kind)).toEqual(["tile-wrong"]);
    const said: string[] = [];
    const guard = await Guard.open(path.join(folder, "edge"), both, (tree, tiles) =>
      said.push(`${tree} ${tiles}`),
    );
    await write(db, 1);
    await sequence(db, both, now, { guard });
    expect(said).toEqual(["sm3 1"]);
    expect((await verifyRecord(db)).problems).toEqual([]);
  });

  it("are scrubbed: tiles are rebuilt from entries, entries are reported and never touched", async () => {
    await write(db, 70_000);
    await sequence(db, both, now);
    expect(await scrub(db, now, 1000)).toMatchObject({ read: 273, mended: [], problems: [] });
    const later = new Date(now.getTime() + 25 * 3_600_000);
    await admin.query(
      "update ledger_tile set hashes = set_byte(hashes, 99, get_byte(hashes, 99) # 4) where (tree, level, n) in (('sm3', 0, 5), ('sha256', 1, 0))",
    );
    await admin.query(
      "update record_entry set body = set_byte(body, 30, get_byte(body, 30) # 1) where id = (select entry_id from record_order where position = 3000)",
    );
    const found = await scrub(db, later, 1000);
    expect([...found.mended].sort()).toEqual(["sha256 tile/1/000", "sm3 tile/0/005"]);
    expect(found.problems).toMatchObject([{ n: 11 }]);
    expect(found.problems[0]?.problem).toContain("entry 3000");
    const { rows } = await admin.query(
      "select n, seen_at, problem_at from ledger_seen where problem is not null",
    );
    expect(rows).toEqual([{ n: 11, seen_at: now, problem_at: later }]);
    const kinds = (await verifyRecord(db)).problems.map((each) => each.kind);
    expect(kinds.filter((kind) => kind === "body-changed")).toHaveLength(1);
  }, 120_000);

  it("do not believe a clock that jumps: no checkpoint is older than the one before, heartbeats go on", async () => {
    await write(db, 1);
    await sequence(db, both, now);
    await write(db, 1);
    await sequence(db, both, new Date(now.getTime() - 365 * 86_400_000));
    const { rows } = await admin.query<{ at: Date }>(
      "select at from record_checkpoint where tree = 'sha256' order by size",
    );
    expect(rows.map((row) => row.at)).toEqual([now, now]);
    expect((await verifyRecord(db)).problems).toEqual([]);
    const renewed = async () =>
      (
        await admin.query<{ renewed_at: Date }>(
          "select renewed_at from record_checkpoint where tree = 'sm3' order by size desc limit 1",
        )
      ).rows[0]?.renewed_at;
    await sequence(db, both, new Date(now.getTime() + 60_000));
    expect(await renewed()).toEqual(now);
    const hour = new Date(now.getTime() + 3_600_000);
    await sequence(db, both, hour);
    expect(await renewed()).toEqual(hour);
    const { rows: count } = await admin.query<{ n: number }>("select count(*) as n from record_checkpoint");
    expect(count[0]?.n).toBe(4);
  });

  it("go on under a new key after a loss, with the loss in the record and the old proofs valid", async () => {
    const home = path.join(folder, newId(now));
    const keysFolder = path.join(home, "keys");
    const old = await ledgerSigner(keysFolder, ["sha256", "sm3"]);
    const guard = await Guard.open(path.join(home, "ledger"), old);
    await write(db, 20);
    await sequence(db, old, now, { guard });
    await publish(db, old, now, { witnesses: [], quorum: 0, guard });
    // What the copy says is more than the database has.
    const beyond = old.trees[0]?.sign(`${old.name}\n25\n${Buffer.alloc(32, 9).toString("base64")}\n`) ?? "";
    writeFileSync(path.join(home, "ledger", "newest-sha256.checkpoint"), beyond);
    await write(db, 1);
    const warned = await Guard.open(path.join(home, "ledger"), old);
    await expect(sequence(db, old, now, { guard: warned })).rejects.toBeInstanceOf(LogForked);
    const options = {
      keysFolder,
      copyFolder: path.join(home, "ledger"),
      trees: ["sha256", "sm3"] as const,
      reason: "恢复自备份",
      last: beyond,
    };
    const done = await succeed(db, now, options);
    expect(done).toMatchObject({ former: old.verifier, lastSize: 25, keptSize: 20 });
    const heir = await ledgerSigner(keysFolder, ["sha256", "sm3"]);
    expect(heir.verifier).toBe(done.verifier);
    expect(heir.verifier).not.toBe(old.verifier);
    await sequence(db, heir, now, { guard: await Guard.open(path.join(home, "ledger"), heir) });
    const report = await verifyRecord(db);
    expect(report).toMatchObject({ size: 22, problems: [], verifier: heir.verifier });
    const { rows } = await admin.query<{ body: Buffer }>(
      "select body from record_entry where kind = 'ledger.succeeded'",
    );
    expect(JSON.parse(rows[0]?.body.toString() ?? "{}")).toMatchObject({
      data: { former: old.verifier, lastSize: 25, keptSize: 20 },
    });
    await write(db, 1);
    await expect(sequence(db, old, now)).rejects.toMatchObject({ name: "ForeignKey" });
  });

  describe("with witnesses", () => {
    let states: WitnessState[];
    let send: Outgoing;
    let down: Set<string>;
    const witnesses = () =>
      states.map((state, i) => ({ verifier: state.key.key.text, url: `https://w${i}.example` }));
    const options = async (more: object = {}) => ({
      witnesses: witnesses(),
      quorum: 2,
      guard: await Guard.open(path.join(folder, newId(now)), both),
      send,
      ...more,
    });
    beforeEach(async () => {
      down = new Set();
      states = [];
      for (let i = 0; i < 3; i += 1)
        states.push(await WitnessState.open(path.join(folder, newId(now)), `audit.example/w${i}`));
      const keys = trustOf(both).log;
      send = async (address, request) => {
        const url = new URL(address);
        if (down.has(url.hostname)) throw new TypeError("fetch failed");
        const state = states[Number(/\d/.exec(url.hostname)?.[0])] as WitnessState;
        const reply = await addCheckpoint(state, keys, String(request?.body), now);
        return new Response(reply.body, {
          status: reply.status,
          headers: { "content-type": reply.type ?? "text/plain" },
        });
      };
    });
    const published = async () =>
      (
        await admin.query<{ size: number; note: string }>(
          "select size, note from record_checkpoint where published_at is not null order by size desc, tree",
        )
      ).rows;

    it("publish when enough of them have cosigned, both trees at once, and write a copy down outside", async () => {
      const given = await options();
      const put = (at: Date) => sequence(db, both, at, { publish: false, guard: given.guard });
      await write(db, 300);
      await put(now);
      expect(await published()).toEqual([]);
      down = new Set(["w0.example", "w1.example"]);
      await publish(db, both, now, given);
      expect(await published()).toEqual([]);
      down = new Set(["w0.example"]);
      await publish(db, both, now, given);
      const rows = await published();
      expect(rows.map((row) => row.size)).toEqual([300, 300]);
      const trust = trustOf(both, { witnesses: states.map((state) => state.key.key), quorum: 2 });
      for (const { note } of rows) expect(note.match(/^— audit/gm)).toHaveLength(2);
      down = new Set();
      await write(db, 400);
      await put(now);
      await publish(db, both, now, given);
      expect((await published())[0]?.note.match(/^— audit/gm)).toHaveLength(3);
      const { rows: said } = await admin.query("select size, problem from ledger_witness order by url");
      expect(said).toEqual([
        { size: 700, problem: null },
        { size: 700, problem: null },
        { size: 700, problem: null },
      ]);
      expect(trust.quorum).toBe(2);
    });

    it("keep a restored backup from going on, by the copy or by a witness, and a copied server as well", async () => {
      const copy = path.join(folder, newId(now));
      const guard = await Guard.open(copy, both);
      const given = await options({ guard });
      await write(db, 300);
      await sequence(db, both, now, { guard });
      await publish(db, both, now, given);
      const { urls } = await cloneDatabase();
      const restored = createKysely<Database>(createPool(urls.app, { max: 4 }));
      // A database that holds other entries under the same keys.
      await write(restored, 200);
      const byCopy = await Guard.open(copy, both);
      await expect(sequence(restored, both, now, { guard: byCopy })).rejects.toBeInstanceOf(LogForked);
      // Without the copy, the witnesses tell: first by their size, then by their root.
      const blind = await options();
      await sequence(restored, both, now, { guard: blind.guard, publish: false });
      await learn(restored, both, blind);
      await write(restored, 1);
      await expect(sequence(restored, both, now, { guard: blind.guard })).rejects.toBeInstanceOf(LogForked);
      await write(restored, 200);
      const fresh = await options();
      await sequence(restored, both, now, { guard: fresh.guard, publish: false });
      await expect(publish(restored, both, now, fresh)).rejects.toBeInstanceOf(LogForked);
      const { rows } = await (await connect(urls.admin, { role: "yunjian_owner" })).query(
        "select 1 from record_checkpoint where published_at is not null",
      );
      expect(rows).toEqual([]);
      await restored.destroy();
    });

    it("are refused by the witness when rewritten, forged or of another log; its state outlives it", async () => {
      const [state] = states as [WitnessState];
      const keys = trustOf(both).log;
      await write(db, 10);
      await sequence(db, both, now);
      const { rows } = await admin.query<{ note: string }>(
        "select note from record_checkpoint where tree = 'sha256'",
      );
      const note = rows[0]?.note ?? "";
      const ask = (body: string) => addCheckpoint(state, keys, body, now);
      expect(await ask(`old 0\n\n${note}`)).toMatchObject({ status: 200 });
      expect(await ask(`old 0\n\n${note}`)).toEqual({ status: 409, type: "text/x.tlog.size", body: "10\n" });
      expect(await ask(`old 10\n\n${note}`)).toMatchObject({ status: 200 });
      expect(await ask(`old 11\n\n${note}`)).toMatchObject({ status: 400 });
      expect(await ask(`old 10\n\n${note.replace("\n10\n", "\n12\n")}`)).toMatchObject({ status: 403 });
      expect(await ask("nonsense")).toMatchObject({ status: 400 });
      const stranger = signerOf(makeSecret("yunjian/other"));
      const sign = (signer: Signer, size: number) =>
        signer.trees[0]?.sign(`${signer.name}\n${size}\n${Buffer.alloc(32, 7).toString("base64")}\n`) ?? "";
      expect(await ask(`old 0\n\n${sign(stranger, 5)}`)).toMatchObject({ status: 404 });
      expect(await ask(`old 10\n\n${sign(both, 10)}`)).toMatchObject({ status: 409, body: "10\n" });
      expect(await ask(`old 10\nAAAA\n\n${sign(both, 20)}`)).toMatchObject({ status: 400 });
      expect(await ask(`old 10\n${Buffer.alloc(32).toString("base64")}\n\n${sign(both, 20)}`)).toMatchObject({
        status: 422,
      });
      // A hundred at once: one cosigned history.
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask(`old 10\n\n${note}`)));
      expect(answers.every((answer) => answer.status === 200)).toBe(true);
      await state.close();
      const again = await WitnessState.open(state.folder, "ignored");
      expect(again.key.key.text).toBe(state.key.key.text);
      expect(await addCheckpoint(again, keys, `old 0\n\n${note}`, now)).toMatchObject({
        status: 409,
        body: "10\n",
      });
      const file = readFileSync(path.join(again.folder, "witness.key"), "utf8");
      writeFileSync(path.join(again.folder, "witness.key"), file.slice(0, 40));
      await again.close();
      await expect(WitnessState.open(again.folder, "x")).rejects.toThrow(LedgerFailure);
    });
  });
});

describe("over HTTP", () => {
  let test: TestApp;
  let world: World;
  beforeAll(async () => {
    test = await startApp();
    world = await makeWorld(test);
    await write(test.db, 300);
    await sequence(test.db, both, test.clock.read());
  });
  const source = (cookie?: string): LogSource => ({
    read: async (name) => {
      const answer = await test.app.inject({
        url: `/ledger/${name}`,
        ...(cookie && { headers: { cookie } }),
      });
      if (answer.statusCode === 404) return undefined;
      if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
      return new Uint8Array(answer.rawPayload);
    },
  });

  it("the whole log is verified from what is published, entries by whoever may read the record", async () => {
    const check = { trees: ["sha256", "sm3"] as const, trust: trustOf(both), hashes: NATIVE };
    const audit = await world.as("auditAdmin");
    const { size } = await audit.call(getRecordState, {});
    const seen: number[] = [];
    const report = await verifyLog(source(audit.cookie()), {
      ...check,
      entries: true,
      onEntry: (i) => seen.push(i),
    });
    expect(report.size).toBe(size);
    expect(seen).toHaveLength(size);
    expect((await verifyLog(source(), { ...check, entries: false })).size).toBe(size);
    await expect(verifyLog(source(), { ...check, entries: true })).rejects.toThrow("HTTP 401");
    const lead = await world.as("provider1Lead");
    await expect(verifyLog(source(lead.cookie()), { ...check, entries: true })).rejects.toThrow("HTTP 403");
    const district = await world.as("districtLead");
    await expect(verifyLog(source(district.cookie()), { ...check, entries: true })).rejects.toThrow(
      "HTTP 403",
    );
  });

  it("resources have the headers of their kind, and what is not there is not there", async () => {
    const get = (url: string) => test.app.inject({ url });
    const checkpoint = await get("/ledger/sm3/checkpoint");
    expect(checkpoint.headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-cache",
    });
    const tile = await get("/ledger/sm3/tile/0/000");
    expect(tile.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(tile.rawPayload).toHaveLength(8192);
    expect((await get("/ledger/keys")).payload.trim().split("\n")).toEqual(
      both.trees.flatMap((tree) => tree.verifiers),
    );
    const missing = [
      "/ledger/md5/checkpoint",
      "/ledger/sm3/tile/0/001",
      "/ledger/sm3/tile/0/099",
      "/ledger/sm3/tile/0/x001/001",
      "/ledger/sm3/tile/9/000",
      "/ledger/sm3/tile/0/1",
      "/ledger/sm3/tile/0/000.p/300",
      "/ledger/sm3/tile/0/999999999999999999999",
    ];
    for (const url of missing) expect((await get(url)).statusCode, url).toBe(404);
  });

  it("a person takes the proof of an entry away and checks it without us; others see none", async () => {
    const lead = await world.as("provider1Lead");
    const { items } = await lead.call(getObjectHistory, {
      params: { type: "cloud", id: world.clouds.cloud1 },
      query: {},
    });
    const [entry] = items;
    const { position, trees } = await lead.call(getEntryProof, { params: { id: entry?.id ?? "" } });
    expect(position).toBe(entry?.position);
    expect(trees.map(({ tree }) => tree)).toEqual(["sha256", "sm3"]);
    for (const { proof, tree } of trees) {
      const found = verifyProof(proof, trustOf(both));
      expect(found).toMatchObject({ index: position, tree });
      expect(JSON.parse(Buffer.from(found.entry).toString())).toMatchObject({
        id: entry?.id,
        kind: entry?.kind,
      });
      expect(claimOf(proof).origin).toBe(tree === "sm3" ? "yunjian/test/sm3" : "yunjian/test");
    }
    const stranger = await world.as("provider2Member");
    await expect(stranger.call(getEntryProof, { params: { id: entry?.id ?? "" } })).rejects.toMatchObject({
      problem: { name: "not-found" },
    });
    const audit = await world.as("auditAdmin");
    await write(test.db, 1);
    const owner = await connect(test.adminUrl, { role: "yunjian_owner" });
    const { rows } = await owner.query<{ entry_id: string }>("select entry_id from record_pending limit 1");
    await owner.end();
    expect(await audit.call(getEntryProof, { params: { id: rows[0]?.entry_id ?? "" } })).toMatchObject({
      position: null,
      trees: [],
    });
  });
});
