import { getCalendar, listJobs, type OutputOf } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Day, Instant } from "../../ui/When.tsx";
import { PersonName } from "../../ui/Words.tsx";
import { ImportYearDialog } from "./ImportYearDialog.tsx";
import { runsOf } from "./day-runs.ts";
import "../../features/obligations/obligations.css";

type Calendar = OutputOf<typeof getCalendar>;
const FOLLOW_JOB = "obligations.follow-calendar";

export default function CalendarPage() {
  const text = useText();
  const query = useCall(getCalendar, {});
  const [importing, setImporting] = useState(false);
  return (
    <>
      <PageHeader
        title={text("calendar.title")}
        hint={text("calendar.hint")}
        actions={
          query.data?.mayImport && (
            <Button type="primary" onClick={() => setImporting(true)}>
              {text("calendar.import")}
            </Button>
          )
        }
      />
      <Loaded query={query} rows={8}>
        {(calendar) => <Shown calendar={calendar} />}
      </Loaded>
      {query.data && (
        <ImportYearDialog
          open={importing}
          year={Number(query.data.knownUntil.slice(0, 4)) + 1}
          onClose={() => setImporting(false)}
        />
      )}
    </>
  );
}

function Shown({ calendar }: { readonly calendar: Calendar }) {
  const text = useText();
  const lang = useLang();
  const years = [...new Set([...calendar.holidays, ...calendar.workdays].map((day) => day.slice(0, 4)))]
    .sort()
    .reverse();
  const label = (name: string) => text(`calendar.fact.${name}`);
  const columns = (name: string) => text(`calendar.column.${name}`);
  return (
    <>
      <Facts
        items={[
          { label: label("until"), value: <Day date={calendar.knownUntil} /> },
          { label: label("from"), value: <Day date={calendar.knownFrom} /> },
          { label: label("version"), value: calendar.version },
          { label: label("source"), value: calendar.source, wide: true },
        ]}
      />
      <Alert
        className="yj-note"
        type="info"
        showIcon
        title={text("calendar.provisional", { date: formatDay(calendar.knownUntil, lang) })}
      />
      <Following />
      {years.map((year) => (
        <Year key={year} year={year} calendar={calendar} />
      ))}
      <Section flush title={text("calendar.imports")}>
        <LocalTable
          title={text("calendar.imports")}
          rows={calendar.imports}
          rowKey={(row) => String(row.version)}
          empty={{ title: text("calendar.importsEmpty"), hint: text("calendar.importsEmptyHint") }}
          columns={[
            {
              key: "version",
              title: columns("version"),
              main: true,
              width: 80,
              render: (row) => row.version,
              text: (row) => row.version,
            },
            {
              key: "source",
              title: columns("source"),
              width: 320,
              render: (row) => row.source,
              text: (row) => row.source,
            },
            {
              key: "until",
              title: columns("until"),
              width: 150,
              render: (row) => <Day date={row.knownUntil} />,
              text: (row) => row.knownUntil,
            },
            {
              key: "by",
              title: columns("by"),
              width: 120,
              render: (row) => <PersonName name={row.importedBy} />,
              text: (row) => row.importedBy,
            },
            {
              key: "at",
              title: columns("at"),
              width: 150,
              render: (row) => <Instant at={row.importedAt} />,
              text: (row) => row.importedAt,
            },
          ]}
        />
      </Section>
    </>
  );
}

/** After an import: how far the adjustment of periods is. */
function Following() {
  const text = useText();
  const query = useCall(listJobs, { query: { job: FOLLOW_JOB } }, { refetchInterval: 5000 });
  const [job] = query.data?.items ?? [];
  if (!job || job.state === "cancelled") return null;
  const running = job.endedAt === null;
  return (
    <p role="status">
      <StateTag kind="generic" state={running ? "running" : job.state === "failed" ? "failed" : "done"} />{" "}
      {text(running ? "calendar.recomputing" : "calendar.recomputed")}
      {running && job.total !== null && ` ${job.done} / ${job.total}`}
    </p>
  );
}

function Year({ year, calendar }: { readonly year: string; readonly calendar: Calendar }) {
  const text = useText();
  const lang = useLang();
  const of = (days: readonly string[]) => days.filter((day) => day.startsWith(year));
  return (
    <Section title={text("calendar.year", { year })}>
      <Facts
        items={(["holidays", "workdays"] as const).map((kind) => {
          const days = of(calendar[kind]);
          return {
            label: `${text(`calendar.${kind}`)} ${text("calendar.days", { count: days.length })}`,
            wide: true,
            value:
              days.length === 0 ? (
                text("calendar.none")
              ) : (
                <span className="yj-day-runs">
                  {runsOf(days).map(([from, to]) => (
                    <ToneTag key={from} tone={kind === "holidays" ? "good" : "warn"}>
                      {from === to
                        ? formatDay(from, lang)
                        : `${formatDay(from, lang)} – ${formatDay(to, lang)}`}
                    </ToneTag>
                  ))}
                </span>
              ),
          };
        })}
      />
    </Section>
  );
}
