import type { Source } from "../../../platform/blobs/blobs.ts";
import { UnreadableZip, type Zip, type ZipEntry } from "../../../platform/documents/zip.ts";
import { detectEncoding, decoderOf } from "../../../platform/documents/text-encoding.ts";
import { pdfWords } from "./pdf-words.ts";
import type { Sniffed } from "./sniff.ts";

const FIRST_BYTES = 256 * 1024;
const PART_BYTES = 4 * 1024 * 1024;

/**
 * The first part of what a file says, for the look-out for 涉密 marks. Several texts when it has several
 * parts: a mark may stand in a page header.
 */
export async function firstWords(source: Source, sniffed: Sniffed): Promise<string[]> {
  switch (sniffed.kind) {
    case "text":
    case "csv":
    case "json":
      return [await decoded(source)];
    case "xml":
    case "html":
      return [withoutTags(await decoded(source))];
    case "docx":
      return sniffed.zip
        ? await partsOf(sniffed.zip, /^word\/(document|header\d*|footer\d*)\.xml$/, /<\/w:p>/g)
        : [];
    case "xlsx":
      return sniffed.zip
        ? await partsOf(sniffed.zip, /^xl\/(sharedStrings|worksheets\/sheet1)\.xml$/, /<\/(si|c|oddHeader)>/g)
        : [];
    case "archive":
    case "ofd":
      return [];
    case "pdf":
      return await pdfWords(source);
    default:
      return sniffed.type === "PPTX" && sniffed.zip
        ? await partsOf(sniffed.zip, /^ppt\/slides\/slide[123]\.xml$/, /<\/a:p>/g)
        : [];
  }
}

async function decoded(source: Source): Promise<string> {
  const head = await source.read(0, FIRST_BYTES);
  const decoder = decoderOf(detectEncoding(head) ?? "utf-8");
  return decoder.write(head) + decoder.end();
}

async function partsOf(zip: Zip, wanted: RegExp, lineEnd: RegExp): Promise<string[]> {
  const texts: string[] = [];
  for (const entry of zip.entries.filter(({ name }) => wanted.test(name)).slice(0, 12)) {
    texts.push(withoutTags((await headOf(zip, entry)).replace(lineEnd, "\n")));
  }
  return texts;
}

async function headOf(zip: Zip, entry: ZipEntry): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of zip.read(entry, Number.POSITIVE_INFINITY)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= PART_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableZip)) throw error;
  }
  return Buffer.concat(chunks).toString("utf8");
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

export function withoutTags(markup: string): string {
  return markup
    .replace(/<(script|style)[\s>][\s\S]*?<\/\1>/gi, " ")
    .replace(/<\/(p|div|h\d|li|tr|td|title)>|<br\s*\/?>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#x?[0-9a-f]{1,6}|\w{2,6});/gi, (whole, name: string) => {
      if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
      const code =
        name[1]?.toLowerCase() === "x"
          ? Number.parseInt(name.slice(2), 16)
          : Number.parseInt(name.slice(1), 10);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}
