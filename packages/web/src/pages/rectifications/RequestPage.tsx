import {
  decideRectificationRequestOf,
  getRectificationRequest,
  type RectificationRequestDetail,
} from "@yunjian/contract";
import { formatWindow, SEVERITIES, type Severity, sourceName } from "@yunjian/domain";
import { Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { FileLinks } from "../../features/rectifications/StepTimeline.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import "../../features/rectifications/rectifications.css";

export default function RequestPage() {
  const { id = "" } = useParams();
  const query = useCall(getRectificationRequest, { params: { id } });
  return <Loaded query={query}>{(request) => <Request request={request} />}</Loaded>;
}

function Request({ request }: { readonly request: RectificationRequestDetail }) {
  const text = useText();
  const me = useMe();
  const [step, setStep] = useState<"accept" | "refuse">();
  const refuse = useChange(decideRectificationRequestOf, {
    errors: "page",
    done: "rectifications.requests.refused",
    onDone: () => setStep(undefined),
  });
  const { rectification } = request;
  const asked = request.state === "asked";
  return (
    <>
      <ObjectHeader
        title={request.title}
        back={{ to: "/rectifications/requests", label: text("rectifications.requests.back") }}
        state={
          <>
            <StateTag kind="rectificationRequest" state={request.state} />
            <StateTag kind="severity" state={request.severity} />
          </>
        }
        turn={
          <WhoseTurn
            who={asked ? request.decider.name : null}
            mine={request.decider.id === me.organisation.id}
            what={text(
              asked ? "rectifications.requests.turn" : `state.rectificationRequest.${request.state}`,
            )}
          />
        }
        facts={[
          {
            label: text("rectifications.requests.askedBy"),
            value: `${request.asker.name} ${request.askedBy.name}`,
          },
          { label: text("rectifications.fact.cloud"), value: request.cloud.name },
          ...(request.subject.id === request.cloud.id
            ? []
            : [{ label: text("rectifications.fact.subject"), value: request.subject.name }]),
          ...(request.clauseId
            ? [{ label: text("rectifications.fact.clause"), value: <ClauseLink id={request.clauseId} /> }]
            : []),
          ...(rectification
            ? [
                {
                  label: text("rectifications.requests.follow"),
                  value: (
                    <>
                      {rectification.id ? (
                        <Link to={`/rectifications/${rectification.id}`}>{rectification.number}</Link>
                      ) : (
                        rectification.number
                      )}{" "}
                      <StateTag plain kind="rectification" state={rectification.state} />
                    </>
                  ),
                },
              ]
            : []),
        ]}
        actions={
          request.actions.includes("decide") && (
            <>
              <Button onClick={() => setStep("refuse")}>{text("rectifications.requests.refuse")}</Button>
              <Button type="primary" onClick={() => setStep("accept")}>
                {text("rectifications.requests.accept")}
              </Button>
            </>
          )
        }
      />
      <Columns
        main={
          <Section title={text("rectifications.defect")}>
            <p className="yj-rect-text">{request.defect}</p>
            <FileLinks files={request.files} />
          </Section>
        }
        side={
          <Section title={text("rectifications.history")}>
            <Timeline
              items={[
                ...(request.decidedAt
                  ? [
                      {
                        key: "decided",
                        at: request.decidedAt,
                        what: text(`rectifications.requests.event.${request.state}`),
                        who: request.decidedBy?.name,
                        detail: request.decisionNote,
                        shape: "flag" as const,
                      },
                    ]
                  : []),
                {
                  key: "asked",
                  at: request.askedAt,
                  what: text("rectifications.requests.event.asked"),
                  who: `${request.askedBy.name} ${request.asker.name}`,
                },
              ]}
            />
          </Section>
        }
      />
      {step === "accept" && <Accept request={request} onClose={() => setStep(undefined)} />}
      <ReasonModal
        open={step === "refuse"}
        title={text("rectifications.requests.refuse")}
        label={text("rectifications.requests.noteRefused")}
        confirm={text("rectifications.requests.refuse")}
        busy={refuse.busy}
        error={refuse.error}
        onCancel={() => setStep(undefined)}
        onConfirm={(note) =>
          void refuse.run({
            params: { id: request.id },
            body: { version: request.version, accept: false, note },
          })
        }
      />
    </>
  );
}

interface AcceptValues {
  readonly severity: Severity;
  readonly windowDays?: number | null;
  readonly note: string;
}

function Accept({
  request,
  onClose,
}: {
  readonly request: RectificationRequestDetail;
  readonly onClose: () => void;
}) {
  const text = useText();
  const lang = useLang();
  return (
    <FormDialog<AcceptValues, typeof decideRectificationRequestOf>
      open
      title={text("rectifications.requests.accept")}
      confirm={text("rectifications.form.submitIssue")}
      route={decideRectificationRequestOf}
      initial={{ severity: request.severity, note: "" }}
      input={({ severity, windowDays, note }) => ({
        params: { id: request.id },
        body: {
          version: request.version,
          accept: true,
          note,
          severity,
          ...(windowDays != null && { windowDays }),
        },
      })}
      done="rectifications.requests.accepted"
      onClose={onClose}
    >
      <Form.Item name="severity" label={text("rectifications.requests.severity")}>
        <Select options={SEVERITIES.map((value) => ({ value, label: text(`state.severity.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={["severity"]}>
        {({ getFieldValue }) => {
          const window = request.windows.find((each) => each.severity === getFieldValue("severity"));
          return (
            <Form.Item
              name="windowDays"
              label={text("rectifications.form.window")}
              extra={
                window &&
                text("rectifications.requests.windowDefault", {
                  window: formatWindow(window, lang),
                  source: sourceName(window.source, lang),
                })
              }
            >
              <InputNumber min={1} max={365} />
            </Form.Item>
          );
        }}
      </Form.Item>
      <Form.Item name="note" label={text("rectifications.requests.note")}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}
