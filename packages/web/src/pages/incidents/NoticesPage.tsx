import { listIncidentNotices, type OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Row = OutputOf<typeof listIncidentNotices>["items"][number];

/** What the own organisation was told of, and what it reported. */
export default function NoticesPage() {
  const text = useText();
  const can = useCan();
  const word = (key: string) => text(`incidentNotices.${key}`);
  const columns: Column<Row>[] = [
    {
      key: "title",
      title: word("name"),
      main: true,
      width: 280,
      render: (row) => (
        <div>
          <Link to={`/incident-notices/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">
            {row.number} · {text(`incidents.kind.${row.kind}`)}{" "}
            {row.mine && <ToneTag tone="info">{word("mine")}</ToneTag>}
          </div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "sender",
      title: word("sender"),
      width: 150,
      render: (row) => row.sender || <None />,
      text: (row) => row.sender,
    },
    {
      key: "state",
      title: word("state"),
      width: 120,
      render: (row) => <StateTag kind="incident" state={row.state} />,
      text: (row) => text(`state.incident.${row.state}`),
    },
    {
      key: "toldAt",
      title: word("toldAt"),
      width: 150,
      render: (row) => <Instant at={row.toldAt} />,
      text: (row) => (row.toldAt ? formatInstant(row.toldAt) : ""),
    },
    {
      key: "acknowledgedAt",
      title: word("acknowledgedAt"),
      width: 180,
      render: (row) =>
        row.acknowledgedAt ? (
          <Instant at={row.acknowledgedAt} />
        ) : row.toldAt ? (
          <ToneTag tone="warn" shape="flag">
            {word("ask")}
          </ToneTag>
        ) : (
          <None />
        ),
      text: (row) => (row.acknowledgedAt ? formatInstant(row.acknowledgedAt) : ""),
    },
  ];
  return (
    <>
      <PageHeader
        title={word("title")}
        hint={word("hint")}
        actions={
          can("incident.report") && (
            <ButtonLink type="primary" to="/incidents/new">
              {text("incidents.report")}
            </ButtonLink>
          )
        }
      />
      <DataTable
        id="incident-notices"
        title={word("title")}
        route={listIncidentNotices}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/incident-notices/${row.id}`}
        filters={[
          { param: "open", label: word("filter"), options: [{ value: "true", label: word("open") }] },
        ]}
        empty={{ title: word("empty"), hint: word("emptyHint") }}
      />
    </>
  );
}
