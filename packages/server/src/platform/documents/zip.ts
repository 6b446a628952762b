import type { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import iconv from "iconv-lite";
import type { Source } from "../blobs/blobs.ts";

/** Not a zip archive, or a damaged one. */
export class UnreadableZip extends Error {
  override readonly name = "UnreadableZip";
}

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  readonly encrypted: boolean;
  readonly folder: boolean;
  readonly modified: string | null;
  readonly method: number;
  readonly offset: number;
}

export interface Zip {
  readonly entries: readonly ZipEntry[];
  /** How many the archive says it has; entries holds at most `limit` of them. */
  readonly total: number;
  entry(name: string): ZipEntry | undefined;
  /** The unpacked bytes of a member; ends with an error when there are more than `max`. */
  read(entry: ZipEntry, max: number): AsyncIterable<Buffer>;
}

const EOCD = 0x06054b50;
const EOCD64 = 0x06064b50;
const EOCD64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_DIRECTORY = 64 * 1024 * 1024;

/** Reads an archive's directory only; members are unpacked one by one, on demand, never to the disk. */
export async function openZip(source: Source, limit = 50_000): Promise<Zip> {
  const end = await findEnd(source);
  if (end.offset + end.length > source.size || end.length > MAX_DIRECTORY)
    throw new UnreadableZip("directory out of place");
  const directory = await source.read(end.offset, end.length);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < Math.min(end.total, limit)) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL)
      throw new UnreadableZip("directory damaged");
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw new UnreadableZip("directory cut off");
    entries.push(entryAt(directory, at, nameLength, extraLength));
    at = next;
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    entries,
    total: end.total,
    entry: (name) => byName.get(name),
    read: (entry, max) => unpack(source, entry, max),
  };
}

async function findEnd(source: Source): Promise<{ offset: number; length: number; total: number }> {
  const tail = await source.read(Math.max(0, source.size - 65_557), 65_557);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== EOCD) continue;
    const total = tail.readUInt16LE(at + 10);
    const length = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    const wide = total === 0xffff || length === 0xffffffff || offset === 0xffffffff;
    if (!wide) return { offset, length, total };
    const locator = at - 20;
    if (locator < 0 || tail.readUInt32LE(locator) !== EOCD64_LOCATOR) return { offset, length, total };
    const record = await source.read(Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== EOCD64) throw new UnreadableZip("no zip64 record");
    return {
      total: Number(record.readBigUInt64LE(32)),
      length: Number(record.readBigUInt64LE(40)),
      offset: Number(record.readBigUInt64LE(48)),
    };
  }
  throw new UnreadableZip("no end of directory");
}

function entryAt(directory: Buffer, at: number, nameLength: number, extraLength: number): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const raw = directory.subarray(at + 46, at + 46 + nameLength);
  const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  let packed = directory.readUInt32LE(at + 20);
  let size = directory.readUInt32LE(at + 24);
  let offset = directory.readUInt32LE(at + 42);
  const wide = fieldOf(extra, 0x0001);
  let from = 0;
  const next = () => {
    const value = wide && from + 8 <= wide.length ? Number(wide.readBigUInt64LE(from)) : 0;
    from += 8;
    return value;
  };
  if (size === 0xffffffff) size = next();
  if (packed === 0xffffffff) packed = next();
  if (offset === 0xffffffff) offset = next();
  // Archives made on Chinese Windows name their members in GBK, without saying so.
  const name = (flags & 0x800) !== 0 || isUtf8(raw) ? raw.toString("utf8") : iconv.decode(raw, "gb18030");
  return {
    name,
    size,
    packed,
    offset,
    method: directory.readUInt16LE(at + 10),
    encrypted: (flags & 1) !== 0,
    folder: name.endsWith("/"),
    modified: dosTime(directory.readUInt16LE(at + 14), directory.readUInt16LE(at + 12)),
  };
}

function fieldOf(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function dosTime(date: number, time: number): string | null {
  const [year, month, day] = [(date >> 9) + 1980, (date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return null;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(time >> 11)}:${two((time >> 5) & 63)}`;
}

async function* unpack(source: Source, entry: ZipEntry, max: number): AsyncGenerator<Buffer> {
  if (entry.encrypted) throw new UnreadableZip("encrypted");
  const local = await source.read(entry.offset, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw new UnreadableZip("member out of place");
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (entry.packed === 0) return;
  const packed = source.stream(start, start + entry.packed - 1);
  let stream: Readable = packed;
  if (entry.method === 8) {
    const inflate = createInflateRaw();
    packed.on("error", (error) => inflate.destroy(error));
    stream = packed.pipe(inflate);
  } else if (entry.method !== 0) throw new UnreadableZip(`method ${entry.method}`);
  let total = 0;
  try {
    for await (const chunk of stream) {
      total += (chunk as Buffer).length;
      if (total > max) throw new UnreadableZip("member larger than allowed");
      yield chunk as Buffer;
    }
  } catch (error) {
    throw error instanceof UnreadableZip ? error : new UnreadableZip("member damaged", { cause: error });
  } finally {
    packed.destroy();
    stream.destroy();
  }
}
