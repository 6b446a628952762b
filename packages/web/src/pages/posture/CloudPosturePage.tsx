import { getCloudPosture, type OutputOf } from "@yunjian/contract";
import { cellOf, type Lang, POSTURES } from "@yunjian/domain";
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { Link, useLocation, useParams } from "react-router";
import { needsAttention } from "../../features/posture/counts.ts";
import { Tallies } from "../../features/posture/Tallies.tsx";
import { TrendSection } from "../../features/posture/TrendSection.tsx";
import "../../features/posture/posture.css";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import type { Column } from "../../ui/table-columns.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, None } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";

type CloudPosture = OutputOf<typeof getCloudPosture>;
type ClassPart = CloudPosture["classes"][number];
type Row = ClassPart["items"][number]["obligations"][number] & {
  readonly item: string;
  readonly class: ClassPart["class"];
};

export default function CloudPosturePage() {
  const text = useText();
  const word = useWord();
  const { id = "" } = useParams();
  const { hash } = useLocation();
  const query = useCall(getCloudPosture, { params: { id } });
  // Coming from a cell of the matrix one wants to see everything in that class.
  const [all, setAll] = useState(hash !== "");
  const cloud = query.data;
  useEffect(() => {
    if (cloud !== undefined && hash !== "") document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [cloud, hash]);
  return (
    <Loaded query={query} rows={8}>
      {(cloud) => {
        const cell = cellOf(cloud.counts);
        return (
          <>
            <ObjectHeader
              title={cloud.cloudName}
              state={<StateTag kind="posture" state={cell.posture} />}
              actions={<Link to={`/clouds/${cloud.cloudId}`}>{text("posture.one.registry")}</Link>}
              back={{ to: "/posture", label: text("posture.one.back") }}
              facts={[
                { label: text("posture.one.provider"), value: cloud.providerName },
                { label: text("posture.one.region"), value: cloud.region },
                {
                  label: text("posture.one.models"),
                  value: cloud.serviceModels.map((model) => word("serviceModel", model)).join(" + "),
                },
              ]}
            />
            <Tallies counts={cloud.counts} />
            {cloud.classes.length === 0 ? (
              <EmptyHint
                title={text("posture.one.noObligations")}
                hint={text("posture.one.noObligationsHint")}
              />
            ) : (
              <>
                <div className="yj-table-tools">
                  <Segmented
                    aria-label={text("posture.one.title")}
                    value={all ? "all" : "attention"}
                    onChange={(value) => setAll(value === "all")}
                    options={[
                      { value: "attention", label: `${text("posture.one.attention")} ${cell.attention}` },
                      { value: "all", label: text("posture.one.all") },
                    ]}
                  />
                </div>
                {all ? (
                  cloud.classes.map((part) => (
                    <ClassSection key={part.class} part={part} cloudId={cloud.cloudId} />
                  ))
                ) : (
                  <WorstFirst cloud={cloud} />
                )}
              </>
            )}
            <TrendSection filter={{ cloudId: id }} />
          </>
        );
      }}
    </Loaded>
  );
}

function WorstFirst({ cloud }: { readonly cloud: CloudPosture }) {
  const text = useText();
  const lang = useLang();
  const rows = cloud.classes
    .flatMap((part) => rowsOf(part, lang))
    .filter((row) => needsAttention(row.posture))
    .sort((a, b) => POSTURES.indexOf(a.posture) - POSTURES.indexOf(b.posture) || dueOf(a) - dueOf(b));
  if (rows.length === 0) {
    return <EmptyHint title={text("posture.one.nothing")} hint={text("posture.one.nothingHint")} />;
  }
  return (
    <Section flush title={text("posture.one.worstFirst")} hint={text("posture.one.worstFirstHint")}>
      <Obligations rows={rows} title={text("posture.one.worstFirst")} cloudId={cloud.cloudId} withClass />
    </Section>
  );
}

function ClassSection({ part, cloudId }: { readonly part: ClassPart; readonly cloudId: string }) {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const cell = cellOf(part.counts);
  return (
    <div id={part.class} className="yj-class-part">
      <Section
        flush
        title={
          <span className="yj-classes-head">
            {word("controlClass", part.class)} <StateTag kind="posture" state={cell.posture} />
          </span>
        }
        extra={
          <span className="yj-hint">
            {text("posture.one.attentionOf", { count: cell.attention, applicable: cell.applicable })}
          </span>
        }
      >
        <Obligations rows={rowsOf(part, lang)} title={word("controlClass", part.class)} cloudId={cloudId} />
      </Section>
    </div>
  );
}

function rowsOf(part: ClassPart, lang: Lang): Row[] {
  return part.items.flatMap((item) =>
    item.obligations.map((each) => ({ ...each, item: item.item[lang], class: part.class })),
  );
}

function dueOf(row: Row): number {
  return Date.parse(row.nextDueAt ?? row.freshUntil ?? "9999-12-31");
}

interface ObligationsProps {
  readonly rows: readonly Row[];
  readonly title: string;
  readonly cloudId: string;
  readonly withClass?: boolean;
}

function Obligations({ rows, title, cloudId, withClass = false }: ObligationsProps) {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const subject = (row: Row) =>
    row.subjectId === cloudId ? text("posture.one.cloudItself") : row.subjectName;
  const columns: Column<Row>[] = [
    {
      key: "obligation",
      title: text("posture.one.obligation"),
      main: true,
      width: 258,
      render: (row) => (
        <>
          <Link to={`/obligations/${row.id}`}>{row.title[lang]}</Link>
          <div className="yj-hint">{row.item}</div>
        </>
      ),
      text: (row) => row.title[lang],
    },
    {
      key: "class",
      title: text("posture.one.class"),
      width: 132,
      render: (row) => word("controlClass", row.class),
      text: (row) => word("controlClass", row.class),
    },
    { key: "subject", title: text("posture.one.subject"), width: 120, render: subject, text: subject },
    {
      key: "state",
      title: text("posture.one.state"),
      width: 92,
      render: (row) => <StateTag kind="posture" state={row.posture} />,
      text: (row) => text(`state.posture.${row.posture}`),
    },
    {
      key: "due",
      title: text("posture.one.due"),
      width: 180,
      render: (row) => <Due row={row} />,
      text: (row) => row.nextDueAt ?? row.freshUntil ?? "",
    },
    {
      key: "frequency",
      title: text("posture.one.frequency"),
      width: 70,
      render: (row) => word("frequency", row.frequency),
      text: (row) => word("frequency", row.frequency),
    },
    {
      key: "clause",
      title: text("posture.one.clause"),
      width: 124,
      render: (row) => <ClauseLink id={row.dutyId} />,
      text: (row) => row.dutyId,
    },
  ];
  return (
    <LocalTable<Row>
      title={title}
      rows={rows}
      rowKey={(row) => row.id}
      empty={{ title: text("posture.one.nothing") }}
      columns={columns.filter(({ key }) => withClass || key !== "class")}
    />
  );
}

/** What falls due, or until when the proof of a continuous duty holds. */
function Due({ row }: { readonly row: Row }) {
  const text = useText();
  if (row.posture === "not-applicable") return <None />;
  if (row.nextDueAt !== null && row.posture !== "stale") return <DueTime at={row.nextDueAt} />;
  if (row.freshUntil === null) return <None />;
  return (
    <span>
      <span className="yj-hint">{text("posture.one.freshUntil")} </span>
      <DueTime at={row.freshUntil} />
    </span>
  );
}
