import {
  getReviewPage,
  getSubmission,
  recallSubmission,
  sendBackSubmission,
  signOffSubmission,
  withdrawSubmission,
} from "@yunjian/contract";
import { Alert, Button, Space } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ObjectTimeline } from "../../features/record/ObjectTimeline.tsx";
import { ArchiveAction } from "../../features/retention/Archive.tsx";
import { HoldAction, HoldsOn } from "../../features/retention/Holds.tsx";
import type { Submission } from "../../features/submissions/content.ts";
import { FilesSection } from "../../features/submissions/FilesSection.tsx";
import { Said } from "../../features/submissions/Said.tsx";
import { PurgeAction } from "../../features/files/PurgeAction.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import "../../features/submissions/submissions.css";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function SubmissionPage() {
  const { id = "" } = useParams();
  const submission = useCall(getSubmission, { params: { id } });
  return <Loaded query={submission}>{(data) => <Page key={data.id} submission={data} />}</Loaded>;
}

function Page({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const word = useWord();
  const own = useMe().organisation.id === submission.org.id;
  return (
    <>
      <ObjectHeader
        back={
          own
            ? { to: "/submissions", label: text("submissions.list.title") }
            : { to: "/reviews", label: text("submissions.toReviews") }
        }
        title={submission.title}
        {...(submission.number && { number: submission.number })}
        state={
          <Space size={8}>
            <StateTag kind="submission" state={submission.state} />
            {submission.versionNo > 1 && (
              <ToneTag tone="neutral">{text("submissions.versionNo", { no: submission.versionNo })}</ToneTag>
            )}
          </Space>
        }
        turn={<Turn submission={submission} />}
        actions={<Steps submission={submission} />}
        facts={[
          { label: text("submissions.list.kind"), value: word("submissionKind", submission.kind) },
          { label: text("submissions.fact.org"), value: submission.org.name },
          { label: text("submissions.fact.preparedBy"), value: submission.createdBy.name },
          { label: text("submissions.fact.signedOffBy"), value: submission.signedOffBy?.name },
          {
            label: text("submissions.fact.submittedAt"),
            value: submission.submittedAt && <Instant at={submission.submittedAt} />,
          },
          { label: text("submissions.fact.source"), value: text(`submissions.source.${submission.source}`) },
        ]}
      />
      {submission.sentBackNote !== "" && submission.state === "draft" && (
        <Alert
          type="warning"
          showIcon
          className="yj-submission-notice"
          title={text("submissions.submit.sentBack")}
          description={submission.sentBackNote}
        />
      )}
      <HoldsOn id={submission.id} />
      <Columns
        main={
          <>
            <Said submission={submission} />
            <FilesSection
              files={submission.files}
              purge={(file) => (
                <>
                  <PurgeAction file={file} />
                  {file.state === "kept" && <HoldAction small target="file" id={file.id} name={file.name} />}
                </>
              )}
            />
            <Periods submission={submission} />
          </>
        }
        side={
          <>
            <Versions submission={submission} />
            <ObjectTimeline type="submission" id={submission.id} />
          </>
        }
      />
    </>
  );
}

/** Whose turn it is: the preparer's, the signer's, the supervisor's, or nobody's. */
function Turn({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const me = useMe();
  const can = useCan();
  const own = me.organisation.id === submission.org.id;
  const due =
    submission.periods
      .map((period) => period.partyDueAt)
      .filter((at) => at !== null)
      .sort()[0] ?? null;
  switch (submission.state) {
    case "draft":
      return (
        <WhoseTurn
          who={submission.createdBy.name}
          mine={own}
          what={text("submissions.turn.finish")}
          until={due}
        />
      );
    case "awaiting-sign-off":
      return (
        <WhoseTurn
          who={submission.org.name}
          mine={submission.steps.includes("sign-off")}
          what={text("submissions.turn.sign")}
          until={due}
        />
      );
    case "withdrawn":
      return <WhoseTurn who={null} what={text("submissions.turn.withdrawn")} />;
    case "submitted": {
      const waiting = submission.periods.filter(
        (period) => period.current && (period.state === "submitted" || period.state === "in-review"),
      );
      const returned = submission.periods.filter((period) => period.current && period.state === "returned");
      if (returned.length > 0)
        return (
          <WhoseTurn
            who={submission.org.name}
            mine={own}
            what={text("submissions.turn.supplement")}
            until={due}
          />
        );
      if (waiting.length > 0)
        return (
          <WhoseTurn
            who={text("words.role.supervisor")}
            mine={!own && can("review.work")}
            what={text("submissions.turn.review", { count: waiting.length })}
          />
        );
      return <WhoseTurn who={null} />;
    }
  }
}

function Steps({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const { id, version, steps } = submission;
  const [asking, setAsking] = useState<"send-back" | "withdraw" | null>(null);
  const sign = useChange(signOffSubmission, { done: "submissions.signOff.done" });
  const back = useChange(sendBackSubmission, {
    errors: "page",
    done: "submissions.sendBack.done",
    onDone: () => setAsking(null),
  });
  const recall = useChange(recallSubmission, { done: "submissions.recall.done" });
  const withdraw = useChange(withdrawSubmission, {
    errors: "page",
    done: "submissions.withdraw.done",
    onDone: () => setAsking(null),
  });
  const at = { params: { id }, body: { version } };
  const draft = submission.state === "draft";
  const can = useCan();
  const own = useMe().organisation.id === submission.org.id;
  const waiting = submission.periods.find(
    (period) => period.current && (period.state === "submitted" || period.state === "in-review"),
  );
  return (
    <>
      {submission.submittedAt !== null && (
        <>
          <ArchiveAction target="submission" id={id} />
          <HoldAction target="submission" id={id} name={submission.title} />
        </>
      )}
      {waiting && !own && can("review.work") && (
        <ButtonLink to={`/reviews/${waiting.id}`} type="primary">
          {text("submissions.review")}
        </ButtonLink>
      )}
      {steps.includes("withdraw") && (
        <Button danger onClick={() => setAsking("withdraw")}>
          {text(draft ? "submissions.withdraw.discard" : "submissions.withdraw.do")}
        </Button>
      )}
      {steps.includes("recall") && (
        <Button loading={recall.busy} onClick={() => void recall.run(at)}>
          {text("submissions.recall.do")}
        </Button>
      )}
      {steps.includes("send-back") && (
        <Button onClick={() => setAsking("send-back")}>{text("submissions.sendBack.do")}</Button>
      )}
      {steps.includes("sign-off") && (
        <Button type="primary" loading={sign.busy} onClick={() => void sign.run(at)}>
          {text("submissions.signOff.one")}
        </Button>
      )}
      {steps.includes("edit") && (
        <ButtonLink to={`/submit?draft=${id}`} type="primary">
          {text("submissions.submit.goOn")}
        </ButtonLink>
      )}
      <ReasonModal
        open={asking === "send-back"}
        title={text("submissions.sendBack.do")}
        confirm={text("submissions.sendBack.do")}
        label={text("submissions.sendBack.note")}
        busy={back.busy}
        error={back.error}
        onConfirm={(note) => void back.run({ params: { id }, body: { version, note } })}
        onCancel={() => setAsking(null)}
      />
      <ConfirmDanger
        open={asking === "withdraw"}
        title={text(draft ? "submissions.withdraw.discard" : "submissions.withdraw.do")}
        what={text(draft ? "submissions.withdraw.whatDraft" : "submissions.withdraw.what", {
          count: submission.periods.length,
        })}
        whom={draft ? undefined : text("submissions.withdraw.whom")}
        undo={text("submissions.withdraw.undo")}
        confirm={text(draft ? "submissions.withdraw.discard" : "submissions.withdraw.do")}
        reason="optional"
        busy={withdraw.busy}
        error={withdraw.error}
        onConfirm={(note) =>
          void withdraw.run({ params: { id }, body: { version, ...(note !== "" && { note }) } })
        }
        onCancel={() => setAsking(null)}
      />
    </>
  );
}

type Served = Submission["periods"][number];

function Periods({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const me = useMe();
  const own = me.organisation.id === submission.org.id;
  const link = (period: Served) =>
    !own && can("review.work") ? `/reviews/${period.id}` : `/catalogue/${period.duty.id}`;
  return (
    <Section title={text("submissions.periods.title", { count: submission.periods.length })} flush>
      <LocalTable<Served>
        title={text("submissions.periods.title", { count: submission.periods.length })}
        rows={submission.periods}
        rowKey={(period) => period.id}
        empty={{ title: "" }}
        columns={[
          {
            key: "duty",
            title: text("submissions.batch.duty"),
            width: 220,
            render: (period) => <Link to={link(period)}>{period.duty.title[lang]}</Link>,
            text: (period) => period.duty.title[lang],
          },
          {
            key: "subject",
            title: text("submissions.asked.subject"),
            width: 140,
            render: (period) => period.subject.name,
            text: (period) => period.subject.name,
          },
          {
            key: "label",
            title: text("submissions.asked.period"),
            width: 90,
            render: (period) => period.label,
            text: (period) => period.label,
          },
          {
            key: "state",
            title: text("submissions.asked.state"),
            width: 110,
            render: (period) =>
              period.current || submission.state !== "submitted" ? (
                <StateTag kind="period" state={period.state} />
              ) : (
                <ToneTag tone="neutral">{text("submissions.periods.newer")}</ToneTag>
              ),
            text: (period) => text(`state.period.${period.state}`),
          },
          {
            key: "due",
            title: text("submissions.asked.due"),
            width: 180,
            render: (period) => (
              <DueTime at={period.partyDueAt ?? period.dueAt} done={period.partyDueAt === null} />
            ),
            text: (period) => period.dueAt,
          },
          ...(submission.state === "submitted"
            ? [
                {
                  key: "outcome",
                  title: text("submissions.periods.opinion"),
                  width: 260,
                  render: (period: Served) => <Opinion periodId={period.id} submissionId={submission.id} />,
                  text: () => "",
                },
              ]
            : []),
          ...(own
            ? [
                {
                  key: "next",
                  title: "",
                  width: 110,
                  render: (period: Served) =>
                    period.current && period.state === "returned" && can("submission.prepare") ? (
                      <ButtonLink to={`/submit?period=${period.id}`} size="small">
                        {text("submissions.periods.supplement")}
                      </ButtonLink>
                    ) : null,
                  text: () => "",
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

/** What the supervisor said about it, once decided. */
function Opinion({ periodId, submissionId }: { readonly periodId: string; readonly submissionId: string }) {
  const page = useCall(getReviewPage, { params: { id: periodId } }, { staleTime: 60_000 });
  const review = page.data?.reviews.find(
    (each) => each.submissionId === submissionId && each.outcome !== null && each.decidedAt !== null,
  );
  if (!review?.outcome) return null;
  return (
    <div>
      <StateTag kind="review" state={review.outcome} plain /> <Instant at={review.decidedAt} />
      {review.note !== "" && <div className="yj-statement">{review.note}</div>}
    </div>
  );
}

function Versions({ submission }: { readonly submission: Submission }) {
  const text = useText();
  if (submission.versions.length < 2) return null;
  return (
    <Section title={text("submissions.versions")}>
      <ol className="yj-before">
        {submission.versions.map((each) => (
          <li key={each.id}>
            <div>
              {each.id === submission.id ? (
                <strong>{text("submissions.versionNo", { no: each.versionNo })}</strong>
              ) : (
                <Link to={`/submissions/${each.id}`}>
                  {text("submissions.versionNo", { no: each.versionNo })}
                </Link>
              )}{" "}
              <StateTag kind="submission" state={each.state} plain />
            </div>
            <div className="yj-hint">
              {each.number} {each.submittedAt && <Instant at={each.submittedAt} />}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
