import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { Refusal } from "@yunjian/domain";
import type { Source } from "./blobs.ts";
import { bodyOf, bodyOfFile, type Bucket } from "./bucket.ts";
import { makeFolder, orStorageFull, syncFolder } from "./durable.ts";
import { readTrailer, sourceOf } from "./frames.ts";
import { HEAD, idIn, readHead, SLOTS_FROM, type SealedBytes, writeSlot } from "./header.ts";
import type { EvidenceKeys } from "./keys.ts";
import { EvidenceProblem } from "./problem.ts";
import { KEY, SEALED } from "./walk.ts";

const WRAPPED = ".key";
/** Read from the bucket at once while a sealed object comes back. */
const PIECE = 8 * 1024 * 1024;

/**
 * Sealed objects in a bucket, two names each: `<space>/aa/bb/<sha256>.<id>.yj` holds what a folder's file holds,
 * but without the wrapped data key; the whole head with it is `<sha256>.key`, 512 bytes. So a key is wrapped anew
 * or destroyed without a byte of content rewritten, also where a bucket keeps old versions of content. The key is
 * written last and removed first: an object is there when its key is. The id in the name is the one in the head:
 * the same content sent twice at once has two bodies, and the key that is there fits the one it names.
 */
export interface BucketStore {
  open(key: string): Promise<Source>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
  rewrap(key: string): Promise<boolean>;
  walk(): AsyncIterable<string>;
  /** Sends a sealed file of the embedded store. It stays. */
  send(file: string, key: string): Promise<void>;
  /** Brings an object back as a sealed file, durable under this name. */
  fetch(key: string, file: string, aside: string): Promise<void>;
}

export function openBucketStore(bucket: Bucket, keys: EvidenceKeys): BucketStore {
  const place = (key: string) => {
    const [, space, sha256] = KEY.exec(key) ?? [];
    if (space === undefined || sha256 === undefined) throw new Refusal("not-found");
    const name = `${space}/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    return { space, binding: `sha256:${sha256}` as const, name, wrapped: name + WRAPPED };
  };
  const bodyIn = (key: string, head: Buffer) => `${place(key).name}.${idIn(head)}${SEALED}`;
  async function wrappedOf(key: string): Promise<Buffer> {
    const found = await bucket.get(place(key).wrapped, { start: 0, length: HEAD });
    if (!found) throw new Refusal("not-found");
    return found.bytes;
  }

  return {
    async open(key) {
      const { space, binding } = place(key);
      const wrapped = await wrappedOf(key);
      const body = bodyIn(key, wrapped);
      const head = await readHead(inMemory(wrapped), keys, space, binding, key);
      const length = await bucket.length(body);
      if (length === undefined) throw new EvidenceProblem("truncated", key);
      const there = inBucket(bucket, body);
      const trailer = await readTrailer(there, head, length);
      if (!trailer) throw new EvidenceProblem("truncated", key);
      return sourceOf(there, head, trailer.size, key);
    },

    has: async (key) => (await bucket.length(place(key).wrapped)) !== undefined,

    async remove(key) {
      const { name, wrapped } = place(key);
      await bucket.remove(wrapped);
      for await (const each of bucket.list(`${name}.`)) await bucket.remove(each);
    },

    async rewrap(key) {
      const { space, binding, wrapped } = place(key);
      const bytes = await wrappedOf(key);
      const head = await readHead(inMemory(bytes), keys, space, binding, key);
      const current = await keys.current(space);
      if (head.wrappedBy.equals(current.id)) return false;
      await writeSlot(
        {
          write: async (slot, _offset, _length, position) => slot.copy(bytes, position),
        },
        head,
        current,
        binding,
      );
      await bucket.put(wrapped, bodyOf(bytes));
      return true;
    },

    async *walk() {
      for await (const name of bucket.list("")) {
        const [space = "", , , file = ""] = name.split("/");
        if (!file.endsWith(WRAPPED)) continue;
        const key = `${space}/${file.slice(0, -WRAPPED.length)}`;
        if (KEY.test(key)) yield key;
      }
    },

    async send(file, key) {
      const { wrapped } = place(key);
      const handle = await fs.open(file, "r");
      const head = Buffer.alloc(HEAD);
      let size: number;
      try {
        ({ size } = await handle.stat());
        const { bytesRead } = await handle.read(head, 0, HEAD, 0);
        if (bytesRead < HEAD) throw new EvidenceProblem("truncated", key);
      } finally {
        await handle.close();
      }
      const bare = Buffer.from(head);
      bare.fill(0, SLOTS_FROM);
      await bucket.put(bodyIn(key, head), await bodyOfFile(file, size, bare));
      await bucket.put(wrapped, bodyOf(head));
    },

    fetch: (key, file, aside) =>
      orStorageFull(async () => {
        const head = await wrappedOf(key);
        const body = bodyIn(key, head);
        const temporary = path.join(aside, `${randomUUID()}.part`);
        try {
          const handle = await fs.open(temporary, "wx", 0o600);
          try {
            await handle.write(head, 0, HEAD, 0);
            for (let at = HEAD; ; ) {
              const piece = await bucket.get(body, { start: at, length: PIECE });
              if (!piece) throw new EvidenceProblem("truncated", key);
              if (piece.bytes.length === 0) break;
              await handle.write(piece.bytes, 0, piece.bytes.length, at);
              at += piece.bytes.length;
              if (at >= piece.total) break;
            }
            await handle.sync();
          } finally {
            await handle.close();
          }
          await makeFolder(path.dirname(file));
          await fs.link(temporary, file).catch((error: unknown) => {
            if ((error as { code?: unknown }).code !== "EEXIST") throw error;
          });
          await syncFolder(path.dirname(file));
        } finally {
          await fs.rm(temporary, { force: true });
        }
      }),
  };
}

function inMemory(bytes: Buffer): SealedBytes {
  return {
    read: async (buffer, offset, length, position) => ({
      bytesRead: bytes.copy(buffer, offset, position, position + length),
    }),
    close: async () => {},
  };
}

function inBucket(bucket: Bucket, name: string): SealedBytes {
  return {
    async read(buffer, offset, length, position) {
      if (length === 0) return { bytesRead: 0 };
      const found = await bucket.get(name, { start: position, length });
      return { bytesRead: found?.bytes.copy(buffer, offset) ?? 0 };
    },
    close: async () => {},
  };
}
