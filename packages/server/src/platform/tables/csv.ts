import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { decodeWhole } from "../documents/text-encoding.ts";
import { COLUMNS_MAX, ROWS_MAX, tooManyRows, unreadable } from "./problems.ts";
import type { RawTable, TableRow } from "./raw.ts";

/** A CSV in whatever encoding spreadsheets here write: UTF-8 with or without BOM, UTF-16 with BOM, GBK. */
export async function readCsv(bytes: Buffer): Promise<RawTable> {
  const { text, encoding } = decodeWhole(bytes);
  if (text.includes("\u0000")) throw unreadable();
  const rows: TableRow[] = [];
  const parser = Readable.from(slices(text)).pipe(
    parse({
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const cells = record.slice(0, COLUMNS_MAX);
      if (cells.every((cell) => cell === "")) continue;
      if (rows.length > ROWS_MAX + 10) throw tooManyRows();
      rows.push({ line: info.lines, cells });
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_"))
      throw unreadable();
    throw error;
  }
  return {
    rows,
    notes:
      encoding === "gb18030"
        ? [{ zh: "文件编码识别为 GBK。", en: "The file's encoding was recognised as GBK." }]
        : [],
  };
}

/** The sign that separates most often in the first line. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const count = (sign: string) => first.split(sign).length;
  return [",", "\t", ";", "，"].toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}

function* slices(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
