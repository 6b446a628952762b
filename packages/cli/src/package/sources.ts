import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { Bytes, Crc32, Finding, OpenedPackage, PackageFile, StartDigest } from "@yunjian/ledger/package";

export const nativeDigest: StartDigest = (name) => {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
};

export const nativeCrc32: Crc32 = (bytes, before) => crc32(bytes, before);

/** Bytes of an open file. */
export function fileBytes(handle: FileHandle, size: number): Bytes {
  return {
    size,
    read: async (start, length) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
  };
}

/** More files than this are no package of ours. */
const MOST_FILES = 1_000_000;

/** An unpacked package. Links are not followed: they are told. */
export async function openFolder(folder: string): Promise<OpenedPackage> {
  const root = await bagIn(folder);
  const files: PackageFile[] = [];
  const findings: Finding[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else if (!entry.isFile()) findings.push({ code: "link", about: name });
      else {
        if (files.length >= MOST_FILES) return;
        const file = path.join(root, name);
        files.push({
          path: name,
          size: (await lstat(file)).size,
          content: () => createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>,
        });
      }
    }
  };
  await walk("");
  if (files.length >= MOST_FILES) findings.push({ code: "too-large", about: `> ${MOST_FILES}` });
  return { base: undefined, files, findings };
}

/** The folder itself, or the only one in it: unpacking often makes a folder around the package's own. */
async function bagIn(folder: string): Promise<string> {
  const inside = await readdir(folder, { withFileTypes: true });
  const [only] = inside;
  return inside.length === 1 && only?.isDirectory() ? path.join(folder, only.name) : folder;
}
