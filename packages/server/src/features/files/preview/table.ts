export interface Table {
  readonly rows: string[][];
  readonly merges: { row: number; column: number; rows: number; columns: number }[];
  readonly more: boolean;
  readonly notes: ("uneven-rows" | "columns-cut")[];
}

/** More columns than this nobody reads on a screen. */
export const CUT_COLUMNS = 200;
