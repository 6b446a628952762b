import { type DisputeItem, listDisputes } from "@yunjian/contract";
import { DISPUTE_STATES } from "@yunjian/domain";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant, None } from "../../ui/When.tsx";

export default function DisputesPage() {
  const text = useText();
  const lang = useLang();
  const columns: Column<DisputeItem>[] = [
    {
      key: "number",
      title: text("disputes.column.number"),
      main: true,
      width: 160,
      render: (row) => <Link to={`/disputes/${row.id}`}>{row.number}</Link>,
      text: (row) => row.number,
    },
    {
      key: "duty",
      title: text("disputes.column.duty"),
      width: 280,
      render: (row) => (
        <div>
          {row.duty.title[lang]}
          <div className="yj-hint">
            {row.duty.id} · {row.label}
          </div>
        </div>
      ),
      text: (row) => `${row.duty.id} ${row.duty.title[lang]} ${row.label}`,
    },
    {
      key: "cloud",
      title: text("disputes.column.cloud"),
      width: 160,
      render: (row) => row.cloud.name,
      text: (row) => row.cloud.name,
    },
    {
      key: "party",
      title: text("disputes.column.party"),
      width: 120,
      render: (row) => row.party.name,
      text: (row) => row.party.name,
    },
    {
      key: "outcome",
      title: text("disputes.column.outcome"),
      width: 110,
      render: (row) => (row.outcome ? <StateTag plain kind="review" state={row.outcome} /> : <None />),
      text: (row) => (row.outcome ? text(`state.review.${row.outcome}`) : ""),
    },
    {
      key: "raisedAt",
      title: text("disputes.column.raisedAt"),
      width: 150,
      render: (row) => <Instant at={row.raisedAt} />,
      text: (row) => formatInstant(row.raisedAt),
    },
    {
      key: "due",
      title: text("disputes.column.due"),
      width: 170,
      render: (row) => <DueTime at={row.dueAt} done={row.state !== "raised"} />,
      text: (row) => formatInstant(row.dueAt),
    },
    {
      key: "state",
      title: text("disputes.column.state"),
      width: 120,
      render: (row) => <StateTag kind="dispute" state={row.state} />,
      text: (row) => text(`state.dispute.${row.state}`),
    },
  ];
  return (
    <>
      <PageHeader title={text("disputes.title")} hint={text("disputes.hint")} />
      <DataTable
        id="disputes"
        title={text("disputes.title")}
        route={listDisputes}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/disputes/${row.id}`}
        filters={[
          {
            param: "state",
            label: text("disputes.filterState"),
            multiple: true,
            options: DISPUTE_STATES.map((value) => ({ value, label: text(`state.dispute.${value}`) })),
          },
        ]}
        empty={{ title: text("disputes.empty"), hint: text("disputes.emptyHint") }}
      />
    </>
  );
}
