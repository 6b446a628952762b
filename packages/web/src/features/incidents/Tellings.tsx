import { draftIncidentText, type IncidentDetail, recordIncidentTelling } from "@yunjian/contract";
import { TELLING_CHANNELS, type TellingChannel } from "@yunjian/domain";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { call, useCall } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { StepProps } from "./StepDialogs.tsx";

/** Who was told when, with the words as they went out. */
export function Tellings({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={text("incidents.tellings.title")}
      extra={
        of.actions.includes("telling") && (
          <Button onClick={() => setOpen(true)}>{text("incidents.tellings.add")}</Button>
        )
      }
    >
      {of.tellings.length === 0 && <p className="yj-hint">{text("incidents.tellings.none")}</p>}
      <ul className="yj-inc-list">
        {of.tellings.map((each) => (
          <li key={each.id}>
            <details>
              <summary>
                {formatInstant(each.toldAt)} {each.organisation.name} →{" "}
                {text(`incidents.channel.${each.channel}`)} · {text(`incidents.tellings.kind.${each.kind}`)}
                {each.reference && ` · ${each.reference}`}{" "}
                {each.outOfOrder && <ToneTag tone="warn">{text("incidents.tellings.outOfOrder")}</ToneTag>}
              </summary>
              {each.reason && <p className="yj-hint">{each.reason}</p>}
              <div className="yj-inc-text">{each.text}</div>
            </details>
          </li>
        ))}
      </ul>
      {open && <TellDialog of={of} onClose={() => setOpen(false)} />}
    </Section>
  );
}

type Stage = "first" | "progress" | "closing";
interface Values {
  readonly channel: TellingChannel;
  readonly kind: Stage;
  readonly text: string;
  readonly toldAt?: string | null;
  readonly reference: string;
  readonly reason: string;
}

function TellDialog({ of, onClose }: StepProps) {
  const text = useText();
  // The limit that runs out first is most likely what somebody came for.
  const next = of.clocks.find(
    (clock) => clock.doneAt === null && clock.channel !== "customers" && clock.standing !== "stopped",
  );
  const first = next?.channel ?? "supervisor";
  const kind = next?.kind === "closing" ? "closing" : "first";
  const draft = useCall(draftIncidentText, { params: { id: of.id }, query: { channel: first, kind } });
  // The text stands there when the form opens; without a draft it is written by hand.
  if (!draft.data && !draft.error) return null;
  return (
    <FormDialog<Values, typeof recordIncidentTelling>
      open
      width={760}
      title={text("incidents.tellings.addTitle")}
      confirm={text("incidents.tellings.confirm")}
      route={recordIncidentTelling}
      initial={{
        channel: first,
        kind,
        text: draft.data?.text ?? "",
        reference: "",
        reason: "",
      }}
      input={({ toldAt, reference, reason, ...body }) => ({
        params: { id: of.id },
        body: {
          ...body,
          ...(toldAt && { toldAt }),
          ...(reference && { reference }),
          ...(reason && { reason }),
        },
      })}
      done="incidents.tellings.done"
      onClose={onClose}
      hint={text("incidents.tellings.hint")}
    >
      {(form) => (
        <>
          <div className="yj-inc-pair">
            <Form.Item name="channel" label={text("incidents.tellings.channel")}>
              <Select
                options={TELLING_CHANNELS.filter((each) => each !== "customers").map((value) => ({
                  value,
                  label: text(`incidents.channel.${value}`),
                }))}
              />
            </Form.Item>
            <Form.Item name="kind" label={text("incidents.tellings.kindLabel")}>
              <Select
                options={(["first", "progress", "closing"] as const).map((value) => ({
                  value,
                  label: text(`incidents.tellings.kind.${value}`),
                }))}
              />
            </Form.Item>
          </div>
          <Form.Item
            name="text"
            label={text("incidents.tellings.text")}
            rules={[{ required: true, whitespace: true, message: text("incidents.form.required") }]}
            extra={
              <Button
                size="small"
                onClick={() => {
                  const { channel, kind } = form.getFieldsValue(true) as Values;
                  void call(draftIncidentText, { params: { id: of.id }, query: { channel, kind } }).then(
                    (draft) => form.setFieldValue("text", draft.text),
                    () => undefined,
                  );
                }}
              >
                {text("incidents.tellings.draft")}
              </Button>
            }
          >
            <Input.TextArea autoSize={{ minRows: 6, maxRows: 16 }} maxLength={20_000} />
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
          {of.customers.untold > 0 && (
            <Form.Item
              name="reason"
              label={text("incidents.tellings.reason")}
              extra={text("incidents.tellings.reasonHint")}
            >
              <Input maxLength={1000} />
            </Form.Item>
          )}
        </>
      )}
    </FormDialog>
  );
}
