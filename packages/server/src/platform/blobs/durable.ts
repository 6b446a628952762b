import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import path from "node:path";
import { Refusal } from "@yunjian/domain";

/** The steps that touch the disk, so that a test can make one fail. */
export interface Disk {
  writev(file: fs.FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void>;
}

export const realDisk: Disk = {
  async writev(file, chunks, position) {
    let at = position;
    let rest = chunks;
    while (rest.length > 0) {
      const { bytesWritten } = await file.writev(rest, at);
      at += bytesWritten;
      rest = after(rest, bytesWritten);
    }
  },
};

/** What is left of the chunks when a write took only some of their bytes. */
function after(chunks: readonly Uint8Array[], taken: number): Uint8Array[] {
  const left: Uint8Array[] = [];
  let skip = taken;
  for (const chunk of chunks) {
    if (skip >= chunk.length) skip -= chunk.length;
    else {
      left.push(skip > 0 ? chunk.subarray(skip) : chunk);
      skip = 0;
    }
  }
  return left;
}

const BATCH = 1024 * 1024;
/** So much is brought to the disk on the way, so that little is left to wait for at the end. */
const SYNC_EVERY = 16 * BATCH;

/**
 * Writes what arrives in large pieces; tells every chunk to `seen`. Returns how many bytes were written. One
 * piece is on its way to the disk while the next arrives: a sender that is paused during every write arrives
 * at half the speed.
 */
export async function pour(
  disk: Disk,
  file: fs.FileHandle,
  position: number,
  content: AsyncIterable<Uint8Array>,
  seen: (chunk: Uint8Array) => void,
): Promise<number> {
  let sent = 0;
  let batch: Uint8Array[] = [];
  let waiting = 0;
  let onItsWay: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();
  let unsynced = 0;
  const flush = async () => {
    await onItsWay;
    if (waiting === 0) return;
    onItsWay = disk.writev(file, batch, position + sent);
    // Its failure is heard at the next wait; until then nobody may call it unhandled.
    onItsWay.catch(() => {});
    for (const chunk of batch) seen(chunk);
    sent += waiting;
    unsynced += waiting;
    batch = [];
    waiting = 0;
    if (unsynced < SYNC_EVERY) return;
    unsynced = 0;
    // A disk tells each failure once: whoever syncs at the end has to hear of this one.
    syncing = Promise.all([syncing, onItsWay]).then(() => file.datasync());
    syncing.catch(() => {});
  };
  try {
    for await (const chunk of content) {
      batch.push(chunk);
      waiting += chunk.length;
      if (waiting >= BATCH) await flush();
    }
  } catch (error) {
    // The sender broke off: what arrived is kept, so that nothing is sent twice.
    if (!isFull(error)) await flush();
    await onItsWay;
    await syncing;
    throw error;
  }
  await flush();
  await onItsWay;
  await syncing;
  return sent;
}

/** A new name in a folder is durable only when the folder is, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and every missing one above it, each durable in its parent. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  let each = folder;
  for (;;) {
    await syncFolder(path.dirname(each));
    if (each === first) return;
    each = path.dirname(each);
  }
}

export function isFull(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** A full disk is an answer people understand; everything else stays what it is. */
export async function orStorageFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isFull(error) ? new Refusal("storage-full") : error;
  }
}
