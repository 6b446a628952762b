import { listNotices, type NoticeItem, readAllNotices, readNotices } from "@yunjian/contract";
import { NOTICE_GROUPS } from "@yunjian/domain";
import { Button } from "antd";
import { Link } from "react-router";
import { useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Instant, None } from "../../ui/When.tsx";
import "./notices.css";

/** What I was told, unread first. */
export default function InboxPage() {
  const text = useText();
  const read = useChange(readNotices);
  const readAll = useChange(readAllNotices, { done: "notices.allRead" });
  const groups = NOTICE_GROUPS.map((group) => ({ value: group, label: text(`notices.group.${group}`) }));

  const columns: Column<NoticeItem>[] = [
    {
      key: "read",
      title: text("notices.column.state"),
      width: 90,
      render: (row) =>
        row.readAt === null ? (
          <ToneTag tone="info" shape="dot" plain>
            {text("notices.unread")}
          </ToneTag>
        ) : (
          <ToneTag tone="muted" shape="ring" plain>
            {text("notices.read")}
          </ToneTag>
        ),
      text: (row) => text(row.readAt === null ? "notices.unread" : "notices.read"),
    },
    {
      key: "title",
      title: text("notices.column.notice"),
      width: 620,
      main: true,
      render: (row) => (
        <div className={row.readAt === null ? "yj-notice yj-notice-unread" : "yj-notice"}>
          <Link
            to={row.path}
            onClick={() => {
              if (row.readAt === null) void read.run({ body: { ids: [row.id] } });
            }}
          >
            {row.title}
          </Link>
          <div className="yj-hint">{row.text}</div>
        </div>
      ),
      text: (row) => row.title,
    },
    {
      key: "group",
      title: text("notices.column.group"),
      width: 110,
      render: (row) => (row.group === null ? <None /> : text(`notices.group.${row.group}`)),
      text: (row) => (row.group === null ? "" : text(`notices.group.${row.group}`)),
    },
    {
      key: "at",
      title: text("notices.column.at"),
      width: 150,
      render: (row) => <Instant at={row.at} />,
      text: (row) => formatInstant(row.at),
    },
    {
      key: "text",
      title: text("notices.column.text"),
      width: 400,
      optional: true,
      ellipsis: true,
      render: (row) => row.text,
      text: (row) => row.text,
    },
  ];
  const filters: Filter[] = [
    {
      param: "unread",
      label: text("notices.column.state"),
      options: [
        { value: "true", label: text("notices.unread") },
        { value: "false", label: text("notices.read") },
      ],
    },
    { param: "group", label: text("notices.column.group"), options: groups },
  ];
  return (
    <>
      <PageHeader title={text("notices.title")} hint={text("notices.hint")} />
      <DataTable
        id="notices"
        title={text("notices.title")}
        route={listNotices}
        columns={columns}
        rowKey={(row) => row.id}
        filters={filters}
        selection={{
          allowed: (row) => row.readAt === null,
          actions: (rows, clear) => (
            <Button
              size="small"
              loading={read.busy}
              onClick={() => void read.run({ body: { ids: rows.map((row) => row.id) } }).then(clear)}
            >
              {text("notices.markRead")}
            </Button>
          ),
        }}
        actions={
          <Button loading={readAll.busy} onClick={() => void readAll.run({})}>
            {text("notices.markAllRead")}
          </Button>
        }
        empty={{ title: text("notices.empty"), hint: text("notices.emptyHint") }}
      />
    </>
  );
}
