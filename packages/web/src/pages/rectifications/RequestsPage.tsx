import { listRectificationRequests, type RectificationRequestItem } from "@yunjian/contract";
import { RECTIFICATION_REQUEST_STATES } from "@yunjian/domain";
import { Button } from "antd";
import { Link, useNavigate } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant, None } from "../../ui/When.tsx";

export default function RequestsPage() {
  const text = useText();
  const can = useCan();
  const navigate = useNavigate();
  const column = (key: string) => text(`rectifications.requests.column.${key}`);
  const columns: Column<RectificationRequestItem>[] = [
    {
      key: "title",
      title: column("title"),
      main: true,
      width: 280,
      render: (row) => <Link to={`/rectifications/requests/${row.id}`}>{row.title}</Link>,
      text: (row) => row.title,
    },
    {
      key: "asker",
      title: column("asker"),
      width: 140,
      render: (row) => row.asker.name,
      text: (row) => row.asker.name,
    },
    {
      key: "cloud",
      title: column("cloud"),
      width: 180,
      render: (row) => (
        <div>
          {row.cloud.name}
          {row.subject.id !== row.cloud.id && <div className="yj-hint">{row.subject.name}</div>}
        </div>
      ),
      text: (row) => row.cloud.name,
    },
    {
      key: "severity",
      title: column("severity"),
      width: 100,
      render: (row) => <StateTag plain kind="severity" state={row.severity} />,
      text: (row) => text(`state.severity.${row.severity}`),
    },
    {
      key: "askedAt",
      title: column("askedAt"),
      width: 150,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "state",
      title: column("state"),
      width: 110,
      render: (row) => <StateTag kind="rectificationRequest" state={row.state} />,
      text: (row) => text(`state.rectificationRequest.${row.state}`),
    },
    {
      key: "result",
      title: column("result"),
      width: 220,
      render: (row) =>
        row.rectification ? (
          <>
            {row.rectification.number} <StateTag plain kind="rectification" state={row.rectification.state} />
          </>
        ) : (
          <None />
        ),
      text: (row) => row.rectification?.number ?? "",
    },
  ];
  return (
    <>
      <PageHeader
        title={text("rectifications.requests.title")}
        hint={text("rectifications.requests.hint")}
        actions={
          can("rectification.ask") && (
            <Button type="primary" onClick={() => void navigate("/rectifications/requests/new")}>
              {text("rectifications.ask")}
            </Button>
          )
        }
      />
      <DataTable
        id="rectification-requests"
        title={text("rectifications.requests.title")}
        route={listRectificationRequests}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/rectifications/requests/${row.id}`}
        filters={[
          {
            param: "state",
            label: text("rectifications.requests.filterState"),
            options: RECTIFICATION_REQUEST_STATES.map((value) => ({
              value,
              label: text(`state.rectificationRequest.${value}`),
            })),
          },
        ]}
        empty={{
          title: text("rectifications.requests.empty"),
          hint: text("rectifications.requests.emptyHint"),
        }}
      />
    </>
  );
}
