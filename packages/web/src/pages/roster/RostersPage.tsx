import { listDutyPlaces, type OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { GapTag } from "../../features/readiness/GapTag.tsx";
import { OnDutyList } from "../../features/readiness/OnDuty.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import type { Column } from "../../ui/table-columns.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Row = OutputOf<typeof listDutyPlaces>["places"][number];

/** Who is on duty where at this moment, and which rosters have gaps ahead: the worst first. */
export default function RostersPage() {
  const text = useText();
  const can = useCan();
  const query = useCall(listDutyPlaces, {}, { refetchInterval: 60_000 });
  const columns = useColumns();
  return (
    <>
      <PageHeader
        title={text("duty.title")}
        hint={text("duty.hint", { days: query.data?.days ?? 7 })}
        actions={
          can("duty.work") && <ButtonLink to="/imports/new?kind=shifts">{text("duty.import")}</ButtonLink>
        }
      />
      <Loaded query={query}>
        {({ places }) => (
          <LocalTable
            title={text("duty.title")}
            rows={places.toSorted((a, b) => rank(a) - rank(b) || a.coverage - b.coverage)}
            columns={columns}
            rowKey={(row) => row.place.id}
            empty={{ title: text("duty.empty"), hint: text("duty.emptyHint") }}
          />
        )}
      </Loaded>
    </>
  );
}

/** Own rosters first, then who is missing now, then what is ahead. */
function rank(row: Row): number {
  if (row.mine) return 0;
  return row.missing === null ? (row.gaps > 0 ? 2 : 3) : 1;
}

function useColumns(): Column<Row>[] {
  const text = useText();
  return [
    {
      key: "place",
      title: text("duty.place"),
      text: (row) => row.place.name,
      main: true,
      width: 200,
      render: ({ place }) => (
        <>
          <Link to={`/roster/${place.id}`}>{place.name}</Link>
          <div className="yj-hint">
            {place.kind === "cloud" ? place.keeper.name : text("duty.kind.organisation")}
          </div>
        </>
      ),
    },
    {
      key: "now",
      title: text("duty.now"),
      width: 330,
      text: (row) => row.onDuty.map(({ name }) => name).join(" "),
      render: (row) => <OnDutyList onDuty={row.onDuty} missing={row.missing} />,
    },
    {
      key: "gaps",
      title: text("duty.gaps"),
      text: (row) => String(row.gaps),
      width: 105,
      render: (row) => <GapTag of={row} />,
    },
    {
      key: "firstGap",
      title: text("duty.firstGap"),
      text: (row) => row.firstGap?.from ?? "",
      width: 165,
      render: ({ firstGap, kept, place }) =>
        firstGap && (kept || place.kind === "cloud") ? (
          <>
            <Instant at={firstGap.from} />
            <div className="yj-hint">{text(`duty.need.${firstGap.need}`)}</div>
          </>
        ) : (
          <None />
        ),
    },
    {
      key: "coverage",
      title: text("duty.coverage"),
      text: (row) => `${row.coverage}%`,
      width: 90,
      align: "right",
      render: (row) => (row.kept || row.place.kind === "cloud" ? `${row.coverage}%` : <None />),
    },
    {
      key: "handOver",
      title: text("duty.handOver"),
      text: (row) => String(row.openHandOvers),
      width: 110,
      render: (row) =>
        row.openHandOvers > 0 ? text("duty.openHandOvers", { count: row.openHandOvers }) : <None />,
    },
  ];
}
