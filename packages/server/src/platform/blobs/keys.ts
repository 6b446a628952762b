import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../postgres/errors.ts";
import { syncFolder } from "./durable.ts";
import { EvidenceProblem } from "./problem.ts";
import { type CipherName, SUITES, suiteNamed } from "./suites.ts";
import { type Token, TokenProblem } from "./token.ts";

/**
 * Keys of the evidence store (docs/EVIDENCE.md): a root key in a file or a token, and for every space a ring of keys
 * wrapped by it, in `orgs/<space>.json` beside it. Both lie in the keys folder, never in the database and never
 * among the objects, so that a backup of those two opens nothing, and a destroyed ring ends what it wrapped.
 */
export interface EvidenceKeys {
  /** The key new objects of a space are wrapped with; made when the space has none. */
  current(space: string): Promise<SpaceKey>;
  /** Throws an EvidenceProblem when it is not there or was destroyed. */
  byId(space: string, id: Buffer): Promise<SpaceKey>;
  readonly cipher: CipherName;
}

export interface SpaceKey {
  /** 8 random bytes. */
  readonly id: Buffer;
  readonly key: Buffer;
}

export interface KeyPlaces {
  /** Rings; usually `evidence` in the keys folder. */
  readonly folder: string;
  /** Usually `root.json` in that folder. */
  readonly rootFile: string;
  /** Where new root keys are made, and those that lie in it are used. */
  readonly token?: Token | undefined;
}

export interface Root {
  readonly id: string;
  /** Absent: the key under this id lies in the token. */
  readonly key?: string;
  /** Label of the token. */
  readonly token?: string;
  readonly createdAt: string;
}

export interface RingKey {
  readonly id: string;
  readonly createdAt: string;
  /** When another took its place for new objects. */
  readonly retiredAt?: string;
  readonly root: string;
  readonly cipher: CipherName;
  readonly wrapped: string;
}

export interface Ring {
  readonly format: 1;
  readonly space: string;
  /** The first is the one in use. */
  readonly keys: readonly RingKey[];
  readonly erased?: { readonly at: string; readonly by: readonly string[]; readonly reason: string };
}

const SPACE = /^[a-z0-9-]{1,64}$/;

export function placesIn(keysFolder: string, rootFile?: string, token?: Token): KeyPlaces {
  const folder = path.join(keysFolder, "evidence");
  return { folder, rootFile: rootFile ?? path.join(folder, "root.json"), token };
}

export function ringFile({ folder }: KeyPlaces, space: string): string {
  if (!SPACE.test(space)) throw new EvidenceProblem("key-missing", `no such space: ${space}`);
  return path.join(folder, "orgs", `${space}.json`);
}

/**
 * Opens the keys; the root key is made at the first start. `used` says whether something was sealed already:
 * then a missing root key is a mistake of the operator and not a first start.
 */
export async function openKeys(
  places: KeyPlaces,
  cipher: CipherName,
  used: () => Promise<boolean> = async () => false,
): Promise<EvidenceKeys> {
  await fs.mkdir(path.join(places.folder, "orgs"), { recursive: true, mode: 0o700 });
  if ((await readRoots(places)) === undefined) {
    if (await used()) {
      throw new OperationError(
        `证据存储的根密钥 ${places.rootFile} 不存在，而已有加密的文件，未启动。请从密钥备份恢复 keys 目录（yunjian restore --keys-from），或用 EVIDENCE_ROOT_KEY 指明其位置。`,
        `The root key of the evidence store, ${places.rootFile}, is missing while encrypted objects exist. Restore the keys folder from its backup (yunjian restore --keys-from), or name its place by EVIDENCE_ROOT_KEY.`,
      );
    }
    const first = await inWords(newRoot(places.token));
    await createFile(places.rootFile, text({ format: 1, roots: [first] }));
  }
  await inWords(checkRoots(places, (await readRoots(places)) ?? []));
  const open = new Map<string, { seen: string; ring: Ring; keys: Map<string, Buffer> }>();

  const load = async (space: string) => {
    const file = ringFile(places, space);
    // Another process may rotate or destroy it at any time; what was destroyed must not live on in memory.
    const stat = await fs.stat(file).catch(missing);
    if (!stat) {
      open.delete(space);
      return undefined;
    }
    const seen = `${stat.ino}/${stat.mtimeMs}/${stat.size}`;
    const known = open.get(space);
    if (known?.seen === seen) return known;
    open.delete(space);
    const ring = await readRing(places, space);
    if (!ring) return undefined;
    if (ring.erased) throw new EvidenceProblem("key-erased", `${space}, ${ring.erased.at}`);
    const roots = (await readRoots(places)) ?? [];
    const keys = new Map<string, Buffer>();
    for (const each of ring.keys) keys.set(each.id, await unwrapKey(places, ring.space, each, roots));
    const fresh = { seen, ring, keys };
    open.set(space, fresh);
    return fresh;
  };
  const keyOf = (loaded: { keys: Map<string, Buffer> }, space: string, id: string): SpaceKey => {
    const key = loaded.keys.get(id);
    if (!key) throw new EvidenceProblem("key-missing", `${space}, key ${id}`);
    return { id: Buffer.from(id, "hex"), key };
  };

  return {
    cipher,
    async current(space) {
      let loaded = await load(space);
      if (!loaded) {
        const [root] = (await readRoots(places)) ?? [];
        if (!root) throw new EvidenceProblem("key-missing", "root key");
        const ring: Ring = { format: 1, space, keys: [await newKey(places, space, cipher, root)] };
        await createFile(ringFile(places, space), text(ring));
        loaded = await load(space);
      }
      const id = loaded?.ring.keys[0]?.id;
      if (!loaded || id === undefined) throw new EvidenceProblem("key-missing", space);
      return keyOf(loaded, space, id);
    },
    async byId(space, id) {
      const loaded = await load(space);
      if (!loaded) throw new EvidenceProblem("key-missing", `${space}, key ${id.toString("hex")}`);
      return keyOf(loaded, space, id.toString("hex"));
    },
  };
}

/** All root keys, the one in use first; undefined when there is no file. */
export async function readRoots({ rootFile }: KeyPlaces): Promise<readonly Root[] | undefined> {
  const found = await readJson<{ format: number; roots: Root[] }>(rootFile);
  if (found === undefined) return undefined;
  if (found.format !== 1 || !Array.isArray(found.roots) || found.roots.length === 0) throw spoilt(rootFile);
  return found.roots;
}

export async function readRing(places: KeyPlaces, space: string): Promise<Ring | undefined> {
  const file = ringFile(places, space);
  const ring = await readJson<Ring>(file);
  if (ring === undefined) return undefined;
  if (ring.format !== 1 || ring.space !== space || !Array.isArray(ring.keys)) throw spoilt(file);
  return ring;
}

export async function spacesWithRings({ folder }: KeyPlaces): Promise<string[]> {
  const names = await fs.readdir(path.join(folder, "orgs")).catch(missing);
  return (names ?? [])
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -5))
    .sort();
}

/** Made in the token when there is one. */
export async function newRoot(token: Token | undefined): Promise<Root> {
  const [id, createdAt] = [randomBytes(8).toString("hex"), new Date().toISOString()];
  if (!token) return { id, key: randomBytes(32).toString("base64"), createdAt };
  await token.generate(id);
  return { id, token: token.label, createdAt };
}

/** The root key in use must be there before anything else is; older ones may be needed later or never. */
async function checkRoots({ token }: KeyPlaces, [root]: readonly Root[]): Promise<void> {
  if (root?.token !== undefined) await tokenOf(token, root).check(root.id);
}

/** Before anything runs, what is wrong with a token is said in full. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw error instanceof TokenProblem ? new OperationError(error.zh, error.en) : error;
  });
}

function tokenOf(token: Token | undefined, root: Root): Token {
  if (token?.label === root.token && token) return token;
  throw new TokenProblem(
    `根密钥 ${root.id} 在密码设备 ${root.token} 中，而 EVIDENCE_PKCS11 ${token ? `指向 ${token.label}` : "未设置"}。`,
    `The root key ${root.id} lies in the token ${root.token}, but EVIDENCE_PKCS11 ${token ? `names ${token.label}` : "is not set"}.`,
  );
}

export async function newKey(
  places: KeyPlaces,
  space: string,
  cipher: CipherName,
  root: Root,
): Promise<RingKey> {
  const about = { id: randomBytes(8).toString("hex"), createdAt: new Date().toISOString() };
  return await wrapKey(places, space, about, randomBytes(32), cipher, root);
}

export async function wrapKey(
  { token }: KeyPlaces,
  space: string,
  about: Pick<RingKey, "id" | "createdAt" | "retiredAt">,
  key: Buffer,
  cipher: CipherName,
  root: Root,
): Promise<RingKey> {
  const bound = ringAad(space, about.id, root.id);
  const given = { ...about, root: root.id, cipher };
  if (root.key === undefined) {
    const inToken = await tokenOf(token, root).wrap(root.id, bound, key);
    return { ...given, wrapped: inToken.toString("base64") };
  }
  const sealer = suiteNamed(cipher).sealer(Buffer.from(root.key, "base64"), "wrap");
  return { ...given, wrapped: Buffer.concat(sealer.seal(bound, key)).toString("base64") };
}

export async function unwrapKey(
  { token }: KeyPlaces,
  space: string,
  key: RingKey,
  roots: readonly Root[],
): Promise<Buffer> {
  const root = roots.find((each) => each.id === key.root);
  if (!root) throw new EvidenceProblem("key-missing", `root key ${key.root}, which wraps ${space}`);
  const [bound, wrapped] = [ringAad(space, key.id, root.id), Buffer.from(key.wrapped, "base64")];
  const suite = SUITES.find((each) => each.name === key.cipher);
  const plain =
    root.key === undefined
      ? await tokenOf(token, root).unwrap(root.id, bound, wrapped)
      : suite?.sealer(Buffer.from(root.key, "base64"), "wrap").open(bound, wrapped);
  if (!plain) throw new EvidenceProblem("header-damaged", `key ${key.id} of ${space}`);
  return plain;
}

/** Replaces a file of keys: whole and durable, or as it was. */
export async function replaceFile(file: string, content: unknown): Promise<void> {
  const part = await writePart(file, text(content));
  await fs.rename(part, file);
  await syncFolder(path.dirname(file));
}

/** A link never replaces: when another process was faster, its file counts. */
async function createFile(file: string, content: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = await writePart(file, content);
  try {
    await fs.link(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await fs.rm(part, { force: true });
  }
  await syncFolder(path.dirname(file));
}

async function writePart(file: string, content: string): Promise<string> {
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const handle = await fs.open(part, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return part;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const found = await fs.readFile(file, "utf8").catch(missing);
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as T;
  } catch {
    throw spoilt(file);
  }
}

function spoilt(file: string): OperationError {
  return new OperationError(
    `密钥文件 ${file} 已损坏。请从密钥备份恢复该文件；没有它，由其保护的文件无法读取。`,
    `The key file ${file} is damaged. Restore it from the backup of the keys; what it protects cannot be read without it.`,
  );
}

function ringAad(space: string, id: string, root: string): Buffer {
  return createHash("sha256").update(`yunjian/evidence/ring\0${space}\0${id}\0${root}`).digest();
}

function text(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function missing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}
