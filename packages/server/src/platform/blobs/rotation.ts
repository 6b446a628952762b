import * as fs from "node:fs/promises";
import type { Blobs } from "./blobs.ts";
import {
  type KeyPlaces,
  newKey,
  newRoot,
  readRing,
  readRoots,
  replaceFile,
  type Ring,
  ringFile,
  type RingKey,
  type Root,
  spacesWithRings,
  unwrapKey,
  wrapKey,
} from "./keys.ts";
import { EvidenceProblem } from "./problem.ts";
import type { CipherName } from "./suites.ts";

/** What is told while many objects are gone through; may be interrupted and begun again at any time. */
export interface Going {
  onProgress?: (done: number, changed: number) => void;
  signal?: AbortSignal;
}

export interface KeyStatus {
  readonly roots: readonly {
    readonly id: string;
    readonly createdAt: string;
    readonly rings: number;
    /** Label of the token it lies in; null: in the file. */
    readonly token: string | null;
  }[];
  readonly spaces: readonly {
    readonly space: string;
    readonly keys: readonly {
      readonly id: string;
      readonly createdAt: string;
      readonly retiredAt: string | null;
    }[];
    readonly erasedAt: string | null;
  }[];
}

export async function keyStatus(places: KeyPlaces): Promise<KeyStatus> {
  const rings = await allRings(places);
  const roots = (await readRoots(places)) ?? [];
  return {
    roots: roots.map(({ id, createdAt, token }) => ({
      id,
      createdAt,
      token: token ?? null,
      rings: rings.filter((ring) => ring.keys.some((key) => key.root === id)).length,
    })),
    spaces: rings.map(({ space, keys, erased }) => ({
      space,
      keys: keys.map(({ id, createdAt, retiredAt }) => ({ id, createdAt, retiredAt: retiredAt ?? null })),
      erasedAt: erased?.at ?? null,
    })),
  };
}

/**
 * A new root key: every ring is wrapped with it. The one before stays in the file, because a server that runs
 * may have made a ring with it a moment ago; `forgetOld` takes it out. It is made in the token when there is one,
 * unless `toFile` asks for the way back.
 */
export async function rotateRoot(
  places: KeyPlaces,
  { toFile = false }: { toFile?: boolean } = {},
): Promise<{ root: string; token: string | null; rings: number }> {
  const roots = await rootsOf(places);
  const root = await newRoot(toFile ? undefined : places.token);
  await replaceFile(places.rootFile, { format: 1, roots: [root, ...roots] });
  return { root: root.id, token: root.token ?? null, rings: await rewrapRings(places, [root, ...roots]) };
}

async function rewrapRings(places: KeyPlaces, roots: readonly Root[]): Promise<number> {
  const [root] = roots;
  let changed = 0;
  if (!root) return 0;
  for (const ring of await allRings(places)) {
    if (ring.keys.every((key) => key.root === root.id)) continue;
    const keys: RingKey[] = [];
    for (const key of ring.keys) {
      const plain = key.root === root.id ? null : await unwrapKey(places, ring.space, key, roots);
      keys.push(plain ? await wrapKey(places, ring.space, about(key), plain, key.cipher, root) : key);
    }
    await replaceFile(ringFile(places, ring.space), { ...ring, keys });
    changed += 1;
  }
  return changed;
}

/** A new key for a space; what is stored is rewrapped by `rewrapAll`. */
export async function rotateSpace(
  places: KeyPlaces,
  cipher: CipherName,
  space: string,
  now: Date,
): Promise<string> {
  const ring = await readRing(places, space);
  const [root] = await rootsOf(places);
  if (!ring || !root) throw new EvidenceProblem("key-missing", space);
  if (ring.erased) throw new EvidenceProblem("key-erased", space);
  const key = await newKey(places, space, cipher, root);
  const before = ring.keys.map((each) => (each.retiredAt ? each : { ...each, retiredAt: now.toISOString() }));
  await replaceFile(ringFile(places, space), { ...ring, keys: [key, ...before] });
  return key.id;
}

/** Wraps every data key with its space's key of now; what is done already is passed over quickly. */
export async function rewrapAll(
  blobs: Blobs,
  spaces: ReadonlySet<string>,
  { onProgress, signal }: Going = {},
): Promise<{ seen: number; changed: number; problems: string[] }> {
  const result = { seen: 0, changed: 0, problems: [] as string[] };
  for await (const { key, sealed } of blobs.walk()) {
    signal?.throwIfAborted();
    if (!sealed || !spaces.has(key.split("/")[0] ?? "")) continue;
    try {
      if (await blobs.rewrap(key)) result.changed += 1;
    } catch (error) {
      if (!(error instanceof EvidenceProblem)) throw error;
      result.problems.push(error.message);
    }
    result.seen += 1;
    onProgress?.(result.seen, result.changed);
  }
  return result;
}

/**
 * Takes retired keys out for good once nothing stored needs them: backups of objects made before need them
 * still, so only those that retired before `before`. Unfinished uploads live shorter than that.
 */
export async function forgetOld(
  places: KeyPlaces,
  blobs: Blobs,
  before: Date,
  going: Going = {},
): Promise<{ forgotten: string[]; problems: string[] }> {
  const old = (await allRings(places)).filter(
    (ring) => !ring.erased && ring.keys.some((key) => isOld(key.retiredAt, before)),
  );
  const { problems } = await rewrapAll(blobs, new Set(old.map((ring) => ring.space)), going);
  const forgotten: string[] = [];
  if (problems.length > 0) return { forgotten, problems };
  for (const { space } of old) {
    const ring = await readRing(places, space);
    if (!ring || ring.erased) continue;
    const gone = ring.keys.filter((key) => isOld(key.retiredAt, before));
    await replaceFile(ringFile(places, space), {
      ...ring,
      keys: ring.keys.filter((key) => !gone.includes(key)),
    });
    forgotten.push(...gone.map((key) => `${space}/${key.id}`));
  }
  const roots = await rootsOf(places);
  await rewrapRings(places, roots);
  const kept = roots.filter((_, i) => i === 0 || !isOld(roots[i - 1]?.createdAt, before));
  if (kept.length < roots.length) {
    await replaceFile(places.rootFile, { format: 1, roots: kept });
    forgotten.push(...roots.filter((root) => !kept.includes(root)).map((root) => `root/${root.id}`));
  }
  return { forgotten, problems };
}

/**
 * Destroys the keys of a space: what was stored in it is unreadable from now on, here and in every backup of
 * the objects. Backups of the keys must end, too; nothing here can reach them.
 */
export async function eraseSpace(
  places: KeyPlaces,
  space: string,
  erased: NonNullable<Ring["erased"]>,
): Promise<void> {
  const ring = await readRing(places, space);
  if (!ring) throw new EvidenceProblem("key-missing", space);
  if (ring.erased) throw new EvidenceProblem("key-erased", space);
  const file = ringFile(places, space);
  // The old bytes, as far as the disk lets us; what is wrapped there needs the root key besides.
  const handle = await fs.open(file, "r+");
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size, 0x20), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await replaceFile(file, { format: 1, space, keys: [], erased } satisfies Ring);
}

/** Encrypts what an older version stored in plain. Begins where it stopped, because what is done is gone. */
export async function sealAll(
  blobs: Blobs,
  { onProgress, signal }: Going = {},
): Promise<{ seen: number; changed: number; problems: string[] }> {
  const result = { seen: 0, changed: 0, problems: [] as string[] };
  for await (const { key, sealed } of blobs.walk()) {
    if (signal?.aborted) break;
    result.seen += 1;
    if (sealed) continue;
    try {
      await blobs.seal(key);
      result.changed += 1;
      onProgress?.(result.seen, result.changed);
    } catch (error) {
      if (!(error instanceof EvidenceProblem)) throw error;
      result.problems.push(error.message);
    }
  }
  return result;
}

async function allRings(places: KeyPlaces): Promise<Ring[]> {
  const rings: Ring[] = [];
  for (const space of await spacesWithRings(places)) {
    const ring = await readRing(places, space);
    if (ring) rings.push(ring);
  }
  return rings;
}

async function rootsOf(places: KeyPlaces): Promise<readonly Root[]> {
  const roots = await readRoots(places);
  if (!roots) throw new EvidenceProblem("key-missing", `root key ${places.rootFile}`);
  return roots;
}

function isOld(retiredAt: string | undefined, before: Date): boolean {
  return retiredAt !== undefined && new Date(retiredAt) < before;
}

function about({ id, createdAt, retiredAt }: { id: string; createdAt: string; retiredAt?: string }) {
  return { id, createdAt, ...(retiredAt !== undefined && { retiredAt }) };
}
