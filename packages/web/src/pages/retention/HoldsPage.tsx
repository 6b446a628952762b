import { listHolds, type OutputOf } from "@yunjian/contract";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { LiftDialog } from "../../features/retention/Holds.tsx";
import { useText } from "../../lib/language.ts";
import { formatInstant } from "../../lib/format.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Row = OutputOf<typeof listHolds>["items"][number];

const PLACES = { cloud: "/clouds", organisation: "/organisations", submission: "/submissions" } as const;

/** What must be kept as it is, on whose paper, and until when it was lifted. */
export default function HoldsPage() {
  const text = useText();
  const [lifting, setLifting] = useState<Row | null>(null);
  const label = (name: string) => text(`retention.holds.${name}`);
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
      key: "target",
      title: label("target"),
      width: 180,
      render: (row) => (
        <>
          {row.target === "file" ? (
            row.targetName
          ) : (
            <Link to={`${PLACES[row.target]}/${row.targetId}`}>{row.targetName}</Link>
          )}
          <div className="yj-hint">{label(`targets.${row.target}`)}</div>
        </>
      ),
      text: (row) => `${label(`targets.${row.target}`)} ${row.targetName}`,
    },
    {
      key: "state",
      title: label("standing"),
      width: 100,
      render: (row) => (
        <StateTag
          kind="generic"
          state={row.liftedAt === null ? "active" : "ended"}
          label={label(row.liftedAt === null ? "in-force" : "lifted")}
          plain
        />
      ),
      text: (row) => label(row.liftedAt === null ? "in-force" : "lifted"),
    },
    {
      key: "reference",
      title: label("reference"),
      width: 160,
      render: (row) => row.reference,
      text: (row) => row.reference,
    },
    {
      key: "reason",
      title: label("reason"),
      width: 180,
      ellipsis: true,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "placedBy",
      title: label("placedBy"),
      width: 90,
      render: (row) => row.placedBy,
      text: (row) => row.placedBy,
    },
    {
      key: "placedAt",
      title: label("placedAt"),
      optional: true,
      width: 150,
      render: (row) => <Instant at={row.placedAt} />,
      text: (row) => formatInstant(row.placedAt),
    },
    {
      key: "steps",
      title: label("steps"),
      width: 130,
      render: (row) =>
        row.liftRequestId !== null ? (
          <Link to={`/retention/requests/${row.liftRequestId}`}>
            {label(row.liftedAt === null ? "liftWaits" : "liftShow")}
          </Link>
        ) : row.may.lift ? (
          <Button size="small" onClick={() => setLifting(row)}>
            {label("lift")}
          </Button>
        ) : (
          <None />
        ),
      text: () => "",
    },
  ];
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "standing",
        label: text("retention.holds.standing"),
        options: ["in-force", "lifted"].map((value) => ({ value, label: text(`retention.holds.${value}`) })),
      },
    ],
    [text],
  );
  return (
    <>
      <PageHeader title={label("title")} hint={label("hint")} />
      <DataTable
        id="holds"
        title={label("title")}
        route={listHolds}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        empty={{ title: label("empty"), hint: label("emptyHint") }}
      />
      <LiftDialog hold={lifting} onClose={() => setLifting(null)} />
    </>
  );
}
