import type { Lang } from "@yunjian/domain";
import writeXlsx, { type Cell, type Row } from "write-excel-file/node";
import type { ImportSpec } from "../../platform/tables/kinds.ts";
import { ROWS_MAX } from "../../platform/tables/problems.ts";
import { EXAMPLE_MARK } from "../../platform/tables/table.ts";
import type { LineReport } from "./imports-lines.ts";

const HEAD = { fontWeight: "bold", backgroundColor: "#E8EEF6", wrap: true, alignVertical: "center" } as const;
const MUTED = { color: "#667085" } as const;

const text = (value: string, look: object = {}): Cell => ({ type: String, value, ...look });

/** An empty table with headings, one example line that is never imported, and a sheet that explains every column. */
export async function importTemplate(spec: ImportSpec): Promise<Buffer> {
  const headings: Row = spec.columns.map((column) =>
    text(`${column.heading}${column.required ? " *" : ""}`, HEAD),
  );
  const example: Row = spec.columns.map((column, index) =>
    text(`${index === 0 ? EXAMPLE_MARK : ""}${column.example}`, MUTED),
  );
  const notes: Row[] = [
    ["列", "必填", "填写说明", "示例"].map((each) => text(each, HEAD)),
    ...spec.columns.map((column) => [
      text(column.heading),
      text(column.required ? "是" : "否"),
      text(column.note, { wrap: true }),
      text(column.example),
    ]),
    [],
    [text(`1. 请在“${spec.title}”工作表中从第 3 行起填写，不要改动表头；列的顺序可以调整。`)],
    [text(`2. 以“${EXAMPLE_MARK}”开头的示例行不会导入，可保留或删除。`)],
    [text(`3. 每个文件最多 ${ROWS_MAX.toLocaleString("en-US")} 行；可先“试导入”，只检查、不入库。`)],
    [
      text(
        "4. 有问题的行会跳过并逐行说明原因，其余行正常导入；同一文件可以修改后再次导入，已登记的行不会重复。",
      ),
    ],
  ];
  return await writeXlsx([
    {
      sheet: spec.title,
      data: [headings, example],
      columns: spec.columns.map((column) => ({ width: column.width ?? 18 })),
      stickyRowsCount: 1,
    },
    {
      sheet: "填写说明",
      data: notes,
      columns: [{ width: 20 }, { width: 8 }, { width: 70 }, { width: 34 }],
      stickyRowsCount: 1,
    },
  ]).toBuffer();
}

const OUTCOMES: Readonly<Record<Lang, Record<LineReport["outcome"], string>>> = {
  zh: { taken: "已导入", unchanged: "已存在，未变动", refused: "未导入" },
  en: { taken: "taken", unchanged: "registered already", refused: "not taken" },
};
const TRIED: Readonly<Record<Lang, string>> = { zh: "可导入", en: "would be taken" };
const HEADINGS: Readonly<Record<Lang, readonly string[]>> = {
  zh: ["行号", "结果", "对象", "列", "填写内容", "说明"],
  en: ["Line", "Outcome", "About", "Column", "Value", "What"],
};

/** The report, line by line; a line with several problems takes several rows. */
export async function importReport(
  lines: readonly LineReport[],
  dryRun: boolean,
  lang: Lang,
): Promise<Buffer> {
  const rows: Row[] = [HEADINGS[lang].map((each) => text(each, HEAD))];
  for (const { line, outcome, what, problems, warnings } of lines) {
    const words = outcome === "taken" && dryRun ? TRIED[lang] : OUTCOMES[lang][outcome];
    const said = [
      ...problems.map((problem) => [problem.column ?? "", problem.value, problem.message[lang]] as const),
      ...warnings.map((warning) => ["", "", warning[lang]] as const),
    ];
    for (const [column, value, message] of said.length > 0 ? said : ([["", "", ""]] as const)) {
      rows.push([
        { type: Number, value: line },
        text(words),
        text(what),
        text(column),
        text(value),
        text(message, { wrap: true }),
      ]);
    }
  }
  return await writeXlsx(rows, {
    sheet: lang === "zh" ? "导入报告" : "Import report",
    columns: [{ width: 8 }, { width: 18 }, { width: 40 }, { width: 20 }, { width: 30 }, { width: 60 }],
    stickyRowsCount: 1,
  }).toBuffer();
}
