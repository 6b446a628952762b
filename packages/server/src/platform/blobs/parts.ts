import { createHash, type Hash } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { Refusal } from "@yunjian/domain";
import type { Parts } from "./blobs.ts";
import { type Disk, makeFolder, orStorageFull, pour, syncFolder } from "./durable.ts";
import { openSource } from "./source.ts";

/** Digests kept while a part arrives in one go or soon again; more are computed from the file instead. */
const MAX_RUNNING = 64;

/** Unfinished uploads in one folder, a file each. */
export async function openParts(folder: string, disk: Disk): Promise<Parts> {
  await makeFolder(folder);
  // A part that arrives in this process is hashed on its way; otherwise it is read once at the end.
  const running = new Map<string, { hash: Hash; at: number }>();
  const place = (id: string) => {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Refusal("not-found");
    return path.join(folder, id);
  };

  return {
    create: (id) =>
      orStorageFull(async () => {
        const file = await fs.open(place(id), "wx", 0o600);
        await file.close();
        await syncFolder(folder);
        if (running.size < MAX_RUNNING) running.set(id, { hash: createHash("sha256"), at: 0 });
      }),

    async size(id) {
      const found = await fs.stat(place(id)).catch(missing);
      return found ? found.size : null;
    },

    append: (id, offset, content) =>
      orStorageFull(async () => {
        const file = await fs.open(place(id), "r+");
        const digest = running.get(id);
        if (digest && digest.at !== offset) running.delete(id);
        const live = running.get(id);
        try {
          const written = await pour(disk, file, offset, content, (chunk) => {
            live?.hash.update(chunk);
            if (live) live.at += chunk.length;
          });
          return written;
        } catch (error) {
          // A write that failed half way may have left bytes nobody counted.
          if (live && (await file.stat()).size !== live.at) running.delete(id);
          throw error;
        } finally {
          await file.sync();
          await file.close();
        }
      }),

    async sha256(id) {
      const live = running.get(id);
      if (live && live.at === (await fs.stat(place(id))).size) return live.hash.copy().digest("hex");
      const hash = createHash("sha256");
      const source = await openSource(place(id));
      try {
        for await (const chunk of source.stream()) hash.update(chunk as Buffer);
      } finally {
        await source.close();
      }
      return hash.digest("hex");
    },

    open: (id) => openSource(place(id)),

    async remove(id) {
      running.delete(id);
      await fs.rm(place(id), { force: true });
      await syncFolder(folder);
    },

    async list() {
      const names = await fs.readdir(folder);
      const stats = await Promise.all(names.map((id) => fs.stat(path.join(folder, id)).catch(missing)));
      return names.flatMap((id, i) => {
        const found = stats[i];
        return found ? [{ id, changedAt: found.mtime }] : [];
      });
    },
  };
}

function missing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}
