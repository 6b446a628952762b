import {
  classifiedMark,
  classifiedName,
  escapes,
  type FileFacts,
  type FileKind,
  type FileWarning,
  requireAcceptable,
} from "@yunjian/domain";
import type { Source } from "../../../platform/blobs/blobs.ts";
import type { Zip } from "../../../platform/documents/zip.ts";
import { type Sniffed, sniff } from "./sniff.ts";
import { firstWords } from "./words.ts";

export interface Inspected {
  readonly kind: FileKind;
  readonly mediaType: string;
  readonly warnings: readonly FileWarning[];
}

// The standard test string of the anti-malware industry, in two halves so that this source is not caught.
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"].join("");
const MALWARE_BYTES = 1024 * 1024;
const PROGRAMS_INSIDE = /\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|hta|lnk|jar|apk)$/i;

/** Looks into a file that arrived whole, and says no (a Refusal) to what must not be kept. */
export async function inspect(source: Source, name: string): Promise<Inspected> {
  const sniffed = await sniff(source, name);
  const facts: FileFacts = {
    name,
    size: source.size,
    kind: sniffed.kind,
    type: sniffed.type,
    differs: sniffed.differs,
    damaged: sniffed.damaged,
    program: sniffed.program,
    malware: (await source.read(0, MALWARE_BYTES)).includes(EICAR),
    ...(sniffed.zip && { archive: archiveFacts(sniffed.zip, source.size) }),
  };
  const inName = classifiedName(name);
  // Cheap reasons first: a bomb is refused before anything in it is unpacked.
  requireAcceptable(inName === undefined ? facts : { ...facts, mark: inName });
  const mark =
    (await firstWords(source, sniffed)).map(classifiedMark).find((found) => found !== undefined) ??
    markInside(sniffed.zip);
  if (mark !== undefined) requireAcceptable({ ...facts, mark });
  return { kind: sniffed.kind, mediaType: sniffed.mediaType, warnings: await warningsOf(source, sniffed) };
}

function archiveFacts(zip: Zip, packed: number): NonNullable<FileFacts["archive"]> {
  const escaping = zip.entries.find((entry) => escapes(entry.name))?.name;
  return {
    entries: zip.total,
    unpacked: zip.entries.reduce((sum, entry) => sum + entry.size, 0),
    packed,
    ...(escaping !== undefined && { escaping }),
  };
}

function markInside(zip: Zip | undefined): string | undefined {
  for (const entry of zip?.entries ?? []) {
    const mark = classifiedName(entry.name.replace(/\/$/, ""));
    if (mark !== undefined) return mark;
  }
  return undefined;
}

async function warningsOf(source: Source, { kind, zip, type }: Sniffed): Promise<FileWarning[]> {
  const warnings: FileWarning[] = [];
  if (zip?.entries.some((entry) => entry.name.endsWith("vbaProject.bin"))) warnings.push("macros");
  if (zip?.entries.some((entry) => entry.encrypted)) warnings.push("encrypted");
  if (kind === "archive" && zip?.entries.some((entry) => PROGRAMS_INSIDE.test(entry.name)))
    warnings.push("programs-inside");
  if (kind === "pdf") {
    const head = await source.read(0, 4 * 1024 * 1024);
    if (/\/(JavaScript|JS|Launch|OpenAction\s*<<[^>]*\/S\s*\/Launch)\b/.test(head.toString("latin1")))
      warnings.push("active-content");
    if (head.includes("/Encrypt ")) warnings.push("encrypted");
  }
  const opaque =
    kind === "office-old" || kind === "ofd" || kind === "image" || (kind === "other" && type !== "PPTX");
  if (opaque) warnings.push("not-inspected");
  return warnings;
}
