import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { getFile, getUpload } from "@yunjian/contract";
import { Refusal } from "@yunjian/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { takeLease } from "../src/features/files/lease-queries.ts";
import { clearUploads } from "../src/features/files/uploads.ts";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { openKeys, placesIn } from "../src/platform/blobs/keys.ts";
import { SM3_AT_ONCE } from "../src/platform/blobs/digests.ts";
import { realDisk } from "../src/platform/blobs/durable.ts";
import { definedJobs } from "../src/platform/jobs/define.ts";
import { runJob } from "../src/platform/jobs/index.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { uploader } from "./uploading.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let member: Visitor;
let up: Awaited<ReturnType<typeof uploader>>;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  member = await world.as("provider1Member");
  up = await uploader(test, member);
});

const idOf = (location: string) => location.split("/").at(-1) ?? "";
const all = <T>(work: Parameters<typeof withActor<T>>[3]) =>
  withActor(test.db, platformActor("test"), "write", work);

describe("an upload", () => {
  it("that breaks off at 99 % goes on where it stopped, and becomes the same file", async () => {
    const bytes = randomBytes(3_000_000);
    const made = await up.create(bytes.length, { name: "扫描结果.bin", sensitivity: "internal" });
    expect(made.status).toBe(201);
    const almost = Math.floor(bytes.length * 0.99);
    await up.breakOff(made.location, 0, bytes.subarray(0, almost), bytes.length);
    const head = await up.head(made.location);
    expect(head.offset).toBeGreaterThan(0);
    expect(head.offset).toBeLessThanOrEqual(almost);
    const done = await up.patch(made.location, head.offset ?? 0, bytes.subarray(head.offset ?? 0));
    expect(done.status).toBe(204);
    const file = await member.call(getFile, { params: { id: done.fileId ?? "" } });
    expect(file).toMatchObject({
      name: "扫描结果.bin",
      size: bytes.length,
      sensitivity: "internal",
      state: "kept",
    });
    expect(file.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    const back = Buffer.from(await (await up.get(`/api/files/${done.fileId}/download`)).arrayBuffer());
    expect(back.equals(bytes)).toBe(true);
  });

  it("of a large file does not wait for its SM3, which comes into the record with the SHA-256 it belongs to", async () => {
    const bytes = randomBytes(SM3_AT_ONCE + 1);
    const job = definedJobs().find(({ name }) => name === "files.sm3");
    if (!job) throw new Error("no such job");
    const computeSm3 = () =>
      runJob({ db: test.db, clock: test.clock.read, log: test.deps.log }, job, "sm3", { data: {} });
    const id = await up.sendFile(bytes, { name: "大文件.bin" });
    const twin = await up.sendFile(bytes, { name: "同一大文件.bin" });
    expect((await member.call(getFile, { params: { id } })).sm3).toBeNull();
    await computeSm3();
    const sm3 = createHash("sm3").update(bytes).digest("hex");
    for (const each of [id, twin])
      expect((await member.call(getFile, { params: { id: each } })).sm3).toBe(sm3);
    const recorded = () =>
      all((tx) =>
        tx.selectFrom("record_entry").select("id").where("kind", "=", "file.sm3-recorded").execute(),
      );
    expect(await recorded()).toHaveLength(2);
    await computeSm3();
    expect(await recorded()).toHaveLength(2);
  });

  it("survives the death of the server between the last byte and the answer", async () => {
    const bytes = Buffer.from("已送达但未收到回执");
    const made = await up.create(bytes.length, { name: "a.txt", sensitivity: "public" });
    // What a killed server leaves behind: all bytes, no file.
    await test.deps.blobs.parts.append(
      idOf(made.location),
      0,
      (async function* () {
        yield bytes;
      })(),
    );
    expect((await up.head(made.location)).offset).toBe(bytes.length);
    const state = await member.call(getUpload, { params: { id: idOf(made.location) } });
    expect(state).toMatchObject({ offset: bytes.length, size: bytes.length });
    const again = await member.call(getUpload, { params: { id: idOf(made.location) } });
    expect(again.fileId).toBe(state.fileId);
    expect(state.fileId).not.toBeNull();
  });

  it("takes over from a connection that hangs: the old writer gives way, what it wrote stays", async () => {
    const bytes = randomBytes(200_000);
    const made = await up.create(bytes.length, { name: "h.bin", sensitivity: "public" });
    const hanging = await up.hang(made.location, 0, bytes.subarray(0, 120_000), bytes.length);
    const head = await up.head(made.location);
    expect(head.offset).toBe(120_000);
    const done = await up.patch(made.location, 120_000, bytes.subarray(120_000));
    expect(done.fileId).not.toBeNull();
    hanging.destroy();
  });

  it("takes over after a writer that died", async () => {
    const made = await up.create(10, { name: "b.txt", sensitivity: "public" });
    await all((tx) => takeLease(tx, idOf(made.location), "0197a000-0000-7000-8000-000000000001", 1));
    const started = Date.now();
    const done = await up.patch(made.location, 0, Buffer.from("0123456789"));
    expect(done.status).toBe(204);
    expect(Date.now() - started).toBeGreaterThan(500);
  });

  it("with the same offset twice is refused, and so is one that says more than it announced", async () => {
    const made = await up.create(10, { name: "c.txt", sensitivity: "public" });
    await up.patch(made.location, 0, Buffer.from("01234"));
    expect((await up.patch(made.location, 0, Buffer.from("01234"))).status).toBe(409);
    expect((await up.patch(made.location, 5, Buffer.from("0123456789"))).status).toBe(413);
  });

  it("says what is missing before a byte is sent", async () => {
    const cases: [number, Parameters<typeof up.create>[1], string, string][] = [
      [0, { name: "空.txt", sensitivity: "public" }, "file-empty", "空.txt"],
      [10, { name: "无.txt" }, "invalid-input", ""],
      [10, { name: "错.txt", sensitivity: "secret" }, "invalid-input", ""],
      [3 * 1024 ** 3, { name: "大.zip", sensitivity: "public" }, "too-large", "2048 MiB"],
      [Number.MAX_SAFE_INTEGER, { name: "巨大.zip", sensitivity: "public" }, "too-large", "巨大.zip"],
    ];
    for (const [size, meta, name, words] of cases) {
      const answer = await up.create(size, meta);
      expect(answer.problem?.name).toBe(name);
      expect(answer.problem?.title).toContain(words);
    }
    const missing = await up.create(10, { name: "无.txt" });
    expect(missing.problem?.errors?.[0]).toMatchObject({ field: "/sensitivity" });
  });

  it("of the same content is stored once in an organisation and never shared with another", async () => {
    const content = "同一份材料";
    const first = await up.sendFile(content, { name: "一.txt" });
    const second = await up.sendFile(content, { name: "二.txt" });
    expect(second).not.toBe(first);
    const other = await uploader(test, await world.as("provider2Member"));
    const foreign = await other.sendFile(content, { name: "三.txt" });
    const keys = await all((tx) =>
      tx.selectFrom("file").select(["id", "blob_key"]).where("id", "in", [first, second, foreign]).execute(),
    );
    const keyOf = (id: string) => keys.find((row) => row.id === id)?.blob_key;
    expect(keyOf(first)).toBe(keyOf(second));
    expect(keyOf(foreign)).not.toBe(keyOf(first));
  });

  it("belongs to its organisation alone", async () => {
    const made = await up.create(5, { name: "d.txt", sensitivity: "public" });
    const other = await uploader(test, await world.as("provider2Member"));
    expect((await other.head(made.location)).status).toBe(404);
    expect((await other.patch(made.location, 0, Buffer.from("12345"))).status).toBe(404);
    expect((await other.drop(made.location)).status).toBe(404);
    const nobody = await uploader(test, test.visitor());
    expect((await nobody.create(5, { name: "e.txt", sensitivity: "public" })).status).toBe(401);
    expect((await up.patch(made.location, 0, Buffer.from("12345"))).status).toBe(204);
  });

  it("from a foreign page is refused", async () => {
    const answer = await fetch(`${up.origin}/api/uploads`, {
      method: "POST",
      headers: {
        "tus-resumable": "1.0.0",
        origin: "https://evil.example",
        cookie: member.cookie() ?? "",
        "upload-length": "5",
      },
    });
    expect(answer.status).toBe(403);
  });

  it("that nobody comes back for is cleared away; a running one stays", async () => {
    const old = await up.create(100, { name: "旧.txt", sensitivity: "public" });
    await up.patch(old.location, 0, Buffer.from("half"));
    test.clock.advance({ days: 5 });
    const fresh = await uploader(test, await world.as("provider1Member"));
    const young = await fresh.create(100, { name: "新.txt", sensitivity: "public" });
    test.clock.advance({ days: 3 });
    await clearUploads(
      (mode, work) => withActor(test.db, platformActor("test"), mode, work),
      test.deps.blobs,
      test.clock.read(),
    );
    const again = await uploader(test, await world.as("provider1Member"));
    expect((await again.head(old.location)).status).toBe(404);
    expect((await again.head(young.location)).offset).toBe(0);
    member = await world.as("provider1Member");
    up = await uploader(test, member);
  });

  it("can be given up", async () => {
    const made = await up.create(100, { name: "f.txt", sensitivity: "public" });
    expect((await up.drop(made.location)).status).toBe(204);
    expect((await up.head(made.location)).status).toBe(404);
  });
});

describe("the store", () => {
  async function folder() {
    return await mkdtemp(path.join(tmpdir(), "yunjian-blob-test-"));
  }
  const keysIn = (dir: string) => openKeys(placesIn(path.join(dir, ".keys")), "aes-256-gcm");
  async function* chunks(bytes: Buffer, size = 64 * 1024) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  it("gives ranges, and knows what it has", async () => {
    const dir = await folder();
    const blobs = await openBlobs(dir, await keysIn(dir));
    const bytes = randomBytes(300_000);
    const { key, sha256 } = await blobs.put("org", bytes);
    expect(key).toBe(`org/${sha256}`);
    const part: Buffer[] = [];
    for await (const chunk of await blobs.get(key, { start: 1000, end: 1999 })) part.push(chunk as Buffer);
    expect(Buffer.concat(part).equals(bytes.subarray(1000, 2000))).toBe(true);
    expect(await blobs.has(key)).toBe(true);
    await blobs.remove(key);
    expect(await blobs.has(key)).toBe(false);
    await expect(blobs.get(key)).rejects.toThrow(Refusal);
    await expect(blobs.get("org/../../etc/passwd")).rejects.toThrow(Refusal);
    await rm(dir, { recursive: true });
  });

  it("keeps nothing half-done when the disk is full, and goes on when there is room again", async () => {
    const dir = await folder();
    const elsewhere = await folder();
    const mounted = mountTiny(dir);
    let room = 1_000_000;
    const blobs = await openBlobs(
      dir,
      await keysIn(path.join(elsewhere, "k")),
      mounted
        ? realDisk
        : {
            async writev(file, pieces, position) {
              const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
              if (size > room) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
              room -= size;
              await realDisk.writev(file, pieces, position);
            },
          },
    );
    try {
      await expect(blobs.put("org", randomBytes(4_000_000))).rejects.toMatchObject({ code: "storage-full" });
      expect(await readdir(path.join(dir, ".new"))).toEqual([]);
      const id = "0197a000-0000-7000-8000-00000000000a";
      await blobs.parts.create("org", id);
      const bytes = randomBytes(4_000_000);
      await expect(blobs.parts.append(id, 0, chunks(bytes))).rejects.toMatchObject({ code: "storage-full" });
      const arrived = (await blobs.parts.size(id)) ?? 0;
      expect(arrived).toBeLessThan(bytes.length);
      if (mounted) execFileSync("mount", ["-o", "remount,size=16m", dir]);
      room = 100_000_000;
      await blobs.parts.append(id, arrived, chunks(bytes.subarray(arrived)));
      expect(await blobs.parts.sha256(id)).toBe(createHash("sha256").update(bytes).digest("hex"));
    } finally {
      if (mounted) execFileSync("umount", [dir]);
      await rm(dir, { recursive: true });
    }
  });

  it("hashes what arrived in several pieces and after a restart alike", async () => {
    const dir = await folder();
    const bytes = randomBytes(500_000);
    const id = "0197a000-0000-7000-8000-00000000000b";
    const before = await openBlobs(dir, await keysIn(dir));
    await before.parts.create("org", id);
    await before.parts.append(id, 0, chunks(bytes.subarray(0, 200_000)));
    await before.parts.append(id, 200_000, chunks(bytes.subarray(200_000, 300_000)));
    const after = await openBlobs(dir, await keysIn(dir));
    await after.parts.append(id, 300_000, chunks(bytes.subarray(300_000)));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(await after.parts.sha256(id)).toBe(sha256);
    const stored = await after.adopt("org", id, sha256);
    expect(stored).toMatchObject({ size: bytes.length, sha256 });
    await after.parts.remove(id);
    expect(await after.has(stored.key)).toBe(true);
    await rm(dir, { recursive: true });
  });
});

/** A file system of two megabytes, where we may mount one; else writing is made to fail instead. */
function mountTiny(dir: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", dir], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
