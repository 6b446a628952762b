import type { RectificationItem } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

export function useRectificationColumns(): Column<RectificationItem>[] {
  const text = useText();
  return [
    {
      key: "title",
      title: text("rectifications.column.title"),
      main: true,
      width: 260,
      render: (row) => (
        <div>
          <Link to={`/rectifications/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">{row.number}</div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "severity",
      title: text("rectifications.column.severity"),
      width: 90,
      render: (row) => <StateTag plain kind="severity" state={row.severity} />,
      text: (row) => text(`state.severity.${row.severity}`),
    },
    {
      key: "cloud",
      title: text("rectifications.column.cloud"),
      width: 170,
      render: (row) => (
        <div>
          {row.cloud.name}
          {row.subject.id !== row.cloud.id && <div className="yj-hint">{row.subject.name}</div>}
        </div>
      ),
      text: (row) =>
        row.subject.id === row.cloud.id ? row.cloud.name : `${row.cloud.name} ${row.subject.name}`,
    },
    {
      key: "party",
      title: text("rectifications.column.party"),
      width: 120,
      render: (row) => row.party.name,
      text: (row) => row.party.name,
    },
    {
      key: "state",
      title: text("rectifications.column.state"),
      width: 120,
      render: (row) => (
        <div>
          <StateTag kind="rectification" state={row.state} />
          {row.reopenedCount > 0 && (
            <div className="yj-hint">{text("rectifications.reopened", { count: row.reopenedCount })}</div>
          )}
        </div>
      ),
      text: (row) => text(`state.rectification.${row.state}`),
    },
    {
      key: "turn",
      title: text("rectifications.column.turn"),
      width: 110,
      render: (row) => text(`rectifications.turnOf.${row.turn}`),
      text: (row) => text(`rectifications.turnOf.${row.turn}`),
    },
    {
      key: "until",
      title: text("rectifications.column.until"),
      width: 150,
      render: (row) => <DueTime at={row.until} />,
      text: (row) => (row.until ? formatInstant(row.until) : ""),
    },
    {
      key: "due",
      title: text("rectifications.column.due"),
      width: 160,
      render: (row) => (
        <div>
          <DueTime at={row.dueAt} show="date" />
          {row.overdue && (
            <div>
              <ToneTag plain tone="bad" shape="triangle">
                {text("rectifications.overdueWindow")}
              </ToneTag>
            </div>
          )}
          {row.escalatedTo && row.overdue && (
            <div className="yj-hint">{text(`rectifications.escalatedTo.${row.escalatedTo}`)}</div>
          )}
        </div>
      ),
      text: (row) => formatInstant(row.dueAt),
    },
    {
      key: "issuedAt",
      title: text("rectifications.column.issuedAt"),
      width: 150,
      optional: true,
      render: (row) => <Instant at={row.issuedAt} />,
      text: (row) => formatInstant(row.issuedAt),
    },
    {
      key: "source",
      title: text("rectifications.column.source"),
      width: 110,
      optional: true,
      render: (row) => text(`rectifications.source.${row.source}`),
      text: (row) => text(`rectifications.source.${row.source}`),
    },
  ];
}
