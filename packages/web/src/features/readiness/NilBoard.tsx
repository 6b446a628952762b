import type { getProtectedPeriod, NilCell, OutputOf, ProtectedBoardRow } from "@yunjian/contract";
import { minuteOf } from "@yunjian/domain";
import { Button, Tooltip } from "antd";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import "./readiness.css";

type Detail = OutputOf<typeof getProtectedPeriod>;

const SHOWN_DAYS = 7;
const FIGURES = ["missing", "waiting", "late", "events", "nil"] as const;

export interface ToReport {
  readonly cloud: ProtectedBoardRow["cloud"];
  readonly cell: NilCell;
}

/** Every cloud at a glance: today's word first, the days before beside it; what is missing stands on top. */
export function NilBoard({
  of,
  onReport,
}: {
  readonly of: Detail;
  readonly onReport: (what: ToReport) => void;
}) {
  const text = useText();
  if (of.days.length === 0) return <EmptyHint small title={text("protection.noDays")} />;
  const at = of.days.findIndex(({ day }) => day === of.today);
  const days = of.days.slice(Math.max(at, 0), Math.max(at, 0) + SHOWN_DAYS);
  const rows = of.board.toSorted((a, b) => rank(a, of.today) - rank(b, of.today));
  const hidden = of.board.every(({ cells }) => cells === null);
  const { today, all } = of.figures;
  return (
    <>
      {!hidden && (
        <>
          <dl className="yj-board-figures">
            {FIGURES.map((key) => (
              <div key={key}>
                <dt>
                  <StateTag kind="nilReport" state={key} />
                </dt>
                <dd>{today[key]}</dd>
              </div>
            ))}
          </dl>
          <p className="yj-hint">
            {text("protection.ofAll", {
              expected: all.expected,
              inTime: all.nil + all.events,
              late: all.late,
              missing: all.missing,
            })}
          </p>
        </>
      )}
      {hidden && <p className="yj-hint">{text("protection.hidden")}</p>}
      <div className="yj-board">
        <table>
          <thead>
            <tr>
              <th>{text("protection.cloud")}</th>
              {!hidden && days.map(({ day }) => <th key={day}>{day.slice(5)}</th>)}
              <th>{text("protection.roster")}</th>
              <th>{text("protection.coverage")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.cloud.id}>
                <td>
                  <Link to={`/roster/${row.cloud.id}`}>{row.cloud.name}</Link>
                  <div className="yj-hint">{row.provider.name}</div>
                </td>
                {!hidden &&
                  days.map(({ day }) => (
                    <td key={day}>
                      <Cell
                        cell={row.cells?.find((cell) => cell.day === day)}
                        mine={row.mine && (of.standing === "running" || of.standing === "summing-up")}
                        onReport={(cell) => onReport({ cloud: row.cloud, cell })}
                      />
                    </td>
                  ))}
                <td>
                  {row.onDuty.join("、")}
                  {row.missing && (
                    <ToneTag tone="bad" shape="triangle">
                      {text(`duty.missing.${row.missing}`)}
                    </ToneTag>
                  )}
                </td>
                <td>
                  {row.coverage}%
                  {row.openHours > 0 && (
                    <div>
                      <ToneTag tone="bad">{text("protection.openHours", { hours: row.openHours })}</ToneTag>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const URGENCY = ["missing", "waiting", "late", "events", "nil", "ahead"];

function rank(row: ProtectedBoardRow, today: string | null): number {
  const standing = row.cells?.find(({ day }) => day === today)?.standing ?? "ahead";
  return (row.mine ? 0 : 10) + URGENCY.indexOf(standing);
}

function Cell({
  cell,
  mine,
  onReport,
}: {
  readonly cell: NilCell | undefined;
  readonly mine: boolean;
  readonly onReport: (cell: NilCell) => void;
}) {
  const text = useText();
  if (!cell) return null;
  const { standing, events, note, filedAt, filedBy, corrections } = cell;
  const hover = filedAt
    ? [
        text("protection.byOn", { name: filedBy ?? "", at: minuteOf(new Date(filedAt)) }),
        note,
        corrections > 0 ? text("protection.corrected", { count: corrections }) : "",
      ]
        .filter(Boolean)
        .join(" · ")
    : "";
  const tag = (
    <span>
      <StateTag kind="nilReport" state={standing} plain />
      {events !== null && events > 0 && ` ${text("protection.events", { count: events })}`}
    </span>
  );
  return (
    <>
      {hover ? <Tooltip title={hover}>{tag}</Tooltip> : tag}
      {mine && standing !== "ahead" && (
        <Button type="link" size="small" onClick={() => onReport(cell)}>
          {text(filedAt ? "protection.correct" : "protection.report")}
        </Button>
      )}
    </>
  );
}
