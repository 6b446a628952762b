import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Blobs } from "../src/platform/blobs/blobs.ts";
import { type Home, openBoth, type TwoHomes } from "../src/platform/blobs/both.ts";
import { openBucketStore } from "../src/platform/blobs/bucket-store.ts";
import { openBucket, type Patience } from "../src/platform/blobs/bucket.ts";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { type EvidenceKeys, type KeyPlaces, openKeys, placesIn } from "../src/platform/blobs/keys.ts";
import { eraseSpace, forgetOld, rewrapAll, rotateSpace } from "../src/platform/blobs/rotation.ts";
import { CIPHERS, type CipherName } from "../src/platform/blobs/suites.ts";
import { startS3 } from "./s3-server.ts";

const run = promisify(execFile);
const CHUNK = 1 << 19;
const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
const IMPATIENT: Patience = { attempts: 3, firstPauseMs: 1, idleMs: 150 };
const s3 = await startS3({ page: 3 });
const made: string[] = [];
afterAll(async () => {
  await s3.stop();
  for (const folder of made) await fs.rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  s3.objects.clear();
  s3.calm();
});

interface Opened {
  readonly dir: string;
  readonly places: KeyPlaces;
  readonly keys: EvidenceKeys;
  readonly blobs: Blobs;
}
async function folder(cipher: CipherName = "aes-256-gcm"): Promise<Opened> {
  const dir = await fs.mkdtemp(path.join(tmpdir(), "yunjian-backends-"));
  made.push(dir);
  const places = placesIn(path.join(dir, ".keys"));
  const keys = await openKeys(places, cipher);
  return { dir, places, keys, blobs: await openBlobs(dir, keys) };
}
/** Another process on the same folder and bucket. */
function again({ dir, keys, blobs }: Opened, home: Home): TwoHomes {
  return openBoth(dir, blobs, openBucketStore(openBucket(s3.config, IMPATIENT), keys), home);
}
async function bucket(cipher: CipherName = "aes-256-gcm"): Promise<Opened & { blobs: TwoHomes }> {
  const opened = await folder(cipher);
  return { ...opened, blobs: again(opened, "s3") };
}
async function* pieces(bytes: Buffer, size = 60_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function contentOf(blobs: Blobs, key: string, range?: [number, number]) {
  const chunks: Buffer[] = [];
  const stream = await blobs.get(key, range && { start: range[0], end: range[1] });
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
async function keysIn(walk: AsyncIterable<{ key: string }>) {
  const found: string[] = [];
  for await (const { key } of walk) found.push(key);
  return found.sort();
}
const filesIn = async (dir: string) =>
  (await fs.readdir(dir, { recursive: true })).filter((name) => /^org.*\.yj$/.test(name));
const nameOf = (opened: Opened, key: string) => {
  const [space = "", sha = ""] = key.split("/");
  return path.join(opened.dir, space, sha.slice(0, 2), sha.slice(2, 4), `${sha}.yj`);
};
const ID = "0197a000-0000-7000-8000-0000000000aa";
const away = { code: "unavailable" };

describe.each([
  ["folder", folder],
  ["s3", bucket],
])("%s", (_name, open) => {
  it.each(CIPHERS)(
    "keeps every size, sealed by %s, and gives it back whole and in ranges",
    async (cipher) => {
      const { blobs } = await open(cipher);
      for (const size of [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7]) {
        const bytes = randomBytes(size);
        const stored = await blobs.put("org", bytes);
        expect(stored).toMatchObject({ size, sha256: hex("sha256", bytes), sm3: hex("sm3", bytes) });
        expect((await contentOf(blobs, stored.key)).equals(bytes)).toBe(true);
        expect(await blobs.check(stored.key)).toEqual(stored);
        if (size < 2) continue;
        expect((await contentOf(blobs, stored.key, [1, size - 2])).equals(bytes.subarray(1, size - 1))).toBe(
          true,
        );
        const source = await blobs.open(stored.key);
        expect((await source.read(size - 2, 100)).equals(bytes.subarray(size - 2))).toBe(true);
        await source.close();
      }
    },
  );

  it("takes over an upload that came in pieces, may be asked again, and stores the same content once", async () => {
    const { blobs } = await open();
    const bytes = randomBytes(CHUNK + 70_000);
    await blobs.parts.create("org", ID);
    await blobs.parts.append(ID, 0, pieces(bytes.subarray(0, 100_000)));
    await blobs.parts.append(ID, 100_000, pieces(bytes.subarray(100_000)));
    const stored = await blobs.adopt("org", ID, await blobs.parts.sha256(ID));
    expect(await blobs.adopt("org", ID, stored.sha256)).toEqual(stored);
    await blobs.parts.remove(ID);
    expect(await blobs.put("org", bytes)).toEqual(stored);
    expect(await keysIn(blobs.walk())).toEqual([stored.key]);
    expect((await contentOf(blobs, stored.key)).equals(bytes)).toBe(true);
  });

  it("knows what it has, walks over it, forgets what is removed, and takes no strange key", async () => {
    const { blobs } = await open();
    const stored = await Promise.all([1, 2, 3, 4, 5].map((n) => blobs.put(`org-${n % 2}`, Buffer.from([n]))));
    expect(await keysIn(blobs.walk())).toEqual(stored.map(({ key }) => key).sort());
    const [{ key } = { key: "" }] = stored;
    await blobs.remove(key);
    expect(await blobs.has(key)).toBe(false);
    await expect(blobs.get(key)).rejects.toMatchObject({ code: "not-found" });
    await blobs.remove(key);
    await expect(blobs.get("org/../../etc/passwd")).rejects.toMatchObject({ code: "not-found" });
  });

  it("wraps keys anew without a byte of content rewritten, and opens nothing when they are destroyed", async () => {
    const { blobs, places, keys } = await open();
    const bytes = randomBytes(200_000);
    const { key } = await blobs.put("org", bytes);
    s3.asked.length = 0;
    await rotateSpace(places, keys.cipher, "org", new Date());
    expect(await rewrapAll(blobs, new Set(["org"]))).toMatchObject({ changed: 1, problems: [] });
    expect(await rewrapAll(blobs, new Set(["org"]))).toMatchObject({ changed: 0, problems: [] });
    expect(s3.asked.filter((each) => /^PUT .*\.yj$/.test(each))).toEqual([]);
    expect((await forgetOld(places, blobs, new Date(Date.now() + 1000))).forgotten).toHaveLength(1);
    expect((await contentOf(blobs, key)).equals(bytes)).toBe(true);
    await eraseSpace(places, "org", { at: "2026-11-20T00:00:00Z", by: ["a", "b"], reason: "合同终止" });
    await expect(blobs.get(key)).rejects.toMatchObject({ fault: "key-erased" });
  });
});

describe("a bucket", () => {
  it("holds nothing in plain and no wrapped key beside the content", async () => {
    const { blobs } = await bucket();
    await blobs.put("org", Buffer.alloc(3000, "绝密样本-marker-"));
    const [[, wrapped] = [], [, body] = []] = [...s3.objects].sort();
    expect(s3.objects.size).toBe(2);
    expect(wrapped?.length === 512 || body?.length === 512).toBe(true);
    const content = [...s3.objects].find(([name]) => name.endsWith(".yj"))?.[1] ?? Buffer.alloc(0);
    expect(content.includes("marker")).toBe(false);
    expect(content.subarray(128, 512).every((byte) => byte === 0)).toBe(true);
  });

  it("that is away, slow, failing or cutting loses nothing: the upload waits and is finished later", async () => {
    for (const how of ["500", "cut", "silent", "half", "stored-then-cut"] as const) {
      s3.objects.clear();
      const opened = await bucket();
      const bytes = randomBytes(150_000);
      await opened.blobs.parts.create("org", ID);
      await opened.blobs.parts.append(ID, 0, pieces(bytes));
      const sha256 = await opened.blobs.parts.sha256(ID);
      // Once or twice is nobody's business.
      s3.fail({ method: "PUT", path: ".yj", times: 99, how });
      await expect(opened.blobs.adopt("org", ID, sha256)).rejects.toMatchObject(away);
      s3.calm();
      s3.fail({ method: "PUT", path: ".key", times: 99, how });
      await expect(opened.blobs.adopt("org", ID, sha256)).rejects.toMatchObject(away);
      s3.calm();
      s3.fail({ method: "PUT", times: 2, how });
      // As after a restart.
      const later = again(opened, "s3");
      const { key } = await later.adopt("org", ID, sha256);
      await later.parts.remove(ID);
      expect(await filesIn(opened.dir)).toEqual([]);
      expect((await contentOf(later, key)).equals(bytes)).toBe(true);
    }
  });

  it("is believed only when it took what was signed", async () => {
    const { blobs, dir } = await bucket();
    s3.fail({ method: "PUT", path: ".yj", times: 99, how: "flip" });
    await expect(blobs.put("org", Buffer.from("证据"))).rejects.toMatchObject({
      ...away,
      about: expect.stringContaining("XAmzContentSHA256Mismatch"),
    });
    expect(s3.objects.size).toBe(0);
    expect(await filesIn(dir)).toHaveLength(1);
  });

  it("with other keys refuses us by name, and what it changed is damage", async () => {
    const opened = await bucket();
    const { key } = await opened.blobs.put("org", randomBytes(CHUNK + 100));
    const foreign = openBucket({ ...s3.config, secretAccessKey: "another" }, IMPATIENT);
    await expect(openBucketStore(foreign, opened.keys).open(key)).rejects.toMatchObject({
      about: expect.stringContaining("SignatureDoesNotMatch"),
    });
    s3.fail({ method: "GET", path: ".yj", times: 9, how: "500" });
    await expect(opened.blobs.check(key)).rejects.toMatchObject(away);
    s3.calm();
    const [name, body] = [...s3.objects].find(([each]) => each.endsWith(".yj")) ?? ["", Buffer.alloc(0)];
    const bad = Buffer.from(body);
    bad[600] = (bad[600] ?? 0) ^ 1;
    s3.objects.set(name, bad);
    await expect(opened.blobs.check(key)).rejects.toMatchObject({ fault: "chunk-damaged" });
    s3.objects.set(name, body.subarray(0, 700));
    await expect(opened.blobs.check(key)).rejects.toMatchObject({ fault: "truncated" });
    s3.objects.delete(name);
    await expect(opened.blobs.check(key)).rejects.toMatchObject({ fault: "truncated" });
  });

  it("given the same content by two at once keeps one that opens, and removes all of it", async () => {
    const [one, two] = [await bucket(), await bucket()];
    // Two processes with the same keys.
    const other = openBoth(
      two.dir,
      await openBlobs(two.dir, one.keys),
      openBucketStore(openBucket(s3.config, IMPATIENT), one.keys),
      "s3",
    );
    const bytes = randomBytes(90_000);
    const [stored] = await Promise.all([one.blobs.put("org", bytes), other.put("org", bytes)]);
    expect((await contentOf(one.blobs, stored.key)).equals(bytes)).toBe(true);
    await one.blobs.remove(stored.key);
    expect(s3.objects.size).toBe(0);
  });
});

describe("moving", () => {
  it("to a bucket and back, with a break in between; everything opens at every moment", async () => {
    const opened = await folder();
    const contents = Array.from({ length: 7 }, () => randomBytes(30_000));
    const keys: string[] = [];
    for (const bytes of contents) keys.push((await opened.blobs.put("org", bytes)).key);
    const readable = async (blobs: Blobs) => {
      expect(await keysIn(blobs.walk())).toEqual([...keys].sort());
      for (const [i, key] of keys.entries())
        expect((await contentOf(blobs, key)).equals(contents[i] ?? Buffer.alloc(0))).toBe(true);
    };
    const out = again(opened, "s3");
    await readable(out);
    expect(await out.moveHome({ dryRun: true })).toMatchObject({ moved: 7, bytes: 0 });
    expect(s3.objects.size).toBe(0);
    const abort = new AbortController();
    const onProgress = (moved: number) => moved === 3 && abort.abort();
    expect(await out.moveHome({ signal: abort.signal, onProgress })).toMatchObject({ moved: 3 });
    await readable(again(opened, "s3"));
    s3.fail({ method: "PUT", path: ".key", times: 99, how: "500" });
    await expect(out.moveHome()).rejects.toMatchObject(away);
    s3.calm();
    expect(await again(opened, "s3").moveHome()).toEqual({ moved: 4, bytes: 120_000, problems: [] });
    expect(await filesIn(opened.dir)).toEqual([]);
    await readable(out);

    const back = again(opened, "folder");
    await readable(back);
    s3.fail({ method: "GET", path: ".yj", times: 2, how: "cut" });
    expect(await back.moveHome()).toEqual({ moved: 7, bytes: 210_000, problems: [] });
    expect(s3.objects.size).toBe(0);
    await readable(opened.blobs);
  });

  it("is an operator's command that counts, moves there and back", async () => {
    const dataDir = await fs.mkdtemp(path.join(tmpdir(), "yunjian-move-"));
    made.push(dataDir);
    const keys = await openKeys(placesIn(path.join(dataDir, "keys")), "aes-256-gcm");
    const { key } = await (await openBlobs(path.join(dataDir, "blobs"), keys)).put(
      "org",
      Buffer.from("证据"),
    );
    const secret = path.join(dataDir, "s3-keys");
    await fs.writeFile(secret, `${s3.config.accessKeyId}\n${s3.config.secretAccessKey}\n`);
    const move = async (env: Record<string, string>, ...args: string[]) => {
      const settings = { EVIDENCE_S3_REGION: s3.config.region, EVIDENCE_S3_KEYS: secret, ...env };
      const entry = path.join(import.meta.dirname, "../src/operator/storage-move.ts");
      return await run(process.execPath, [entry, "--json", ...args], {
        env: { YUNJIAN_DATA: dataDir, ...settings },
      }).then(
        ({ stdout }) => ({ code: 0, answer: JSON.parse(stdout) as object }),
        (error: { code: number; stdout: string; stderr: string }) => ({
          code: error.code,
          answer: JSON.parse(error.stdout || "null") as object,
        }),
      );
    };
    const there = { EVIDENCE_STORE: "s3", EVIDENCE_S3_URL: s3.config.url };
    expect(await move(there, "--dry-run")).toMatchObject({ code: 0, answer: { moved: 1, dryRun: true } });
    expect(await move(there)).toMatchObject({ code: 0, answer: { home: "s3", moved: 1, problems: [] } });
    expect([...s3.objects.keys()].every((name) => name.startsWith(`a-city/${key.slice(0, 4)}`))).toBe(true);
    expect(await move({ EVIDENCE_S3_URL: s3.config.url })).toMatchObject({
      answer: { home: "folder", moved: 1 },
    });
    expect(s3.objects.size).toBe(0);
  });

  it("leaves what is damaged where it is, and says so", async () => {
    const opened = await folder();
    const { key } = await opened.blobs.put("org", randomBytes(1000));
    const good = await opened.blobs.put("org", randomBytes(1000));
    const file = await fs.open(nameOf(opened, key), "r+");
    await file.write(Buffer.from([1, 2, 3]), 0, 3, 600);
    await file.close();
    const { moved, problems } = await again(opened, "s3").moveHome();
    expect({ moved, problems }).toEqual({ moved: 1, problems: [expect.stringContaining("chunk-damaged")] });
    expect(await filesIn(opened.dir)).toHaveLength(1);
    expect([...s3.objects.keys()].every((name) => name.includes(good.sha256))).toBe(true);
  });

  it("does not bring back what was purged while it was copied", async () => {
    const opened = await folder();
    const { key } = await opened.blobs.put("org", randomBytes(1000));
    const store = openBucketStore(openBucket(s3.config, IMPATIENT), opened.keys);
    const both = openBoth(
      opened.dir,
      opened.blobs,
      {
        ...store,
        async send(file, which) {
          await store.send(file, which);
          // The purge of another process falls between the copy and its end.
          await opened.blobs.remove(which);
        },
      },
      "s3",
    );
    expect((await both.moveHome()).moved).toBe(1);
    expect(s3.objects.size).toBe(0);
    expect(await both.has(key)).toBe(false);
  });
});
