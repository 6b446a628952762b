import { Table } from "antd";
import { EmptyHint, type EmptyHintProps } from "./EmptyHint.tsx";
import { antColumns, type Column, tableWidth } from "./table-columns.tsx";

export interface LocalTableProps<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly empty: EmptyHintProps;
  readonly loading?: boolean;
}

/** A short table whose rows are all here already. */
export function LocalTable<Row extends object>({
  title,
  rows,
  columns,
  rowKey,
  empty,
  loading = false,
}: LocalTableProps<Row>) {
  if (rows.length === 0 && !loading) return <EmptyHint small {...empty} />;
  return (
    <Table<Row>
      aria-label={title}
      size="small"
      rowKey={rowKey}
      columns={antColumns(columns.map(({ sort: _, ...column }) => column))}
      dataSource={rows}
      pagination={false}
      loading={loading}
      scroll={{ x: tableWidth(columns) }}
    />
  );
}
