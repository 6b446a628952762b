import {
  acknowledgeIncidentNotice,
  getIncidentNotice,
  type IncidentNoticeDetail,
  readIncidentNotice,
  recordCustomerTelling,
} from "@yunjian/contract";
import { OPERATOR_KINDS, type OperatorKind, type TellingChannel } from "@yunjian/domain";
import { Button, Form, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { Clocks } from "../../features/incidents/Clocks.tsx";
import { call, useCall } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import "../../features/incidents/incidents.css";

export default function NoticePage() {
  const { id = "" } = useParams();
  const query = useCall(getIncidentNotice, { params: { id } });
  return <Loaded query={query}>{(of) => <Notice of={of} />}</Loaded>;
}

function Notice({ of }: { readonly of: IncidentNoticeDetail }) {
  const text = useText();
  const me = useMe();
  const can = useCan();
  const [dialog, setDialog] = useState<"acknowledge" | "telling">();
  const word = (key: string) => text(`incidentNotices.${key}`);
  const responds = can("incident-notice.respond");
  const unread = responds && of.toldAt !== null && of.readAt === null;
  useEffect(() => {
    // That it was opened is worth knowing; that it could not be recorded is no reason to disturb the reader.
    if (unread) call(readIncidentNotice, { params: { id: of.id }, body: {} }).catch(() => undefined);
  }, [unread, of.id]);
  const waits = of.actions.includes("acknowledge");
  // Reporting upward is the customer's own duty, and stays so after it has acknowledged.
  const owed = of.actions.includes("telling")
    ? of.clocks
        .filter(({ standing, doneAt }) => doneAt === null && standing !== "stopped")
        .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0]
    : undefined;
  return (
    <div className="yj-narrow">
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/incident-notices", label: word("back") }}
        state={
          <>
            <StateTag kind="incident" state={of.state} />
            {of.mine && <ToneTag tone="info">{word("mine")}</ToneTag>}
          </>
        }
        turn={
          <WhoseTurn
            who={waits || owed ? me.organisation.name : null}
            mine={waits || owed !== undefined}
            what={word(turnOf(of, waits, owed !== undefined))}
            until={!waits && owed ? owed.dueAt : null}
          />
        }
        facts={[
          { label: text("incidents.fact.clouds"), value: of.clouds.join("、") },
          { label: text("incidents.fact.kind"), value: text(`incidents.kind.${of.kind}`) },
          { label: text("incidents.fact.happened"), value: <Instant at={of.happenedAt} /> },
          { label: word("sender"), value: of.sender },
          { label: word("toldAt"), value: <Instant at={of.toldAt} /> },
          { label: word("acknowledgedAt"), value: <Instant at={of.acknowledgedAt} /> },
        ]}
        actions={
          <>
            {of.actions.includes("telling") && (
              <Button type={!waits && owed ? "primary" : "default"} onClick={() => setDialog("telling")}>
                {word("tell")}
              </Button>
            )}
            {waits && (
              <Button type="primary" onClick={() => setDialog("acknowledge")}>
                {word("acknowledge")}
              </Button>
            )}
          </>
        }
      />
      <Section title={word("text")}>
        {of.notices.length === 0 && <p className="yj-hint">{word("noText")}</p>}
        <ul className="yj-inc-list">
          {of.notices.map((each) => (
            <li key={each.id}>
              <div className="yj-hint">
                {each.sender} {formatInstant(each.sentAt)}{" "}
                {each.followUp && <ToneTag tone="info">{word("followUp")}</ToneTag>}
              </div>
              <div className="yj-inc-text">{each.text}</div>
            </li>
          ))}
        </ul>
      </Section>
      {of.toldAt !== null && (
        <Section title={word("systems")}>
          {of.systems.length === 0 && <p className="yj-hint">{word("noSystems")}</p>}
          <ul>
            {of.systems.map((each) => (
              <li key={each.id}>
                <Link to={`/systems/${each.id}`}>{each.name}</Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {of.note !== "" && (
        <Section title={word("answer")}>
          <p className="yj-inc-text">{of.note}</p>
        </Section>
      )}
      {of.clocks.length > 0 && <Clocks clocks={of.clocks} title={word("clocks")} hint={word("clocksHint")} />}
      {dialog === "acknowledge" && <AcknowledgeDialog of={of} onClose={() => setDialog(undefined)} />}
      {dialog === "telling" && <TellDialog of={of} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

/** The word for what is to be done, or for why there is nothing to do. */
function turnOf(of: IncidentNoticeDetail, waits: boolean, owes: boolean): string {
  if (waits) return "ask";
  if (owes) return "report";
  if (of.acknowledgedAt !== null) return "known";
  if (of.toldAt !== null) return "unacknowledged";
  return of.state === "false-alarm" || of.state === "closed" || of.state === "merged" ? "over" : "waiting";
}

interface DialogProps {
  readonly of: IncidentNoticeDetail;
  readonly onClose: () => void;
}

function AcknowledgeDialog({ of, onClose }: DialogProps) {
  const text = useText();
  const word = (key: string) => text(`incidentNotices.${key}`);
  return (
    <FormDialog<{ note: string; operator: OperatorKind }, typeof acknowledgeIncidentNotice>
      open
      title={word("acknowledge")}
      confirm={word("acknowledge")}
      route={acknowledgeIncidentNotice}
      initial={{ note: "", operator: of.operator }}
      input={(body) => ({ params: { id: of.id }, body })}
      done="incidentNotices.done"
      onClose={onClose}
      hint={word("acknowledgeHint")}
    >
      <Form.Item name="note" label={word("note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
      </Form.Item>
      <Form.Item name="operator" label={word("operator")}>
        <Select
          options={OPERATOR_KINDS.map((value) => ({
            value,
            label: text(`incidents.grading.operators.${value}`),
          }))}
        />
      </Form.Item>
    </FormDialog>
  );
}

interface TellValues {
  readonly channel: TellingChannel;
  readonly text: string;
  readonly toldAt?: string | null;
  readonly reference: string;
}

function TellDialog({ of, onClose }: DialogProps) {
  const text = useText();
  const channels = [...new Set(of.clocks.map((clock) => clock.channel))];
  return (
    <FormDialog<TellValues, typeof recordCustomerTelling>
      open
      width={680}
      title={text("incidentNotices.tell")}
      confirm={text("incidentNotices.tell")}
      route={recordCustomerTelling}
      initial={{ ...(channels[0] && { channel: channels[0] }), reference: "" }}
      input={({ toldAt, reference, ...body }) => ({
        params: { id: of.id },
        body: { ...body, kind: "first", ...(toldAt && { toldAt }), ...(reference && { reference }) },
      })}
      done="incidents.tellings.done"
      onClose={onClose}
    >
      <Form.Item name="channel" label={text("incidents.tellings.channel")}>
        <Select options={channels.map((value) => ({ value, label: text(`incidents.channel.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="text"
        label={text("incidents.tellings.text")}
        rules={[{ required: true, whitespace: true, message: text("incidents.form.required") }]}
      >
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={20_000} />
      </Form.Item>
      <div className="yj-inc-pair">
        <Form.Item
          name="toldAt"
          label={text("incidents.tellings.toldAt")}
          extra={text("incidents.tellings.toldHint")}
        >
          <InstantInput />
        </Form.Item>
        <Form.Item name="reference" label={text("incidents.tellings.reference")}>
          <Input maxLength={100} />
        </Form.Item>
      </div>
    </FormDialog>
  );
}
