import { type DisputeDetail, decideDisputeOf, getDispute, withdrawDisputeOf } from "@yunjian/contract";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { fieldMessages } from "../../lib/field-errors.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Timeline, type TimelineItem } from "../../ui/Timeline.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";

export default function DisputePage() {
  const { id = "" } = useParams();
  const query = useCall(getDispute, { params: { id } });
  return <Loaded query={query}>{(dispute) => <Dispute dispute={dispute} />}</Loaded>;
}

function Dispute({ dispute }: { readonly dispute: DisputeDetail }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const { review } = dispute;
  const raised = dispute.state === "raised";
  const events: TimelineItem[] = [
    ...(dispute.decidedAt && !raised
      ? [
          {
            key: "decided",
            at: dispute.decidedAt,
            what: text(`disputes.event.${dispute.state}`),
            who: dispute.decidedBy?.name,
            detail: dispute.decisionNote,
            shape: "flag" as const,
          },
        ]
      : []),
    {
      key: "raised",
      at: dispute.raisedAt,
      what: text("disputes.event.raised"),
      who: `${dispute.raisedBy.name} ${dispute.party.name}`,
    },
  ];
  return (
    <>
      <ObjectHeader
        title={dispute.duty.title[lang]}
        number={dispute.number}
        back={{ to: "/disputes", label: text("disputes.back") }}
        state={<StateTag kind="dispute" state={dispute.state} />}
        turn={
          <WhoseTurn
            who={raised ? dispute.decider.name : null}
            mine={dispute.decider.id === me.organisation.id}
            what={raised ? text("disputes.turn.decide") : text(`state.dispute.${dispute.state}`)}
            until={raised ? dispute.dueAt : null}
          />
        }
        facts={[
          { label: text("reviews.fact.cloud"), value: dispute.cloud.name },
          { label: text("disputes.column.party"), value: dispute.party.name },
          { label: text("reviews.fact.span"), value: dispute.label },
          {
            label: text("reviews.fact.duty"),
            value: <ClauseLink id={dispute.duty.id} title={dispute.duty.title[lang]} />,
          },
          ...(dispute.rectification
            ? [
                {
                  label: text("reviews.fact.rectification"),
                  value: (
                    <Link to={`/rectifications/${dispute.rectification.id}`}>
                      {dispute.rectification.number}
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
        actions={dispute.actions.includes("withdraw") && <Withdraw dispute={dispute} />}
      />
      <Columns
        main={
          <>
            <Section title={text("disputes.reason")}>
              <p className="yj-statement">{dispute.reason}</p>
            </Section>
            <Section
              title={text("disputes.original")}
              extra={<Link to={`/reviews/${dispute.periodId}`}>{text("disputes.openReview")}</Link>}
            >
              {dispute.outcome && <StateTag kind="review" state={dispute.outcome} />}
              {review.defectTitle && <h3>{review.defectTitle}</h3>}
              <p className="yj-statement">{review.note}</p>
              <Facts
                items={[
                  { label: text("disputes.originalBy"), value: review.decidedBy?.name },
                  ...(review.secondBy
                    ? [{ label: text("disputes.originalSecond"), value: review.secondBy.name }]
                    : []),
                  { label: text("disputes.originalAt"), value: <Instant at={review.decidedAt} /> },
                ]}
              />
            </Section>
            {dispute.partInOutcome && <Alert type="info" showIcon title={text("disputes.partInOutcome")} />}
            {dispute.actions.includes("decide") && <Decide dispute={dispute} />}
          </>
        }
        side={
          <>
            <Section title={text("disputes.history")}>
              <Timeline items={events} />
            </Section>
            <RecordedSteps type="dispute" id={dispute.id} />
          </>
        }
      />
    </>
  );
}

function Decide({ dispute }: { readonly dispute: DisputeDetail }) {
  const text = useText();
  const [note, setNote] = useState("");
  const change = useChange(decideDisputeOf, { errors: "page" });
  const [missing] = fieldMessages(change.error);
  const decide = (upheld: boolean) =>
    void change.run({ params: { id: dispute.id }, body: { version: dispute.version, upheld, note } });
  return (
    <Section title={text("disputes.decide")} hint={text("disputes.decideHint")}>
      <Form layout="vertical" requiredMark={false} component="div">
        <Form.Item
          label={text("disputes.note")}
          htmlFor="dispute-note"
          {...(missing && { validateStatus: "error" as const, help: missing.message })}
        >
          <Input.TextArea
            id="dispute-note"
            autoSize={{ minRows: 4, maxRows: 12 }}
            maxLength={4000}
            placeholder={text("disputes.notePlaceholder")}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
      {!missing && <Problem error={change.error} />}
      <div className="yj-form-actions">
        <Button loading={change.busy} onClick={() => decide(true)}>
          {text("disputes.uphold")}
        </Button>
        <Button loading={change.busy} onClick={() => decide(false)}>
          {text("disputes.reject")}
        </Button>
      </div>
    </Section>
  );
}

function Withdraw({ dispute }: { readonly dispute: DisputeDetail }) {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const change = useChange(withdrawDisputeOf, {
    errors: "page",
    done: "disputes.withdrawn",
    onDone: () => setAsking(false),
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{text("disputes.withdraw")}</Button>
      <ConfirmDanger
        open={asking}
        title={text("disputes.withdraw")}
        what={text("disputes.withdrawWhat")}
        undo={text("disputes.withdrawUndo")}
        confirm={text("disputes.withdraw")}
        busy={change.busy}
        error={change.error}
        onCancel={() => setAsking(false)}
        onConfirm={() => void change.run({ params: { id: dispute.id }, body: { version: dispute.version } })}
      />
    </>
  );
}
