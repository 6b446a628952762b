import { checkStoredObject, listStoredObjects, type OutputOf } from "@yunjian/contract";
import { Button, Typography } from "antd";
import { useChange } from "../../lib/api.ts";
import { formatBytes, formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

type Row = OutputOf<typeof listStoredObjects>["items"][number];

/** Stored contents that are not as they should be. Names of files are their organisations' business. */
export function ObjectsTable({
  list,
  mayCheck,
}: {
  readonly list: "damaged" | "infected" | "failed";
  readonly mayCheck: boolean;
}) {
  const text = useText();
  const check = useChange(checkStoredObject, { done: "storage.checkAsked" });
  const said = (row: Row): string =>
    list === "damaged"
      ? text(`storage.fault.${row.fault ?? "missing"}`)
      : list === "infected"
        ? row.found
        : text(`storage.obstacle.${row.found}`);
  const columns: Column<Row>[] = [
    {
      key: "digest",
      title: text("storage.column.digest"),
      main: true,
      width: 230,
      render: (row) => (
        <Typography.Text code copyable={{ text: row.key }}>
          {row.key.split("/").at(-1)?.slice(0, 16)}…
        </Typography.Text>
      ),
      text: (row) => row.key,
    },
    {
      key: "org",
      title: text("storage.column.org"),
      width: 160,
      render: (row) => row.org?.name ?? text("storage.templates"),
      text: (row) => row.org?.name ?? text("storage.templates"),
    },
    {
      key: "why",
      title: text(`storage.column.${list}`),
      width: 220,
      render: (row) => (
        <ToneTag tone={list === "failed" ? "warn" : "bad"} shape={list === "failed" ? "dash" : "cross"} plain>
          {said(row)}
        </ToneTag>
      ),
      text: said,
    },
    {
      key: "at",
      title: text("storage.column.at"),
      width: 150,
      render: (row) => <Instant at={list === "damaged" ? row.faultAt : row.scannedAt} />,
      text: (row) => {
        const at = list === "damaged" ? row.faultAt : row.scannedAt;
        return at === null ? "" : formatInstant(at);
      },
    },
    {
      key: "seen",
      title: text("storage.column.seen"),
      width: 150,
      render: (row) => <Instant at={row.seenAt} />,
      text: (row) => (row.seenAt === null ? "" : formatInstant(row.seenAt)),
    },
    {
      key: "size",
      title: text("storage.column.size"),
      width: 90,
      align: "right",
      render: (row) => (row.size === null ? "" : formatBytes(row.size)),
      text: (row) => row.size,
    },
    {
      key: "files",
      title: text("storage.column.files"),
      width: 80,
      align: "right",
      render: (row) => String(row.files),
      text: (row) => row.files,
    },
    ...(mayCheck
      ? [
          {
            key: "check",
            title: text("storage.column.step"),
            width: 110,
            render: (row: Row) =>
              row.asked ? (
                <span className="yj-hint">{text("storage.asked")}</span>
              ) : (
                <Button
                  type="link"
                  size="small"
                  loading={check.busy}
                  onClick={() => void check.run({ body: { key: row.key } })}
                >
                  {text("storage.checkNow")}
                </Button>
              ),
            text: () => null,
          } satisfies Column<Row>,
        ]
      : []),
  ];
  return (
    <DataTable
      id={`storage-${list}`}
      prefix={list}
      title={text(`storage.list.${list}`, { count: "" })}
      route={listStoredObjects}
      input={{ query: { list } }}
      columns={columns}
      rowKey={(row) => row.key}
      empty={{ title: text(`storage.none.${list}`), hint: text(`storage.noneHint.${list}`) }}
    />
  );
}
