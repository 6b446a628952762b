import {
  getNextInQueue,
  getReviewPage,
  getSubmission,
  type ReviewPage as Data,
  receiveSubmissions,
} from "@yunjian/contract";
import { isOpenRectification } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useBatchReport } from "../../features/reviews/BatchReport.tsx";
import { Comments } from "../../features/reviews/Comments.tsx";
import { DecisionPanel } from "../../features/reviews/DecisionPanel.tsx";
import { Evidence, type PinnedPlace, type Submission } from "../../features/reviews/Evidence.tsx";
import { ReviewHistory, Siblings } from "../../features/reviews/History.tsx";
import { OutcomeCard } from "../../features/reviews/OutcomeCard.tsx";
import { useQueueKeys } from "../../features/reviews/use-queue-keys.ts";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import type { Fact } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import "../../features/reviews/reviews.css";

/** What was handed in for a period, at the left; its examination, at the right. */
export default function ReviewPage() {
  const { periodId = "" } = useParams();
  const query = useCall(getReviewPage, { params: { id: periodId } });
  // Another period begins afresh: nothing typed for one is taken for the next.
  return <Loaded query={query}>{(page) => <Review key={periodId} page={page} />}</Loaded>;
}

function Review({ page }: { readonly page: Data }) {
  const text = useText();
  const me = useMe();
  const can = useCan();
  const submission = useCall(
    getSubmission,
    page.submissionId === null ? null : { params: { id: page.submissionId } },
  );
  const [active, setActive] = useState<string>();
  const [pinned, setPinned] = useState<PinnedPlace>();
  const current = page.reviews.find(
    (review) => review.state !== "superseded" && review.submissionId === page.submissionId,
  );
  const numbers = new Map(
    page.comments.filter((comment) => comment.fileId).map((comment, index) => [comment.id, index + 1]),
  );
  const fileNames = new Map((submission.data?.files ?? []).map((file) => [file.id, file.name]));
  const writable = page.actions.includes("comment");
  return (
    <>
      <Header
        page={page}
        submission={submission.data}
        queue={can("review.work") && me.organisation.id !== page.party.id}
      />
      <div className="yj-review">
        <div>
          {page.submissionId === null ? (
            <EmptyHint title={text("reviews.evidence.nothing")} />
          ) : submission.error ? (
            <EmptyHint title={text("reviews.evidence.noAccess")} />
          ) : (
            <Loaded query={submission} rows={8}>
              {(data) => (
                <Evidence
                  submission={data}
                  comments={page.comments}
                  numbers={numbers}
                  active={active}
                  onActive={setActive}
                  onPlace={writable ? setPinned : undefined}
                />
              )}
            </Loaded>
          )}
        </div>
        <div className="yj-review-side">
          <Requirement page={page} />
          <Judgement page={page} review={current} />
          {page.submissionId !== null && !submission.error && (
            <Comments
              periodId={page.period.id}
              submissionId={page.submissionId}
              comments={page.comments}
              numbers={numbers}
              fileNames={fileNames}
              active={active}
              onActive={setActive}
              writable={writable}
              pinned={pinned}
              onPinned={setPinned}
              reviewing={can("review.work") && me.organisation.id !== page.party.id}
              orgId={me.organisation.id}
            />
          )}
          <Siblings page={page} />
          {page.reviews.length > 0 && <ReviewHistory page={page} />}
          {current && <RecordedSteps type="review" id={current.id} />}
        </div>
      </div>
    </>
  );
}

function Judgement({
  page,
  review,
}: {
  readonly page: Data;
  readonly review: Data["reviews"][number] | undefined;
}) {
  const text = useText();
  if (review && page.actions.includes("decide")) {
    return <DecisionPanel key={review.id} page={page} review={review} onDecided={() => undefined} />;
  }
  if (review) return <OutcomeCard page={page} review={review} />;
  if (page.period.state !== "submitted") return null;
  return (
    <Section title={text("reviews.outcome.title")}>
      {text(page.actions.includes("receive") ? "reviews.receiveFirst" : "reviews.outcome.notReceived")}
    </Section>
  );
}

function Requirement({ page }: { readonly page: Data }) {
  const text = useText();
  const lang = useLang();
  return (
    <Section
      title={text("reviews.requirement")}
      extra={<ClauseLink id={page.duty.id} title={page.duty.title[lang]} />}
    >
      <p>{page.duty.statement[lang]}</p>
    </Section>
  );
}

function Header({
  page,
  submission,
  queue,
}: {
  readonly page: Data;
  readonly submission: Submission | undefined;
  readonly queue: boolean;
}) {
  const text = useText();
  const lang = useLang();
  const word = useWord();
  const { period } = page;
  const review = page.reviews.find(
    (each) => each.state !== "superseded" && each.submissionId === page.submissionId,
  );
  const facts: Fact[] = [
    { label: text("reviews.fact.cloud"), value: page.cloud.name },
    ...(page.subject.id === page.cloud.id
      ? []
      : [{ label: text("reviews.fact.subject"), value: page.subject.name }]),
    { label: text("reviews.fact.party"), value: page.party.name },
    { label: text("reviews.fact.span"), value: `${period.label} (${period.spanStart} – ${period.spanEnd})` },
    {
      label: text("reviews.fact.due"),
      value: <DueTime at={period.dueAt} done={page.submissionId !== null} />,
    },
    ...(submission
      ? [
          { label: text("reviews.fact.submitted"), value: <Instant at={submission.submittedAt} /> },
          { label: text("reviews.fact.submittedBy"), value: submission.submittedBy?.name },
          { label: text("reviews.fact.kind"), value: word("submissionKind", submission.kind) },
        ]
      : []),
  ];
  return (
    <ObjectHeader
      title={page.duty.title[lang]}
      number={submission?.number ?? ""}
      back={
        queue
          ? { to: "/reviews", label: text("reviews.back") }
          : { to: `/obligations/${period.obligationId}`, label: page.duty.id }
      }
      state={
        <>
          <StateTag kind="period" state={period.state} />
          {period.state === "in-review" && review && review.state !== "decided" && (
            <StateTag kind="reviewStage" state={review.state} />
          )}
          {page.late && (
            <ToneTag tone="bad" shape="triangle">
              {text("reviews.late")}
            </ToneTag>
          )}
        </>
      }
      turn={<Turn page={page} second={review?.state === "awaiting-second"} />}
      facts={facts}
      actions={queue && <QueueActions page={page} />}
    />
  );
}

function Turn({ page, second }: { readonly page: Data; readonly second: boolean }) {
  const text = useText();
  const me = useMe();
  const { period, party, supervisor } = page;
  const mine = (id: string | undefined) => id === me.organisation.id;
  const supervising = supervisor?.name || text("words.role.supervisor");
  switch (period.state) {
    case "open":
      return (
        <WhoseTurn
          who={party.name}
          mine={mine(party.id)}
          what={text("reviews.turn.handIn")}
          until={period.dueAt}
        />
      );
    case "returned":
      return (
        <WhoseTurn
          who={party.name}
          mine={mine(party.id)}
          what={text("reviews.turn.supplement")}
          until={period.returnedDueAt ?? period.dueAt}
        />
      );
    case "submitted":
      return (
        <WhoseTurn
          who={supervising}
          mine={mine(supervisor?.id)}
          what={text("reviews.turn.receive")}
          until={period.receiptDueAt}
        />
      );
    case "in-review":
      return (
        <WhoseTurn
          who={supervising}
          mine={mine(supervisor?.id)}
          what={text(second ? "reviews.turn.second" : "reviews.turn.decide")}
          until={period.decisionDueAt}
        />
      );
    case "non-compliant": {
      const { rectification } = page;
      if (!rectification || !isOpenRectification(rectification.state)) return <WhoseTurn who={null} />;
      const reassessing = rectification.state === "proof-filed";
      return (
        <WhoseTurn
          who={reassessing ? supervising : party.name}
          mine={mine(reassessing ? supervisor?.id : party.id)}
          what={text("reviews.turn.rectify", { number: rectification.number })}
        />
      );
    }
    default:
      return <WhoseTurn who={null} />;
  }
}

/** Along the queue, and receipt: of this period, or of all that wait with the same submission. */
function QueueActions({ page }: { readonly page: Data }) {
  const text = useText();
  const lang = useLang();
  const navigate = useNavigate();
  const report = useBatchReport();
  const { data } = useCall(
    getNextInQueue,
    { params: { id: page.period.id }, query: {} },
    { staleTime: 60_000 },
  );
  const to = (id: string | null | undefined) => (id ? () => void navigate(`/reviews/${id}`) : undefined);
  const [next, previous] = [to(data?.next), to(data?.previous)];
  useQueueKeys({ next, previous });
  const waiting = page.siblings.filter((each) => each.state === "submitted");
  const receive = useChange(receiveSubmissions, {
    onDone: (result) =>
      report(
        result,
        "reviews.batch.received",
        (id) => page.siblings.find((each) => each.periodId === id)?.duty.title[lang] ?? page.duty.title[lang],
      ),
  });
  const run = (ids: readonly string[]) => void receive.run({ body: { periodIds: [...ids] } });
  return (
    <>
      <span className="yj-hint">{text("reviews.keys")}</span>
      <Button disabled={!previous} onClick={previous}>
        {text("reviews.previous")}
      </Button>
      <Button disabled={!next} onClick={next}>
        {text("reviews.next")}
      </Button>
      {page.actions.includes("receive") && waiting.length > 0 && (
        <Button
          loading={receive.busy}
          onClick={() => run([page.period.id, ...waiting.map((each) => each.periodId)].slice(0, 200))}
        >
          {text("reviews.receiveAll", { count: waiting.length + 1 })}
        </Button>
      )}
      {page.actions.includes("receive") && (
        <Button type="primary" loading={receive.busy} onClick={() => run([page.period.id])}>
          {text("reviews.receive")}
        </Button>
      )}
    </>
  );
}
