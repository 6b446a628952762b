import { dateOf, minuteOf } from "@yunjian/domain";
import { KIND_WORDS, TYPE_WORDS } from "@yunjian/ledger/package";
import writeXlsx, { type Cell, type Row } from "write-excel-file/node";
import type { forExport } from "./service.ts";

const HEADINGS = [
  "时间",
  "事项",
  "事项代码",
  "操作人",
  "单位",
  "对象类型",
  "对象标识",
  "监管对象",
  "序号",
  "数据",
  "请求编号",
  "条目标识",
];
const WIDTHS = [18, 18, 22, 12, 22, 12, 38, 24, 10, 60, 38, 38];

/** Every cell is text: a name that begins like a formula stays a name. */
const text = (value: string): Cell => ({ type: String, value });

/** Entries of the record as a workbook. */
export async function exportRecord(entries: Awaited<ReturnType<typeof forExport>>, now: Date) {
  const head: Row = HEADINGS.map((value) => ({ type: String, value, fontWeight: "bold" }));
  const rows: Row[] = entries.map((entry) =>
    [
      minuteOf(entry.at),
      KIND_WORDS[entry.kind] ?? entry.kind,
      entry.kind,
      entry.person?.name ?? "",
      entry.organisation?.name ?? "",
      TYPE_WORDS[entry.object.type] ?? entry.object.type,
      entry.object.id,
      entry.subject?.name ?? "",
      entry.position === null ? "" : String(entry.position),
      JSON.stringify(entry.data).slice(0, 32_000),
      entry.requestId,
      entry.id,
    ].map(text),
  );
  const bytes = await writeXlsx([
    {
      sheet: "存证记录",
      data: [head, ...rows],
      columns: WIDTHS.map((width) => ({ width })),
      stickyRowsCount: 1,
    },
  ]).toBuffer();
  return {
    fileName: `存证记录-${dateOf(now)}.xlsx`,
    rows: entries.length,
    content: bytes.toString("base64"),
  };
}
