import type { AuthorisationItem } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

export function useAuthorisationColumns(hide: readonly string[] = []): Column<AuthorisationItem>[] {
  const text = useText();
  const column = (key: string) => text(`authorisations.column.${key}`);
  const all: Column<AuthorisationItem>[] = [
    {
      key: "title",
      title: column("title"),
      main: true,
      width: 220,
      render: (row) => (
        <div>
          <Link to={`/authorisations/${row.id}`}>{row.title}</Link>
          <div className="yj-hint">
            {row.number}
            {row.kind !== "once" && ` · ${text(`authorisations.kind.${row.kind}`)}`}
          </div>
        </div>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    {
      key: "system",
      title: column("system"),
      width: 150,
      render: (row) => (
        <div>
          {row.system.name}
          <div className="yj-hint">{row.customer.name}</div>
        </div>
      ),
      text: (row) => `${row.customer.name} ${row.system.name}`,
    },
    {
      key: "asker",
      title: column("asker"),
      width: 100,
      render: (row) => (
        <div>
          {row.asker.name}
          <div className="yj-hint">{text(`authorisations.role.${row.askerRole}`)}</div>
        </div>
      ),
      text: (row) => row.asker.name,
    },
    {
      key: "standing",
      title: column("standing"),
      width: 120,
      render: (row) => (
        <div>
          <StateTag kind="authorisation" state={row.standing} />
          {row.review && (
            <div>
              <StateTag plain kind="emergencyReview" state={row.review} />
            </div>
          )}
          {row.narrowed && <div className="yj-hint">{text("authorisations.narrowed")}</div>}
        </div>
      ),
      text: (row) => text(`state.authorisation.${row.standing}`),
    },
    {
      key: "window",
      title: column("window"),
      width: 150,
      render: (row) => (
        <div>
          <Instant at={row.fromAt} />
          <div>
            <Instant at={row.toAt} />
          </div>
        </div>
      ),
      text: (row) => `${formatInstant(row.fromAt)} ${formatInstant(row.toAt)}`,
    },
    {
      key: "turn",
      title: column("turn"),
      width: 190,
      render: (row) =>
        row.turn === "none" || row.what === "none" ? (
          text("authorisations.turnOf.none")
        ) : (
          <div>
            {text("authorisations.turnWhat", {
              who: text(`authorisations.turnOf.${row.turn}`),
              what: text(`authorisations.what.${row.what}`),
            })}
            <div>
              <DueTime at={row.until} soonDays={1} show="left" />
            </div>
          </div>
        ),
      text: (row) => text(`authorisations.turnOf.${row.turn}`),
    },
    {
      key: "until",
      title: column("until"),
      width: 150,
      optional: true,
      render: (row) => <DueTime at={row.until} soonDays={1} />,
      text: (row) => (row.until ? formatInstant(row.until) : ""),
    },
    {
      key: "records",
      title: column("records"),
      width: 90,
      render: (row) => (
        <div>
          {text("authorisations.recordsOf", { count: row.recorded })}
          {row.recordedLate > 0 && (
            <div className="yj-hint">{text("authorisations.recordsLate", { count: row.recordedLate })}</div>
          )}
          {row.openQuestions > 0 && (
            <ToneTag plain tone="warn" shape="flag">
              {text("authorisations.questions", { count: row.openQuestions })}
            </ToneTag>
          )}
        </div>
      ),
      text: (row) => String(row.recorded),
    },
    {
      key: "askedAt",
      title: column("askedAt"),
      width: 150,
      optional: true,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
  ];
  return all.filter((each) => !hide.includes(each.key));
}
