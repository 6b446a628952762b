import type { listMyDuties } from "@yunjian/contract";
import { Tooltip } from "antd";
import { Link } from "react-router";
import type { RowOf } from "../../lib/api.ts";
import { formatDue, formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import "./obligations.css";

export type PeriodRow = RowOf<typeof listMyDuties>;

/** What a duty is called, with what one has to know before opening it. */
export function DutyCell({
  duty,
  to,
  enhanced,
  commissioned,
  mark,
}: {
  readonly duty: PeriodRow["duty"];
  readonly to: string;
  readonly enhanced: boolean;
  readonly commissioned: boolean;
  readonly mark?: string;
}) {
  const lang = useLang();
  const text = useText();
  return (
    <div className="yj-duty">
      <Link to={to}>{duty.title[lang]}</Link>
      <div className="yj-duty-under">
        <ClauseLink id={duty.id} title={duty.item[lang]} />
        {enhanced && <ToneTag tone="neutral">{text("duties.enhanced")}</ToneTag>}
        {mark && <ToneTag tone="info">{mark}</ToneTag>}
        {commissioned && (
          <Tooltip title={text("duties.commissionedHint")}>
            <span tabIndex={0}>
              <ToneTag tone="warn">{text("duties.commissioned")}</ToneTag>
            </span>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

/** The cloud, and the site where the duty is proven once per site. */
export function SubjectCell({ row }: { readonly row: Pick<PeriodRow, "subject" | "cloud"> }) {
  return (
    <div className="yj-duty">
      <Link to={`/clouds/${row.cloud.id}`}>{row.cloud.name}</Link>
      {row.subject.id !== row.cloud.id && <div className="yj-duty-under">{row.subject.name}</div>}
    </div>
  );
}

export function usePeriodColumns(options: {
  readonly party: boolean;
  readonly decided?: boolean;
}): readonly Column<PeriodRow>[] {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const markOf = (row: PeriodRow) => (row.kind === "regular" ? undefined : text(`duties.kind.${row.kind}`));
  return [
    {
      key: "duty",
      title: text("duties.column.duty"),
      main: true,
      width: 280,
      render: (row) => (
        <DutyCell
          duty={row.duty}
          to={`/periods/${row.id}`}
          enhanced={row.attribute === "enhanced"}
          commissioned={row.commissioned}
          {...(markOf(row) && { mark: markOf(row) as string })}
        />
      ),
      text: (row) => `${row.duty.id} ${row.duty.title[lang]}`,
    },
    {
      key: "subject",
      title: text("duties.column.subject"),
      width: 160,
      render: (row) => <SubjectCell row={row} />,
      text: (row) =>
        row.subject.id === row.cloud.id ? row.cloud.name : `${row.cloud.name} ${row.subject.name}`,
    },
    ...(options.party
      ? [
          {
            key: "party",
            title: text("duties.column.party"),
            width: 100,
            render: (row: PeriodRow) => row.party.name,
            text: (row: PeriodRow) => row.party.name,
          },
        ]
      : []),
    {
      key: "frequency",
      title: text("duties.column.frequency"),
      width: 80,
      render: (row) => word("frequency", row.frequency),
      text: (row) => word("frequency", row.frequency),
    },
    {
      key: "period",
      title: text("duties.column.period"),
      width: 110,
      render: (row) => (
        <Tooltip title={`${row.spanStart} – ${row.spanEnd}`}>
          <span className="yj-figure" tabIndex={0}>
            {row.label}
          </span>
        </Tooltip>
      ),
      text: (row) => row.label,
    },
    {
      key: "state",
      title: text("duties.column.state"),
      width: 110,
      render: (row) => <StateTag kind="standing" state={row.standing.key} />,
      text: (row) => text(`state.standing.${row.standing.key}`),
    },
    {
      key: "due",
      title: text("duties.column.due"),
      width: 170,
      // A summary never falls due: only its date is shown, nothing is counted down.
      render: (row) => (
        <DueTime
          at={row.standing.until ?? row.dueAt}
          provisional={row.provisional && row.standing.turn !== "none"}
          done={row.standing.turn === "none" || (row.kind === "summary" && row.standing.key === "open")}
        />
      ),
      text: (row) => formatDue(row.standing.until ?? row.dueAt, lang),
    },
    {
      key: "class",
      title: text("duties.column.class"),
      width: 160,
      optional: true,
      render: (row) => word("controlClass", row.class),
      text: (row) => word("controlClass", row.class),
    },
    {
      key: "submittedAt",
      title: text("duties.column.submittedAt"),
      width: 150,
      optional: !options.decided,
      render: (row) => <Instant at={row.submittedAt} />,
      text: (row) => row.submittedAt && formatInstant(row.submittedAt),
    },
    {
      key: "decidedAt",
      title: text("duties.column.decidedAt"),
      width: 150,
      optional: !options.decided,
      render: (row) => <Instant at={row.decidedAt} />,
      text: (row) => row.decidedAt && formatInstant(row.decidedAt),
    },
  ];
}

/** Where several periods are handed in together. */
export function handInAddress(periodIds: readonly string[]): string {
  return `/submit?${periodIds.map((id) => `period=${id}`).join("&")}`;
}
