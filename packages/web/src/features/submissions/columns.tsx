import type { listSubmissions, OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

export type Brief = OutputOf<typeof listSubmissions>["items"][number];

/** The columns every list of submissions has. */
export function useBriefColumns(linkOf: (row: Brief) => string): Column<Brief>[] {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const about = (row: Brief) => {
    if (!row.about) return "";
    const more = row.periods > 1 ? text("submissions.list.more", { count: row.periods }) : "";
    return `${row.about.duty[lang]} · ${row.about.cloud} · ${row.about.label} ${more}`.trim();
  };
  return [
    {
      key: "title",
      title: text("submissions.field.title"),
      main: true,
      width: 240,
      render: (row) => <Link to={linkOf(row)}>{row.title}</Link>,
      text: (row) => row.title,
    },
    {
      key: "number",
      title: text("submissions.list.number"),
      width: 140,
      render: (row) => <span className="yj-figure">{row.number ?? "–"}</span>,
      text: (row) => row.number ?? "",
    },
    {
      key: "kind",
      title: text("submissions.list.kind"),
      width: 90,
      render: (row) => word("submissionKind", row.kind),
      text: (row) => word("submissionKind", row.kind),
    },
    { key: "about", title: text("submissions.list.about"), width: 280, render: about, text: about },
    {
      key: "state",
      title: text("submissions.list.state"),
      width: 100,
      render: (row) => <StateTag kind="submission" state={row.state} />,
      text: (row) => text(`state.submission.${row.state}`),
    },
    {
      key: "files",
      title: text("submissions.list.files"),
      width: 60,
      align: "right",
      render: (row) => row.files,
      text: (row) => row.files,
    },
    {
      key: "by",
      title: text("submissions.list.by"),
      width: 80,
      render: (row) => row.createdBy.name,
      text: (row) => row.createdBy.name,
    },
    {
      key: "at",
      title: text("submissions.list.at"),
      width: 140,
      render: (row) => <Instant at={row.submittedAt ?? row.createdAt} />,
      text: (row) => formatInstant(row.submittedAt ?? row.createdAt),
    },
    {
      key: "version",
      title: text("submissions.list.version"),
      width: 80,
      optional: true,
      align: "right",
      render: (row) => row.versionNo,
      text: (row) => row.versionNo,
    },
  ];
}

export function addressOf(row: Pick<Brief, "id" | "state">): string {
  return row.state === "draft" ? `/submit?draft=${row.id}` : `/submissions/${row.id}`;
}
