import type { IncidentItem } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

export function useIncidentColumns(): Column<IncidentItem>[] {
  const text = useText();
  const column = (key: string) => text(`incidents.column.${key}`);
  const clouds = (row: IncidentItem) => row.clouds.map((each) => each.name).join("、");
  return [
    {
      key: "title",
      title: column("title"),
      main: true,
      width: 215,
      render: (row) => (
        <div>
          <Link to={`/incidents/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">
            {row.number} · {text(`incidents.kind.${row.kind}`)}
          </div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "level",
      title: column("level"),
      width: 165,
      render: (row) => <Levels of={row} />,
      text: (row) =>
        `${text(`state.incidentLevel.${row.levelStandard}`)} ${text(`state.incidentLevel.${row.levelRegulation}`)}`,
    },
    {
      key: "state",
      title: column("state"),
      width: 95,
      render: (row) => <StateTag kind="incident" state={row.state} />,
      text: (row) => text(`state.incident.${row.state}`),
    },
    { key: "clouds", title: column("clouds"), width: 145, render: clouds, text: clouds },
    {
      key: "turn",
      title: column("turn"),
      width: 150,
      render: (row) =>
        row.turn === "none" ? (
          text("incidents.turnOf.none")
        ) : (
          <div>
            {text(`incidents.turnOf.${row.turn}`)}
            <div className="yj-hint">{text(`incidents.what.${row.what}`)}</div>
          </div>
        ),
      text: (row) => text(`incidents.turnOf.${row.turn}`),
    },
    {
      key: "clock",
      title: column("clock"),
      width: 125,
      render: (row) => (
        <div>
          <DueTime at={row.until} soonDays={0} show="left" />
          {row.breaches > 0 && (
            <div>
              <ToneTag plain tone="bad" shape="triangle">
                {text("incidents.breaches", { count: row.breaches })}
              </ToneTag>
            </div>
          )}
        </div>
      ),
      text: (row) => (row.until ? formatInstant(row.until) : ""),
    },
    {
      key: "customers",
      title: column("customers"),
      width: 130,
      render: (row) => (
        <div>
          {text("incidents.customersOf", { affected: row.customers.affected })}
          {row.turn !== "none" && row.customers.untold + row.customers.unacknowledged > 0 && (
            <div className="yj-hint">{text("incidents.customersOpen", { ...row.customers })}</div>
          )}
        </div>
      ),
      text: (row) => String(row.customers.affected),
    },
    {
      key: "reportedAt",
      title: column("reportedAt"),
      width: 150,
      optional: true,
      render: (row) => <Instant at={row.reportedAt} />,
      text: (row) => formatInstant(row.reportedAt),
    },
  ];
}

/** Both scales, kept apart: one level by the standard, one by the reporting measures. */
export function Levels({ of }: { readonly of: Pick<IncidentItem, "levelStandard" | "levelRegulation"> }) {
  const text = useText();
  return (
    <div>
      <div title={text("incidents.scale.standard")}>
        <StateTag plain kind="incidentLevel" state={of.levelStandard} />{" "}
        <span className="yj-hint">{text("incidents.scale.standard")}</span>
      </div>
      <div title={text("incidents.scale.regulation")}>
        <StateTag plain kind="incidentLevel" state={of.levelRegulation} />{" "}
        <span className="yj-hint">{text("incidents.scale.regulation")}</span>
      </div>
    </div>
  );
}
