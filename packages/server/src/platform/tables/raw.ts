import type { Bilingual } from "@yunjian/domain";

/** One line with content; `line` counts as the spreadsheet does. */
export interface TableRow {
  readonly line: number;
  readonly cells: string[];
}

export interface RawTable {
  readonly rows: readonly TableRow[];
  /** What was done to read it, in people's words. */
  readonly notes: readonly Bilingual[];
}
