import { unzipSync } from "fflate";
import { Numbering } from "./docx-numbering.ts";
import { readXml } from "./docx-xml.ts";

/** Not a Word file, or one that unpacks to more than we are willing to hold. */
export class UnreadableDocx extends Error {
  override readonly name = "UnreadableDocx";
}

const PARTS = ["word/document.xml", "word/numbering.xml", "word/styles.xml"];
/** A standard of 300 pages unpacks to about 10 MB; more is a bomb or no document. */
const MAX_UNPACKED = 64 * 1024 * 1024;

/**
 * The text of a Word file: one line per paragraph with the number Word prints before it, one line per
 * table row with tabs between its cells. A tab inside a paragraph becomes a blank, so that a tab always
 * means a table. Deleted text of tracked changes, footnotes and headers are left out.
 */
export function docxText(bytes: Uint8Array): string {
  const parts = unpack(bytes);
  const document = parts.get("word/document.xml");
  if (document === undefined) throw new UnreadableDocx("no word/document.xml inside");
  try {
    return textOf(document, new Numbering(parts.get("word/numbering.xml"), parts.get("word/styles.xml")));
  } catch (error) {
    throw new UnreadableDocx("its XML is damaged", { cause: error });
  }
}

function unpack(bytes: Uint8Array): ReadonlyMap<string, string> {
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: (file) => {
        if (!PARTS.includes(file.name)) return false;
        total += file.originalSize;
        return total <= MAX_UNPACKED;
      },
    });
  } catch (error) {
    throw new UnreadableDocx("not a zip archive", { cause: error });
  }
  if (total > MAX_UNPACKED) throw new UnreadableDocx("unpacks to more than 64 MB");
  const decoder = new TextDecoder();
  return new Map(Object.entries(files).map(([name, content]) => [name, decoder.decode(content)]));
}

interface Paragraph {
  text: string;
  style?: string;
  num?: string;
  level?: number;
}

function textOf(xml: string, numbering: Numbering): string {
  const lines: string[] = [];
  /** Open tables, the innermost last: each holds the row it is at, as paragraphs per cell. */
  const tables: string[][][] = [];
  /** Open paragraphs: a text box stands inside the paragraph that anchors it. */
  const paragraphs: Paragraph[] = [];
  let fallback = 0; // the same text box again, for older programs
  let inText = false;
  let inProperties = false;

  const put = (words: string): void => {
    const cell = tables.at(-1)?.at(-1);
    if (cell) cell.push(words);
    else lines.push(words);
  };
  readXml(xml, {
    open: (name, attribute) => {
      if (name === "Fallback") fallback += 1;
      if (fallback > 0) return;
      const paragraph = paragraphs.at(-1);
      if (name === "tbl") tables.push([]);
      else if (name === "tr") tables.at(-1)?.splice(0);
      else if (name === "tc") tables.at(-1)?.push([]);
      else if (name === "p") paragraphs.push({ text: "" });
      else if (name === "pPr") inProperties = true;
      else if (!paragraph) return;
      else if (name === "t") inText = true;
      else if (inProperties) {
        if (name === "pStyle") paragraph.style = attribute("val") ?? "";
        if (name === "numId") paragraph.num = attribute("val") ?? "";
        if (name === "ilvl") paragraph.level = Number(attribute("val") ?? "0");
      } else if (name === "tab") paragraph.text += " ";
      else if (name === "br" || name === "cr") paragraph.text += tables.length > 0 ? " " : "\n";
      else if (name === "noBreakHyphen") paragraph.text += "-";
    },
    close: (name) => {
      if (name === "Fallback") {
        fallback -= 1;
        return;
      }
      if (fallback > 0) return;
      if (name === "t") inText = false;
      else if (name === "pPr") inProperties = false;
      else if (name === "p") {
        const paragraph = paragraphs.pop();
        if (!paragraph) return;
        const words = paragraph.text.trim();
        // An empty paragraph prints no number either.
        const number = words === "" ? "" : numbering.next(paragraph).trim();
        put(number === "" ? words : `${number} ${words}`);
      } else if (name === "tr") {
        const row = (tables.at(-1) ?? []).map((cell) => cell.filter((words) => words !== "").join(" "));
        tables.at(-1)?.splice(0);
        // A table inside a cell becomes part of that cell.
        const outer = tables.at(-2)?.at(-1);
        if (outer) outer.push(row.join(" "));
        else lines.push(row.join("\t"));
      } else if (name === "tbl") tables.pop();
    },
    text: (value) => {
      if (inText && fallback === 0) {
        const paragraph = paragraphs.at(-1);
        if (paragraph) paragraph.text += value.replaceAll("\t", " ");
      }
    },
  });
  return lines.join("\n");
}
