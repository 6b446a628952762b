import type { InputOf } from "@yunjian/contract";
import { Button, Skeleton, Table } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { type ListRoute, type RowOf, useList } from "../lib/api.ts";
import { useText } from "../lib/language.ts";
import { EmptyHint, type EmptyHintProps } from "./EmptyHint.tsx";
import { Problem } from "./Problem.tsx";
import { antColumns, type Column, tableWidth, useColumnChoice } from "./table-columns.tsx";
import {
  isNarrowed,
  readTableState,
  type TableRules,
  type TableState,
  tableQuery,
  writeTableState,
} from "./table-state.ts";
import { ColumnChooser, ExportButton, type Filter, FilterBar } from "./TableTools.tsx";

export type { Column } from "./table-columns.tsx";
export type { Filter } from "./TableTools.tsx";

export interface Selection<Row> {
  /** Buttons for the rows chosen; `clear` empties the choice. */
  readonly actions: (rows: readonly Row[], clear: () => void) => ReactNode;
  /** Rows that cannot be chosen. */
  readonly allowed?: (row: Row) => boolean;
}

export interface DataTableProps<R extends ListRoute> {
  /** Names the list: column choice and export file. */
  readonly id: string;
  /** What the rows are, for the export's file name and screen readers: 整改清单. */
  readonly title: string;
  /** A list of the contract: query with `Paging`, response `Page`; `sort` sorts (`name`, `-name`). */
  readonly route: R;
  /** Fixed parts of the input, beside what the address says. */
  readonly input?: { readonly params?: Record<string, string>; readonly query?: Record<string, unknown> };
  readonly columns: readonly Column<RowOf<R>>[];
  readonly rowKey: (row: RowOf<R>) => string;
  readonly rowLink?: (row: RowOf<R>) => string;
  readonly filters?: readonly Filter[];
  /** Placeholder of the search box; without it there is none. */
  readonly search?: string;
  /** What the contract calls the search; 'q' where it is not said. */
  readonly searchParam?: string;
  readonly selection?: Selection<RowOf<R>>;
  /** To the right of the filters: buttons that make something new. */
  readonly actions?: ReactNode;
  /** Shown when there is nothing at all (not when filters leave nothing). */
  readonly empty: EmptyHintProps;
  /** Where a page has several lists, each needs its own. */
  readonly prefix?: string;
  readonly exportable?: boolean;
}

/** A list: filter, sort, search, column choice, export, selection; its address can be shared. */
export function DataTable<R extends ListRoute>(props: DataTableProps<R>) {
  type Row = RowOf<R>;
  const {
    id,
    title,
    route,
    input,
    columns,
    rowKey,
    rowLink,
    filters = [],
    search,
    selection,
    actions,
    empty,
  } = props;
  const { prefix, searchParam, exportable = true } = props;
  const text = useText();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const rules = useMemo<TableRules>(
    () => ({
      filters: filters.map((filter) => ({
        param: filter.param,
        ...(filter.options && { values: filter.options.map((option) => option.value) }),
        ...(filter.multiple && { multiple: true }),
      })),
      sorts: columns.flatMap((column) => column.sort ?? []),
      ...(prefix && { prefix }),
      ...(searchParam && { searchParam }),
    }),
    [filters, columns, prefix, searchParam],
  );
  const state = readTableState(params, rules);
  const show = (next: TableState) => {
    setChosen([]);
    setParams((now) => writeTableState(now, rules, next), { replace: true });
  };
  const whole = {
    ...input,
    query: { ...input?.query, ...tableQuery(state, rules) },
  } as unknown as InputOf<R>;
  const list = useList(route, whole);
  const rows = useMemo(() => (list.data?.pages.flatMap((page) => page.items) ?? []) as Row[], [list.data]);

  const [chosen, setChosen] = useState<readonly string[]>([]);
  const chosenRows = rows.filter((row) => chosen.includes(rowKey(row)));
  const choice = useColumnChoice(id, columns);
  const main = columns.find((column) => column.main);
  const nothing = !list.isPending && rows.length === 0;

  const tools = (
    <div className="yj-table-tools">
      <FilterBar filters={filters} search={search} state={state} onChange={show} />
      <div className="yj-table-tools-right">
        {exportable && (
          <ExportButton route={route} input={whole} columns={choice.shown} title={title} disabled={nothing} />
        )}
        <ColumnChooser columns={columns} choice={choice} />
        {actions}
      </div>
    </div>
  );
  return (
    <div className="yj-table">
      {tools}
      {selection && chosenRows.length > 0 && (
        <div className="yj-table-chosen" role="status">
          <span>{text("common.table.chosen", { count: chosenRows.length })}</span>
          {selection.actions(chosenRows, () => setChosen([]))}
          <Button type="link" size="small" onClick={() => setChosen([])}>
            {text("common.table.clearChosen")}
          </Button>
        </div>
      )}
      <Problem error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && !list.error && (
        <Skeleton active title={false} paragraph={{ rows: 6 }} className="yj-table-wait" />
      )}
      {nothing &&
        !list.error &&
        (isNarrowed(state) ? <NothingFound onClear={() => show(NOTHING)} /> : <EmptyHint {...empty} />)}
      {rows.length > 0 && (
        <Table<Row>
          aria-label={title}
          size="small"
          rowKey={rowKey}
          columns={antColumns(choice.shown, state.sort)}
          dataSource={rows}
          pagination={false}
          sticky={{ offsetHeader: 48 }}
          scroll={{ x: tableWidth(choice.shown) }}
          className={list.isPlaceholderData ? "yj-table-old" : ""}
          showSorterTooltip={false}
          onChange={(_, __, sorter, extra) => {
            if (extra.action === "sort") show({ ...state, sort: sortOf(columns, sorter) });
          }}
          {...(rowLink && {
            rowClassName: "yj-row-link",
            onRow: (row: Row) => ({
              onClick: (event: React.MouseEvent) => {
                if (isRowClick(event)) void navigate(rowLink(row));
              },
            }),
          })}
          {...(selection && {
            rowSelection: {
              selectedRowKeys: [...chosen],
              onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
              getCheckboxProps: (row: Row) => ({
                disabled: selection.allowed?.(row) === false,
                "aria-label": text("common.table.choose", { name: main?.text(row) ?? rowKey(row) }),
              }),
              getTitleCheckboxProps: () => ({ "aria-label": text("common.table.chooseAll") }),
              columnWidth: 40,
            },
          })}
        />
      )}
      {rows.length > 0 && (
        <div className="yj-table-foot">
          <span role="status">
            {text(list.hasNextPage ? "common.table.shownSoFar" : "common.table.shownAll", {
              count: rows.length,
            })}
          </span>
          {list.hasNextPage && (
            <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {text("common.table.more")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const NOTHING: TableState = { search: "", filters: {}, sort: undefined };

function NothingFound({ onClear }: { readonly onClear: () => void }) {
  const text = useText();
  return (
    <EmptyHint
      title={text("common.table.nothingFound")}
      hint={text("common.table.nothingFoundHint")}
      action={<Button onClick={onClear}>{text("common.table.clearFilters")}</Button>}
    />
  );
}

function sortOf<Row>(columns: readonly Column<Row>[], sorter: unknown): string | undefined {
  const { columnKey, order } = (Array.isArray(sorter) ? sorter[0] : sorter) as {
    columnKey?: React.Key;
    order?: string;
  };
  const name = columns.find((column) => column.key === columnKey)?.sort;
  if (name === undefined || !order) return undefined;
  return order === "descend" ? `-${name}` : name;
}

/** A click on the row itself: not on a link or control in it, and not the end of marking text. */
function isRowClick(event: React.MouseEvent): boolean {
  if (
    (event.target as Element).closest(
      "a,button,input,label,.ant-checkbox,.ant-select,.ant-table-selection-column",
    )
  )
    return false;
  return window.getSelection()?.toString() === "";
}
