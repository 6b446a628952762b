import { DownloadOutlined } from "@ant-design/icons";
import {
  cancelImport,
  getImport,
  type ImportRow,
  type ImportSummary,
  listImportRows,
} from "@yunjian/contract";
import { Alert, Button, Progress } from "antd";
import { useMemo } from "react";
import { useParams } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { formatNumber } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { ImportTag } from "./ImportTag.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

const LOOK_AGAIN_MS = 1500;

export default function ImportPage() {
  const { id = "" } = useParams();
  const run = useCall(getImport, { params: { id } });
  const busy = run.data?.state === "waiting" || run.data?.state === "running";
  useCall(getImport, { params: { id } }, busy ? { refetchInterval: LOOK_AGAIN_MS } : {});
  return <Loaded query={run}>{(data) => <Import run={data} busy={busy} />}</Loaded>;
}

function Import({ run, busy }: { readonly run: ImportSummary; readonly busy: boolean }) {
  const text = useText();
  const lang = useLang();
  const cancel = useChange(cancelImport, { done: "registry.import.stopped" });
  const kind = text(`registry.import.kinds.${run.kind}`);
  const next = run.state !== "finished" ? null : run.refused > 0 ? "fix" : run.dryRun ? "take" : null;
  const again = `/imports/new?kind=${run.kind}`;
  return (
    <>
      <ObjectHeader
        back={{ to: "/imports", label: text("registry.import.many") }}
        title={run.fileName}
        state={<ImportTag run={run} />}
        turn={
          <WhoseTurn
            who={next ? run.person : null}
            what={text(
              next
                ? `registry.import.turn.${next}`
                : busy
                  ? "registry.import.turn.busy"
                  : "registry.import.turn.none",
            )}
          />
        }
        actions={
          <>
            {busy && (
              <Button
                danger
                loading={cancel.busy}
                onClick={() => void cancel.run({ params: { id: run.id } })}
              >
                {text("registry.import.stop")}
              </Button>
            )}
            {!busy && (
              <Button icon={<DownloadOutlined />} href={`/api/imports/${run.id}/report`}>
                {text("registry.import.report")}
              </Button>
            )}
            {next && (
              <ButtonLink to={again} type="primary">
                {text(next === "take" ? "registry.import.takeThis" : "registry.import.again")}
              </ButtonLink>
            )}
          </>
        }
        facts={[
          { label: text("registry.import.kind"), value: kind },
          {
            label: text("registry.import.mode"),
            value: text(run.dryRun ? "registry.import.dry" : "registry.import.real"),
          },
          { label: text("registry.import.total"), value: formatNumber(run.total) },
          {
            label: text(run.dryRun ? "registry.import.wouldTake" : "registry.import.taken"),
            value: formatNumber(run.taken),
          },
          { label: text("registry.import.unchanged"), value: formatNumber(run.unchanged) },
          { label: text("registry.import.refused"), value: formatNumber(run.refused) },
          { label: text("registry.import.person"), value: run.person },
          { label: text("registry.import.at"), value: <Instant at={run.createdAt} /> },
        ]}
      />
      {busy && (
        <Section title={text("registry.import.progress")} hint={text("registry.import.progressHint")}>
          <Progress percent={Math.floor((run.done / Math.max(1, run.total)) * 100)} status="active" />
          <p className="yj-hint">
            {text("registry.import.done", { done: formatNumber(run.done), total: formatNumber(run.total) })}
          </p>
        </Section>
      )}
      {run.notes.length > 0 && (
        <Alert
          className="yj-problem"
          type="info"
          showIcon
          title={text("registry.import.notes")}
          description={
            <ul className="yj-problem-fields">
              {run.notes.map((note) => (
                <li key={note.en}>{note[lang]}</li>
              ))}
            </ul>
          }
        />
      )}
      {!busy && (
        <Section title={text("registry.import.rows")}>
          <Rows run={run} />
        </Section>
      )}
    </>
  );
}

const OUTCOMES = { taken: "done", unchanged: "planned", refused: "failed" } as const;

function Rows({ run }: { readonly run: ImportSummary }) {
  const text = useText();
  const lang = useLang();
  const outcome = (row: ImportRow) =>
    text(
      row.outcome === "taken" && run.dryRun
        ? "registry.import.outcome.would"
        : `registry.import.outcome.${row.outcome}`,
    );
  const said = (row: ImportRow) => [
    ...row.problems.map(
      (problem) =>
        `${problem.column ? `${problem.column}${problem.value && !problem.message[lang].includes(problem.value) ? `“${problem.value}”` : ""}: ` : ""}${problem.message[lang]}`,
    ),
    ...row.warnings.map((warning) => warning[lang]),
  ];
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "outcome",
        label: text("registry.import.outcomeTitle"),
        options: (["refused", "taken", "unchanged", "warned"] as const).map((value) => ({
          value,
          label: text(`registry.import.outcome.${value}`),
        })),
      },
    ],
    [text],
  );
  const columns: Column<ImportRow>[] = [
    {
      key: "line",
      title: text("registry.import.line"),
      main: true,
      width: 64,
      align: "right",
      render: (row) => <span className="yj-figure">{row.line}</span>,
      text: (row) => row.line,
    },
    {
      key: "outcome",
      title: text("registry.import.outcomeTitle"),
      width: 140,
      render: (row) => <StateTag plain kind="generic" state={OUTCOMES[row.outcome]} label={outcome(row)} />,
      text: outcome,
    },
    {
      key: "what",
      title: text("registry.import.what"),
      width: 220,
      render: (row) => row.what,
      text: (row) => row.what,
    },
    {
      key: "why",
      title: text("registry.import.why"),
      width: 500,
      render: (row) => (
        <ul className="yj-problem-fields">
          {said(row).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      ),
      text: (row) => said(row).join(" "),
    },
  ];
  return (
    <DataTable
      id="import-rows"
      title={text("registry.import.rows")}
      route={listImportRows}
      input={{ params: { id: run.id } }}
      columns={columns}
      filters={filters}
      rowKey={(row) => String(row.line)}
      exportable={false}
      empty={{ title: text("registry.import.noRows") }}
    />
  );
}
