import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { type EvidenceKeys, type KeyPlaces, openKeys, placesIn } from "../src/platform/blobs/keys.ts";
import type { EvidenceFault } from "../src/platform/blobs/problem.ts";
import {
  eraseSpace,
  forgetOld,
  keyStatus,
  rewrapAll,
  rotateRoot,
  rotateSpace,
  sealAll,
} from "../src/platform/blobs/rotation.ts";
import { CIPHERS, type CipherName, suiteNamed } from "../src/platform/blobs/suites.ts";

const CHUNK = 1 << 19;
const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await fs.rm(folder, { recursive: true, force: true });
});

async function store(cipher: CipherName = "aes-256-gcm") {
  const dir = await fs.mkdtemp(path.join(tmpdir(), "yunjian-evidence-"));
  made.push(dir);
  const places = placesIn(path.join(dir, ".keys"));
  const keys = await openKeys(places, cipher);
  return { dir, places, keys, blobs: await openBlobs(dir, keys) };
}

const fileOf = (dir: string, key: string) => {
  const [space = "", sha = ""] = key.split("/");
  return path.join(dir, space, sha.slice(0, 2), sha.slice(2, 4), `${sha}.yj`);
};
const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
async function* pieces(bytes: Buffer, size = 50_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function contentOf(
  blobs: Awaited<ReturnType<typeof openBlobs>>,
  key: string,
  range?: [number, number],
) {
  const chunks: Buffer[] = [];
  const stream = await blobs.get(key, range && { start: range[0], end: range[1] });
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
const refused = (fault: EvidenceFault) => ({ name: "EvidenceProblem", fault });

describe("domestic ciphers", () => {
  it("are the standard's: SM4 (GB/T 32907 A.1) and SM3 (GB/T 32905 A.1)", () => {
    const key = Buffer.from("0123456789abcdeffedcba9876543210", "hex");
    const block = createCipheriv("sm4-ecb", key, null).setAutoPadding(false);
    expect(block.update(key).toString("hex")).toBe("681edf34d206965e86b3e94f536e4246");
    expect(hex("sm3", Buffer.from("abc"))).toBe(
      "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    );
  });

  it("in counter mode, as the store uses SM4, decrypt to what was sealed block by block", () => {
    const key = randomBytes(32);
    const sealer = suiteNamed("sm4-hmac-sm3").sealer(key, "data");
    const plain = randomBytes(100);
    const sealed = Buffer.concat(sealer.seal(Buffer.from("a"), plain));
    expect(sealer.open(Buffer.from("a"), sealed)?.equals(plain)).toBe(true);
    expect(sealer.open(Buffer.from("b"), sealed)).toBeNull();
    // The counter stands in the last four bytes: block n is the cipher of nonce and n.
    const own = randomBytes(16);
    const iv = Buffer.concat([randomBytes(12), Buffer.alloc(4)]);
    const stream = createDecipheriv("sm4-ctr", own, iv).update(Buffer.alloc(32));
    const second = Buffer.from(iv);
    second.writeUInt32BE(1, 12);
    const ecb = createCipheriv("sm4-ecb", own, null).setAutoPadding(false);
    expect(stream.toString("hex")).toBe(ecb.update(Buffer.concat([iv, second])).toString("hex"));
  });
});

describe.each(CIPHERS)("sealed by %s", (cipher) => {
  it("every size comes back, whole and in ranges, and nothing of it lies in plain", async () => {
    const { dir, blobs } = await store(cipher);
    for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1_300_000]) {
      const bytes = Buffer.alloc(size, "绝密样本-marker-");
      bytes.write(String(size));
      const stored = await blobs.put("org", bytes);
      expect(stored).toMatchObject({ size, sha256: hex("sha256", bytes), sm3: hex("sm3", bytes) });
      expect((await contentOf(blobs, stored.key)).equals(bytes)).toBe(true);
      expect(await blobs.check(stored.key)).toEqual(stored);
      const raw = await fs.readFile(fileOf(dir, stored.key));
      expect(raw.includes("marker")).toBe(false);
      if (size < 2) continue;
      const from = Math.floor(size / 3);
      const part = await contentOf(blobs, stored.key, [from, size - 2]);
      expect(part.equals(bytes.subarray(from, size - 1))).toBe(true);
      const source = await blobs.open(stored.key);
      expect((await source.read(size - 2, 100)).equals(bytes.subarray(size - 2))).toBe(true);
      await source.close();
    }
  });

  it("any flipped bit, cut, and exchange of chunks is refused", async () => {
    const { dir, blobs } = await store(cipher);
    const { key } = await blobs.put("org", randomBytes(2 * CHUNK + 500));
    const file = fileOf(dir, key);
    const whole = await fs.readFile(file);
    const frame = CHUNK + suiteNamed(cipher).overhead;
    const refuses = async (bytes: Buffer) => {
      await fs.writeFile(file, bytes);
      await expect(blobs.check(key)).rejects.toMatchObject({ name: "EvidenceProblem" });
    };
    const used = fc.oneof(
      fc.integer({ min: 0, max: 87 }),
      // The slot in use, without its unused end.
      fc.integer({ min: 128, max: 128 + 12 + 32 + suiteNamed(cipher).overhead - 1 }),
      fc.integer({ min: 512, max: whole.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(used, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await refuses(bytes);
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) =>
        refuses(whole.subarray(0, length)),
      ),
      { numRuns: 20 },
    );
    const trailer = whole.subarray(512 + 2 * frame + 500 + suiteNamed(cipher).overhead);
    const chunk = (n: number) => whole.subarray(512 + n * frame, 512 + (n + 1) * frame);
    await refuses(
      Buffer.concat([whole.subarray(0, 512), chunk(1), chunk(0), whole.subarray(512 + 2 * frame)]),
    );
    await refuses(
      Buffer.concat([whole.subarray(0, 512), chunk(0), chunk(0), whole.subarray(512 + 2 * frame)]),
    );
    await refuses(Buffer.concat([whole.subarray(0, 512 + frame), trailer]));
    await refuses(Buffer.concat([whole, Buffer.from("x")]));
    await fs.writeFile(file, whole);
    await blobs.check(key);
  });

  it("a part grows by odd pieces over restarts, and is never in plain", async () => {
    const { dir, keys } = await store(cipher);
    const bytes = Buffer.alloc(700_001, "marker-of-evidence");
    const id = "0197a000-0000-7000-8000-00000000000c";
    const first = await openBlobs(dir, keys);
    await first.parts.create("org", id);
    let at = 0;
    for (const step of [1, 130_000, 1072, 131_072, 3, 400_000]) {
      const blobs = await openBlobs(dir, keys);
      expect(await blobs.parts.size(id)).toBe(at);
      await blobs.parts.append(id, at, pieces(bytes.subarray(at, at + step)));
      at += step;
      const source = await blobs.parts.open(id);
      expect((await source.read(0, at)).equals(bytes.subarray(0, at))).toBe(true);
      await source.close();
    }
    await expect(first.parts.append(id, at - 1, pieces(bytes))).rejects.toThrow(/is at/);
    await first.parts.append(id, at, pieces(bytes.subarray(at)));
    for (const name of await fs.readdir(path.join(dir, ".parts")))
      expect((await fs.readFile(path.join(dir, ".parts", name))).includes("marker")).toBe(false);
    await expect(first.adopt("other", id, hex("sha256", bytes))).rejects.toMatchObject(
      refused("wrong-space"),
    );
    await expect(first.adopt("org", id, "0".repeat(64))).rejects.toMatchObject(refused("digest-differs"));
    const stored = await first.adopt("org", id, await first.parts.sha256(id));
    // Again, as after a crash between the name and the row.
    expect(await first.adopt("org", id, await first.parts.sha256(id))).toEqual(stored);
    await first.parts.remove(id);
    expect(stored.sm3).toBe(hex("sm3", bytes));
    expect((await contentOf(first, stored.key)).equals(bytes)).toBe(true);
  });
});

describe("unfinished uploads", () => {
  it("keep what was acknowledged when a crash tears the chunk that is written again", async () => {
    const { dir, blobs, keys } = await store();
    const bytes = randomBytes(900_000);
    const id = "0197a000-0000-7000-8000-00000000000d";
    const file = path.join(dir, ".parts", `${id}.yj`);
    await blobs.parts.create("org", id);
    await blobs.parts.append(id, 0, pieces(bytes.subarray(0, 600_000)));
    const breaking = async function* () {
      yield bytes.subarray(600_000, 610_000);
      throw new Error("the sender is gone");
    };
    await expect(blobs.parts.append(id, 600_000, breaking())).rejects.toThrow("gone");
    expect(await blobs.parts.size(id)).toBe(610_000);
    // A killed process got half of the longer chunk onto the disk; the shorter one was saved beside it.
    const torn = await fs.open(file, "r+");
    await torn.write(randomBytes(40_000), 0, 40_000, 512 + CHUNK + 28 + 20_000);
    await torn.close();
    const after = await openBlobs(dir, keys);
    expect(await after.parts.size(id)).toBe(600_000);
    await after.parts.append(id, 600_000, pieces(bytes.subarray(600_000)));
    expect(await after.parts.sha256(id)).toBe(hex("sha256", bytes));
  });

  it("of an older version, in plain, do not stay", async () => {
    const { dir, keys } = await store();
    const old = path.join(dir, ".parts", "0197a000-0000-7000-8000-00000000000e");
    await fs.writeFile(old, "明文");
    await openBlobs(dir, keys);
    await expect(fs.access(old)).rejects.toThrow();
  });
});

describe("places and organisations", () => {
  it("an object of another organisation, or under another name, does not open and says why", async () => {
    const { dir, blobs } = await store();
    const one = await blobs.put("org-a", randomBytes(1000));
    const two = await blobs.put("org-b", randomBytes(1000));
    const three = await blobs.put("org-a", randomBytes(1000));
    await fs.copyFile(fileOf(dir, one.key), fileOf(dir, two.key));
    await expect(blobs.get(two.key)).rejects.toMatchObject(refused("wrong-space"));
    await fs.copyFile(fileOf(dir, one.key), fileOf(dir, three.key));
    await expect(blobs.get(three.key)).rejects.toMatchObject(refused("header-damaged"));
    await fs.writeFile(fileOf(dir, three.key), "a plain file of five hundred bytes and more ".repeat(20));
    await expect(blobs.get(three.key)).rejects.toMatchObject(refused("not-sealed"));
  });

  it("of a plain store are read, then encrypted in the background; what is damaged is told and kept", async () => {
    const { dir, blobs } = await store();
    const keyOf = async (content: string, name = hex("sha256", Buffer.from(content))) => {
      const file = fileOf(dir, `org/${name}`).slice(0, -3);
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, content);
      return { key: `org/${name}`, file };
    };
    const good = await keyOf("旧版明文材料");
    const bad = await keyOf("被改动的材料", "ab".repeat(32));
    expect((await contentOf(blobs, good.key)).toString()).toBe("旧版明文材料");
    const first = await sealAll(blobs);
    expect(first.changed).toBe(1);
    expect(first.problems).toEqual([expect.stringContaining("digest-differs")]);
    await expect(fs.access(good.file)).rejects.toThrow();
    expect((await contentOf(blobs, good.key)).toString()).toBe("旧版明文材料");
    await fs.access(bad.file);
    expect((await sealAll(blobs)).changed).toBe(0);
  });
});

describe("keys", () => {
  const rewrapped = async (
    places: KeyPlaces,
    keys: EvidenceKeys,
    blobs: Awaited<ReturnType<typeof openBlobs>>,
    space: string,
  ) => {
    await rotateSpace(places, keys.cipher, space, new Date());
    return await rewrapAll(blobs, new Set([space]));
  };

  it("rotate without a byte of content rewritten, while a server runs; old ones go when nothing needs them", async () => {
    const { dir, places, keys, blobs } = await store();
    const bytes = randomBytes(400_000);
    const { key } = await blobs.put("org", bytes);
    await blobs.put("org2", bytes);
    const body = async () => (await fs.readFile(fileOf(dir, key))).subarray(512);
    const before = await body();
    // In a backup of the objects from before, the old key is still what opens them.
    const backup = await fs.readFile(fileOf(dir, key));
    for (let round = 0; round < 3; round += 1) {
      expect(await rewrapped(places, keys, blobs, "org")).toMatchObject({
        seen: 1,
        changed: 1,
        problems: [],
      });
      expect((await rewrapAll(blobs, new Set(["org"]))).changed).toBe(0);
      expect((await contentOf(blobs, key)).equals(bytes)).toBe(true);
    }
    await rotateRoot(places);
    await rotateRoot(places);
    const restarted = await openBlobs(dir, await openKeys(places, "aes-256-gcm"));
    expect((await contentOf(restarted, key)).equals(bytes)).toBe(true);
    expect((await body()).equals(before)).toBe(true);
    expect((await forgetOld(places, blobs, new Date(Date.now() - 86_400_000))).forgotten).toEqual([]);
    const now = await fs.readFile(fileOf(dir, key));
    await fs.writeFile(fileOf(dir, key), backup);
    expect((await contentOf(blobs, key)).equals(bytes)).toBe(true);
    await fs.writeFile(fileOf(dir, key), now);
    const { forgotten } = await forgetOld(places, blobs, new Date(Date.now() + 1000));
    expect(forgotten).toHaveLength(5);
    const status = await keyStatus(places);
    expect(status.roots).toHaveLength(1);
    expect(status.spaces.map((each) => each.keys.length)).toEqual([1, 1]);
    expect((await contentOf(blobs, key)).equals(bytes)).toBe(true);
    await fs.writeFile(fileOf(dir, key), backup);
    await expect(blobs.get(key)).rejects.toMatchObject(refused("key-missing"));
  });

  it("a crash while a key is wrapped anew leaves the one before", async () => {
    const { dir, places, keys, blobs } = await store();
    const { key } = await blobs.put("org", Buffer.from("证据"));
    await rewrapped(places, keys, blobs, "org");
    const file = await fs.open(fileOf(dir, key), "r+");
    await file.write(randomBytes(60), 0, 60, 256 + 4);
    await file.close();
    expect((await contentOf(blobs, key)).toString()).toBe("证据");
  });

  it("destroyed, nothing opens any more: here, after a restart and from a copy; others are not touched", async () => {
    const { dir, places, keys, blobs } = await store();
    const mine = await blobs.put("org", Buffer.from("证据"));
    const other = await blobs.put("org2", Buffer.from("证据"));
    await eraseSpace(places, "org", { at: "2026-11-20T00:00:00Z", by: ["a", "b"], reason: "合同终止" });
    await expect(blobs.get(mine.key)).rejects.toMatchObject(refused("key-erased"));
    await expect(blobs.put("org", Buffer.from("新证据"))).rejects.toMatchObject(refused("key-erased"));
    const restarted = await openBlobs(dir, await openKeys(places, keys.cipher));
    await expect(restarted.get(mine.key)).rejects.toMatchObject(refused("key-erased"));
    expect((await contentOf(blobs, other.key)).toString()).toBe("证据");
    await expect(rotateSpace(places, keys.cipher, "org", new Date())).rejects.toMatchObject(
      refused("key-erased"),
    );
    expect((await keyStatus(places)).spaces.find((each) => each.space === "org")?.erasedAt).not.toBeNull();
  });

  it("are files that only their owner reads; without the root key a used store does not start with a new one", async () => {
    const { places, keys, blobs } = await store();
    await blobs.put("org", Buffer.from("证据"));
    for (const file of [places.rootFile, path.join(places.folder, "orgs", "org.json")])
      expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
    await fs.rm(places.rootFile);
    await expect(openKeys(places, keys.cipher, async () => true)).rejects.toThrow(/root key/);
    await expect(fs.access(places.rootFile)).rejects.toThrow();
    await fs.writeFile(places.rootFile, "{");
    await expect(openKeys(places, keys.cipher)).rejects.toThrow(/damaged/);
  });
});
