import writeXlsx from "write-excel-file/node";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A workbook of plain text cells, as a spreadsheet program writes it. */
export function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  return writeXlsx(rows.map((row) => row.map((value) => ({ type: String, value })))).toBuffer();
}

type Cell =
  | string
  | null
  | { readonly value: string; readonly columnSpan?: number; readonly rowSpan?: number };

/** With cells that span others, as forms printed on paper have them. */
export function mergedWorkbook(rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  return writeXlsx([{ sheet: "表", data: rows.map((row) => [...row]) }] as never).toBuffer();
}

/** As Excel saves "CSV" on a Chinese Windows. Node reads GBK and cannot write it, so its table is turned round. */
export function gbk(text: string): Buffer {
  const decoder = new TextDecoder("gbk");
  const bytesOf = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const bytes = Buffer.from([lead, trail]);
      const letter = decoder.decode(bytes);
      if (letter.length === 1) bytesOf.set(letter, bytes);
    }
  }
  return Buffer.concat([...text].map((letter) => bytesOf.get(letter) ?? Buffer.from(letter)));
}
