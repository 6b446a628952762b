import type { Bilingual } from "@yunjian/domain";
import { readCsv } from "./csv.ts";
import { fileProblem, ROWS_MAX, tooManyRows, unreadable } from "./problems.ts";
import type { RawTable, TableRow } from "./raw.ts";
import { readXlsx } from "./xlsx.ts";

const OLD_OFFICE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** Reads a table by what the file is, not by what its name says. */
export async function readTable(bytes: Buffer): Promise<RawTable> {
  if (bytes.length === 0) throw fileProblem("文件是空的。", "The file is empty.");
  if (bytes.subarray(0, 4).equals(OLD_OFFICE)) {
    throw fileProblem(
      "这是旧版 .xls 文件或加密的工作簿，请取消加密并另存为 .xlsx 后再导入。",
      "An old .xls file or an encrypted workbook; remove the password and save it as .xlsx first.",
    );
  }
  if (bytes.toString("latin1", 0, 2) === "PK") return await readXlsx(bytes);
  if (bytes.subarray(0, 1024).includes(0) && !isUtf16(bytes)) throw unreadable();
  return await readCsv(bytes);
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

export interface Heading {
  readonly key: string;
  /** As templates write it, and as other people may. */
  readonly names: readonly string[];
  readonly required: boolean;
}

export interface Table {
  /** Values by column key; columns the file does not have are missing. */
  readonly rows: readonly { readonly line: number; readonly values: Readonly<Record<string, string>> }[];
  readonly notes: readonly Bilingual[];
}

const HEADING_WITHIN = 10;
/** The template's example line begins so; it is never imported. */
export const EXAMPLE_MARK = "示例：";

/** Finds the line of headings, below titles people put above it, and names every value by its column. */
export function underHeadings(raw: RawTable, headings: readonly Heading[]): Table {
  const tidy = (text: string) =>
    text
      .replace(/[（(].*$/s, "")
      .replace(/[\s*＊:：]+/g, "")
      .toLowerCase();
  const byName = new Map(
    headings.flatMap((heading) => heading.names.map((name) => [tidy(name), heading.key] as const)),
  );
  const first = raw.rows.slice(0, HEADING_WITHIN);
  const known = (row: TableRow) =>
    new Set(row.cells.map((cell) => byName.get(tidy(cell))).filter(Boolean)).size;
  const top = first.toSorted((a, b) => known(b) - known(a) || a.line - b.line)[0];
  const wanted = headings.filter((heading) => heading.required);
  const keys = top?.cells.map((cell) => byName.get(tidy(cell)));
  const missing = wanted
    .filter((heading) => !keys?.includes(heading.key))
    .map((heading) => heading.names[0] ?? heading.key);
  if (!top || !keys || missing.length > 0) {
    throw fileProblem(
      `表头缺少必填列：${missing.join("、")}。请下载模板，按模板的表头填写。`,
      `The heading line lacks: ${missing.join(", ")}. Download the template and keep its headings.`,
    );
  }
  const twice = keys.find((key, index) => key !== undefined && keys.indexOf(key) !== index);
  if (twice !== undefined) {
    const name = headings.find((heading) => heading.key === twice)?.names[0] ?? twice;
    throw fileProblem(
      `表头“${name}”出现了两次，请只保留一列。`,
      `The heading “${name}” occurs twice; keep one column.`,
    );
  }
  const unknown = top.cells.filter((cell, index) => cell !== "" && keys[index] === undefined);
  const below = raw.rows.filter((row) => row.line > top.line);
  if (below.length > ROWS_MAX) throw tooManyRows();
  const real = below.filter((row) => !row.cells.find((cell) => cell !== "")?.startsWith(EXAMPLE_MARK));
  return {
    rows: real.map(({ line, cells }) => ({
      line,
      values: Object.fromEntries(
        keys.flatMap((key, index) => (key === undefined ? [] : [[key, (cells[index] ?? "").trim()]])),
      ),
    })),
    notes: [
      ...raw.notes,
      ...(unknown.length > 0
        ? [
            {
              zh: `以下列未识别，已忽略：${unknown.slice(0, 10).join("、")}。`,
              en: `These columns are unknown and were left out: ${unknown.slice(0, 10).join(", ")}.`,
            },
          ]
        : []),
      ...(real.length < below.length
        ? [{ zh: "模板中的示例行已跳过。", en: "The template's example line was left out." }]
        : []),
    ],
  };
}
