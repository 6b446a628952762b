import { listRecord, type RecordEntryView } from "@yunjian/contract";
import { EVENT_KINDS, OBJECT_TYPES, type ObjectType } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { useEventWord } from "../../features/record/useEventWord.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Instant, None } from "../../ui/When.tsx";
import { PersonName } from "../../ui/Words.tsx";
import { ExportAction } from "./ExportAction.tsx";
import { EntryDrawer } from "./EntryDrawer.tsx";
import "./record.css";

/** Everything that happened: who, what, to what, when. */
export default function RecordPage() {
  const text = useText();
  const word = useWord();
  const event = useEventWord();
  const [open, setOpen] = useState<RecordEntryView>();
  const objectName = (type: string) =>
    OBJECT_TYPES.includes(type as ObjectType) ? word("objectType", type as ObjectType) : type;

  const columns: Column<RecordEntryView>[] = [
    {
      key: "at",
      title: text("record.column.at"),
      width: 150,
      main: true,
      render: (row) => <Instant at={row.at} />,
      text: (row) => formatInstant(row.at),
    },
    {
      key: "kind",
      title: text("record.column.kind"),
      width: 170,
      render: (row) => (
        <Button type="link" size="small" className="yj-record-link" onClick={() => setOpen(row)}>
          {event(row.kind)}
        </Button>
      ),
      text: (row) => event(row.kind),
    },
    {
      key: "person",
      title: text("record.column.person"),
      width: 110,
      render: (row) => (
        <PersonName name={row.person === null ? null : row.person.name || text("record.hidden")} />
      ),
      text: (row) => row.person?.name ?? "",
    },
    {
      key: "organisation",
      title: text("record.column.organisation"),
      width: 150,
      ellipsis: true,
      render: (row) => row.organisation?.name || <None />,
      text: (row) => row.organisation?.name ?? "",
    },
    {
      key: "object",
      title: text("record.column.object"),
      width: 110,
      render: (row) => objectName(row.object.type),
      text: (row) => objectName(row.object.type),
    },
    {
      key: "subject",
      title: text("record.column.subject"),
      width: 180,
      ellipsis: true,
      render: (row) => row.subject?.name || <None />,
      text: (row) => row.subject?.name ?? "",
    },
    {
      key: "position",
      title: text("record.column.position"),
      width: 90,
      align: "right",
      render: (row) => (row.position === null ? text("record.pending") : row.position),
      text: (row) => row.position ?? "",
    },
    {
      key: "objectId",
      title: text("record.column.objectId"),
      width: 300,
      optional: true,
      render: (row) => <code>{row.object.id}</code>,
      text: (row) => row.object.id,
    },
    {
      key: "data",
      title: text("record.column.data"),
      width: 320,
      optional: true,
      ellipsis: true,
      render: (row) => <code>{JSON.stringify(row.data)}</code>,
      text: (row) => JSON.stringify(row.data),
    },
    {
      key: "requestId",
      title: text("record.column.requestId"),
      width: 300,
      optional: true,
      render: (row) => <code>{row.requestId}</code>,
      text: (row) => row.requestId,
    },
  ];
  const filters: Filter[] = [
    {
      param: "kind",
      label: text("record.column.kind"),
      multiple: true,
      width: 180,
      options: EVENT_KINDS.map((kind) => ({ value: kind, label: event(kind) })),
    },
    { param: "from", label: text("record.from"), day: true },
    { param: "to", label: text("record.to"), day: true },
    { param: "objectId", label: text("record.column.objectId"), width: 180 },
  ];
  return (
    <>
      <PageHeader title={text("record.title")} hint={text("record.hint")} />
      <DataTable
        id="record"
        title={text("record.title")}
        route={listRecord}
        columns={columns}
        rowKey={(row) => row.id}
        filters={filters}
        search={text("record.search")}
        searchParam="person"
        exportable={false}
        actions={
          <ExportAction
            rules={{
              filters: filters.map(({ param, multiple = false }) => ({ param, multiple })),
              sorts: [],
              searchParam: "person",
            }}
          />
        }
        empty={{ title: text("record.empty"), hint: text("record.emptyHint") }}
      />
      <EntryDrawer entry={open} onClose={() => setOpen(undefined)} />
    </>
  );
}
