import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as api from "@yunjian/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { leaveScrub, scrubSome } from "../src/features/storage/scrub.ts";
import { storeSetting } from "../src/features/settings/queries.ts";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { openKeys, placesIn, ringFile } from "../src/platform/blobs/keys.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { type Meta, uploader } from "./uploading.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
let folder: string;
const signer = signerOf(makeSecret("scrub.example"));

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), "yunjian-scrub-"));
  test = await startApp({ deps: { blobs: await reopened() } });
  world = await makeWorld(test);
  as = signedIn(test, world);
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** The store as a server sees it that has just started: with the keys that lie there now. */
async function reopened() {
  return await openBlobs(folder, await openKeys(placesIn(path.join(folder, ".keys")), "aes-256-gcm"));
}
/** A sender that has just signed in, because the clock leaps. */
const sender = async (who: PersonKey = "provider1Member") => uploader(test, await world.as(who));
const sendFile = async (content: string | Uint8Array, meta: Meta) => (await sender()).sendFile(content, meta);
const all = <T>(work: (tx: Tx) => Promise<T>) => withActor(test.db, platformActor("test"), "write", work);
const set = (key: "storage.seenDays" | "storage.readMebibytes", value: number) =>
  all((tx) => storeSetting(tx, { key, value, version: 0, reason: "test", by: null, at: test.clock.read() }));

interface Turn {
  readonly most?: number;
  readonly holder?: string;
  readonly signal?: AbortSignal;
  readonly wait?: (ms: number) => Promise<void>;
}
const HOLDER = "00000000-0000-7000-8000-00000000000a";
const OTHER = "00000000-0000-7000-8000-00000000000b";
async function scrub({ most = 100, holder = HOLDER, signal, wait = async () => {} }: Turn = {}) {
  const blobs = await reopened();
  return await scrubSome(
    { db: test.db, blobs, clock: test.clock.read, holder, wait, ...(signal && { signal }) },
    most,
  );
}
async function stored(id: string) {
  const file = await all((tx) =>
    tx.selectFrom("file").select("blob_key").where("id", "=", id).executeTakeFirstOrThrow(),
  );
  const [space = "", sha = ""] = file.blob_key.split("/");
  const place = path.join(folder, space, sha.slice(0, 2), sha.slice(2, 4), `${sha}.yj`);
  const row = () =>
    all((tx) =>
      tx.selectFrom("stored_object").selectAll().where("key", "=", file.blob_key).executeTakeFirst(),
    );
  return { key: file.blob_key, place, row };
}
async function flip(place: string, at: number): Promise<void> {
  const bytes = await fs.readFile(place);
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  await fs.writeFile(place, bytes);
}
const overview = () => as("systemAdmin").call(api.getStorage, {});
const damaged = async () =>
  (await as("auditAdmin").call(api.listStoredObjects, { query: { list: "damaged" } })).items;
const entries = (kind: string) =>
  all((tx) =>
    tx
      .selectFrom("record_entry")
      .select("body")
      .where("kind", "=", kind as never)
      .execute(),
  );
async function noticesFor(rule: string): Promise<string[]> {
  await settle({ db: test.db, signer }, test.clock.read());
  const rows = await all((tx) =>
    tx.selectFrom("notice").select("person_id").where("rule", "=", rule).execute(),
  );
  const names = new Map(Object.entries(world.people).map(([name, id]) => [id, name]));
  return rows.map((row) => names.get(row.person_id) ?? "").sort();
}

describe("the scrub", () => {
  it("sees every object whole within the days the setting says, and remembers when", async () => {
    const ids = [];
    for (const n of [1, 2, 3]) ids.push(await sendFile(`材料 ${n}`, { name: `${n}.txt` }));
    expect(
      (await as("provider1Member").call(api.getFile, { params: { id: ids[0] ?? "" } })).seenAt,
    ).toBeNull();
    expect(await scrub()).toEqual({ mine: true, checked: 3, more: false });
    expect((await as("provider1Member").call(api.getFile, { params: { id: ids[0] ?? "" } })).seenAt).toBe(
      test.clock.read().toISOString(),
    );
    expect(await scrub()).toMatchObject({ checked: 0 });
    test.clock.advance({ days: 89 });
    expect(await scrub()).toMatchObject({ checked: 0 });
    expect((await overview()).scrub).toMatchObject({ seen: 3, overdue: 0, damaged: 0, seenDays: 90 });
    test.clock.advance({ days: 2 });
    expect((await overview()).scrub).toMatchObject({ seen: 3, overdue: 3 });
    expect(await scrub()).toMatchObject({ checked: 3 });
    const { objects, bytes, days } = await overview();
    expect([objects, bytes]).toEqual([3, 24]);
    expect(days.map(({ checked, checkedBytes }) => [checked, checkedBytes])).toEqual([
      [3, 24],
      [3, 24],
    ]);
  });

  it("is one server's at a time; one that is killed in the middle has lost one reading, no more", async () => {
    test.clock.advance({ days: 91 });
    const big = await sendFile(Buffer.alloc(3 * 1024 * 1024, "长"), { name: "大.txt" });
    await set("storage.readMebibytes", 1);
    const abort = new AbortController();
    let slept = 0;
    // The first nap of a bounded reading is when the process is told to stop; the big one is the newest.
    const first = await scrub({
      signal: abort.signal,
      wait: async (ms) => {
        slept += ms;
        abort.abort();
      },
    });
    expect(slept).toBeGreaterThan(0);
    expect(first.checked).toBeLessThan(4);
    expect((await (await stored(big)).row())?.seen_at).toBeNull();
    expect(await scrub({ holder: OTHER })).toEqual({ mine: false, checked: 0, more: false });
    await leaveScrub({ db: test.db, holder: HOLDER });
    let waited = 0;
    const rest = await scrub({ holder: OTHER, wait: async (ms) => void (waited += ms) });
    expect(first.checked + rest.checked).toBe(4);
    // Three megabytes at one a second.
    expect(waited).toBeGreaterThan(2000);
    expect((await (await stored(big)).row())?.seen_at).toEqual(test.clock.read());
    await leaveScrub({ db: test.db, holder: OTHER });
  });

  it("finds a flipped bit, a missing end, a missing file and a missing key; whole again, it is cleared", async () => {
    const names = ["翻转", "截断", "缺失", "无恙"] as const;
    const files = new Map<string, Awaited<ReturnType<typeof stored>>>();
    for (const name of names)
      files.set(name, await stored(await sendFile(`${name} `.repeat(60_000), { name: `${name}.txt` })));
    const of = (name: string) => files.get(name) as Awaited<ReturnType<typeof stored>>;
    const other = await sender("customer1Member");
    const keyless = await stored(await other.sendFile("另一家单位", { name: "另.txt" }));
    const ring = ringFile(placesIn(path.join(folder, ".keys")), world.orgs.customer1);
    const backup = new Map<string, Buffer>();
    for (const place of [...names.map((name) => of(name).place), ring])
      backup.set(place, await fs.readFile(place));

    await flip(of("翻转").place, 200_000);
    await fs.truncate(of("截断").place, 200_000);
    await fs.rm(of("缺失").place);
    await fs.rm(ring);
    test.clock.advance({ days: 1 });
    await scrub();
    const faults = Object.fromEntries((await damaged()).map(({ key, fault }) => [key, fault]));
    expect(faults).toEqual({
      [of("翻转").key]: "chunk-damaged",
      [of("截断").key]: "truncated",
      [of("缺失").key]: "missing",
      [keyless.key]: "key-missing",
    });
    const [told] = await entries("storage.damaged");
    expect(JSON.parse(told?.body.toString() ?? "{}").data).toMatchObject({ count: 4 });
    expect(await noticesFor("storage-damaged")).toEqual(["auditAdmin", "securityAdmin", "systemAdmin"]);
    expect(await test.deps.metrics.text()).toBeTypeOf("string");
    const { sections } = await as("systemAdmin").call(api.getWork, {});
    expect(sections.find(({ key }) => key === "storage")).toMatchObject({ count: 4 });
    // Looked at again within a day, told once.
    test.clock.advance({ days: 1 });
    await scrub();
    expect((await entries("storage.damaged")).length).toBe(1);

    for (const [place, bytes] of backup) await fs.writeFile(place, bytes);
    test.clock.advance({ days: 2 });
    await scrub();
    expect(await damaged()).toEqual([]);
    const [mended] = await entries("storage.mended");
    expect(JSON.parse(mended?.body.toString() ?? "{}").data).toMatchObject({ count: 4 });
    expect((await overview()).days[0]).toMatchObject({ mended: 4, damaged: 0 });
  });

  it("looks at once at what somebody asks for, and nobody else may ask", async () => {
    const id = await sendFile("请立即复查", { name: "查.txt" });
    await scrub();
    const { key, place } = await stored(id);
    await flip(place, 525);
    expect(await scrub()).toMatchObject({ checked: 0 });
    for (const who of ["auditAdmin", "securityAdmin", "reviewer", "provider1Lead"] as const)
      expect(await refusal(as(who).call(api.checkStoredObject, { body: { key } }))).toBe("forbidden");
    expect(
      await refusal(
        as("systemAdmin").call(api.checkStoredObject, {
          body: { key: `${world.orgs.provider1}/${"0".repeat(64)}` },
        }),
      ),
    ).toBe("not-found");
    await as("systemAdmin").call(api.checkStoredObject, { body: { key } });
    expect(await scrub()).toMatchObject({ checked: 1 });
    expect(await damaged()).toMatchObject([{ key, fault: "chunk-damaged", files: 1, asked: false }]);
    expect((await as("provider1Member").call(api.getFile, { params: { id } })).fault).toBe("chunk-damaged");
  });

  it("does not miss what was purged", async () => {
    const id = await sendFile("误传的文件", { name: "误.txt" });
    const { key, row, place } = await stored(id);
    const { version } = await as("provider1Member").call(api.getFile, { params: { id } });
    const asked = await as("provider1Member").call(api.askPurge, {
      params: { id },
      body: { version, reason: "误传" },
    });
    await as("lead").call(api.decidePurge, {
      params: { id },
      body: { version: asked.version, approve: true, note: "" },
    });
    await expect(fs.access(place)).rejects.toThrow();
    expect(await row()).toBeUndefined();
    // A row that was left behind, as by a version that did not know of it, is found unreferred and dropped.
    await all((tx) => tx.insertInto("stored_object").values({ key, stored_at: test.clock.read() }).execute());
    await scrub();
    expect(await row()).toBeUndefined();
    expect((await damaged()).map((each) => each.key)).not.toContain(key);
  });
});
