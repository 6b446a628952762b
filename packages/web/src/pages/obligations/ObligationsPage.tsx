import { listObligations } from "@yunjian/contract";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useDutyFilters } from "../../features/obligations/filters.ts";
import { ListSwitch } from "../../features/obligations/ListSwitch.tsx";
import { DutyCell, SubjectCell } from "../../features/obligations/period-columns.tsx";
import { RequestDialog } from "../../features/obligations/RequestDialog.tsx";
import type { RowOf } from "../../lib/api.ts";
import { formatDue } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, None } from "../../ui/When.tsx";
import { NumberCell } from "../../ui/Words.tsx";

type Row = RowOf<typeof listObligations>;

/** Every obligation the reader may see, in the order of the catalogue, with where it stands. */
export default function ObligationsPage() {
  const text = useText();
  const can = useCan();
  const filters = useDutyFilters();
  const columns = useColumns();
  const [asked, setAsked] = useState<readonly Row[]>([]);
  const [clear, setClear] = useState<() => void>(() => () => undefined);
  const shown = useMemo(() => [filters.posture, filters.class, filters.cloud, filters.frequency], [filters]);
  return (
    <>
      <PageHeader
        title={text("obligations.title")}
        hint={text("obligations.hint")}
        actions={<ListSwitch value="/obligations" />}
      />
      <DataTable
        id="obligations"
        title={text("obligations.list")}
        route={listObligations}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/obligations/${row.id}`}
        search={text("obligations.search")}
        searchParam="text"
        filters={shown}
        {...(can("obligation.request") && {
          selection: {
            allowed: (row: Row) => row.applicable,
            actions: (rows: readonly Row[], clearChoice: () => void) => (
              <Button
                size="small"
                onClick={() => {
                  setAsked(rows);
                  setClear(() => clearChoice);
                }}
              >
                {text("obligations.request.many", { count: rows.length })}
              </Button>
            ),
          },
        })}
        empty={{ title: text("obligations.empty"), hint: text("obligations.emptyHint") }}
      />
      <RequestDialog targets={asked} onClose={() => setAsked([])} onDone={clear} />
    </>
  );
}

function useColumns(): readonly Column<Row>[] {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  return [
    {
      key: "duty",
      title: text("duties.column.duty"),
      main: true,
      width: 280,
      render: (row) => (
        <DutyCell
          duty={row.duty}
          to={`/obligations/${row.id}`}
          enhanced={row.attribute === "enhanced"}
          commissioned={row.commissioned}
        />
      ),
      text: (row) => `${row.duty.id} ${row.duty.title[lang]}`,
    },
    {
      key: "subject",
      title: text("duties.column.subject"),
      width: 150,
      render: (row) => <SubjectCell row={row} />,
      text: (row) =>
        row.subject.id === row.cloud.id ? row.cloud.name : `${row.cloud.name} ${row.subject.name}`,
    },
    {
      key: "party",
      title: text("duties.column.party"),
      width: 100,
      render: (row) => row.party.name,
      text: (row) => row.party.name,
    },
    {
      key: "frequency",
      title: text("duties.column.frequency"),
      width: 100,
      render: (row) =>
        row.nature
          ? `${word("frequency", row.frequency)} · ${word("realtimeNature", row.nature)}`
          : word("frequency", row.frequency),
      text: (row) => word("frequency", row.frequency),
    },
    {
      key: "posture",
      title: text("obligations.column.posture"),
      width: 100,
      render: (row) => <StateTag kind="posture" state={row.posture} />,
      text: (row) => text(`state.posture.${row.posture}`),
    },
    {
      key: "nextDue",
      title: text("obligations.column.nextDue"),
      width: 150,
      render: (row) => <DueTime at={row.nextDueAt} />,
      text: (row) => row.nextDueAt && formatDue(row.nextDueAt, lang),
    },
    {
      key: "lastOutcome",
      title: text("obligations.column.lastOutcome"),
      width: 100,
      render: (row) =>
        row.lastOutcome === "compliant" || row.lastOutcome === "non-compliant" ? (
          <StateTag kind="review" state={row.lastOutcome} plain />
        ) : (
          <None />
        ),
      text: (row) => row.lastOutcome && text(`state.review.${row.lastOutcome}`),
    },
    {
      key: "defects",
      title: text("obligations.column.defects"),
      width: 110,
      align: "right",
      optional: true,
      render: (row) => <NumberCell value={row.openDefects} tone="bad" />,
      text: (row) => row.openDefects,
    },
    {
      key: "class",
      title: text("duties.column.class"),
      width: 160,
      optional: true,
      render: (row) => word("controlClass", row.class),
      text: (row) => word("controlClass", row.class),
    },
  ];
}
