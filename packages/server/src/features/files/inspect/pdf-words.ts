import { inflateSync } from "node:zlib";
import type { Source } from "../../../platform/blobs/blobs.ts";

const FIRST_BYTES = 8 * 1024 * 1024;
const MAX_STREAMS = 80;
const MAX_STREAM = 4 * 1024 * 1024;

/**
 * Words of a PDF as far as its streams are plain or deflated, one text per content stream and reading. Fonts
 * number their glyphs as they like and bring a table back to characters; which table a string belongs to is
 * not followed, every table of the file is tried. A scanned page has no words.
 */
export async function pdfWords(source: Source): Promise<string[]> {
  const bytes = await source.read(0, FIRST_BYTES);
  const streams = [...streamsOf(bytes)];
  const tables = streams.filter((text) => text.includes("begincmap")).map(tableOf);
  const contents = streams.filter((text) => /\b(Tj|TJ)\b/.test(text));
  const info = [
    ...bytes.toString("latin1").matchAll(/\/(?:Title|Subject|Keywords)\s*\(((?:\\.|[^\\)])*)\)/g),
  ].map((m) => plain(literal(m[1] ?? "")));
  return [...info, ...contents.flatMap((content) => readings(content, tables))];
}

function* streamsOf(bytes: Buffer): Generator<string> {
  let at = 0;
  for (let count = 0; count < MAX_STREAMS; count += 1) {
    const mark = bytes.indexOf("stream", at);
    if (mark < 0) return;
    const start = mark + 6 + (bytes[mark + 6] === 13 ? 2 : 1);
    const end = bytes.indexOf("endstream", start);
    if (end < 0) return;
    const head = bytes.subarray(Math.max(at, mark - 400), mark).toString("latin1");
    at = end + 9;
    const dictionary = head.slice(head.lastIndexOf("obj"));
    if (/\/Subtype\s*\/Image|\/FontFile/.test(dictionary)) continue;
    const raw = bytes.subarray(start, end);
    if (!dictionary.includes("/Filter")) yield raw.subarray(0, MAX_STREAM).toString("latin1");
    else if (dictionary.includes("/FlateDecode")) {
      const text = inflated(raw);
      if (text !== undefined) yield text;
    }
  }
}

function inflated(raw: Buffer): string | undefined {
  try {
    return inflateSync(raw, { maxOutputLength: MAX_STREAM, finishFlush: 2 }).toString("latin1");
  } catch {
    return undefined; // damaged, too large, or not what it says: no words in it for us
  }
}

type Table = ReadonlyMap<string, string>;

/** A ToUnicode table: glyph number in hex -> characters. */
function tableOf(cmap: string): Table {
  const table = new Map<string, string>();
  for (const [, body = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, from = "", to = ""] of body.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g))
      table.set(from.toLowerCase(), utf16(to));
  }
  for (const [, body = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low = "", high = "", list, to] of body.matchAll(
      /<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:\[([^\]]*)\]|<([0-9a-fA-F]+)>)/g,
    )) {
      const first = Number.parseInt(low, 16);
      const last = Math.min(Number.parseInt(high, 16), first + 0xffff);
      const listed = list?.match(/[0-9a-fA-F]+/g);
      for (let code = first; code <= last; code += 1) {
        const value = listed
          ? utf16(listed[code - first] ?? "")
          : String.fromCharCode(Number.parseInt((to ?? "0").slice(-4), 16) + code - first);
        table.set(code.toString(16).padStart(low.length, "0"), value);
      }
    }
  }
  return table;
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("");
}

/** The strings of a content stream in order, read once per table and once as they stand. */
function readings(content: string, tables: readonly Table[]): string[] {
  const shown: { bytes: string; breaks: boolean }[] = [];
  for (const m of content.matchAll(/\(((?:\\[\s\S]|[^\\()])*)\)|<([0-9a-fA-F\s]+)>|(T\*|Td|TD|Tm|'|BT)\b/g)) {
    if (m[3] !== undefined) shown.push({ bytes: "", breaks: true });
    else if (m[1] !== undefined) shown.push({ bytes: literal(m[1]), breaks: false });
    else
      shown.push({
        bytes: Buffer.from((m[2] ?? "").replace(/\s/g, ""), "hex").toString("latin1"),
        breaks: false,
      });
  }
  const join = (word: (bytes: string) => string) =>
    shown.map((each) => (each.breaks ? "\n" : word(each.bytes))).join("");
  return [join(plain), ...tables.map((table) => join((bytes) => mapped(bytes, table)))].flatMap((text) => [
    text,
    // Some writers place every character by itself: the line breaks between them mean nothing then.
    text.replace(/\n+/g, ""),
  ]);
}

function mapped(bytes: string, table: Table): string {
  const hex = Buffer.from(bytes, "latin1").toString("hex");
  const width = (table.keys().next().value ?? "0000").length;
  return (hex.match(new RegExp(`.{${width}}`, "g")) ?? []).map((code) => table.get(code) ?? "").join("");
}

function literal(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, escaped: string) => {
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8) & 255);
    return (
      ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\n": "" } as Record<string, string>)[escaped] ??
      escaped
    );
  });
}

/** As the string stands: UTF-16 when it says so, GBK (the CJK encodings of old) where it decodes. */
function plain(bytes: string): string {
  const buffer = Buffer.from(bytes, "latin1");
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return new TextDecoder("utf-16be").decode(buffer.subarray(2));
  try {
    return new TextDecoder("gb18030", { fatal: true }).decode(buffer);
  } catch {
    return bytes;
  }
}
