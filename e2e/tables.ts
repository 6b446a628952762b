import writeXlsx from "write-excel-file/node";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A workbook of plain text cells, as a spreadsheet program writes it. */
export function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  return writeXlsx(rows.map((row) => row.map((value) => ({ type: String, value })))).toBuffer();
}
