/** Opens the zip file of a package: reads its directory, and compares everything beside the content with the one form. */
import { equalBytes, textOf } from "../bytes.ts";
import { type Crc32, portableCrc32 } from "./digests.ts";
import { type Finding, PackageFailure } from "./failure.ts";
import { inOrder, pathProblem } from "./names.ts";
import { type Bytes, type OpenedPackage, type PackageFile, piecesOf } from "./source.ts";
import { localHeader, type ZipMember, zipEnd } from "./zip-form.ts";

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const RECORD = 0x02014b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
/** A directory larger than this is not ours: a million files. */
const LARGEST_DIRECTORY = 256 * 1024 * 1024;

interface RawMember extends ZipMember {
  readonly packed: number;
  readonly offset: number;
  readonly method: number;
  readonly flags: number;
  readonly mode: number;
}

interface End {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

/** Never throws for what is in the file: what is wrong with it is told in `findings`. */
export async function openZip(zip: Bytes, crc32: Crc32 = portableCrc32): Promise<OpenedPackage> {
  const findings: Finding[] = [];
  try {
    const end = await findEnd(zip, findings);
    const members = readDirectory(await exactly(zip, end.offset, end.length), end.count, findings);
    judge(members, zip.size, findings);
    if (findings.length === 0) await compareForm(zip, members, findings);
    // Content of an archive that is not in its form is not looked at: its bytes might be anybody's.
    if (findings.length > 0) return { base: undefined, files: [], findings };
    return { ...below(zip, members, crc32, findings), findings };
  } catch (error) {
    if (!(error instanceof PackageFailure)) throw error;
    return { base: undefined, files: [], findings: [...findings, { code: error.code, about: error.about }] };
  }
}

async function exactly(zip: Bytes, start: number, length: number): Promise<Uint8Array> {
  if (start < 0 || start + length > zip.size) throw new PackageFailure("zip-promise", "directory");
  const bytes = await zip.read(start, length);
  if (bytes.length !== length) throw new PackageFailure("zip-truncated");
  return bytes;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function large(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new PackageFailure("zip-promise", String(value));
  return Number(value);
}

async function findEnd(zip: Bytes, findings: Finding[]): Promise<End> {
  const length = Math.min(zip.size, END_LENGTH + LONGEST_COMMENT);
  const tail = await zip.read(zip.size - length, length);
  const view = viewOf(tail);
  let at = tail.length - END_LENGTH;
  while (at >= 0 && view.getUint32(at, true) !== END) at -= 1;
  if (at < 0) {
    const head = await zip.read(0, 4);
    const begins = head.length === 4 && viewOf(head).getUint32(0, true) === 0x04034b50;
    throw new PackageFailure(begins ? "zip-truncated" : "zip-unreadable");
  }
  if (at !== tail.length - END_LENGTH)
    findings.push({ code: "zip-form", about: `${tail.length - END_LENGTH - at} bytes after the end` });
  const small = {
    count: view.getUint16(at + 10, true),
    length: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  const wide = small.count === 0xffff || small.length === 0xffffffff || small.offset === 0xffffffff;
  const place = zip.size - tail.length + at;
  if (!wide) return within(small, place);
  const locator = viewOf(await exactly(zip, place - 20, 20));
  if (locator.getUint32(0, true) !== LOCATOR64) return within(small, place);
  const record = viewOf(await exactly(zip, large(locator, 8), 56));
  if (record.getUint32(0, true) !== END64) throw new PackageFailure("zip-damaged", "zip64");
  return within({ count: large(record, 32), length: large(record, 40), offset: large(record, 48) }, place);
}

function within(end: End, place: number): End {
  if (end.offset + end.length > place || end.length > LARGEST_DIRECTORY)
    throw new PackageFailure("zip-promise", `directory: ${end.length}`);
  return end;
}

function readDirectory(bytes: Uint8Array, count: number, findings: Finding[]): RawMember[] {
  const view = viewOf(bytes);
  const members: RawMember[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== RECORD)
      throw new PackageFailure("zip-damaged");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw new PackageFailure("zip-damaged");
    const name = textOf(bytes.subarray(at + 46, at + 46 + nameLength));
    if (name === undefined) findings.push({ code: "path-unsafe", about: `#${members.length + 1}` });
    const extra = wideNumbers(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    const pick = (offset: number): number => {
      const value = view.getUint32(at + offset, true);
      return value === 0xffffffff ? (extra.shift() ?? value) : value;
    };
    const size = pick(24);
    members.push({
      name: name ?? "",
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      size,
      packed: pick(20),
      mode: view.getUint16(at + 40, true),
      offset: pick(42),
    });
    at = next;
  }
  if (members.length !== count) findings.push({ code: "zip-damaged", about: `${members.length} / ${count}` });
  return members;
}

/** Sizes and places that do not fit into four bytes, in their order. */
function wideNumbers(extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + length <= extra.length)
      return Array.from({ length: Math.floor(length / 8) }, (_, i) => large(view, at + 4 + i * 8));
    at += 4 + length;
  }
  return [];
}

/** What can be said by name before the form is compared byte for byte. */
function judge(members: readonly RawMember[], size: number, findings: Finding[]): void {
  const seen = new Set<string>();
  let promised = 0;
  for (const member of members) {
    const { name, flags, method, mode } = member;
    const say = (code: Finding["code"]): void => void findings.push({ code, about: name });
    const problem = pathProblem(name.endsWith("/") ? name.slice(0, -1) : name);
    if (problem !== undefined) say(problem);
    if (seen.has(name)) say("path-twice");
    seen.add(name);
    const type = mode & 0o170000;
    if (type !== 0 && type !== 0o100000 && type !== 0o040000) say("link");
    if ((flags & 1) !== 0) say("zip-encrypted");
    else if (method !== 0) say("zip-packed");
    // Deflate makes at most 1,032 bytes of one.
    const possible = method === 0 ? member.size <= size : member.size <= member.packed * 1032 + 1032;
    promised += member.packed;
    if (!possible || promised > size) {
      say("zip-promise");
      return;
    }
    if (findings.length > 100) return;
  }
}

/** Everything that is not content, byte by byte. */
async function compareForm(zip: Bytes, members: readonly RawMember[], findings: Finding[]): Promise<void> {
  let offset = 0;
  let before = "";
  for (const member of members) {
    const header = localHeader(member);
    if (member.offset !== offset || inOrder(before, member.name) >= 0) {
      findings.push({ code: "zip-overlap", about: member.name });
      return;
    }
    if (!equalBytes(await zip.read(offset, header.length), header)) {
      findings.push({ code: "zip-form", about: member.name });
      return;
    }
    offset += header.length + member.size;
    before = member.name;
  }
  const end = zipEnd(members);
  if (offset + end.length !== zip.size || !equalBytes(await zip.read(offset, end.length), end))
    findings.push({ code: "zip-form", about: "directory" });
}

function below(
  zip: Bytes,
  members: readonly RawMember[],
  crc32: Crc32,
  findings: Finding[],
): { base: string | undefined; files: PackageFile[] } {
  const base = members[0]?.name.split("/")[0] ?? "";
  const files: PackageFile[] = [];
  for (const member of members) {
    if (!member.name.startsWith(`${base}/`)) findings.push({ code: "base-wrong", about: member.name });
    const start = member.offset + localHeader(member).length;
    files.push({
      path: member.name.slice(base.length + 1),
      size: member.size,
      async *content() {
        let crc = 0;
        for await (const piece of piecesOf(zip, start, start + member.size)) {
          crc = crc32(piece, crc);
          yield piece;
        }
        if (crc !== member.crc32) throw new PackageFailure("zip-checksum", member.name);
      },
    });
  }
  return { base, files };
}
