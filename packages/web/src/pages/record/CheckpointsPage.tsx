import { type CheckpointView, getRecordState, listCheckpoints } from "@yunjian/contract";
import { Button, Typography } from "antd";
import { useCall } from "../../lib/api.ts";
import { LedgerHealth } from "../../features/record/LedgerHealth.tsx";
import { saveFile } from "../../lib/csv.ts";
import { formatInstant, formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";
import "./record.css";

/** Where the record stands, and the signed checkpoints by which anybody can check it later. */
export default function CheckpointsPage() {
  const text = useText();
  const state = useCall(getRecordState, {}, { refetchInterval: 15_000 });
  const columns: Column<CheckpointView>[] = [
    {
      key: "size",
      title: text("record.checkpoints.size"),
      width: 120,
      align: "right",
      main: true,
      render: (row) => formatNumber(row.size),
      text: (row) => row.size,
    },
    {
      key: "at",
      title: text("record.checkpoints.at"),
      width: 150,
      render: (row) => <Instant at={row.at} />,
      text: (row) => formatInstant(row.at),
    },
    {
      key: "root",
      title: text("record.checkpoints.root"),
      width: 540,
      render: (row) => <code>{row.root}</code>,
      text: (row) => row.root,
    },
    {
      key: "note",
      title: text("record.checkpoints.note"),
      width: 110,
      render: (row) => (
        <Button
          type="link"
          size="small"
          className="yj-record-link"
          onClick={() => saveFile(`checkpoint-${row.size}.txt`, row.note, "text/plain;charset=utf-8")}
        >
          {text("record.checkpoints.download")}
        </Button>
      ),
      text: (row) => row.note,
    },
  ];
  const { data } = state;
  return (
    <>
      <PageHeader title={text("record.checkpoints.title")} hint={text("record.checkpoints.hint")} />
      <Problem error={state.error} onRetry={() => void state.refetch()} />
      {data && (
        <Section title={text("record.state.title")}>
          <Facts
            items={[
              { label: text("record.state.size"), value: formatNumber(data.size) },
              { label: text("record.state.at"), value: <Instant at={data.checkpointAt} /> },
              {
                label: text("record.state.pending"),
                value: data.pending === 0 ? text("record.state.none") : formatNumber(data.pending),
              },
              { label: text("record.state.oldest"), value: <Instant at={data.oldestPendingAt} /> },
              {
                label: text("record.checkpoints.root"),
                value: data.root && <code>{data.root}</code>,
                wide: true,
              },
              {
                label: text("record.state.verifier"),
                value: data.verifier && (
                  <Typography.Text code copyable>
                    {data.verifier}
                  </Typography.Text>
                ),
                wide: true,
              },
            ]}
          />
          <p className="yj-hint">{text("record.state.verifierHint")}</p>
        </Section>
      )}
      {data && <LedgerHealth state={data} />}
      <DataTable
        id="checkpoints"
        title={text("record.checkpoints.title")}
        route={listCheckpoints}
        columns={columns}
        rowKey={(row) => String(row.size)}
        empty={{ title: text("record.checkpoints.empty"), hint: text("record.checkpoints.emptyHint") }}
      />
    </>
  );
}
