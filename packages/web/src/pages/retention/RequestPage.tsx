import "../../features/retention/retention.css";
import {
  decideRetentionRequest,
  getRetentionRequest,
  listDisposalFiles,
  type OutputOf,
  withdrawRetentionRequest,
} from "@yunjian/contract";
import { sourceName } from "@yunjian/domain";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { useParams } from "react-router";
import { History } from "../../features/registry/History.tsx";
import { RequestTag, useTargetWords } from "../../features/retention/request-words.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { formatBytes, formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Request = OutputOf<typeof getRetentionRequest>;
type File = OutputOf<typeof listDisposalFiles>["items"][number];
const RENEW = 3000;
/** As keyOf names the queries of the list. */
const LIST = `${listDisposalFiles.method} ${listDisposalFiles.path}`;

export default function RequestPage() {
  const { id = "" } = useParams();
  const query = useCall(getRetentionRequest, { params: { id } }, { refetchInterval: RENEW });
  return <Loaded query={query}>{(data) => <Shown request={data} />}</Loaded>;
}

function Shown({ request }: { readonly request: Request }) {
  const text = useText();
  const client = useQueryClient();
  const dealtWith = request.progress.destroyed + request.progress.kept;
  // The list is read again whenever the platform has dealt with more of its files.
  useEffect(() => {
    if (dealtWith > 0) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === LIST });
  }, [client, dealtWith]);
  const target = useTargetWords();
  const label = (name: string) => text(`retention.requests.${name}`);
  const { progress, completeAt } = request;
  return (
    <>
      <ObjectHeader
        back={{ to: "/retention/requests", label: label("title") }}
        title={`${label(`kinds.${request.kind}`)}：${target(request)}`}
        number={request.number}
        state={<RequestTag state={request.state} />}
        turn={<Turn request={request} />}
        actions={<Steps request={request} />}
        facts={[
          { label: label("reason"), value: request.reason },
          { label: label("askedBy"), value: request.askedBy },
          { label: label("askedAt"), value: <Instant at={request.askedAt} /> },
          ...(request.decidedBy === null
            ? []
            : [
                { label: label("decidedBy"), value: request.decidedBy },
                { label: label("decidedAt"), value: <Instant at={request.decidedAt} /> },
                { label: label("note"), value: request.note },
              ]),
          ...(request.doneAt === null
            ? []
            : [{ label: label("doneAt"), value: <Instant at={request.doneAt} /> }]),
          ...(completeAt === null
            ? []
            : [{ label: label("completeAt"), value: <Instant at={completeAt} /> }]),
        ]}
      />
      {completeAt !== null && (
        <Alert type="info" showIcon className="yj-retention-note" title={label("completeHint")} />
      )}
      {request.blocks.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="yj-retention-note"
          title={text("retention.erasure.blocked", {
            why: request.blocks.map((each) => text(`retention.erasure.blocks.${each}`)).join("、"),
          })}
        />
      )}
      <Columns
        main={
          request.kind === "disposal" ? (
            <Section
              title={label("list")}
              hint={text("retention.requests.progress", {
                total: progress.total,
                destroyed: progress.destroyed,
                kept: progress.kept,
              })}
            >
              <Files id={request.id} />
            </Section>
          ) : (
            <Section title={label("effect")}>
              <p>{label(`effects.${request.kind}`)}</p>
            </Section>
          )
        }
        side={<History entries={request.history} />}
      />
    </>
  );
}

function Turn({ request }: { readonly request: Request }) {
  const text = useText();
  const label = (name: string) => text(`retention.requests.${name}`);
  if (request.state === "asked")
    return (
      <WhoseTurn
        who={label(request.kind.startsWith("erase") ? "eraseDeciders" : "deciders")}
        mine={request.may.decide}
        what={label("decide")}
      />
    );
  return <WhoseTurn who={null} what={label(`turn.${request.state}`)} />;
}

function Steps({ request }: { readonly request: Request }) {
  const text = useText();
  const [deciding, setDeciding] = useState<"approve" | "refuse" | null>(null);
  const target = useTargetWords();
  const label = (name: string) => text(`retention.requests.${name}`);
  const { id, version, may } = request;
  const withdraw = useChange(withdrawRetentionRequest, { done: "retention.requests.withdrawn" });
  const decide = useChange(decideRetentionRequest, {
    errors: "page",
    done: "retention.requests.decided",
    onDone: () => setDeciding(null),
  });
  const run = (approve: boolean) => (note: string) =>
    void decide.run({ params: { id }, body: { version, approve, note } });
  const close = () => {
    setDeciding(null);
    decide.reset();
  };
  return (
    <>
      {may.withdraw && (
        <Button
          loading={withdraw.busy}
          onClick={() => void withdraw.run({ params: { id }, body: { version } })}
        >
          {label("withdraw")}
        </Button>
      )}
      {may.decide && (
        <>
          <Button onClick={() => setDeciding("refuse")}>{label("refuse")}</Button>
          <Button type="primary" danger onClick={() => setDeciding("approve")}>
            {label("approve")}
          </Button>
        </>
      )}
      <ConfirmDanger
        open={deciding === "approve"}
        title={text("retention.requests.approveTitle", {
          kind: label(`kinds.${request.kind}`),
          target: target(request),
        })}
        what={label(`effects.${request.kind}`)}
        whom={label("whom")}
        undo={label(request.kind === "hold-lift" ? "undoHold" : "undoNever")}
        confirm={label("approve")}
        reason="optional"
        busy={decide.busy}
        error={decide.error}
        onConfirm={run(true)}
        onCancel={close}
      />
      <ReasonModal
        open={deciding === "refuse"}
        title={label("refuseTitle")}
        confirm={label("refuse")}
        busy={decide.busy}
        error={decide.error}
        onConfirm={run(false)}
        onCancel={close}
      />
    </>
  );
}

function Files({ id }: { readonly id: string }) {
  const text = useText();
  const lang = useLang();
  const label = (name: string) => text(`retention.due.${name}`);
  const rule = (row: File) =>
    row.rule === "archive" ? text("retention.kinds.archive") : sourceName(row.rule, lang);
  const outcome = (row: File) => text(`retention.outcomes.${row.outcome ?? "waiting"}`);
  const columns: Column<File>[] = [
    {
      key: "name",
      title: label("name"),
      main: true,
      width: 190,
      render: (row) => row.name,
      text: (row) => row.name,
    },
    { key: "org", title: label("org"), width: 90, render: (row) => row.orgName, text: (row) => row.orgName },
    { key: "outcome", title: label("outcome"), width: 115, render: outcome, text: outcome },
    {
      key: "size",
      title: label("size"),
      width: 80,
      align: "right",
      render: (row) => formatBytes(row.size),
      text: (row) => row.size,
    },
    { key: "rule", optional: true, title: text("retention.setting"), width: 150, render: rule, text: rule },
    {
      key: "endsAt",
      title: label("endsAt"),
      optional: true,
      width: 150,
      render: (row) => formatDay(row.endsAt, lang),
      text: (row) => row.endsAt,
    },
    {
      key: "doneAt",
      title: label("doneAt"),
      width: 150,
      render: (row) => (row.doneAt === null ? <None /> : <Instant at={row.doneAt} />),
      text: (row) => row.doneAt ?? "",
    },
    {
      key: "sha256",
      title: label("sha256"),
      optional: true,
      width: 200,
      ellipsis: true,
      render: (row) => <span className="yj-mono">{row.sha256}</span>,
      text: (row) => row.sha256,
    },
  ];
  return (
    <DataTable
      id="disposal-files"
      title={text("retention.requests.list")}
      route={listDisposalFiles}
      input={{ params: { id } }}
      columns={columns}
      rowKey={(row) => row.id}
      empty={{ title: text("retention.due.empty"), hint: "" }}
    />
  );
}
