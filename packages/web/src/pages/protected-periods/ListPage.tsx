import { listProtectedPeriods, type ProtectedPeriodItem } from "@yunjian/contract";
import { minuteOf, PROTECTED_PERIOD_STANDINGS } from "@yunjian/domain";
import { Asks } from "../../features/readiness/Asks.tsx";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { NumberCell } from "../../ui/Words.tsx";

export default function ListPage() {
  const text = useText();
  const can = useCan();
  const columns = useColumns();
  const make = can("protection.manage") && (
    <ButtonLink type="primary" to="/protected-periods/new">
      {text("protection.new")}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={text("protection.title")} hint={text("protection.hint")} actions={make} />
      <DataTable
        id="protected-periods"
        title={text("protection.title")}
        route={listProtectedPeriods}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/protected-periods/${row.id}`}
        filters={[
          {
            param: "standing",
            label: text("protection.standing"),
            multiple: true,
            options: PROTECTED_PERIOD_STANDINGS.map((value) => ({
              value,
              label: text(`state.protectedPeriod.${value}`),
            })),
          },
        ]}
        empty={{ title: text("protection.empty"), hint: text("protection.emptyHint"), action: make }}
      />
    </>
  );
}

function useColumns(): Column<ProtectedPeriodItem>[] {
  const text = useText();
  const label = (key: string) => text(`protection.column.${key}`);
  return [
    {
      key: "name",
      title: label("name"),
      main: true,
      width: 240,
      text: (row) => row.name,
      render: (row) => (
        <>
          {row.name}
          <div className="yj-hint">
            {row.number} {row.organisation.name}
          </div>
        </>
      ),
    },
    {
      key: "standing",
      title: label("standing"),
      width: 110,
      text: (row) => text(`state.protectedPeriod.${row.standing}`),
      render: (row) => <StateTag kind="protectedPeriod" state={row.standing} />,
    },
    {
      key: "time",
      title: label("time"),
      width: 170,
      text: (row) => `${minuteOf(new Date(row.from))} – ${minuteOf(new Date(row.to))}`,
      render: (row) => (
        <span className="yj-figure">
          {minuteOf(new Date(row.from))}
          <br />
          {minuteOf(new Date(row.to))}
        </span>
      ),
    },
    {
      key: "clouds",
      title: label("clouds"),
      width: 90,
      align: "right",
      text: (row) => String(row.clouds),
      render: (row) => <NumberCell value={row.clouds} />,
    },
    {
      key: "asks",
      title: label("asks"),
      width: 320,
      text: (row) => String(row.nilHour),
      render: (row) => <Asks of={row} />,
    },
  ];
}
