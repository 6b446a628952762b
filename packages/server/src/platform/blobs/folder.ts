import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { Refusal } from "@yunjian/domain";
import type { Blobs, Stored } from "./blobs.ts";
import { type Disk, makeFolder, orStorageFull, pour, realDisk, syncFolder } from "./durable.ts";
import { openParts } from "./parts.ts";
import { openSource } from "./source.ts";

const KEY = /^([a-z0-9-]{1,64})\/([0-9a-f]{64})$/;

/**
 * The embedded store: `<space>/aa/bb/<sha256>` below a folder. Files are written aside, made durable, and
 * only then given their name; unfinished uploads lie in `.parts` on the same file system, so that taking
 * one over is a new name and no copy.
 */
export async function openBlobs(root: string, disk: Disk = realDisk): Promise<Blobs> {
  const aside = path.join(root, ".new");
  await makeFolder(aside);
  // What a killed process left half-written has no name yet and never will.
  for (const name of await fs.readdir(aside)) {
    const file = path.join(aside, name);
    const found = await fs.stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > 86_400_000) await fs.rm(file, { force: true });
  }
  const parts = await openParts(path.join(root, ".parts"), disk);

  const place = (key: string) => {
    const [, space, sha] = KEY.exec(key) ?? [];
    if (space === undefined || sha === undefined) throw new Refusal("not-found");
    return path.join(root, space, sha.slice(0, 2), sha.slice(2, 4), sha);
  };
  /** Gives a durable file its name; the same content is there already when two arrive at once. */
  const name = async (file: string, key: string) => {
    const target = place(key);
    await makeFolder(path.dirname(target));
    await fs.link(file, target).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== "EEXIST") throw error;
    });
    await syncFolder(path.dirname(target));
  };

  return {
    parts,

    put: (space, content) =>
      orStorageFull(async (): Promise<Stored> => {
        const temporary = path.join(aside, `${randomUUID()}.part`);
        const hash = createHash("sha256");
        try {
          const file = await fs.open(temporary, "wx", 0o600);
          let size: number;
          try {
            size = await pour(
              disk,
              file,
              0,
              content instanceof Readable ? content : chunksOf(content),
              (chunk) => hash.update(chunk),
            );
            await file.sync();
          } finally {
            await file.close();
          }
          const sha256 = hash.digest("hex");
          const key = `${space}/${sha256}`;
          await name(temporary, key);
          return { key, size, sha256 };
        } finally {
          await fs.rm(temporary, { force: true });
        }
      }),

    adopt: (space, part, sha256) =>
      orStorageFull(async () => {
        const key = `${space}/${sha256}`;
        await name(path.join(root, ".parts", part), key);
        return { key, sha256, size: (await fs.stat(place(key))).size };
      }),

    async get(key, range) {
      const source = await found(openSource(place(key)));
      const stream = source.stream(range?.start, range?.end);
      stream.once("close", () => void source.close());
      return stream;
    },

    open: (key) => found(openSource(place(key))),
    has: (key) =>
      fs.access(place(key)).then(
        () => true,
        () => false,
      ),

    async remove(key) {
      const file = place(key);
      await fs.rm(file, { force: true });
      await syncFolder(path.dirname(file)).catch(() => undefined);
    },
  };
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function found<T>(opening: Promise<T>): Promise<T> {
  return await opening.catch((error: unknown) => {
    throw (error as { code?: unknown }).code === "ENOENT" ? new Refusal("not-found") : error;
  });
}
