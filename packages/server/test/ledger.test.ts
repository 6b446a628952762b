import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { DomainEvent, EventKind } from "@yunjian/domain";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emit } from "../src/platform/events.ts";
import { catchUp, type Follower, type RecordedEvent } from "../src/platform/follow/follow.ts";
import { newId } from "../src/platform/ids.ts";
import { appendEntries } from "../src/platform/ledger/append.ts";
import { ledgerSigner } from "../src/platform/ledger/key.ts";
import { makeSecret, openNote, signerOf } from "../src/platform/ledger/note.ts";
import { ForeignKey, RecordDamaged, sequence } from "../src/platform/ledger/sequencer.ts";
import { verifyRecord } from "../src/platform/ledger/verify.ts";
import { connect, createKysely, createPool } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import { type Db, platformActor, withActor } from "../src/platform/tenancy.ts";
import { cloneDatabase } from "./database.ts";

const now = new Date("2026-11-20T02:00:00Z");
const signer = signerOf(makeSecret("yunjian/test"));
let db: Db;
let admin: pg.Client;

beforeEach(async () => {
  const { urls } = await cloneDatabase();
  db = createKysely<Database>(createPool(urls.app, { max: 20 }));
  admin = await connect(urls.admin, { role: "yunjian_owner" });
  // The owner may do everything but is held by row-level security only when forced: this is the intruder.
  return async () => {
    await admin.end();
    await db.destroy();
  };
});

function happened(kind: EventKind = "cloud.changed"): DomainEvent {
  return {
    kind,
    object: { type: "cloud", id: newId(now) },
    subjectId: null,
    data: { n: 1 },
    secret: { note: "秘密" },
  };
}

async function write(count = 1, kind?: EventKind): Promise<void> {
  await withActor(db, platformActor("t"), "write", async (tx) => {
    if (count > 500)
      await appendEntries(
        tx,
        platformActor("t"),
        now,
        Array.from({ length: count }, () => happened(kind)),
      );
    else for (let i = 0; i < count; i += 1) await emit(tx, platformActor("t"), now, happened(kind));
  });
}

async function positions(): Promise<number[]> {
  const { rows } = await admin.query<{ position: number }>(
    "select position from record_order order by position",
  );
  return rows.map((row) => row.position);
}

const upTo = (size: number): number[] => Array.from({ length: size }, (_, i) => i);

describe("sequencer", () => {
  it("gives contiguous positions by entry id and signs the tree", async () => {
    await write(3);
    expect(await sequence(db, signer, now)).toEqual({ taken: 3, leader: true });
    await write(2);
    await sequence(db, signer, now);
    expect(await positions()).toEqual(upTo(5));
    const { rows } = await admin.query<{ size: number; note: string; root: Buffer }>(
      "select * from record_checkpoint order by size",
    );
    expect(rows.map((row) => row.size)).toEqual([3, 5]);
    const last = rows.at(-1);
    const text = openNote(last?.note ?? "", signer.verifier);
    expect(text).toBe(`yunjian/test\n5\n${last?.root.toString("base64")}\n`);
    expect(openNote((last?.note ?? "").replace("\n5\n", "\n6\n"), signer.verifier)).toBeUndefined();
    expect(openNote(last?.note ?? "", signerOf(makeSecret("yunjian/test")).verifier)).toBeUndefined();
    expect(await verifyRecord(db)).toMatchObject({ size: 5, checkpoints: 2, problems: [] });
  });

  it("is done when nothing is pending, without a new checkpoint", async () => {
    await write();
    await sequence(db, signer, now);
    expect(await sequence(db, signer, now)).toEqual({ taken: 0, leader: true });
    expect((await verifyRecord(db)).checkpoints).toBe(1);
  });

  it("goes on with a batch limit until all is taken", async () => {
    await write(5300);
    expect(await sequence(db, signer, now)).toEqual({ taken: 5300, leader: true });
    expect(await verifyRecord(db)).toMatchObject({ size: 5300, checkpoints: 2, problems: [] });
  });

  it("orders what fifty writers commit at once while two leaders compete", async () => {
    let writing = true;
    const lead = async () => {
      while (writing) await sequence(db, signer, now, { wait: false });
    };
    const leaders = [lead(), lead()];
    await Promise.all(Array.from({ length: 50 }, () => write(4)));
    writing = false;
    await Promise.all(leaders);
    await sequence(db, signer, now);
    expect(await positions()).toEqual(upTo(200));
    expect(await verifyRecord(db)).toMatchObject({ size: 200, problems: [] });
  });

  it("waits for no transaction: what commits late comes late, in an order that stays", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const early = happened();
    const slow = withActor(db, platformActor("t"), "write", async (tx) => {
      await emit(tx, platformActor("t"), now, early);
      await held;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await write(2);
    expect((await sequence(db, signer, now)).taken).toBe(2);
    release();
    await slow;
    await sequence(db, signer, now);
    const { rows } = await admin.query<{ position: number }>(
      "select position from record_order o join record_entry e on e.id = o.entry_id where e.object_id = $1",
      [early.object.id],
    );
    expect(rows).toEqual([{ position: 2 }]);
    expect((await verifyRecord(db)).problems).toEqual([]);
  });

  it("leaves nothing behind when it is killed between positions and checkpoint", async () => {
    await write(3);
    await admin.query(`create function stop_here() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger stop before insert on record_checkpoint for each row execute function stop_here()`);
    await admin.query("alter function stop_here() security definer");
    await expect(sequence(db, signer, now)).rejects.toThrow();
    expect(await positions()).toEqual([]);
    await admin.query("drop trigger stop on record_checkpoint");
    expect((await sequence(db, signer, now)).taken).toBe(3);
    expect(await verifyRecord(db)).toMatchObject({ size: 3, problems: [] });
  });

  it("cannot give a position twice even when another leader was faster", async () => {
    await write(2);
    const rival = await admin.query<{ entry_id: string }>(
      "select entry_id from record_pending order by entry_id limit 1",
    );
    await admin.query("insert into record_order (position, entry_id) values (0, $1)", [
      rival.rows[0]?.entry_id,
    ]);
    expect(await sequence(db, signer, now)).toEqual({ taken: 0, leader: false });
    expect(await positions()).toEqual([0]);
  });

  it("stops loudly when stored bytes differ from what was written", async () => {
    await write(3);
    await admin.query(`update record_entry set body = body || ' '::bytea
      where id = (select entry_id from record_pending order by entry_id offset 1 limit 1)`);
    await expect(sequence(db, signer, now)).rejects.toBeInstanceOf(RecordDamaged);
    expect(await positions()).toEqual([]);
  });

  it("refuses to go on with another key", async () => {
    await write();
    await sequence(db, signer, now);
    await write();
    await expect(sequence(db, signerOf(makeSecret("yunjian/other")), now)).rejects.toBeInstanceOf(ForeignKey);
  });
});

describe("verification of the record", () => {
  const entryAt = (position: number) => `(select entry_id from record_order where position = ${position})`;

  beforeEach(async () => {
    for (let i = 0; i < 3; i += 1) {
      await write(2);
      await sequence(db, signer, now);
    }
  });

  it.each([
    [
      "a body",
      `update record_entry set body = body || ' '::bytea where id = ${entryAt(2)}`,
      ["body-changed", "root-differs", "root-differs", "tile-wrong"],
    ],
    [
      "a body together with its hash",
      `update record_entry set body = '{}', leaf_hash = sha256('\\x00'::bytea || '{}'::bytea) where id = ${entryAt(4)}`,
      ["columns-changed", "root-differs", "tile-wrong"],
    ],
    [
      "who did it",
      `update record_entry set actor_org = gen_random_uuid() where id = ${entryAt(1)}`,
      ["columns-changed"],
    ],
    [
      "when",
      `update record_entry set at = at - interval '1 day' where id = ${entryAt(1)}`,
      ["columns-changed"],
    ],
    [
      "the order",
      `create temp table two as select 5 - position as position, entry_id from record_order where position in (2, 3);
       delete from record_order where position in (2, 3);
       insert into record_order select * from two`,
      ["root-differs", "root-differs", "tile-wrong"],
    ],
    [
      "a checkpoint's root",
      "update record_checkpoint set root = sha256('x') where size = 4",
      ["root-differs", "signature-wrong"],
    ],
    [
      "a note",
      "update record_checkpoint set note = replace(note, 'yunjian/test', 'yunjian/west') where size = 6",
      ["signature-wrong"],
    ],
    ["the last entry", "delete from record_order where position = 5", ["checkpoint-beyond", "never-ordered"]],
    [
      "an entry in the middle",
      "delete from record_order where position = 3",
      ["gap", "root-differs", "checkpoint-beyond", "never-ordered"],
    ],
    ["the last checkpoint", "delete from record_checkpoint where size = 6", ["without-checkpoint"]],
  ])("finds a change of %s", async (_, change, kinds) => {
    expect((await verifyRecord(db)).problems).toEqual([]);
    await admin.query(change);
    const report = await verifyRecord(db);
    expect(report.problems.map((problem) => problem.kind)).toEqual(kinds);
  });

  it("finds an entry that was taken from the queue, and a record signed anew with another key", async () => {
    await write();
    await admin.query("delete from record_pending");
    expect((await verifyRecord(db)).problems).toMatchObject([{ kind: "never-ordered" }]);
    const report = await verifyRecord(db, { verifier: signerOf(makeSecret("yunjian/kept")).verifier });
    expect(report.problems.filter((problem) => problem.kind === "signature-wrong")).toHaveLength(3);
  });
});

describe("signing key", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-keys-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is made once, for the server's eyes only, and kept", async () => {
    const keys = path.join(folder, "keys");
    const made = await Promise.all([ledgerSigner(keys), ledgerSigner(keys), ledgerSigner(keys)]);
    expect(new Set(made.map((each) => each.verifier)).size).toBe(1);
    expect(statSync(path.join(keys, "ledger.key")).mode & 0o777).toBe(0o600);
    const again = await ledgerSigner(keys);
    expect(openNote(again.trees[0]?.sign("a\n") ?? "", made[0]?.verifier ?? "")).toBe("a\n");
  });

  it("is never replaced when it is damaged", async () => {
    const keys = path.join(folder, "keys");
    const file = path.join(keys, "ledger.key");
    const good = readFileSync(file, "utf8");
    writeFileSync(file, good.replace(/\+[0-9a-f]{8}\+/, "+00000000+"));
    await expect(ledgerSigner(keys)).rejects.toThrow("ledger.key");
  });
});

describe("followers", () => {
  const seen: RecordedEvent[] = [];
  let refuse: (event: RecordedEvent) => boolean;
  const follower: Follower = {
    name: "test",
    kinds: new Set<EventKind>(["cloud.changed", "site.changed"]),
    handle: async (tx, event) => {
      // A trace in the database, to see that it goes when the handler fails.
      await tx
        .insertInto("clock_cursor")
        .values({ name: `seen:${event.id}`, at: now })
        .execute();
      if (refuse(event)) throw new Error("not now");
      seen.push(event);
    },
  };
  const traces = async () =>
    (await admin.query("select 1 from clock_cursor where name like 'seen:%'")).rowCount;

  beforeEach(() => {
    seen.length = 0;
    refuse = () => false;
  });

  it("hand over each ordered entry of the wanted kinds once, whoever asks", async () => {
    await write(450);
    await write(3, "setting.changed");
    await write(2, "site.changed");
    await sequence(db, signer, now);
    await Promise.all([catchUp(db, follower, now), catchUp(db, follower, now), catchUp(db, follower, now)]);
    await catchUp(db, follower, now);
    expect(seen).toHaveLength(452);
    expect(new Set(seen.map((event) => event.id)).size).toBe(452);
    expect(seen[0]).toMatchObject({ position: 0, kind: "cloud.changed", data: { n: 1 }, personId: null });
    expect(await traces()).toBe(452);
    expect(await catchUp(db, follower, now)).toBe(0);
  });

  it("set aside what fails, go on, and try again later and later", async () => {
    await write(5);
    await sequence(db, signer, now);
    refuse = (event) => event.position === 2;
    await catchUp(db, follower, now);
    expect(seen.map((event) => event.position)).toEqual([0, 1, 3, 4]);
    expect(await traces()).toBe(4);
    const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    await catchUp(db, follower, after(1));
    const { rows } = await admin.query<{ attempts: number; error: string; next_at: Date }>(
      "select * from event_failure",
    );
    expect(rows).toMatchObject([{ attempts: 2, error: "not now", next_at: after(3) }]);
    refuse = () => false;
    await catchUp(db, follower, after(2));
    expect(seen).toHaveLength(4);
    await catchUp(db, follower, after(3));
    expect(seen).toHaveLength(5);
    expect((await admin.query("select 1 from event_failure")).rowCount).toBe(0);
  });
});
