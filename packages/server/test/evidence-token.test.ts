import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { type KeyPlaces, openKeys, placesIn, readRoots, ringFile } from "../src/platform/blobs/keys.ts";
import { forgetOld, keyStatus, rotateRoot, rotateSpace } from "../src/platform/blobs/rotation.ts";
import { openToken } from "../src/platform/blobs/token.ts";
import { readConfig } from "../src/platform/config.ts";

/** A real PKCS#11 module, SoftHSM2, driven as the server does it: by pkcs11-tool. */
const MODULE = "/usr/lib/softhsm/libsofthsm2.so";
const PIN = "246810";
let dir: string;
let environment: Record<string, string>;
const inDir = (...parts: string[]) => path.join(dir, ...parts);

beforeAll(async () => {
  dir = await fs.mkdtemp(path.join(tmpdir(), "yunjian-token-"));
  await fs.mkdir(inDir("tokens"));
  await fs.writeFile(
    inDir("softhsm2.conf"),
    `directories.tokendir = ${inDir("tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  await fs.writeFile(inDir("pin"), `${PIN}\n`, { mode: 0o600 });
  environment = {
    PATH: execFileSync("printenv", ["PATH"]).toString().trim(),
    SOFTHSM2_CONF: inDir("softhsm2.conf"),
  };
  for (const label of ["yunjian", "spare"])
    execFileSync(
      "softhsm2-util",
      ["--init-token", "--free", "--label", label, "--so-pin", "13579246", "--pin", PIN],
      { env: environment },
    );
});
afterAll(() => fs.rm(dir, { recursive: true, force: true }));

const tokenWith = (change: Partial<{ module: string; label: string; pinFile: string }> = {}) =>
  openToken({ module: MODULE, label: "yunjian", pinFile: inDir("pin"), ...change }, environment);
const placesOf = (name: string, token = tokenWith()): KeyPlaces => placesIn(inDir(name), undefined, token);
const storeOf = async (places: KeyPlaces, name: string) =>
  await openBlobs(inDir(name, "blobs"), await openKeys(places, "aes-256-gcm"));
async function contentOf(blobs: Awaited<ReturnType<typeof storeOf>>, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

it("the root key is made in the token, never leaves it, and opens everything after a restart", async () => {
  const places = placesOf("a");
  const stored = await (await storeOf(places, "a")).put("org", Buffer.from("证据"));
  const [root] = (await readRoots(places)) ?? [];
  expect(root).toMatchObject({ token: "yunjian" });
  expect(JSON.parse(await fs.readFile(places.rootFile, "utf8"))).not.toHaveProperty("roots.0.key");
  const listed = execFileSync(
    "pkcs11-tool",
    ["--module", MODULE, "--token-label", "yunjian", "--login", "--pin", PIN, "-O", "--type", "secrkey"],
    { env: environment, stdio: ["ignore", "pipe", "ignore"] },
  ).toString();
  expect(listed).toContain(root?.id);
  expect(listed).toContain("sensitive, always sensitive, never extractable, local");
  expect((await contentOf(await storeOf(placesOf("a"), "a"), stored.key)).toString()).toBe("证据");
});

it("what is missing is said in words before anything starts: module, token, PIN, key, setting", async () => {
  await storeOf(placesOf("b"), "b");
  await fs.writeFile(inDir("wrong-pin"), "99999999");
  const start = (token: KeyPlaces["token"]) =>
    openKeys(placesIn(inDir("b"), undefined, token), "aes-256-gcm");
  const cases: [KeyPlaces["token"], RegExp][] = [
    [tokenWith({ module: "/usr/lib/nothing.so" }), /找不到 PKCS#11 模块[\s\S]*no PKCS#11 module/],
    [tokenWith({ pinFile: inDir("no-pin") }), /PIN 文件[\s\S]*Cannot read the file of the PIN/],
    [tokenWith({ pinFile: inDir("wrong-pin") }), /PIN 不正确[\s\S]*is wrong/],
    [tokenWith({ label: "spare" }), /EVIDENCE_PKCS11 names spare/],
    [undefined, /EVIDENCE_PKCS11 is not set/],
  ];
  for (const [token, words] of cases) await expect(start(token)).rejects.toThrow(words);
  await expect(openKeys(placesOf("c", tokenWith({ label: "absent" })), "aes-256-gcm")).rejects.toThrow(
    /No token is labelled absent/,
  );
  const { rootFile } = placesOf("b");
  const changed = (await fs.readFile(rootFile, "utf8")).replace(
    /"id": "[0-9a-f]{16}"/,
    '"id": "00112233445566aa"',
  );
  await fs.writeFile(rootFile, changed);
  await expect(start(tokenWith())).rejects.toThrow(/does not hold the root key/);
});

it("a token taken out while the server runs stops new organisations, loses nothing, and is found again", async () => {
  const places = placesOf("d");
  const blobs = await storeOf(places, "d");
  const bytes = randomBytes(1000);
  const { key } = await blobs.put("org", bytes);
  await fs.rename(inDir("tokens"), inDir("taken-out"));
  await fs.mkdir(inDir("tokens"));
  try {
    expect((await contentOf(blobs, key)).equals(bytes)).toBe(true);
    await expect(blobs.put("org2", bytes)).rejects.toMatchObject({ code: "unavailable" });
    await expect(storeOf(placesOf("d"), "d")).rejects.toThrow(/No token is labelled yunjian/);
  } finally {
    await fs.rmdir(inDir("tokens"));
    await fs.rename(inDir("taken-out"), inDir("tokens"));
  }
  expect((await blobs.put("org2", bytes)).size).toBe(1000);
});

it("a root key moves from the file into the token, there to another, and back, while a server runs", async () => {
  const inFile = placesIn(inDir("e"));
  const before = await storeOf(inFile, "e");
  const bytes = randomBytes(1000);
  const { key } = await before.put("org", bytes);
  const places = placesOf("e");
  const server = await storeOf(places, "e");
  const where = async () => (await keyStatus(places)).roots.map(({ token }) => token);
  for (const [toFile, place] of [
    [false, "yunjian"],
    [false, "yunjian"],
    [true, null],
  ] as const) {
    expect(await rotateRoot(places, { toFile })).toMatchObject({ token: place, rings: 1 });
    expect((await where())[0]).toBe(place);
    expect((await contentOf(server, key)).equals(bytes)).toBe(true);
    expect((await contentOf(await storeOf(places, "e"), key)).equals(bytes)).toBe(true);
  }
  await rotateSpace(places, "aes-256-gcm", "org", new Date());
  await forgetOld(places, server, new Date(Date.now() + 1000));
  expect(await where()).toEqual([null]);
  // The token is not needed any more.
  expect((await contentOf(await storeOf(inFile, "e"), key)).equals(bytes)).toBe(true);
});

it("a ring that was changed, or is another organisation's, does not open", async () => {
  const places = placesOf("f");
  const blobs = await storeOf(places, "f");
  const { key } = await blobs.put("org", Buffer.from("甲"));
  await blobs.put("org2", Buffer.from("乙"));
  const file = ringFile(places, "org");
  const whole = await fs.readFile(file, "utf8");
  const ring = JSON.parse(whole) as { keys: { id: string; wrapped: string }[] };
  const other = JSON.parse(await fs.readFile(ringFile(places, "org2"), "utf8")) as typeof ring;
  const refuses = async (wrapped: string) => {
    await fs.writeFile(file, JSON.stringify({ ...ring, keys: [{ ...ring.keys[0], wrapped }] }));
    const restarted = await storeOf(placesOf("f"), "f");
    await expect(restarted.get(key)).rejects.toMatchObject({ fault: "header-damaged" });
  };
  const bytes = Buffer.from(ring.keys[0]?.wrapped ?? "", "base64");
  for (const at of [0, 20, bytes.length - 1]) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await refuses(flipped.toString("base64"));
  }
  await refuses(bytes.subarray(0, bytes.length - 3).toString("base64"));
  await refuses(other.keys[0]?.wrapped ?? "");
  await fs.writeFile(file, whole);
  expect((await contentOf(await storeOf(placesOf("f"), "f"), key)).toString()).toBe("甲");
});

it("its address is a PKCS#11 URI", () => {
  const read = (uri: string) => readConfig([], { EVIDENCE_PKCS11: uri }).evidence.token;
  expect(
    read("pkcs11:token=%E4%BA%91%E9%89%B4;type=secret-key?module-path=/d.so&pin-source=file:/run/pin"),
  ).toEqual({
    label: "云鉴",
    module: "/d.so",
    pinFile: "/run/pin",
  });
  expect(read("pkcs11:token=a?module-path=/d.so&pin-source=/pin")).toMatchObject({ pinFile: "/pin" });
  for (const wrong of [
    "/usr/lib/x.so",
    "pkcs11:token=a?module-path=/d.so",
    "pkcs11:token=%?module-path=/d&pin-source=/p",
  ])
    expect(() => read(wrong)).toThrow("EVIDENCE_PKCS11");
});
