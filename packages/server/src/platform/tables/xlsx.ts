import { setImmediate as breathe } from "node:timers/promises";
import { SaxesParser } from "saxes";
import { COLUMNS_MAX, ROWS_MAX, tooManyRows, unreadable } from "./problems.ts";
import type { RawTable, TableRow } from "./raw.ts";
import { Zip } from "./zip.ts";

/** A worksheet of 100,000 rows is below this; what unpacks to more is not a table people made. */
const UNPACKED_MAX = 200 * 1024 * 1024;
const SLICE = 512 * 1024;

interface Range {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The first sheet of a workbook as texts: dates as 2026-11-20, formulas as the value they showed when the
 * file was saved, vertically merged cells filled down. Reads in slices, so that others are served meanwhile.
 */
export async function readXlsx(bytes: Buffer): Promise<RawTable> {
  const zip = new Zip(bytes, UNPACKED_MAX);
  const sheetPath = await firstSheet(zip);
  const shared = await sharedStrings(zip);
  const { dateStyles, from1904 } = await dateFormats(zip);
  const sheet = await zip.text(sheetPath);
  if (sheet === undefined) throw unreadable();

  const rows: TableRow[] = [];
  const merges: Range[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let type = "n";
  let style = 0;
  let value = "";
  let inValue = false;
  let inFormula = false;
  let hasFormula = false;
  let emptyFormulas = 0;
  let wide = false;

  await parse(sheet, {
    open(name, attributes) {
      if (name === "row") {
        line = Number.parseInt(attributes["r"] ?? "", 10) || line + 1;
        cells = [];
        column = -1;
      } else if (name === "c") {
        column = attributes["r"] ? columnOf(attributes["r"]) : column + 1;
        type = attributes["t"] ?? "n";
        style = Number(attributes["s"] ?? 0);
        value = "";
        hasFormula = false;
      } else if (name === "v" || name === "t") inValue = true;
      else if (name === "f") {
        inFormula = true;
        hasFormula = true;
      } else if (name === "mergeCell") {
        const range = verticalRange(attributes["ref"] ?? "");
        if (range) merges.push(range);
      }
    },
    text(text) {
      if (inValue && !inFormula) value += text;
    },
    close(name) {
      if (name === "v" || name === "t") inValue = false;
      else if (name === "f") inFormula = false;
      else if (name === "c") {
        if (column < 0 || column >= COLUMNS_MAX) {
          wide ||= value !== "";
          return;
        }
        if (hasFormula && value === "") emptyFormulas += 1;
        while (cells.length < column) cells.push("");
        cells[column] = shown(value, type, dateStyles.has(style), shared, from1904);
      } else if (name === "row" && cells.some((cell) => cell !== "")) {
        if (rows.length > ROWS_MAX + 10) throw tooManyRows();
        rows.push({ line, cells });
      }
    },
  });
  const filled = fillDown(rows, merges);
  return {
    rows,
    notes: [
      ...(filled > 0
        ? [
            {
              zh: `有 ${filled} 处合并单元格，已按首个值向下填充。`,
              en: `${filled} merged range(s) were filled down with their first value.`,
            },
          ]
        : []),
      ...(emptyFormulas > 0
        ? [
            {
              zh: `有 ${emptyFormulas} 个公式没有保存计算结果，按空白处理；请用表格软件打开并保存后再导入。`,
              en: `${emptyFormulas} formula(s) hold no computed value and count as empty; open and save the file in a spreadsheet first.`,
            },
          ]
        : []),
      ...(wide
        ? [{ zh: `只读取前 ${COLUMNS_MAX} 列。`, en: `Only the first ${COLUMNS_MAX} columns were read.` }]
        : []),
    ],
  };
}

// Parts of the workbook ---------------------------------------------------------------------------------

async function firstSheet(zip: Zip): Promise<string> {
  const workbook = await zip.text("xl/workbook.xml");
  const relations = await zip.text("xl/_rels/workbook.xml.rels");
  if (workbook === undefined || relations === undefined) throw unreadable();
  let wanted: string | undefined;
  await parse(workbook, {
    open(name, attributes) {
      if (name === "sheet" && wanted === undefined && (attributes["state"] ?? "visible") === "visible")
        wanted = attributes["r:id"];
    },
  });
  let target: string | undefined;
  await parse(relations, {
    open(name, attributes) {
      if (name === "Relationship" && attributes["Id"] === wanted) target = attributes["Target"];
    },
  });
  if (target === undefined) throw unreadable();
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

async function sharedStrings(zip: Zip): Promise<string[]> {
  const strings: string[] = [];
  let current = "";
  let inText = false;
  let phonetic = false;
  await parse((await zip.text("xl/sharedStrings.xml")) ?? "<sst/>", {
    open(name) {
      if (name === "si") current = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") inText = !phonetic;
    },
    text(text) {
      if (inText) current += text;
    },
    close(name) {
      if (name === "t") inText = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") strings.push(current);
    },
  });
  return strings;
}

/** Built-in number formats that show a date; 27-36 and 50-58 are the Chinese ones. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

async function dateFormats(zip: Zip): Promise<{ dateStyles: Set<number>; from1904: boolean }> {
  const own = new Map<number, boolean>();
  const dateStyles = new Set<number>();
  let inCells = false;
  let index = 0;
  await parse((await zip.text("xl/styles.xml")) ?? "<styleSheet/>", {
    open(name, attributes) {
      if (name === "numFmt")
        own.set(Number(attributes["numFmtId"]), isDateFormat(attributes["formatCode"] ?? ""));
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        const format = Number(attributes["numFmtId"] ?? 0);
        if (own.get(format) ?? DATE_FORMATS.has(format)) dateStyles.add(index);
        index += 1;
      }
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  });
  let from1904 = false;
  await parse((await zip.text("xl/workbook.xml")) ?? "<workbook/>", {
    open(name, attributes) {
      if (name === "workbookPr") from1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
    },
  });
  return { dateStyles, from1904 };
}

function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "").toLowerCase();
  return /y|d|年|日/.test(bare) || (bare.includes("m") && !/[0#?]/.test(bare) && !/[hs]/.test(bare));
}

// Cells ------------------------------------------------------------------------------------------------

function shown(
  value: string,
  type: string,
  isDate: boolean,
  shared: readonly string[],
  from1904: boolean,
): string {
  if (value === "") return "";
  if (type === "s") return (shared[Number(value)] ?? "").trim();
  if (type === "b") return value === "1" ? "是" : "否";
  if (type === "e") return "";
  if (type === "d") return value.slice(0, 10);
  if (type !== "n") return value.trim();
  const number = Number(value);
  if (!Number.isFinite(number)) return value.trim();
  if (isDate) return dateText(number, from1904);
  // 15 digits is what spreadsheets keep; more would show the noise of the last bits.
  return Number.isInteger(number) ? BigInt(number).toString() : String(Number(number.toPrecision(15)));
}

/** Day numbers count from 1899-12-30, because spreadsheets believe in a 29 February 1900. */
function dateText(serial: number, from1904: boolean): string {
  const day = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (day < 61 || day > 2_958_465) return String(serial);
  return new Date(Date.UTC(1899, 11, 30) + day * 86_400_000).toISOString().slice(0, 10);
}

function columnOf(address: string): number {
  let column = 0;
  for (const letter of address) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column - 1;
}

function verticalRange(ref: string): Range | null {
  const [start, end] = ref.split(":");
  if (!start || !end) return null;
  const [from, to] = [Number(/\d+$/.exec(start)?.[0]), Number(/\d+$/.exec(end)?.[0])];
  return to > from ? { column: columnOf(start), from, to } : null;
}

/** A merged range holds its value in the first cell alone; the lines below mean it as well. */
function fillDown(rows: readonly TableRow[], merges: readonly Range[]): number {
  if (merges.length === 0) return 0;
  const byLine = new Map(rows.map((row) => [row.line, row.cells]));
  let filled = 0;
  for (const { column, from, to } of merges) {
    const first = byLine.get(from)?.[column] ?? "";
    if (first === "") continue;
    filled += 1;
    for (let line = from + 1; line <= Math.min(to, from + ROWS_MAX); line += 1) {
      const cells = byLine.get(line);
      // A line that is empty but for the merge stays empty.
      if (!cells) continue;
      while (cells.length <= column) cells.push("");
      if (cells[column] === "") cells[column] = first;
    }
  }
  return filled;
}

// XML --------------------------------------------------------------------------------------------------

interface Handlers {
  readonly open?: (name: string, attributes: Record<string, string>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

async function parse(xml: string, handlers: Handlers): Promise<void> {
  const parser = new SaxesParser();
  let failed: Error | undefined;
  parser.on("error", (error) => {
    failed = error;
  });
  const { open, text, close } = handlers;
  const local = (name: string) => name.slice(name.indexOf(":") + 1);
  if (open) parser.on("opentag", (tag) => open(local(tag.name), tag.attributes));
  if (text) parser.on("text", text);
  if (close) parser.on("closetag", (tag) => close(local(tag.name)));
  for (let at = 0; at < xml.length; at += SLICE) {
    parser.write(xml.slice(at, at + SLICE));
    if (failed) throw unreadable();
    if (xml.length > SLICE) await breathe();
  }
  parser.close();
  if (failed) throw unreadable();
}
