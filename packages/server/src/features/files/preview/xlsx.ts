import { UnreadableZip, type Zip } from "../../../platform/documents/zip.ts";
import { memberPieces, type Window } from "./pieces.ts";
import { CUT_COLUMNS, type Table } from "./table.ts";
import { walkXml } from "./xml-stream.ts";

const MAX_STRINGS = 2_000_000;

/** The sheets of a workbook in their order, with the member that holds each. */
export async function sheetsOf(zip: Zip): Promise<{ name: string; member: string }[]> {
  const targets = new Map<string, string>();
  await walk(zip, "xl/_rels/workbook.xml.rels", {
    open(name, attribute) {
      if (name === "Relationship") targets.set(attribute("Id") ?? "", attribute("Target") ?? "");
    },
  });
  const sheets: { name: string; member: string }[] = [];
  await walk(zip, "xl/workbook.xml", {
    open(name, attribute) {
      if (name !== "sheet") return;
      const target = targets.get(attribute("id") ?? "") ?? "";
      sheets.push({
        name: attribute("name") ?? "",
        member: target.startsWith("/") ? target.slice(1) : `xl/${target}`,
      });
    },
  });
  return sheets;
}

/** A window of a sheet's rows; cells come as the text Excel would show, dates as ISO dates. */
export async function sheetTable(zip: Zip, member: string, { from, count }: Window): Promise<Table> {
  const entry = zip.entry(member);
  if (!entry) throw new UnreadableZip(`no ${member}`);
  const strings = await sharedStrings(zip);
  const dates = await dateStyles(zip);
  const rows: string[][] = [];
  const merges: Table["merges"] = [];
  const notes = new Set<Table["notes"][number]>();
  let at = -1;
  let column = 0;
  let cell: { type: string; date: boolean; value: string } | undefined;
  let reading = false;
  let full = false;
  const keep = (value: string) => {
    if (at < from || full) return;
    while (rows.length <= at - from) rows.push([]);
    if (column >= CUT_COLUMNS) return void notes.add("columns-cut");
    const row = rows[at - from] as string[];
    while (row.length < column) row.push("");
    row[column] = value;
  };
  const shown = ({ type, date, value }: { type: string; date: boolean; value: string }) => {
    if (type === "s") return strings[Number(value)] ?? "";
    if (type === "b") return value === "1" ? "TRUE" : "FALSE";
    return date && value !== "" && Number.isFinite(Number(value)) ? serialDate(Number(value)) : value;
  };
  await walkXml(memberPieces(zip, entry), {
    open(name, attribute) {
      if (name === "row") {
        const given = attribute("r");
        at = given === undefined ? at + 1 : Number(given) - 1;
        if (at >= from + count) full = true;
        column = -1;
      } else if (name === "c") {
        const ref = attribute("r");
        column = ref === undefined ? column + 1 : columnOf(ref);
        cell = { type: attribute("t") ?? "n", date: dates.has(Number(attribute("s") ?? 0)), value: "" };
      } else if (name === "v" || name === "t") reading = cell !== undefined;
      else if (name === "mergeCell") {
        const merge = mergeOf(attribute("ref") ?? "");
        if (merge && merge.row < from + count && merge.row + merge.rows > from)
          merges.push({ ...merge, row: merge.row - from });
      }
    },
    text(text) {
      if (reading && cell && !full) cell.value += text;
    },
    close(name) {
      if (name === "v" || name === "t") reading = false;
      else if (name === "c" && cell) {
        keep(shown(cell));
        cell = undefined;
      }
    },
  });
  return { rows, merges, more: full, notes: [...notes] };
}

async function sharedStrings(zip: Zip): Promise<string[]> {
  const strings: string[] = [];
  let text: string | undefined;
  let reading = false;
  let phonetic = false;
  await walk(zip, "xl/sharedStrings.xml", {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") reading = !phonetic;
    },
    text(value) {
      if (reading && text !== undefined) text += value;
    },
    close(name) {
      if (name === "t") reading = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") strings.push(text ?? "");
    },
    enough: () => strings.length > MAX_STRINGS,
  });
  return strings;
}

const DATE_FORMATS = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54,
  55, 56, 57, 58,
]);

/** The cell styles that print a number as a date. */
async function dateStyles(zip: Zip): Promise<ReadonlySet<number>> {
  const custom = new Set<number>();
  const styles = new Set<number>();
  let inside = false;
  let index = 0;
  await walk(zip, "xl/styles.xml", {
    open(name, attribute) {
      const id = Number(attribute("numFmtId") ?? 0);
      if (
        name === "numFmt" &&
        /[yd]|年|月|日|(^|[^a-z])m/i.test((attribute("formatCode") ?? "").replace(/"[^"]*"|\[[^\]]*\]/g, ""))
      )
        custom.add(id);
      else if (name === "cellXfs") inside = true;
      else if (name === "xf" && inside) {
        if (DATE_FORMATS.has(id) || custom.has(id)) styles.add(index);
        index += 1;
      }
    },
    close(name) {
      if (name === "cellXfs") inside = false;
    },
  });
  return styles;
}

async function walk(zip: Zip, member: string, handlers: Parameters<typeof walkXml>[1]): Promise<void> {
  const entry = zip.entry(member);
  if (entry) await walkXml(memberPieces(zip, entry), handlers);
}

function columnOf(ref: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(ref)?.[0] ?? "A") column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function mergeOf(ref: string): Table["merges"][number] | undefined {
  const m = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref);
  if (!m) return undefined;
  const [, left = "", top = "", right = "", bottom = ""] = m;
  const row = Number(top) - 1;
  const column = columnOf(left);
  return { row, column, rows: Number(bottom) - row, columns: columnOf(right) - column + 1 };
}

/** Excel counts days from 1899-12-30; the time of day is the fraction. */
function serialDate(serial: number): string {
  const at = new Date(Math.round((serial - 25_569) * 86_400) * 1000);
  if (Number.isNaN(at.getTime())) return String(serial);
  const text = at.toISOString();
  if (serial < 1) return text.slice(11, 19);
  return Number.isInteger(serial) ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
