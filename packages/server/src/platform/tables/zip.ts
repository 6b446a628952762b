import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { unreadable } from "./problems.ts";

const inflate = promisify(inflateRaw);

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

/**
 * The files of a zip archive, unpacked one by one when asked for, never beyond `maxBytes` each: what an
 * archive claims about its sizes is not believed.
 */
export class Zip {
  readonly #bytes: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #maxBytes: number;

  constructor(bytes: Buffer, maxBytes: number) {
    this.#bytes = bytes;
    this.#maxBytes = maxBytes;
    this.#entries = directory(bytes);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  async text(name: string): Promise<string | undefined> {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const at = entry.offset;
    if (at + 30 > this.#bytes.length || this.#bytes.readUInt32LE(at) !== LOCAL) throw unreadable();
    const start = at + 30 + this.#bytes.readUInt16LE(at + 26) + this.#bytes.readUInt16LE(at + 28);
    const packed = this.#bytes.subarray(start, start + entry.packed);
    if (packed.length < entry.packed) throw unreadable();
    if (entry.method === 0 && packed.length <= this.#maxBytes) return packed.toString("utf8");
    if (entry.method !== 8) throw unreadable();
    try {
      return (await inflate(packed, { maxOutputLength: this.#maxBytes })).toString("utf8");
    } catch {
      throw unreadable();
    }
  }
}

function directory(bytes: Buffer): Map<string, Entry> {
  let end = bytes.length - END_LENGTH;
  const earliest = Math.max(0, end - LONGEST_COMMENT);
  while (end >= earliest && bytes.readUInt32LE(end) !== END) end -= 1;
  if (end < earliest || end < 0) throw unreadable();
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map<string, Entry>();
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw unreadable();
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    entries.set(name, {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
