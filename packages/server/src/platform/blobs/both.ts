import * as fs from "node:fs/promises";
import path from "node:path";
import { Refusal } from "@yunjian/domain";
import type { Blobs, Source, Stored } from "./blobs.ts";
import type { BucketStore } from "./bucket-store.ts";
import { digestsOf } from "./digests.ts";
import { syncFolder } from "./durable.ts";
import { EvidenceProblem } from "./problem.ts";
import { KEY, SEALED } from "./walk.ts";

/** Where new objects go. */
export type Home = "folder" | "s3";

interface Moving {
  /** Nothing is copied or removed; objects are counted. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (moved: number, bytes: number) => void;
}

export interface Moved {
  readonly moved: number;
  readonly bytes: number;
  /** What stayed where it was, and why. */
  readonly problems: readonly string[];
}

export interface TwoHomes extends Blobs {
  readonly home: Home;
  /** How many objects are not at home. */
  strays(): AsyncIterable<string>;
  /** Brings home everything that lies in the other place. What is done is gone from there, so it can be begun again. */
  moveHome(options?: Moving): Promise<Moved>;
}

/**
 * A folder and a bucket as one store. New objects go home; what lies in the other place is read from there until
 * `moveHome` has brought it, while everything goes on. With the bucket as home an object is sealed, whole and
 * durable in the folder before it is sent, and leaves the folder when the service has confirmed its digest: a
 * crash in between leaves it in both places, an absent service leaves it here.
 */
export function openBoth(root: string, folder: Blobs, bucket: BucketStore, home: Home): TwoHomes {
  const fileOf = (key: string) => {
    const [, space = "", sha256 = ""] = KEY.exec(key) ?? [];
    if (sha256 === "") throw new Refusal("not-found");
    return path.join(root, space, sha256.slice(0, 2), sha256.slice(2, 4), sha256 + SEALED);
  };
  /** Not folder.remove: that destroys the data key in the file, which an unfinished upload may share. */
  const leaveFolder = async (key: string) => {
    await fs.rm(fileOf(key), { force: true });
    await syncFolder(path.dirname(fileOf(key)));
  };
  /** What is in the bucket already is not sent again, unless it is damaged there. */
  const opens = async (key: string): Promise<boolean> => {
    try {
      await (await bucket.open(key)).close();
      return true;
    } catch (error) {
      if (error instanceof Refusal || error instanceof EvidenceProblem) return false;
      throw error;
    }
  };
  const settle = async (stored: Stored): Promise<Stored> => {
    if (home === "folder") return stored;
    if (!(await opens(stored.key))) await bucket.send(fileOf(stored.key), stored.key);
    await leaveFolder(stored.key);
    return stored;
  };

  const inHome = { folder: (key: string) => folder.open(key), s3: (key: string) => bucket.open(key) };
  const other: Home = home === "s3" ? "folder" : "s3";
  async function open(key: string): Promise<Source> {
    // Home once more: it may have been moved between the two questions.
    for (const place of [home, other, home]) {
      try {
        return await inHome[place](key);
      } catch (error) {
        if (!(error instanceof Refusal && error.code === "not-found")) throw error;
      }
    }
    throw new Refusal("not-found");
  }
  async function checked(key: string, opened: Promise<Source>): Promise<Stored> {
    const source = await opened;
    try {
      const both = await digestsOf(source.stream());
      if (both.sha256 !== key.split("/")[1]) throw new EvidenceProblem("digest-differs", key);
      return { key, size: source.size, ...both };
    } finally {
      await source.close();
    }
  }

  const walkHome = { folder: () => folder.walk(), s3: () => sealedOnly(bucket.walk()) };
  const hasHome = { folder: (key: string) => folder.has(key), s3: (key: string) => bucket.has(key) };

  const toBucket = async (key: string): Promise<number> => {
    await folder.seal(key);
    await bucket.send(fileOf(key), key);
    let size: number;
    try {
      ({ size } = await checked(key, bucket.open(key)));
    } catch (error) {
      // It would stand before the one here.
      if (error instanceof EvidenceProblem) await bucket.remove(key);
      throw error;
    }
    // Purged while it was copied: it must not come back.
    if (await folder.has(key)) await leaveFolder(key);
    else await bucket.remove(key);
    return size;
  };
  const toFolder = async (key: string): Promise<number> => {
    await bucket.fetch(key, fileOf(key), path.join(root, ".new"));
    let size: number;
    try {
      ({ size } = await checked(key, folder.open(key)));
    } catch (error) {
      await leaveFolder(key);
      throw error;
    }
    if (await bucket.has(key)) await bucket.remove(key);
    else await folder.remove(key);
    return size;
  };

  return {
    home,
    parts: folder.parts,
    open,
    put: async (space, content) => await settle(await folder.put(space, content)),
    adopt: async (space, part, sha256) => await settle(await folder.adopt(space, part, sha256)),
    async get(key, range) {
      const source = await open(key);
      const stream = source.stream(range?.start, range?.end);
      stream.once("close", () => void source.close());
      return stream;
    },
    has: async (key) => (await hasHome[home](key)) || (await hasHome[other](key)),
    async remove(key) {
      await bucket.remove(key);
      await folder.remove(key);
    },
    check: (key) => checked(key, open(key)),
    async *walk() {
      yield* walkHome[home]();
      for await (const found of walkHome[other]()) if (!(await hasHome[home](found.key))) yield found;
    },
    seal: (key) => folder.seal(key),
    async rewrap(key) {
      let [there, changed] = [false, false];
      for (const { has, rewrap } of [folder, bucket]) {
        if (!(await has(key))) continue;
        there = true;
        if (await rewrap(key)) changed = true;
      }
      if (!there) throw new Refusal("not-found");
      return changed;
    },
    async *strays() {
      for await (const { key } of walkHome[other]()) yield key;
    },
    async moveHome({ dryRun = false, signal, onProgress } = {}) {
      const [problems, done] = [[] as string[], { moved: 0, bytes: 0 }];
      for await (const { key } of walkHome[other]()) {
        if (signal?.aborted) break;
        try {
          if (!dryRun) done.bytes += await (home === "s3" ? toBucket(key) : toFolder(key));
          done.moved += 1;
        } catch (error) {
          const gone = error instanceof Refusal && error.code === "not-found";
          // A damaged object stays where it is, and is told; an absent service ends the work.
          if (!gone && !(error instanceof EvidenceProblem)) throw error;
          if (!gone) problems.push((error as Error).message);
        }
        onProgress?.(done.moved, done.bytes);
      }
      return { ...done, problems };
    },
  };
}

async function* sealedOnly(keys: AsyncIterable<string>): AsyncGenerator<{ key: string; sealed: boolean }> {
  for await (const key of keys) yield { key, sealed: true };
}
