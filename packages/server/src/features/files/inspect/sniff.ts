import { extensionOf, type FileKind } from "@yunjian/domain";
import type { Source } from "../../../platform/blobs/blobs.ts";
import { openZip, UnreadableZip, type Zip } from "../../../platform/documents/zip.ts";
import { detectEncoding } from "../../../platform/documents/text-encoding.ts";

/** What a file really is, by its content; the name only decides between kinds of text. */
export interface Sniffed {
  readonly kind: FileKind;
  readonly mediaType: string;
  /** A word for people, the same in both languages. */
  readonly type: string;
  readonly program: boolean;
  readonly damaged: boolean;
  readonly differs: boolean;
  /** Present when the file is a zip underneath. */
  readonly zip?: Zip;
}

type Known = readonly [FileKind, string, string, readonly string[]];

const starts = (head: Buffer, bytes: string, at = 0) =>
  head.subarray(at, at + bytes.length).toString("latin1") === bytes;

/** Content that says itself what it is: test, then kind, media type, word, extensions that fit. */
const MAGIC: readonly (readonly [(head: Buffer) => boolean, Known])[] = [
  [(h) => h.subarray(0, 1024).includes("%PDF-"), ["pdf", "application/pdf", "PDF", ["pdf"]]],
  [(h) => starts(h, "\x89PNG\r\n\x1a\n"), ["image", "image/png", "PNG", ["png"]]],
  [(h) => starts(h, "\xff\xd8\xff"), ["image", "image/jpeg", "JPEG", ["jpg", "jpeg"]]],
  [(h) => starts(h, "GIF87a") || starts(h, "GIF89a"), ["image", "image/gif", "GIF", ["gif"]]],
  [(h) => starts(h, "RIFF") && starts(h, "WEBP", 8), ["image", "image/webp", "WebP", ["webp"]]],
  [
    (h) => starts(h, "BM") && h.length > 14 && h.readUInt32LE(10) < 4096,
    ["image", "image/bmp", "BMP", ["bmp"]],
  ],
  [(h) => starts(h, "II*\0") || starts(h, "MM\0*"), ["other", "image/tiff", "TIFF", ["tif", "tiff"]]],
  [
    (h) => starts(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    [
      "office-old",
      "application/x-ole-storage",
      "Office 97-2003",
      ["doc", "xls", "ppt", "wps", "et", "dps", "msg", "vsd"],
    ],
  ],
  [(h) => starts(h, "\x1f\x8b"), ["other", "application/gzip", "GZIP", ["gz", "tgz"]]],
  [(h) => starts(h, "7z\xbc\xaf\x27\x1c"), ["other", "application/x-7z-compressed", "7-Zip", ["7z"]]],
  [(h) => starts(h, "Rar!\x1a\x07"), ["other", "application/vnd.rar", "RAR", ["rar"]]],
  [(h) => starts(h, "ustar", 257), ["other", "application/x-tar", "TAR", ["tar"]]],
  [(h) => starts(h, "{\\rtf"), ["other", "application/rtf", "RTF", ["rtf", "doc"]]],
];

const PROGRAMS: readonly (readonly [(head: Buffer) => boolean, string])[] = [
  [
    (h) => starts(h, "MZ") && h.length > 64 && starts(h, "PE\0\0", Math.min(h.readUInt32LE(60), h.length)),
    "Windows EXE/DLL",
  ],
  [(h) => starts(h, "\x7fELF"), "ELF"],
  [(h) => starts(h, "\xcf\xfa\xed\xfe") || starts(h, "\xce\xfa\xed\xfe"), "Mach-O"],
  [(h) => starts(h, "\xca\xfe\xba\xbe"), "Java class / Mach-O"],
  [(h) => starts(h, "dex\n"), "DEX"],
  [(h) => starts(h, "\x4c\0\0\0\x01\x14\x02\0"), "Windows LNK"],
];
/** Windows starts these by a double click, whatever is in them. */
const PROGRAM_NAMES = new Set([
  "exe",
  "dll",
  "com",
  "scr",
  "msi",
  "bat",
  "cmd",
  "ps1",
  "vbs",
  "vbe",
  "wsf",
  "hta",
  "lnk",
  "jar",
  "apk",
  "cpl",
  "reg",
]);

const TEXTS: Readonly<Record<string, readonly [FileKind, string]>> = {
  csv: ["csv", "text/csv"],
  tsv: ["csv", "text/tab-separated-values"],
  json: ["json", "application/json"],
  xml: ["xml", "application/xml"],
  html: ["html", "text/html"],
  htm: ["html", "text/html"],
};
/** Extensions that promise a format of their own: text under such a name is something else. */
const BINARY_NAMES = new Set([
  "pdf",
  "png",
  "jpg",
  "jpeg",
  "gif",
  "webp",
  "bmp",
  "docx",
  "xlsx",
  "pptx",
  "zip",
  "ofd",
  "7z",
  "rar",
  "gz",
]);
const TEXT_NAMES = new Set(["txt", "csv", "tsv", "json", "xml", "html", "htm", "md", "log"]);

export async function sniff(source: Source, name: string): Promise<Sniffed> {
  const head = await source.read(0, 64 * 1024);
  const extension = extensionOf(name);
  const plain = { program: false, damaged: false, differs: false };
  const program =
    PROGRAMS.find(([test]) => test(head))?.[1] ??
    (PROGRAM_NAMES.has(extension) ? extension.toUpperCase() : undefined);
  if (program !== undefined) {
    return { ...plain, kind: "other", mediaType: "application/octet-stream", type: program, program: true };
  }
  if (starts(head, "PK\x03\x04") || starts(head, "PK\x05\x06")) return await sniffZip(source, extension);
  const known = MAGIC.find(([test]) => test(head))?.[1];
  if (known) {
    const [kind, mediaType, type, extensions] = known;
    const differs =
      !extensions.includes(extension) && (BINARY_NAMES.has(extension) || TEXT_NAMES.has(extension));
    return {
      ...plain,
      kind,
      mediaType,
      type,
      differs,
      damaged: kind === "pdf" && !(await endsAsPdf(source)),
    };
  }
  if (detectEncoding(head) === undefined) {
    const promised = BINARY_NAMES.has(extension) || TEXT_NAMES.has(extension);
    return { ...plain, kind: "other", mediaType: "application/octet-stream", type: "?", differs: promised };
  }
  const [kind, mediaType] = TEXTS[extension] ?? bySight(head);
  return {
    ...plain,
    kind,
    mediaType,
    type: kind === "text" ? "TXT" : kind.toUpperCase(),
    differs: BINARY_NAMES.has(extension),
  };
}

/** Result files of tools come under any name: look whether it is XML or JSON all the same. */
function bySight(head: Buffer): readonly [FileKind, string] {
  const text = head
    .subarray(0, 512)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^<(\?xml|!DOCTYPE (?!html))/i.test(text)) return ["xml", "application/xml"];
  if (/^<(!DOCTYPE html|html[\s>])/i.test(text)) return ["html", "text/html"];
  if (/^\{\s*"/.test(text)) return ["json", "application/json"];
  return ["text", "text/plain"];
}

const ZIPS: readonly (readonly [string, FileKind, string, string, readonly string[]])[] = [
  [
    "word/document.xml",
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "DOCX",
    ["docx", "docm", "dotx"],
  ],
  [
    "xl/workbook.xml",
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX",
    ["xlsx", "xlsm", "xltx"],
  ],
  [
    "ppt/presentation.xml",
    "other",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "PPTX",
    ["pptx", "pptm"],
  ],
  ["OFD.xml", "ofd", "application/ofd", "OFD", ["ofd"]],
];

async function sniffZip(source: Source, extension: string): Promise<Sniffed> {
  let zip: Zip;
  const type = ZIPS.find(([, , , , names]) => names.includes(extension))?.[3] ?? "ZIP";
  try {
    zip = await openZip(source);
  } catch (error) {
    if (!(error instanceof UnreadableZip)) throw error;
    return {
      kind: "archive",
      mediaType: "application/zip",
      type,
      program: false,
      damaged: true,
      differs: false,
    };
  }
  const known = ZIPS.find(([member]) => zip.entry(member));
  const [, kind, mediaType, word, names] = known ?? ["", "archive", "application/zip", "ZIP", ["zip"]];
  const foreign = (BINARY_NAMES.has(extension) || TEXT_NAMES.has(extension)) && !names.includes(extension);
  return {
    kind,
    mediaType,
    type: word,
    program: false,
    damaged: false,
    differs: foreign && extension !== "zip",
    zip,
  };
}

/** A PDF that was cut off on its way to the sender has no end mark. */
async function endsAsPdf(source: Source): Promise<boolean> {
  const tail = await source.read(Math.max(0, source.size - 2048), 2048);
  return tail.includes("%%EOF") || tail.includes("startxref");
}
