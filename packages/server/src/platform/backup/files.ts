import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Meter } from "./format.ts";

/** Small files wait for the disk more than for the processor. */
const AT_ONCE = 8;

export type StoredFile = { path: string; sha256: string; bytes: number };

/**
 * Paths of the finished files below, relative and sorted; none if the folder does not exist. What is not
 * finished lies in folders with a dot (see blobs/folder.ts): nothing refers to it yet.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".part"))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith("."))
    .sort();
}

/** Copies and hashes in one pass; on the disk when it resolves. */
export async function copyFileHashed(
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<Omit<StoredFile, "path">> {
  await mkdir(path.dirname(to), { recursive: true });
  const meter = new Meter();
  await pipeline(
    createReadStream(from),
    meter,
    createWriteStream(to, { flags: "wx", mode: 0o600, flush: true }),
    signal ? { signal } : {},
  );
  return { sha256: meter.sha256(), bytes: meter.bytes };
}

/** Calls `work` for each file, several at a time; the first failure ends it. */
export async function eachFile(
  files: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<void> {
  const rest = files.values();
  const worker = async (): Promise<void> => {
    for (const file of rest) await work(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A file that was there when we listed and is not any more was purged, and must not come back. */
export async function isGone(file: string): Promise<boolean> {
  return stat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

export async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
}
