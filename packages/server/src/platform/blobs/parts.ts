import * as fs from "node:fs/promises";
import path from "node:path";
import { Refusal } from "@yunjian/domain";
import type { Parts } from "./blobs.ts";
import { type Digests, digestsOf, type Running, SM3_AT_ONCE, startDigests } from "./digests.ts";
import { type Disk, makeFolder, orStorageFull, pour, syncFolder } from "./durable.ts";
import {
  bytesAt,
  frameOf,
  openFrame,
  placeOf,
  readTrailer,
  sealing,
  sealTrailer,
  sourceOf,
  type Trailer,
  trailerOf,
} from "./frames.ts";
import { encodeHead, HEAD, type Head, newHead, readHead, writeSlot } from "./header.ts";
import type { EvidenceKeys } from "./keys.ts";
import { EvidenceProblem } from "./problem.ts";

/** Digests kept while a part arrives in one go or soon again; more are computed from the file instead. */
const MAX_RUNNING = 32;
const NAME = /^([0-9a-f-]{36})\.yj$/;

/** How far a part is: whole chunks, and what there is of the next one. */
interface Extent {
  readonly size: number;
  readonly chunks: number;
  readonly tail: Buffer;
  /** The tail is in the saved copy alone: the file was torn while it was written again. */
  readonly torn: boolean;
  readonly sealed: Trailer | undefined;
}

export interface SealedParts extends Parts {
  /**
   * Completes a part into an object of this digest, in place: the caller gives it its name. May be done again
   * after a crash.
   */
  complete(
    space: string,
    id: string,
    sha256: string,
  ): Promise<Digests & { readonly size: number; readonly file: string }>;
}

/**
 * Unfinished uploads in one folder: `<id>.yj`, an object without its trailer. A chunk that is not full is
 * written again when more arrives; meanwhile `<id>.tail` keeps it, so that a crash costs nothing that was
 * acknowledged.
 */
export async function openParts(folder: string, keys: EvidenceKeys, disk: Disk): Promise<SealedParts> {
  await makeFolder(folder);
  // Older versions received in plain; nobody was told yet that these had arrived, so they are sent again.
  for (const name of await fs.readdir(folder)) {
    if (!NAME.test(name) && !name.endsWith(".tail")) await fs.rm(path.join(folder, name), { force: true });
  }
  // A part that arrives in this process is hashed on its way; otherwise it is read once at the end.
  const running = new Map<string, { digests: Running; at: number }>();
  const place = (id: string) => {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Refusal("not-found");
    return path.join(folder, `${id}.yj`);
  };
  const tailOf = (id: string) => path.join(folder, `${id}.tail`);
  const forget = (id: string) => {
    running.get(id)?.digests.drop();
    running.delete(id);
  };
  const headOf = (file: fs.FileHandle, id: string) =>
    readHead(file, keys, null, `part:${id}`, `upload ${id}`);

  async function withPart<T>(id: string, work: (file: fs.FileHandle, head: Head) => Promise<T>): Promise<T> {
    const file = await fs.open(place(id), "r+").catch((error: unknown) => {
      throw missing(error) ?? new Refusal("not-found");
    });
    try {
      return await work(file, await headOf(file, id));
    } finally {
      await file.close();
    }
  }

  async function extentOf(file: fs.FileHandle, head: Head, id: string): Promise<Extent> {
    const { size: length } = await file.stat();
    const sealed = await readTrailer(file, head, length);
    if (sealed) {
      const chunks = Math.floor(sealed.size / head.chunk);
      return { size: sealed.size, chunks, tail: Buffer.alloc(0), torn: false, sealed };
    }
    const frame = frameOf(head);
    const body = Math.max(0, length - HEAD);
    const chunks = Math.floor(body / frame);
    const over = body - chunks * frame;
    const extent = (whole: number, tail: Buffer, torn = false): Extent => ({
      size: whole * head.chunk + tail.length,
      chunks: whole,
      tail,
      torn,
      sealed: undefined,
    });
    if (over > head.suite.overhead) {
      const tail = openFrame(head, chunks, await bytesAt(file, placeOf(head, chunks), over));
      if (tail) return extent(chunks, tail);
    }
    // A crash while a chunk was written again: the saved one counts, in the place where it was.
    const saved = await fs.readFile(tailOf(id)).catch(missing);
    for (const index of saved ? [chunks, chunks - 1] : []) {
      const tail = saved && index >= 0 ? openFrame(head, index, saved) : null;
      if (!tail) continue;
      const written =
        index < chunks && openFrame(head, index, await bytesAt(file, placeOf(head, index), frame));
      return written ? extent(chunks, Buffer.alloc(0)) : extent(index, tail, true);
    }
    for (let whole = chunks; whole > 0; whole -= 1) {
      if (openFrame(head, whole - 1, await bytesAt(file, placeOf(head, whole - 1), frame)))
        return extent(whole, Buffer.alloc(0));
    }
    return extent(0, Buffer.alloc(0));
  }

  const sourceIn = (file: fs.FileHandle, head: Head, extent: Extent, id: string) =>
    sourceOf(file, head, extent.size, `upload ${id}`, {
      index: extent.sealed ? -1 : extent.chunks,
      plain: extent.tail,
    });

  async function digestsIn(file: fs.FileHandle, head: Head, id: string): Promise<Digests & { size: number }> {
    const extent = await extentOf(file, head, id);
    const live = running.get(id);
    // Completed before, by somebody who died: what is small is read for its SM3 once more.
    if (extent.sealed && extent.size > SM3_AT_ONCE) return { ...extent.sealed, sm3: null };
    if (live?.at === extent.size) return { ...(await live.digests.digests()), size: extent.size };
    return { ...(await digestsOf(sourceIn(file, head, extent, id).stream())), size: extent.size };
  }

  return {
    create: (space, id) =>
      orStorageFull(async () => {
        const file = await fs.open(place(id), "wx", 0o600);
        try {
          const head = newHead(keys, space);
          await file.write(encodeHead(head, await keys.current(space), `part:${id}`));
          await file.sync();
        } catch (error) {
          await fs.rm(place(id), { force: true });
          throw error;
        } finally {
          await file.close();
        }
        await syncFolder(folder);
        if (running.size < MAX_RUNNING) running.set(id, { digests: startDigests(), at: 0 });
      }),

    async size(id) {
      try {
        return await withPart(id, async (file, head) => (await extentOf(file, head, id)).size);
      } catch (error) {
        // A head that was never written whole: nobody was told of this part.
        if (error instanceof EvidenceProblem && error.fault === "truncated") return null;
        if (error instanceof Refusal && error.code === "not-found") return null;
        throw error;
      }
    },

    append: (id, offset, content) =>
      orStorageFull(() =>
        withPart(id, async (file, head) => {
          const extent = await extentOf(file, head, id);
          if (offset !== extent.size || extent.sealed)
            throw new Error(`upload ${id} is at ${extent.size}, not at ${offset}`);
          if (running.get(id)?.at !== offset) forget(id);
          const live = running.get(id);
          const start = placeOf(head, extent.chunks);
          const tail = extent.tail.length;
          if (tail > 0 && !extent.torn)
            await saveTail(tailOf(id), await bytesAt(file, start, tail + head.suite.overhead));
          await file.truncate(start + (tail > 0 ? tail + head.suite.overhead : 0));
          let arrived = 0;
          let whole = false;
          const frames = sealing(head, extent.chunks, extent.tail, content, live?.digests, (bytes) => {
            arrived += bytes;
            if (live) live.at += bytes;
          });
          try {
            await pour(disk, file, start, frames, () => {});
            whole = true;
            return arrived;
          } finally {
            await file.sync();
            // A write that failed half way may have left less than was counted.
            if (!whole && live && (await extentOf(file, head, id)).size !== live.at) forget(id);
            if (tail > 0 && whole) await fs.rm(tailOf(id), { force: true });
          }
        }),
      ),

    sha256: (id) => withPart(id, async (file, head) => (await digestsIn(file, head, id)).sha256),

    async open(id) {
      const file = await fs.open(place(id), "r");
      try {
        const head = await headOf(file, id);
        return sourceIn(file, head, await extentOf(file, head, id), id);
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    complete: (space, id, sha256) =>
      orStorageFull(() =>
        withPart(id, async (file, head) => {
          if (head.space !== space)
            throw new EvidenceProblem("wrong-space", `upload ${id} belongs to ${head.space}`);
          const found = await digestsIn(file, head, id);
          if (found.sha256 !== sha256) throw new EvidenceProblem("digest-differs", `upload ${id}`);
          const chunks = Math.ceil(found.size / head.chunk);
          const end = HEAD + found.size + chunks * head.suite.overhead;
          const trailer = sealTrailer(head, found);
          await file.write(trailer, 0, trailer.length, end);
          await file.truncate(end + trailerOf(head));
          await writeSlot(file, head, await keys.current(space), `sha256:${sha256}`);
          await file.sync();
          return { ...found, file: place(id) };
        }),
      ),

    async remove(id) {
      forget(id);
      await fs.rm(place(id), { force: true });
      await fs.rm(tailOf(id), { force: true });
      await syncFolder(folder);
    },

    async list() {
      const names = (await fs.readdir(folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []);
      const stats = await Promise.all(names.map((id) => fs.stat(place(id)).catch(missing)));
      return names.flatMap((id, i) => {
        const found = stats[i];
        return found ? [{ id, changedAt: found.mtime }] : [];
      });
    },
  };
}

async function saveTail(place: string, sealed: Buffer): Promise<void> {
  const file = await fs.open(place, "w", 0o600);
  try {
    await file.writeFile(sealed);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(path.dirname(place));
}

function missing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}
