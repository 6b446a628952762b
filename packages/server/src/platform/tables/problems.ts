import { type Bilingual, invalid, type Refusal } from "@yunjian/domain";

/** Why a table file as a whole was not taken; the field is the file. */
export function fileProblem(zh: string, en: string): Refusal {
  return invalid({ field: "/content", message: { zh, en } });
}

export function unreadable(): Refusal {
  return fileProblem(
    "文件已损坏，或不是 xlsx / csv 表格。请用表格软件打开确认后另存为 xlsx 再试。",
    "The file is damaged or is no xlsx or csv table. Open it in a spreadsheet, save it as xlsx and try again.",
  );
}

export const ROWS_MAX = 100_000;
export const COLUMNS_MAX = 200;

export function tooManyRows(): Refusal {
  const message: Bilingual = {
    zh: `每个文件最多 ${ROWS_MAX} 行，请拆分后分别导入。`,
    en: `At most ${ROWS_MAX} rows per file; split it and import the parts.`,
  };
  return fileProblem(message.zh, message.en);
}
