import { agreeChangeTerms, getChangeTerms, type OutputOf } from "@yunjian/contract";
import { formatWindow, sourceName } from "@yunjian/domain";
import { Button, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";
import "./changes.css";

type Terms = OutputOf<typeof getChangeTerms>;

/** What was agreed about the changes of a cloud; what was not follows the settings. */
export function ChangeTerms({ cloudId }: { readonly cloudId: string }) {
  const text = useText();
  const lang = useLang();
  const [open, setOpen] = useState(false);
  const { data } = useCall(getChangeTerms, { params: { id: cloudId } });
  if (!data) return null;
  const source = (key: string) => (key === "agreed" ? text("changes.terms.agreed") : sourceName(key, lang));
  const window = (of: Terms["notice"]) => `${formatWindow(of, lang)} (${source(of.source)})`;
  return (
    <Section
      title={text("changes.terms.title")}
      extra={
        data.mayChange && (
          <Button size="small" onClick={() => setOpen(true)}>
            {text("changes.terms.change")}
          </Button>
        )
      }
    >
      <Facts
        items={[
          { label: text("changes.terms.notice"), value: window(data.notice) },
          { label: text("changes.terms.assess"), value: window(data.assess) },
          {
            label: text("changes.terms.quorum"),
            value: `${text("changes.terms.people", { count: data.quorum.value })} (${source(data.quorum.source)})`,
          },
          ...(data.changedAt
            ? [
                {
                  label: text("changes.terms.reason"),
                  value: (
                    <>
                      {data.reason} <span className="yj-hint">{data.changedBy?.name}</span>{" "}
                      <Instant at={data.changedAt} />
                    </>
                  ),
                  wide: true,
                },
              ]
            : []),
        ]}
      />
      {open && <TermsDialog cloudId={cloudId} of={data} onClose={() => setOpen(false)} />}
    </Section>
  );
}

interface Values {
  readonly noticeOwn: boolean;
  readonly noticeAmount: number;
  readonly noticeUnit: "workdays" | "days";
  readonly assessOwn: boolean;
  readonly assessAmount: number;
  readonly assessUnit: "workdays" | "days";
  readonly quorumOwn: boolean;
  readonly quorum: number;
  readonly reason: string;
}

function TermsDialog({
  cloudId,
  of,
  onClose,
}: {
  readonly cloudId: string;
  readonly of: Terms;
  readonly onClose: () => void;
}) {
  const text = useText();
  const unit = (of_: Terms["notice"]) => (of_.unit === "days" ? "days" : "workdays");
  const units = (["workdays", "days"] as const).map((value) => ({
    value,
    label: text(`changes.terms.${value}`),
  }));
  const pair = (key: "notice" | "assess") => (
    <Form.Item label={text(`changes.terms.${key}`)}>
      <div className="yj-change-bar">
        <Form.Item name={`${key}Own`} valuePropName="checked" noStyle>
          <Checkbox>{text("changes.terms.own")}</Checkbox>
        </Form.Item>
        <Form.Item name={`${key}Amount`} noStyle>
          <InputNumber min={1} max={120} aria-label={text("changes.terms.amount")} />
        </Form.Item>
        <Form.Item name={`${key}Unit`} noStyle>
          <Select options={units} aria-label={text("changes.terms.unit")} popupMatchSelectWidth={false} />
        </Form.Item>
      </div>
    </Form.Item>
  );
  return (
    <FormDialog<Values, typeof agreeChangeTerms>
      open
      title={text("changes.terms.title")}
      confirm={text("changes.terms.change")}
      route={agreeChangeTerms}
      initial={{
        noticeOwn: of.notice.source === "agreed",
        noticeAmount: of.notice.amount,
        noticeUnit: unit(of.notice),
        assessOwn: of.assess.source === "agreed",
        assessAmount: of.assess.amount,
        assessUnit: unit(of.assess),
        quorumOwn: of.quorum.source === "agreed",
        quorum: of.quorum.value,
        reason: "",
      }}
      input={(values) => ({
        params: { id: cloudId },
        body: {
          version: of.version,
          notice: values.noticeOwn ? { amount: values.noticeAmount, unit: values.noticeUnit } : null,
          assess: values.assessOwn ? { amount: values.assessAmount, unit: values.assessUnit } : null,
          quorum: values.quorumOwn ? values.quorum : null,
          reason: values.reason,
        },
      })}
      done="changes.terms.done"
      onClose={onClose}
    >
      {pair("notice")}
      {pair("assess")}
      <Form.Item label={text("changes.terms.quorum")}>
        <div className="yj-change-bar">
          <Form.Item name="quorumOwn" valuePropName="checked" noStyle>
            <Checkbox>{text("changes.terms.own")}</Checkbox>
          </Form.Item>
          <Form.Item name="quorum" noStyle>
            <InputNumber min={1} max={9} aria-label={text("changes.terms.amount")} />
          </Form.Item>
        </div>
      </Form.Item>
      <Form.Item
        name="reason"
        label={text("changes.terms.reason")}
        rules={[{ required: true, whitespace: true, message: text("changes.required") }]}
      >
        <Input maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}
