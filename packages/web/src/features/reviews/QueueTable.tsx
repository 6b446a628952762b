import {
  decideBatch,
  getReviewQueue,
  listClouds,
  type ReviewQueueItem,
  receiveSubmissions,
} from "@yunjian/contract";
import { CONTROL_CLASSES, SUBMISSION_KINDS } from "@yunjian/domain";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAll, useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant, None } from "../../ui/When.tsx";
import { useBatchReport } from "./BatchReport.tsx";
import "./reviews.css";

const STEPS = ["receipt", "decision", "second"] as const;

export function QueueTable() {
  const text = useText();
  const options = useWordOptions();
  const clouds = useAll(listClouds, { query: {} });
  const columns = useColumns();
  const filters: Filter[] = [
    {
      param: "step",
      label: text("reviews.step.label"),
      options: STEPS.map((value) => ({ value, label: text(`reviews.step.${value}`) })),
    },
    {
      param: "cloudId",
      label: text("reviews.cloud"),
      width: 180,
      options: (clouds.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      param: "class",
      label: text("reviews.controlClass"),
      multiple: true,
      width: 180,
      options: options("controlClass", CONTROL_CLASSES),
    },
    { param: "kind", label: text("reviews.kind"), options: options("submissionKind", SUBMISSION_KINDS) },
    {
      param: "overdue",
      label: text("reviews.overdueOnly.label"),
      options: [{ value: "true", label: text("reviews.overdueOnly.yes") }],
    },
  ];
  return (
    <DataTable
      id="review-queue"
      title={text("reviews.title")}
      route={getReviewQueue}
      columns={columns}
      rowKey={(row) => row.periodId}
      rowLink={(row) => `/reviews/${row.periodId}`}
      filters={filters}
      search={text("reviews.search")}
      selection={{
        allowed: (row) => !row.own && row.review?.state !== "awaiting-second",
        actions: (rows, clear) => <BatchActions rows={rows} clear={clear} />,
      }}
      empty={{ title: text("reviews.empty"), hint: text("reviews.emptyHint") }}
    />
  );
}

function useColumns(): Column<ReviewQueueItem>[] {
  const text = useText();
  const lang = useLang();
  const word = useWord();
  return [
    {
      key: "duty",
      title: text("reviews.column.duty"),
      main: true,
      width: 260,
      render: (row) => (
        <div>
          <Link to={`/reviews/${row.periodId}`}>{row.duty.title[lang]}</Link>
          <div className="yj-hint">
            {row.duty.id} · {word("controlClass", row.duty.class)}
          </div>
        </div>
      ),
      text: (row) => `${row.duty.id} ${row.duty.title[lang]}`,
    },
    {
      key: "state",
      title: text("reviews.column.state"),
      width: 130,
      render: (row) => (
        <div>
          {row.review ? (
            <StateTag kind="reviewStage" state={row.review.state} />
          ) : (
            <StateTag kind="period" state={row.state} />
          )}
          {row.review?.fresh && <div className="yj-hint">{text("reviews.fresh")}</div>}
          {row.own && (
            <Tooltip title={text("reviews.own")}>
              <div className="yj-hint">{text("reviews.own")}</div>
            </Tooltip>
          )}
        </div>
      ),
      text: (row) => text(row.review ? `state.reviewStage.${row.review.state}` : `state.period.${row.state}`),
    },
    {
      key: "until",
      title: text("reviews.column.until"),
      width: 150,
      render: (row) => <DueTime at={row.until} soonDays={2} />,
      text: (row) => (row.until ? formatInstant(row.until) : ""),
    },
    {
      key: "cloud",
      title: text("reviews.column.cloud"),
      width: 170,
      render: (row) => (
        <div>
          {row.cloud.name}
          {row.subject.id !== row.cloud.id && <div className="yj-hint">{row.subject.name}</div>}
        </div>
      ),
      text: (row) =>
        row.subject.id === row.cloud.id ? row.cloud.name : `${row.cloud.name} ${row.subject.name}`,
    },
    {
      key: "party",
      title: text("reviews.column.party"),
      width: 110,
      render: (row) => row.party.name,
      text: (row) => row.party.name,
    },
    {
      key: "label",
      title: text("reviews.column.label"),
      width: 110,
      render: (row) => row.label,
      text: (row) => row.label,
    },
    {
      key: "submission",
      title: text("reviews.column.submission"),
      width: 190,
      render: (row) => (
        <div>
          {row.submission.number}
          <div className="yj-hint">
            {word("submissionKind", row.submission.kind)}
            {row.submission.periods > 1 &&
              ` · ${text("reviews.servesMany", { count: row.submission.periods })}`}
          </div>
        </div>
      ),
      text: (row) => row.submission.number,
    },
    {
      key: "submittedAt",
      title: text("reviews.column.submittedAt"),
      width: 160,
      render: (row) => (
        <div>
          <Instant at={row.submission.submittedAt} />
          {row.late && (
            <div>
              <ToneTag plain tone="bad" shape="triangle">
                {text("reviews.late")}
              </ToneTag>
            </div>
          )}
        </div>
      ),
      text: (row) => formatInstant(row.submission.submittedAt),
    },
    {
      key: "receivedBy",
      title: text("reviews.column.receivedBy"),
      width: 90,
      render: (row) => row.review?.receivedBy?.name ?? <None />,
      text: (row) => row.review?.receivedBy?.name ?? "",
    },
  ];
}

/** Steps for the rows chosen: what waits for receipt is received, what is alike found compliant. */
function BatchActions({
  rows,
  clear,
}: {
  readonly rows: readonly ReviewQueueItem[];
  readonly clear: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const report = useBatchReport();
  const [asking, setAsking] = useState(false);
  const nameOf = (id: string) => {
    const row = rows.find((each) => each.periodId === id || each.review?.id === id);
    return row ? `${row.duty.title[lang]} · ${row.cloud.name} · ${row.label}` : id;
  };
  const receive = useChange(receiveSubmissions, {
    onDone: (result) => {
      clear();
      report(result, "reviews.batch.received", nameOf);
    },
  });
  const decide = useChange(decideBatch, {
    errors: "page",
    onDone: (result) => {
      setAsking(false);
      clear();
      report(result, "reviews.batch.decided", nameOf);
    },
  });
  const toReceive = rows.filter((row) => row.state === "submitted");
  const toDecide = rows.flatMap((row) =>
    row.review?.state === "received" ? [{ reviewId: row.review.id, version: row.review.version }] : [],
  );
  return (
    <>
      {toReceive.length > 0 && (
        <Button
          type="primary"
          size="small"
          loading={receive.busy}
          onClick={() => void receive.run({ body: { periodIds: toReceive.map((row) => row.periodId) } })}
        >
          {text("reviews.receiveChosen", { count: toReceive.length })}
        </Button>
      )}
      {toDecide.length > 0 && (
        <Button size="small" onClick={() => setAsking(true)}>
          {text("reviews.alikeChosen", { count: toDecide.length })}
        </Button>
      )}
      <ConfirmDanger
        open={asking}
        title={text("reviews.alikeTitle")}
        what={text("reviews.alikeWhat", { count: toDecide.length })}
        whom={text("reviews.alikeWhom", {
          names: [...new Set(rows.map((row) => row.party.name))].join("、"),
        })}
        undo={text("reviews.alikeUndo")}
        confirm={text("reviews.alikeConfirm")}
        reason="optional"
        busy={decide.busy}
        error={decide.error}
        onCancel={() => setAsking(false)}
        onConfirm={(note) => void decide.run({ body: { items: toDecide, note } })}
      />
    </>
  );
}
