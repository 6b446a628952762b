/**
 * The one form of a zip archive that packages have, byte for byte a function of names, sizes and checksums:
 * stored (not compressed), names UTF-8 and flagged so, in ascending order, one fixed date, no comments, zip64
 * fields exactly where a number needs them. So the verifier can compare every byte of it, and a change anywhere
 * in an archive is seen, also where unpacking would not notice.
 */
import { concat, utf8 } from "../bytes.ts";

export interface ZipMember {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
}

const LIMIT = 0xffffffff;
const MOST_MEMBERS = 0xffff;
/** 1980-01-01 00:00, the first that zip knows; when things happened stands in the package itself. */
const DATE = 0x0021;
const UTF8_NAMES = 0x0800;
/** A regular file, readable by all: what unpacking on Unix makes of it. */
const MODE = 0o100644;

function fields(...parts: readonly (readonly [size: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of parts) {
    if (size === 2) view.setUint16(at, value, true);
    else if (size === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += size;
  }
  return bytes;
}

/** What comes before a member's bytes. */
export function localHeader({ name, size, crc32 }: ZipMember): Uint8Array {
  const wide = size >= LIMIT;
  const extra = wide ? fields([2, 1], [2, 16], [8, size], [8, size]) : new Uint8Array();
  const path = utf8(name);
  const shown = wide ? LIMIT : size;
  return concat(
    fields(
      [4, 0x04034b50],
      [2, wide ? 45 : 20],
      [2, UTF8_NAMES],
      [2, 0],
      [2, 0],
      [2, DATE],
      [4, crc32],
      [4, shown],
      [4, shown],
      [2, path.length],
      [2, extra.length],
    ),
    path,
    extra,
  );
}

function directoryRecord({ name, size, crc32 }: ZipMember, offset: number): Uint8Array {
  const large: (readonly [8, number])[] = [];
  if (size >= LIMIT) large.push([8, size], [8, size]);
  if (offset >= LIMIT) large.push([8, offset]);
  const extra = large.length > 0 ? fields([2, 1], [2, large.length * 8], ...large) : new Uint8Array();
  const path = utf8(name);
  return concat(
    fields(
      [4, 0x02014b50],
      [2, (3 << 8) | 45],
      [2, large.length > 0 ? 45 : 20],
      [2, UTF8_NAMES],
      [2, 0],
      [2, 0],
      [2, DATE],
      [4, crc32],
      [4, Math.min(size, LIMIT)],
      [4, Math.min(size, LIMIT)],
      [2, path.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, MODE * 65_536],
      [4, Math.min(offset, LIMIT)],
    ),
    path,
    extra,
  );
}

/** What comes after the last member: the directory and the end records. */
export function zipEnd(members: readonly ZipMember[]): Uint8Array {
  let offset = 0;
  const records = members.map((member) => {
    const record = directoryRecord(member, offset);
    offset += localHeader(member).length + member.size;
    return record;
  });
  const directory = concat(...records);
  const count = members.length;
  const wide = count >= MOST_MEMBERS || offset >= LIMIT || directory.length >= LIMIT;
  const end64 = wide
    ? concat(
        fields(
          [4, 0x06064b50],
          [8, 44],
          [2, (3 << 8) | 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, directory.length],
          [8, offset],
        ),
        fields([4, 0x07064b50], [4, 0], [8, offset + directory.length], [4, 1]),
      )
    : new Uint8Array();
  return concat(
    directory,
    end64,
    fields(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, Math.min(count, MOST_MEMBERS)],
      [2, Math.min(count, MOST_MEMBERS)],
      [4, wide ? Math.min(directory.length, LIMIT) : directory.length],
      [4, wide ? Math.min(offset, LIMIT) : offset],
      [2, 0],
    ),
  );
}

export function zipSize(members: readonly ZipMember[]): number {
  return (
    members.reduce((sum, member) => sum + localHeader(member).length + member.size, 0) +
    zipEnd(members).length
  );
}
