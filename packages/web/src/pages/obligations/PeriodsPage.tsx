import { DUTY_STATES, listPeriods } from "@yunjian/contract";
import { useSearchParams } from "react-router";
import { useDutyFilters } from "../../features/obligations/filters.ts";
import { ListSwitch } from "../../features/obligations/ListSwitch.tsx";
import { usePeriodColumns } from "../../features/obligations/period-columns.tsx";
import { useText } from "../../lib/language.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

const CLOSED = ["submitted", "in-review", "compliant", "non-compliant"] as const;

/** Periods of all clouds the reader may see, by state. */
export default function PeriodsPage() {
  const text = useText();
  const [params] = useSearchParams();
  const filters = useDutyFilters();
  const decided = params.get("state") === "compliant" || params.get("state") === "non-compliant";
  const columns = usePeriodColumns({ party: true, decided });
  const states = [
    ...DUTY_STATES.map((value) => ({ value, label: text(`state.standing.${value}`) })),
    ...CLOSED.map((value) => ({ value, label: text(`state.period.${value}`) })),
  ];
  return (
    <>
      <PageHeader
        title={text("obligations.periods")}
        hint={text("obligations.periodsHint")}
        actions={<ListSwitch value="/periods" />}
      />
      <DataTable
        id="periods"
        title={text("obligations.periods")}
        route={listPeriods}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/periods/${row.id}`}
        search={text("obligations.search")}
        searchParam="text"
        filters={[
          { param: "state", label: text("duties.filter.state"), options: states },
          filters.class,
          filters.cloud,
          filters.dueFrom,
          filters.dueTo,
        ]}
        empty={{ title: text("obligations.periodsEmpty"), hint: text("obligations.periodsEmptyHint") }}
      />
    </>
  );
}
