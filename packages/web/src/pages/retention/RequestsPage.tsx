import { listRetentionRequests, type OutputOf } from "@yunjian/contract";
import { RETENTION_REQUEST_STATES, RETENTION_REQUESTS } from "@yunjian/domain";
import { useMemo } from "react";
import { RequestTag, useTargetWords } from "../../features/retention/request-words.tsx";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Row = OutputOf<typeof listRetentionRequests>["items"][number];

/** Disposals, lifts and erasures: who asked, who decided, what came of it. */
export default function RequestsPage() {
  const text = useText();
  const target = useTargetWords();
  const label = (name: string) => text(`retention.requests.${name}`);
  const columns: Column<Row>[] = [
    {
      key: "number",
      title: label("number"),
      main: true,
      width: 150,
      render: (row) => row.number,
      text: (row) => row.number,
    },
    {
      key: "kind",
      title: label("kind"),
      width: 130,
      render: (row) => label(`kinds.${row.kind}`),
      text: (row) => label(`kinds.${row.kind}`),
    },
    { key: "target", title: label("target"), width: 190, render: target, text: target },
    {
      key: "state",
      title: label("state"),
      width: 140,
      render: (row) => <RequestTag state={row.state} plain />,
      text: (row) => label(`states.${row.state}`),
    },
    {
      key: "reason",
      optional: true,
      title: label("reason"),
      width: 220,
      ellipsis: true,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "askedBy",
      title: label("askedBy"),
      width: 95,
      render: (row) => row.askedBy,
      text: (row) => row.askedBy,
    },
    {
      key: "askedAt",
      title: label("askedAt"),
      width: 150,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "decidedBy",
      title: label("decidedBy"),
      width: 110,
      render: (row) => row.decidedBy ?? <None />,
      text: (row) => row.decidedBy,
    },
    {
      key: "doneAt",
      optional: true,
      title: label("doneAt"),
      width: 150,
      render: (row) => (row.doneAt === null ? <None /> : <Instant at={row.doneAt} />),
      text: (row) => (row.doneAt === null ? "" : formatInstant(row.doneAt)),
    },
  ];
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "kind",
        label: text("retention.requests.kind"),
        options: RETENTION_REQUESTS.map((value) => ({
          value,
          label: text(`retention.requests.kinds.${value}`),
        })),
      },
      {
        param: "state",
        label: text("retention.requests.state"),
        options: RETENTION_REQUEST_STATES.map((value) => ({
          value,
          label: text(`retention.requests.states.${value}`),
        })),
      },
    ],
    [text],
  );
  return (
    <>
      <PageHeader title={label("title")} hint={label("hint")} />
      <DataTable
        id="retention-requests"
        title={label("title")}
        route={listRetentionRequests}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        rowLink={(row) => `/retention/requests/${row.id}`}
        empty={{ title: label("empty"), hint: label("emptyHint") }}
      />
    </>
  );
}
