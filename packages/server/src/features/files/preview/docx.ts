import { Numbering } from "../../../platform/documents/docx-numbering.ts";
import { UnreadableZip, type Zip } from "../../../platform/documents/zip.ts";
import { memberPieces, type Window } from "./pieces.ts";
import { walkXml } from "./xml-stream.ts";

export type DocxBlock =
  | { type: "heading"; level: number; text: string }
  | { type: "paragraph"; text: string }
  | { type: "table"; rows: string[][] };

/** A window of a document's headings, paragraphs and tables, with the numbers Word prints before them. */
export async function docxBlocks(
  zip: Zip,
  { from, count }: Window,
): Promise<{ blocks: DocxBlock[]; more: boolean }> {
  const document = zip.entry("word/document.xml");
  if (!document) throw new UnreadableZip("no document");
  const styles = await whole(zip, "word/styles.xml");
  const numbering = new Numbering(await whole(zip, "word/numbering.xml"), styles);
  const levels = await headingLevels(zip);

  const blocks: DocxBlock[] = [];
  let at = 0;
  const put = (block: DocxBlock) => {
    if (at >= from) blocks.push(block);
    at += 1;
  };
  let tableDepth = 0;
  let rows: string[][] = [];
  let paragraph: { text: string; style?: string; num?: string; level?: number } | undefined;
  let reading = false;
  let deleted = 0;
  const endParagraph = () => {
    if (!paragraph) return;
    const { style, num, level } = paragraph;
    const text = `${numbering.next({ style, num, level })} ${paragraph.text}`.trim();
    paragraph = undefined;
    if (text === "") return;
    if (tableDepth > 0) {
      const row = rows.at(-1);
      if (row) row[row.length - 1] = [row.at(-1), text].filter((each) => each !== "").join("\n");
      return;
    }
    const heading = style === undefined ? undefined : levels.get(style);
    put(heading === undefined ? { type: "paragraph", text } : { type: "heading", level: heading, text });
  };
  await walkXml(memberPieces(zip, document), {
    open(name, attribute) {
      if (name === "tbl") {
        tableDepth += 1;
        if (tableDepth === 1) rows = [];
      } else if (name === "tr" && tableDepth === 1) rows.push([]);
      else if (name === "tc" && tableDepth === 1) rows.at(-1)?.push("");
      else if (name === "p") paragraph = { text: "" };
      else if (name === "pStyle" && paragraph) paragraph.style = attribute("val") ?? "";
      else if (name === "numId" && paragraph) paragraph.num = attribute("val") ?? "";
      else if (name === "ilvl" && paragraph) paragraph.level = Number(attribute("val") ?? 0);
      else if (name === "del") deleted += 1;
      else if (name === "t") reading = deleted === 0;
      else if ((name === "tab" || name === "br") && paragraph) paragraph.text += " ";
    },
    text(text) {
      if (reading && paragraph) paragraph.text += text;
    },
    close(name) {
      if (name === "t") reading = false;
      else if (name === "del") deleted -= 1;
      else if (name === "p") endParagraph();
      else if (name === "tbl") {
        tableDepth -= 1;
        if (tableDepth === 0) put({ type: "table", rows });
      }
    },
    enough: () => blocks.length > count,
  });
  return { blocks: blocks.slice(0, count), more: blocks.length > count };
}

async function headingLevels(zip: Zip): Promise<ReadonlyMap<string, number>> {
  const levels = new Map<string, number>();
  const entry = zip.entry("word/styles.xml");
  if (!entry) return levels;
  let id = "";
  await walkXml(memberPieces(zip, entry), {
    open(name, attribute) {
      if (name === "style") id = attribute("styleId") ?? "";
      else if (name === "name") {
        const label = (attribute("val") ?? "").toLowerCase();
        const level = /^heading (\d)$/.exec(label)?.[1];
        if (level !== undefined) levels.set(id, Number(level));
        else if (label === "title") levels.set(id, 0);
      }
    },
  });
  return levels;
}

const MAX_STYLES = 32 * 1024 * 1024;

async function whole(zip: Zip, member: string): Promise<string | undefined> {
  const entry = zip.entry(member);
  if (!entry) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of zip.read(entry, MAX_STYLES)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
