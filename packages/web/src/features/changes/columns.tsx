import type { ChangeItem } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { Marks } from "./Parts.tsx";

export function useChangeColumns(): Column<ChangeItem>[] {
  const text = useText();
  const column = (key: string) => text(`changes.column.${key}`);
  const comma = text("shell.listComma");
  return [
    {
      key: "title",
      title: column("title"),
      main: true,
      width: 200,
      render: (row) => (
        <div>
          <Link to={`/changes/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">
            {row.number} · {text(`changes.kind.${row.kind}`)}
          </div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "clouds",
      title: column("clouds"),
      width: 140,
      render: (row) => (
        <div>
          {row.clouds.map(({ name }) => name).join(comma)}
          <div className="yj-hint">{row.provider.name}</div>
        </div>
      ),
      text: (row) => row.clouds.map(({ name }) => name).join(comma),
    },
    {
      key: "state",
      title: column("state"),
      width: 110,
      render: (row) => <StateTag kind="change" state={row.state} />,
      text: (row) => text(`state.change.${row.state}`),
    },
    {
      key: "planned",
      title: column("planned"),
      width: 150,
      render: (row) => {
        const from = row.startedAt ?? row.plannedFrom;
        const to = row.startedAt ? row.endedAt : row.plannedTo;
        return (
          <div>
            <Instant at={from} />
            {to && (
              <div>
                <Instant at={to} />
              </div>
            )}
          </div>
        );
      },
      text: (row) => formatInstant(row.startedAt ?? row.plannedFrom ?? row.madeAt),
    },
    {
      key: "turn",
      title: column("turn"),
      width: 160,
      render: (row) =>
        row.turn === "none" ? (
          text("changes.turnOf.none")
        ) : (
          <div>
            {text("changes.turnWhat", {
              who: text(`changes.turnOf.${row.turn}`),
              what: text(`changes.what.${row.what}`),
            })}
            <div>
              <DueTime at={row.until} soonDays={2} show="left" />
            </div>
          </div>
        ),
      text: (row) => text(`changes.turnOf.${row.turn}`),
    },
    {
      key: "customers",
      title: column("customers"),
      width: 100,
      render: (row) =>
        row.customers === 0
          ? text("changes.noCustomers")
          : (row.mode === "planned" ? (["before", "after"] as const) : (["after"] as const)).map((stage) => (
              <div key={stage}>
                {text(`changes.${stage}`)}{" "}
                {stage === "before" ? row.acknowledgedBefore : row.acknowledgedAfter}/{row.customers}
              </div>
            )),
      text: (row) => String(row.customers),
    },
    {
      key: "marks",
      title: column("marks"),
      width: 150,
      render: (row) => <Marks of={row} />,
      text: (row) => (row.against ? text(`changes.against.${row.against}`) : ""),
    },
    {
      key: "announced",
      title: column("announced"),
      width: 150,
      optional: true,
      render: (row) => <Instant at={row.announcedAt} />,
      text: (row) => (row.announcedAt ? formatInstant(row.announcedAt) : ""),
    },
  ];
}
