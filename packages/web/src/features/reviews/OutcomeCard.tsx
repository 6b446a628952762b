import { confirmReview, raiseDisputeOf, type ReviewPage, type ReviewRecord } from "@yunjian/contract";
import { formatWindow, sourceName } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { ChecklistAnswers } from "./Checklist.tsx";

interface OutcomeProps {
  readonly page: ReviewPage;
  readonly review: ReviewRecord;
}

/** How a review ended, or what is proposed; with the party's way to dispute it. */
export function OutcomeCard({ page, review }: OutcomeProps) {
  const text = useText();
  const lang = useLang();
  const { outcome } = review;
  if (outcome === null)
    return <Section title={text("reviews.outcome.title")}>{text("reviews.outcome.waiting")}</Section>;
  const window = review.window;
  return (
    <Section title={text("reviews.outcome.title")} extra={<StateTag kind="review" state={outcome} />}>
      {review.state === "awaiting-second" && !page.actions.includes("second") && (
        <p className="yj-hint">{text("reviews.second.waiting", { name: review.decidedBy?.name ?? "" })}</p>
      )}
      {review.defectTitle && <h3>{review.defectTitle}</h3>}
      {review.note && <p className="yj-statement">{review.note}</p>}
      <Facts
        items={[
          { label: text("reviews.outcome.by"), value: review.decidedBy?.name },
          ...(review.secondBy && review.decidedAt
            ? [{ label: text("reviews.outcome.second"), value: review.secondBy.name }]
            : []),
          {
            label: text("reviews.outcome.at"),
            value: <Instant at={review.decidedAt ?? review.proposedAt} />,
          },
          ...(review.severity
            ? [
                {
                  label: text("reviews.outcome.severity"),
                  value: <StateTag plain kind="severity" state={review.severity} />,
                },
              ]
            : []),
          ...(window
            ? [
                {
                  label: text("reviews.outcome.window"),
                  value: `${formatWindow(window, lang)} · ${windowSource(window.source, text, lang)}`,
                },
              ]
            : []),
          ...(review.supplementDueAt
            ? [
                {
                  label: text("reviews.outcome.supplement"),
                  value: <DueTime at={review.supplementDueAt} done={page.period.state !== "returned"} />,
                },
              ]
            : []),
          ...(page.disputeUntil && review.state === "decided"
            ? [
                {
                  label: text("reviews.outcome.disputeUntil"),
                  value: <DueTime at={page.disputeUntil} done={!page.actions.includes("dispute")} />,
                },
              ]
            : []),
          ...(page.rectification
            ? [
                {
                  label: text("reviews.fact.rectification"),
                  value: (
                    <Link to={`/rectifications/${page.rectification.id}`}>{page.rectification.number}</Link>
                  ),
                },
              ]
            : []),
          ...(review.dispute
            ? [
                {
                  label: text("disputes.pageTitle"),
                  value: (
                    <>
                      <Link to={`/disputes/${review.dispute.id}`}>{review.dispute.number}</Link>{" "}
                      <StateTag plain kind="dispute" state={review.dispute.state} />
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      {page.actions.includes("second") && <SecondReview review={review} />}
      {page.actions.includes("dispute") && <Dispute review={review} />}
      {review.checklist && (
        <details className="yj-more">
          <summary>{text("reviews.checklist.title")}</summary>
          <ChecklistAnswers duty={page.duty} value={review.checklist} />
        </details>
      )}
    </Section>
  );
}

function windowSource(source: string, text: (key: string) => string, lang: "zh" | "en"): string {
  if (source === "agreed-parameter") return text("reviews.decision.agreed");
  return source === "decision" ? text("reviews.decision.decided") : sourceName(source, lang);
}

/** The second reviewer's word on a proposal. */
function SecondReview({ review }: { readonly review: ReviewRecord }) {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const change = useChange(confirmReview, { errors: "page", onDone: () => setAsking(false) });
  const answer = (agree: boolean, note: string) =>
    void change.run({ params: { id: review.id }, body: { version: review.version, agree, note } });
  return (
    <div className="yj-form-actions">
      <p className="yj-hint">{text("reviews.second.hint", { name: review.decidedBy?.name ?? "" })}</p>
      {!asking && <Problem error={change.error} />}
      <Button type="primary" loading={change.busy && !asking} onClick={() => answer(true, "")}>
        {text("reviews.second.confirm")}
      </Button>
      <Button onClick={() => setAsking(true)}>{text("reviews.second.back")}</Button>
      <ReasonModal
        open={asking}
        title={text("reviews.second.back")}
        label={text("reviews.second.backReason")}
        confirm={text("reviews.second.back")}
        busy={change.busy}
        error={change.error}
        onCancel={() => setAsking(false)}
        onConfirm={(note) => answer(false, note)}
      />
    </div>
  );
}

function Dispute({ review }: { readonly review: ReviewRecord }) {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const change = useChange(raiseDisputeOf, {
    errors: "page",
    done: "reviews.dispute.raised",
    onDone: () => setAsking(false),
  });
  return (
    <div className="yj-form-actions">
      <Button onClick={() => setAsking(true)}>{text("reviews.dispute.action")}</Button>
      <ReasonModal
        open={asking}
        title={text("reviews.dispute.title")}
        label={text("reviews.dispute.reason")}
        placeholder={text("reviews.dispute.placeholder")}
        confirm={text("reviews.dispute.submit")}
        busy={change.busy}
        error={change.error}
        onCancel={() => setAsking(false)}
        onConfirm={(reason) => void change.run({ params: { id: review.id }, body: { reason } })}
      >
        <p className="yj-hint">{text("reviews.dispute.lead")}</p>
      </ReasonModal>
    </div>
  );
}
