import { createSubmission, getSubmission, type OutputOf, prepareSubmission } from "@yunjian/contract";
import { Alert, Space } from "antd";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { contentOf, emptyContent } from "../../features/submissions/content.ts";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Instant } from "../../ui/When.tsx";
import { Editor } from "./Editor.tsx";
import "../../features/submissions/submissions.css";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

/** /submit?period=a&period=b begins; /submit?draft=x goes on. */
export default function SubmitPage() {
  const text = useText();
  const [params] = useSearchParams();
  const draft = params.get("draft");
  const periods = params.getAll("period");
  if (draft !== null) return <GoOn key={draft} id={draft} />;
  if (periods.length === 0) {
    return (
      <>
        <PageHeader title={text("submissions.submit.title")} />
        <EmptyHint
          title={text("submissions.submit.nothing")}
          hint={text("submissions.submit.nothingHint")}
          action={
            <ButtonLink to="/duties" type="primary">
              {text("submissions.submit.toDuties")}
            </ButtonLink>
          }
        />
      </>
    );
  }
  return <Begin key={periods.join()} periodIds={periods} />;
}

type Prepared = OutputOf<typeof prepareSubmission>;

function Begin({ periodIds }: { readonly periodIds: readonly string[] }) {
  const prepared = useCall(
    prepareSubmission,
    { query: { period: [...periodIds] } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  return <Loaded query={prepared}>{(data) => <Fresh prepared={data} periodIds={periodIds} />}</Loaded>;
}

function Fresh({
  prepared,
  periodIds,
}: {
  readonly prepared: Prepared;
  readonly periodIds: readonly string[];
}) {
  const text = useText();
  const [params] = useSearchParams();
  const copy = useCopy(periodIds);
  const open = prepared.drafts.filter((draft) => draft.state === "draft");
  const [first] = prepared.periods;
  const wish = params.get("kind");
  const kind =
    wish === "nil-report" || first?.kind === "nil-report" ? "nil-report" : prepared.form ? "form" : "files";
  return (
    <>
      {prepared.drafts.map((draft) => (
        <Alert
          key={draft.id}
          type="info"
          showIcon
          className="yj-submission-notice"
          title={text(
            draft.state === "draft"
              ? "submissions.submit.draftExists"
              : "submissions.submit.waitsForSignature",
            { title: draft.title, who: draft.createdBy.name },
          )}
          description={<Instant at={draft.createdAt} />}
          action={
            <ButtonLink
              to={draft.state === "draft" ? `/submit?draft=${draft.id}` : `/submissions/${draft.id}`}
              size="small"
            >
              {text(open.includes(draft) ? "submissions.submit.goOn" : "submissions.submit.look")}
            </ButtonLink>
          }
        />
      ))}
      <Editor
        prepared={prepared}
        content={emptyContent(kind, prepared.form)}
        place={null}
        sentBackNote=""
        onCopy={copy.start}
        copying={copy.busy}
      />
    </>
  );
}

function GoOn({ id }: { readonly id: string }) {
  const submission = useCall(getSubmission, { params: { id } }, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <Loaded query={submission}>
      {(data) =>
        data.steps.includes("edit") ? (
          <Continue submission={data} />
        ) : (
          <Navigate to={`/submissions/${id}`} replace />
        )
      }
    </Loaded>
  );
}

function Continue({ submission }: { readonly submission: OutputOf<typeof getSubmission> }) {
  const periodIds = submission.periods.map((period) => period.id);
  const prepared = useCall(
    prepareSubmission,
    { query: { period: periodIds } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  const copy = useCopy(periodIds);
  return (
    <Loaded query={prepared}>
      {(data) => (
        <Space orientation="vertical" className="yj-whole" size={0}>
          <Editor
            prepared={data}
            content={contentOf(submission, data.form)}
            place={{ id: submission.id, version: submission.version }}
            sentBackNote={submission.sentBackNote}
            onCopy={copy.start}
            copying={copy.busy}
          />
        </Space>
      )}
    </Loaded>
  );
}

/** Another draft that starts with what an earlier submission said. */
function useCopy(periodIds: readonly string[]) {
  const navigate = useNavigate();
  const change = useChange(createSubmission, { onDone: ({ id }) => void navigate(`/submit?draft=${id}`) });
  return {
    busy: change.busy,
    start: (copyOf: string) =>
      void change.run({ body: { periodIds: [...periodIds], kind: "files", copyOf } }),
  };
}
