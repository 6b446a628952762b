import { batchSubmissions, listMyDuties, type OutputOf } from "@yunjian/contract";
import { Alert, Button, Input, Radio } from "antd";
import { useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useChange } from "../../lib/api.ts";
import { formatDue } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import "../../features/submissions/submissions.css";

type Duty = OutputOf<typeof listMyDuties>["items"][number];
type Result = OutputOf<typeof batchSubmissions>["items"][number];

/** Many duties at once: nil reports, declarations “unchanged”, or one set of papers for several. */
export default function BatchPage() {
  const text = useText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [kind, setKind] = useState<"nil-report" | "unchanged">(
    params.get("kind") === "nil-report" ? "nil-report" : "unchanged",
  );
  const [statement, setStatement] = useState("");
  const [results, setResults] = useState<{
    readonly duties: readonly Duty[];
    readonly items: readonly Result[];
  } | null>(null);
  const batch = useChange(batchSubmissions, { errors: "page" });
  const columns = useDutyColumns();
  const run = async (duties: readonly Duty[]) => {
    const done = await batch.run({ body: { periodIds: duties.map((duty) => duty.id), kind, statement } });
    if (done) setResults({ duties, items: done.items });
  };
  if (results) return <Results {...results} onAgain={() => setResults(null)} />;
  return (
    <>
      <PageHeader title={text("submissions.batch.title")} hint={text("submissions.batch.hint")} />
      <Section title={text("submissions.batch.what")}>
        <Radio.Group value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
          <Radio value="unchanged">{text("submissions.batch.unchanged")}</Radio>
          <Radio value="nil-report">{text("submissions.batch.nil")}</Radio>
        </Radio.Group>
        <p className="yj-hint">{text(`submissions.kind.${kind}`)}</p>
        <Input.TextArea
          value={statement}
          maxLength={4000}
          autoSize={{ minRows: 2 }}
          placeholder={text("submissions.batch.statement")}
          aria-label={text("submissions.batch.statement")}
          onChange={(event) => setStatement(event.target.value)}
        />
      </Section>
      <Problem error={batch.error} />
      <DataTable
        id="batch-duties"
        title={text("submissions.batch.duties")}
        route={listMyDuties}
        columns={columns}
        rowKey={(row) => row.id}
        searchParam="text"
        search={text("submissions.batch.search")}
        selection={{
          actions: (rows, clear) => (
            <>
              <Button
                type="primary"
                size="small"
                loading={batch.busy}
                onClick={() => void run(rows).then(clear)}
              >
                {text(`submissions.batch.do.${kind}`, { count: rows.length })}
              </Button>
              <Button
                size="small"
                disabled={batch.busy}
                onClick={() => void navigate(`/submit?${rows.map((row) => `period=${row.id}`).join("&")}`)}
              >
                {text("submissions.batch.together", { count: rows.length })}
              </Button>
            </>
          ),
        }}
        empty={{ title: text("submissions.batch.empty"), hint: text("submissions.batch.emptyHint") }}
      />
    </>
  );
}

function useDutyColumns(): Column<Duty>[] {
  const text = useText();
  const lang = useLang();
  return useMemo(
    () => [
      {
        key: "duty",
        title: text("submissions.batch.duty"),
        main: true,
        width: 320,
        render: (row) => row.duty.title[lang],
        text: (row) => row.duty.title[lang],
      },
      {
        key: "id",
        title: text("submissions.batch.clause"),
        width: 120,
        render: (row) => <Link to={`/catalogue/${row.duty.id}`}>{row.duty.id}</Link>,
        text: (row) => row.duty.id,
      },
      {
        key: "subject",
        title: text("submissions.asked.subject"),
        width: 200,
        render: (row) => row.subject.name,
        text: (row) => row.subject.name,
      },
      {
        key: "label",
        title: text("submissions.asked.period"),
        width: 110,
        render: (row) => row.label,
        text: (row) => row.label,
      },
      {
        key: "state",
        title: text("submissions.asked.state"),
        width: 110,
        render: (row) => <StateTag kind="standing" state={row.standing.key} />,
        text: (row) => text(`state.standing.${row.standing.key}`),
      },
      {
        key: "due",
        title: text("submissions.asked.due"),
        width: 220,
        render: (row) => <DueTime at={row.standing.until ?? row.dueAt} />,
        text: (row) => formatDue(row.standing.until ?? row.dueAt, lang),
      },
    ],
    [text, lang],
  );
}

function Results({
  duties,
  items,
  onAgain,
}: {
  readonly duties: readonly Duty[];
  readonly items: readonly Result[];
  readonly onAgain: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const dutyOf = new Map(duties.map((duty) => [duty.id, duty]));
  const failed = items.filter((item) => item.problem !== null).length;
  return (
    <>
      <PageHeader
        title={text("submissions.batch.resultTitle")}
        actions={<Button onClick={onAgain}>{text("submissions.batch.again")}</Button>}
      />
      <Alert
        type={failed === 0 ? "success" : "warning"}
        showIcon
        className="yj-submission-notice"
        title={text("submissions.batch.result", { done: items.length - failed, failed })}
      />
      <LocalTable
        title={text("submissions.batch.resultTitle")}
        rows={items}
        rowKey={(item) => item.id}
        empty={{ title: "" }}
        columns={[
          {
            key: "duty",
            title: text("submissions.batch.duty"),
            width: 320,
            render: (item) => dutyOf.get(item.id)?.duty.title[lang],
            text: (item) => dutyOf.get(item.id)?.duty.title[lang] ?? "",
          },
          {
            key: "subject",
            title: text("submissions.asked.subject"),
            width: 200,
            render: (item) => dutyOf.get(item.id)?.subject.name,
            text: (item) => dutyOf.get(item.id)?.subject.name ?? "",
          },
          {
            key: "label",
            title: text("submissions.asked.period"),
            width: 110,
            render: (item) => dutyOf.get(item.id)?.label,
            text: (item) => dutyOf.get(item.id)?.label ?? "",
          },
          {
            key: "result",
            title: text("submissions.batch.outcome"),
            width: 360,
            render: (item) =>
              item.problem ? (
                <ToneTag tone="bad" plain>
                  {item.problem.title[lang]}
                </ToneTag>
              ) : (
                <Link to={`/submissions/${item.submissionId}`}>
                  {item.state && <StateTag kind="submission" state={item.state} />}
                </Link>
              ),
            text: (item) => item.problem?.title[lang] ?? item.state ?? "",
          },
        ]}
      />
    </>
  );
}
