import { listArchives, type OutputOf } from "@yunjian/contract";
import { ARCHIVE_CLASSES } from "@yunjian/domain";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { ArchiveDrawer } from "../../features/retention/Archive.tsx";
import { formatDay, formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Instant } from "../../ui/When.tsx";

type Row = OutputOf<typeof listArchives>["items"][number];

/** What belongs to the archives: number, class and until when. */
export default function ArchivesPage() {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const [changing, setChanging] = useState<Row | null>(null);
  const label = (name: string) => text(`retention.archives.${name}`);
  const ends = (row: Row) => (row.endsAt === null ? label("never") : formatDay(row.endsAt, lang));
  const columns: Column<Row>[] = [
    {
      key: "number",
      title: label("number"),
      main: true,
      width: 160,
      render: (row) => row.number,
      text: (row) => row.number,
    },
    {
      key: "target",
      title: label("target"),
      width: 220,
      render: (row) => (
        <>
          {row.target === "submission" ? (
            <Link to={`/submissions/${row.targetId}`}>{row.targetName}</Link>
          ) : (
            row.targetName
          )}
          <div className="yj-hint">{label(`targets.${row.target}`)}</div>
        </>
      ),
      text: (row) => row.targetName,
    },
    { key: "org", title: label("org"), width: 130, render: (row) => row.orgName, text: (row) => row.orgName },
    {
      key: "class",
      title: label("class"),
      width: 110,
      render: (row) => label(`classes.${row.class}`),
      text: (row) => label(`classes.${row.class}`),
    },
    { key: "endsAt", title: label("endsAt"), width: 155, render: ends, text: ends },
    {
      key: "note",
      optional: true,
      title: label("note"),
      width: 180,
      ellipsis: true,
      render: (row) => row.note,
      text: (row) => row.note,
    },
    {
      key: "markedBy",
      title: label("markedBy"),
      width: 105,
      render: (row) => row.markedBy,
      text: (row) => row.markedBy,
    },
    {
      key: "markedAt",
      title: label("markedAt"),
      optional: true,
      width: 150,
      render: (row) => <Instant at={row.markedAt} />,
      text: (row) => formatInstant(row.markedAt),
    },
    {
      key: "steps",
      title: label("steps"),
      width: 90,
      render: (row) =>
        can("archive.mark") ? (
          <Button size="small" onClick={() => setChanging(row)}>
            {label("change")}
          </Button>
        ) : null,
      text: () => "",
    },
  ];
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "class",
        label: text("retention.archives.class"),
        options: ARCHIVE_CLASSES.map((value) => ({
          value,
          label: text(`retention.archives.classes.${value}`),
        })),
      },
    ],
    [text],
  );
  return (
    <>
      <PageHeader title={label("title")} hint={label("hint")} />
      <DataTable
        id="archives"
        title={label("title")}
        route={listArchives}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        empty={{ title: label("empty"), hint: label("emptyHint") }}
      />
      {changing && <ArchiveDrawer mark={changing} onClose={() => setChanging(null)} />}
    </>
  );
}
