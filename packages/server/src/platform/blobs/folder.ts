import { randomBytes, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { Refusal } from "@yunjian/domain";
import type { Blobs, Source, Stored } from "./blobs.ts";
import { digestsOf, startDigests } from "./digests.ts";
import { type Disk, makeFolder, orStorageFull, pour, realDisk, syncFolder } from "./durable.ts";
import { readTrailer, sealing, sealTrailer, sourceOf } from "./frames.ts";
import { encodeHead, HEAD, newHead, readHead, writeSlot } from "./header.ts";
import type { EvidenceKeys } from "./keys.ts";
import { openParts } from "./parts.ts";
import { EvidenceProblem } from "./problem.ts";
import { openSource } from "./source.ts";
import { KEY, SEALED, walkFolder } from "./walk.ts";

/**
 * The embedded store: `<space>/aa/bb/<sha256>.yj` below a folder, sealed as docs/EVIDENCE.md says. Files are
 * written aside, made durable, and only then given their name; unfinished uploads lie in `.parts` on the same
 * file system, sealed as they arrive, so that taking one over is a new name and no copy. A name without `.yj`
 * is of an older version, which stored in plain; it is read until the background step has encrypted it.
 */
export async function openBlobs(root: string, keys: EvidenceKeys, disk: Disk = realDisk): Promise<Blobs> {
  const aside = path.join(root, ".new");
  await makeFolder(aside);
  // What a killed process left half-written has no name yet and never will.
  for (const name of await fs.readdir(aside)) {
    const file = path.join(aside, name);
    const found = await fs.stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > 86_400_000) await fs.rm(file, { force: true });
  }
  const parts = await openParts(path.join(root, ".parts"), keys, disk);

  const place = (key: string) => {
    const [, space, sha256] = KEY.exec(key) ?? [];
    if (space === undefined || sha256 === undefined) throw new Refusal("not-found");
    const plain = path.join(root, space, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    return { space, sha256, plain, sealed: plain + SEALED };
  };
  /** Gives a durable file its name; the same content is there already when two arrive at once. */
  const name = async (file: string, key: string) => {
    const { sealed } = place(key);
    await makeFolder(path.dirname(sealed));
    await fs.link(file, sealed).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== "EEXIST") throw error;
    });
    await syncFolder(path.dirname(sealed));
  };

  async function open(key: string): Promise<Source> {
    const { space, sha256, plain, sealed } = place(key);
    const file = await fs.open(sealed, "r").catch(missing);
    if (!file) return await found(openSource(plain));
    try {
      const head = await readHead(file, keys, space, `sha256:${sha256}`, key);
      const trailer = await readTrailer(file, head, (await file.stat()).size);
      if (!trailer) throw new EvidenceProblem("truncated", key);
      return sourceOf(file, head, trailer.size, key);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  const put = (space: string, content: Readable | Uint8Array) =>
    orStorageFull(async (): Promise<Stored> => {
      const temporary = path.join(aside, `${randomUUID()}.part`);
      const digests = startDigests();
      try {
        const file = await fs.open(temporary, "wx", 0o600);
        let stored: Stored;
        try {
          const head = newHead(keys, space);
          let size = 0;
          const stream = content instanceof Readable ? content : chunksOf(content);
          const frames = sealing(head, 0, Buffer.alloc(0), stream, digests, (bytes) => {
            size += bytes;
          });
          const body = await pour(disk, file, HEAD, frames, () => {});
          const both = await digests.digests();
          stored = { key: `${space}/${both.sha256}`, size, ...both };
          await disk.writev(file, [sealTrailer(head, stored)], HEAD + body);
          await file.write(encodeHead(head, await keys.current(space), `sha256:${both.sha256}`), 0, HEAD, 0);
          await file.sync();
        } finally {
          await file.close();
        }
        await name(temporary, stored.key);
        return stored;
      } finally {
        digests.drop();
        await fs.rm(temporary, { force: true });
      }
    });

  return {
    parts,
    put,
    open,

    adopt: (space, part, sha256) =>
      orStorageFull(async () => {
        const { file, ...found } = await parts.complete(space, part, sha256);
        const key = `${space}/${sha256}`;
        await name(file, key);
        return { ...found, key };
      }),

    async get(key, range) {
      const source = await open(key);
      const stream = source.stream(range?.start, range?.end);
      stream.once("close", () => void source.close());
      return stream;
    },

    async has(key) {
      const { plain, sealed } = place(key);
      return (await exists(sealed)) || (await exists(plain));
    },

    async remove(key) {
      const { plain, sealed } = place(key);
      await destroyKey(sealed);
      await fs.rm(sealed, { force: true });
      await fs.rm(plain, { force: true });
      await syncFolder(path.dirname(plain)).catch(() => undefined);
    },

    async check(key) {
      const source = await open(key);
      try {
        const both = await digestsOf(source.stream());
        if (both.sha256 !== place(key).sha256) throw new EvidenceProblem("digest-differs", key);
        return { key, size: source.size, ...both };
      } finally {
        await source.close();
      }
    },

    walk: () => walkFolder(root),

    async seal(key) {
      const { space, sha256, plain, sealed } = place(key);
      if (!(await exists(plain))) return;
      if (!(await exists(sealed))) {
        const source = await openSource(plain);
        try {
          // First read, then stored: encrypting must not turn damage into something that looks whole.
          const { sha256: actual } = await digestsOf(source.stream());
          if (actual !== sha256) throw new EvidenceProblem("digest-differs", key);
          await put(space, source.stream());
        } finally {
          await source.close();
        }
      }
      await fs.rm(plain, { force: true });
      await syncFolder(path.dirname(plain));
    },

    async rewrap(key) {
      const { space, sha256, sealed } = place(key);
      const file = await found(fs.open(sealed, "r+"));
      try {
        const binding = `sha256:${sha256}` as const;
        const head = await readHead(file, keys, space, binding, key);
        const current = await keys.current(space);
        if (head.wrappedBy.equals(current.id)) return false;
        await writeSlot(file, head, current, binding);
        await file.sync();
        return true;
      } finally {
        await file.close();
      }
    },
  };
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

/** The wrapped data key goes first, so that what a disk keeps of a removed file opens no more. */
async function destroyKey(sealed: string): Promise<void> {
  const file = await fs.open(sealed, "r+").catch(missing);
  if (!file) return;
  try {
    await file.write(randomBytes(HEAD), 0, HEAD, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

function missing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}

async function found<T>(opening: Promise<T>): Promise<T> {
  return await opening.catch((error: unknown) => {
    throw (error as { code?: unknown }).code === "ENOENT" ? new Refusal("not-found") : error;
  });
}
