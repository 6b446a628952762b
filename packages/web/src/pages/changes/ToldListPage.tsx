import { type ChangeNoticeItem, listChangeNotices } from "@yunjian/contract";
import { Link } from "react-router";
import { Span } from "../../features/changes/Parts.tsx";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import "../../features/changes/changes.css";

/** What a customer is told of changes of the clouds its systems run on. */
export default function ToldListPage() {
  const text = useText();
  const comma = text("shell.listComma");
  const columns: Column<ChangeNoticeItem>[] = [
    {
      key: "title",
      title: text("changes.column.title"),
      main: true,
      width: 240,
      render: (row) => (
        <div>
          <Link to={`/changes/told/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">{row.number}</div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "cloud",
      title: text("changes.told.cloud"),
      width: 170,
      render: (row) => (
        <div>
          {row.cloud.name}
          <div className="yj-hint">{row.provider.name}</div>
        </div>
      ),
      text: (row) => row.cloud.name,
    },
    {
      key: "systems",
      title: text("changes.told.systems"),
      width: 200,
      render: (row) => row.systems.map(({ name }) => name).join(comma),
      text: (row) => row.systems.map(({ name }) => name).join(comma),
    },
    {
      key: "when",
      title: text("changes.column.planned"),
      width: 200,
      render: (row) => (
        <Span from={row.startedAt ?? row.plannedFrom} to={row.startedAt ? row.endedAt : row.plannedTo} />
      ),
      text: (row) => formatInstant(row.startedAt ?? row.plannedFrom ?? ""),
    },
    {
      key: "state",
      title: text("changes.column.state"),
      width: 140,
      render: (row) => (
        <div>
          <StateTag kind="change" state={row.state} />
          {row.open && (
            <div>
              <ToneTag plain tone="wait">
                {text("changes.told.open")}
              </ToneTag>
            </div>
          )}
        </div>
      ),
      text: (row) => text(`state.change.${row.state}`),
    },
  ];
  return (
    <>
      <PageHeader title={text("changes.told.title")} hint={text("changes.told.hint")} />
      <DataTable
        id="change-notices"
        title={text("changes.told.title")}
        route={listChangeNotices}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/changes/told/${row.id}`}
        filters={[
          {
            param: "open",
            label: text("changes.filter.open"),
            options: [
              { value: "true", label: text("changes.filter.openYes") },
              { value: "false", label: text("changes.filter.openNo") },
            ],
          },
        ]}
        empty={{ title: text("changes.told.empty"), hint: text("changes.told.emptyHint") }}
      />
    </>
  );
}
