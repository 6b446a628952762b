import type { TableColumnType } from "antd";
import { type ReactNode, useState } from "react";
import type { CsvValue } from "../lib/csv.ts";
import { keep, kept } from "../lib/store.ts";

/** A column of DataTable and LocalTable. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** What the export writes: words and figures, never markup. */
  readonly text: (row: Row) => CsvValue;
  /** Name in the `sort` query parameter (`name` ascending, `-name` descending); only indexed columns. */
  readonly sort?: string;
  readonly width?: number;
  /** Figures go to the right. */
  readonly align?: "left" | "right" | "center";
  /** Not shown until chosen. */
  readonly optional?: boolean;
  /** Cannot be switched off and stays at the left while the rest scrolls. */
  readonly main?: boolean;
  /** One line, cut with an ellipsis. */
  readonly ellipsis?: boolean;
}

/** Which columns this browser shows, kept per list. */
export function useColumnChoice<Row>(id: string, columns: readonly Column<Row>[]) {
  const place = `columns.${id}`;
  const [chosen, setChosen] = useState(() => kept<Record<string, boolean>>(place) ?? {});
  const isShown = (column: Column<Row>) =>
    column.main === true || (chosen[column.key] ?? column.optional !== true);
  return {
    shown: columns.filter(isShown),
    isShown,
    toggle: (key: string, on: boolean) => {
      const next = { ...chosen, [key]: on };
      setChosen(next);
      keep(place, next);
    },
    isDefault: Object.keys(chosen).length === 0,
    reset: () => {
      setChosen({});
      keep(place, {});
    },
  };
}

/** As antd's table takes them. */
export function antColumns<Row>(columns: readonly Column<Row>[], sort?: string): TableColumnType<Row>[] {
  return columns.map((column) => ({
    key: column.key,
    title: column.title,
    render: (_: unknown, row: Row) => column.render(row),
    ...(column.width !== undefined && { width: column.width }),
    ...(column.align !== undefined && { align: column.align }),
    ...(column.ellipsis && { ellipsis: true }),
    ...(column.main && { fixed: "left" as const }),
    ...(column.sort !== undefined && {
      sorter: true,
      sortOrder:
        sort === column.sort ? ("ascend" as const) : sort === `-${column.sort}` ? ("descend" as const) : null,
    }),
  }));
}

/** Wide enough for its columns: below that the table scrolls sideways rather than breaking words. */
export function tableWidth<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, column) => sum + (column.width ?? 160), 0);
}
