import { DownloadOutlined, SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { type InputOf, recordExport } from "@yunjian/contract";
import { dateOf } from "@yunjian/domain";
import { App, Button, Checkbox, DatePicker, Input, Popover, Select, Tooltip } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { call, callPage, type ListRoute, type RowOf } from "../lib/api.ts";
import { currentTime } from "../lib/clock.ts";
import { type CsvValue, saveFile, toCsv } from "../lib/csv.ts";
import { useText } from "../lib/language.ts";
import { useErrorText } from "../lib/problem.ts";
import { SessionAbandoned } from "../lib/session.ts";
import type { Column, useColumnChoice } from "./table-columns.tsx";
import { isNarrowed, type TableState } from "./table-state.ts";

/** A filter above a list. With `options` a choice, with `day` a date, else a text. */
export interface Filter {
  /** Query parameter of the contract and of the address. */
  readonly param: string;
  readonly label: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly multiple?: boolean;
  readonly day?: boolean;
  readonly width?: number;
}

interface FilterBarProps {
  readonly filters: readonly Filter[];
  readonly search: string | undefined;
  readonly state: TableState;
  readonly onChange: (next: TableState) => void;
}

export function FilterBar({ filters, search, state, onChange }: FilterBarProps) {
  const text = useText();
  const setFilter = (param: string, values: readonly string[]) => {
    const { [param]: _, ...others } = state.filters;
    onChange({ ...state, filters: values.length > 0 ? { ...others, [param]: values } : others });
  };
  return (
    <div className="yj-filters" role="search">
      {search !== undefined && (
        <SearchBox
          key={state.search}
          placeholder={search}
          value={state.search}
          onSearch={(value) => onChange({ ...state, search: value })}
        />
      )}
      {filters.map((filter) => (
        <FilterField
          key={filter.param}
          filter={filter}
          values={state.filters[filter.param] ?? []}
          onChange={(values) => setFilter(filter.param, values)}
        />
      ))}
      {isNarrowed(state) && (
        <Button type="link" size="small" onClick={() => onChange({ ...state, search: "", filters: {} })}>
          {text("common.table.clearFilters")}
        </Button>
      )}
    </div>
  );
}

function SearchBox({
  placeholder,
  value,
  onSearch,
}: {
  readonly placeholder: string;
  readonly value: string;
  readonly onSearch: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  return (
    <Input
      className="yj-search"
      allowClear
      aria-label={placeholder}
      placeholder={placeholder}
      prefix={<SearchOutlined aria-hidden="true" />}
      maxLength={200}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value === "" && value !== "") onSearch("");
      }}
      // The Enter that ends the choice of Chinese characters is not a search.
      onPressEnter={(event) => {
        if (!event.nativeEvent.isComposing) onSearch(typed);
      }}
      onBlur={() => {
        if (typed.trim() !== value) onSearch(typed);
      }}
    />
  );
}

interface FilterFieldProps {
  readonly filter: Filter;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

function FilterField({ filter, values, onChange }: FilterFieldProps) {
  const { label, options, multiple = false, day = false, width } = filter;
  const text = useText();
  const [first] = values;
  const shared = { "aria-label": label, placeholder: label, style: { minWidth: width ?? 128 } };
  if (options) {
    return (
      <Select
        {...shared}
        allowClear={{ label: text("common.clear") }}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        options={options.map(({ value, label: name }) => ({ value, label: name }))}
        {...(multiple && { mode: "multiple" as const, maxTagCount: 1 })}
        value={multiple ? values : (first ?? null)}
        onChange={(next: unknown) => onChange([next ?? []].flat().map(String))}
      />
    );
  }
  if (day) {
    return (
      <DatePicker
        {...shared}
        value={first ? dayjs(first) : null}
        onChange={(next) => onChange(next?.isValid() ? [next.format("YYYY-MM-DD")] : [])}
      />
    );
  }
  return (
    <Input
      {...shared}
      allowClear
      defaultValue={first ?? ""}
      key={first ?? ""}
      onPressEnter={(event) => onChange(event.currentTarget.value ? [event.currentTarget.value] : [])}
      onBlur={(event) => {
        if (event.target.value !== (first ?? "")) onChange(event.target.value ? [event.target.value] : []);
      }}
    />
  );
}

interface ColumnChooserProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly choice: ReturnType<typeof useColumnChoice<Row>>;
}

export function ColumnChooser<Row>({ columns, choice }: ColumnChooserProps<Row>) {
  const text = useText();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={text("common.table.columns")}
      content={
        <div className="yj-column-list">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              checked={choice.isShown(column)}
              disabled={column.main === true}
              onChange={(event) => choice.toggle(column.key, event.target.checked)}
            >
              {column.title}
            </Checkbox>
          ))}
          <Button type="link" size="small" disabled={choice.isDefault} onClick={choice.reset}>
            {text("common.table.columnsReset")}
          </Button>
        </div>
      }
    >
      <Button
        icon={<SettingOutlined />}
        aria-label={text("common.table.columns")}
        title={text("common.table.columns")}
      />
    </Popover>
  );
}

const MOST_EXPORTED = 100_000;
const EXPORT_PAGE = 200;

interface ExportButtonProps<R extends ListRoute> {
  readonly route: R;
  readonly input: InputOf<R>;
  readonly columns: readonly Column<RowOf<R>>[];
  readonly title: string;
  readonly disabled: boolean;
}

/** Writes the rows of all pages, as filtered and sorted, with the columns shown; shows progress, can be stopped. */
export function ExportButton<R extends ListRoute>({
  route,
  input,
  columns,
  title,
  disabled,
}: ExportButtonProps<R>) {
  const text = useText();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [count, setCount] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const control = new AbortController();
    running.current = control;
    setCount(0);
    const rows: CsvValue[][] = [columns.map((column) => column.title)];
    try {
      await call(recordExport, { body: { list: route.path, format: "csv" } });
      for (let after: string | undefined; ; ) {
        const page = await callPage(route, input, after, control.signal, EXPORT_PAGE);
        for (const row of page.items) rows.push(columns.map((column) => column.text(row)));
        setCount(rows.length - 1);
        if (page.next === null) break;
        if (rows.length > MOST_EXPORTED) {
          message.warning(text("common.table.exportCut", { count: MOST_EXPORTED }));
          break;
        }
        after = page.next;
      }
      saveFile(`${title} ${dateOf(currentTime())}.csv`, toCsv(rows), "text/csv;charset=utf-8");
    } catch (error) {
      if (control.signal.aborted || error instanceof SessionAbandoned) return;
      if (error instanceof Error) message.error(errorText(error));
    } finally {
      setCount(undefined);
    }
  };

  if (count !== undefined) {
    return (
      <span className="yj-export" role="status">
        {text("common.table.exporting", { count })}
        <Button type="link" size="small" onClick={() => running.current?.abort()}>
          {text("common.table.exportStop")}
        </Button>
      </span>
    );
  }
  return (
    <Tooltip title={text("common.table.export")}>
      <Button
        icon={<DownloadOutlined />}
        aria-label={text("common.table.export")}
        disabled={disabled}
        onClick={() => void start()}
      />
    </Tooltip>
  );
}
