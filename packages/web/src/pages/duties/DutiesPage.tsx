import { DUTY_STATES, getMyDutyCounts, listMyDuties } from "@yunjian/contract";
import { Button } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useDutyFilters } from "../../features/obligations/filters.ts";
import { handInAddress, usePeriodColumns } from "../../features/obligations/period-columns.tsx";
import { useCall } from "../../lib/api.ts";
import { formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { inkOf, type Tone } from "../../ui/tones.ts";

/** What the organisation has to hand in: for whom, until when. */
export default function DutiesPage() {
  const text = useText();
  const navigate = useNavigate();
  const filters = useDutyFilters();
  const columns = usePeriodColumns({ party: false });
  const states = DUTY_STATES.map((value) => ({ value, label: text(`state.standing.${value}`) }));
  return (
    <>
      <PageHeader title={text("duties.title")} hint={text("duties.hint")} />
      <Counts />
      <DataTable
        id="duties"
        title={text("duties.list")}
        route={listMyDuties}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/periods/${row.id}`}
        search={text("duties.search")}
        searchParam="text"
        filters={[
          { param: "state", label: text("duties.filter.state"), options: states },
          filters.class,
          filters.cloud,
          filters.frequency,
          filters.dueFrom,
          filters.dueTo,
        ]}
        selection={{
          actions: (rows) => (
            <Button
              type="primary"
              size="small"
              onClick={() => void navigate(handInAddress(rows.map((row) => row.id)))}
            >
              {text("duties.handInMany", { count: rows.length })}
            </Button>
          ),
        }}
        empty={{ title: text("duties.empty"), hint: text("duties.emptyHint") }}
      />
    </>
  );
}

const TILES: readonly {
  key: "overdue" | "dueSoon" | "returned" | "open";
  state: string | null;
  tone: Tone;
}[] = [
  { key: "overdue", state: "overdue", tone: "bad" },
  { key: "dueSoon", state: "due-soon", tone: "warn" },
  { key: "returned", state: "returned", tone: "warn" },
  { key: "open", state: null, tone: "neutral" },
];

/** Figures that are also the way to their rows. */
function Counts() {
  const text = useText();
  const [params] = useSearchParams();
  const counts = useCall(getMyDutyCounts, {});
  if (counts.data === undefined) return null;
  const { data } = counts;
  return (
    <ul className="yj-counts">
      {TILES.map(({ key, state, tone }) => (
        <li key={key}>
          <Link
            to={state === null ? "/duties" : `/duties?state=${state}`}
            aria-current={params.get("state") === state}
          >
            <strong style={data[key] > 0 ? { color: inkOf(tone) } : {}}>{formatNumber(data[key])}</strong>
            {text(`duties.counts.${key}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
