import { addIncidentFact, type IncidentDetail } from "@yunjian/contract";
import { FACT_KINDS, type FactKind } from "@yunjian/domain";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { StepProps } from "./StepDialogs.tsx";

type FactRow = IncidentDetail["facts"][number];

/** What is known, by whom, since when; a correction stands beside what it corrects. */
export function FactLines({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const [dialog, setDialog] = useState<FactRow | "new">();
  const may = of.actions.includes("fact");
  return (
    <Section
      title={text("incidents.facts.title")}
      extra={may && <Button onClick={() => setDialog("new")}>{text("incidents.facts.add")}</Button>}
    >
      {of.facts.length === 0 && <p className="yj-hint">{text("incidents.facts.none")}</p>}
      <ul className="yj-inc-list">
        {of.facts.map((fact) => (
          <li key={fact.id}>
            <div>
              <ToneTag tone="neutral">{text(`incidents.facts.kind.${fact.kind}`)}</ToneTag>{" "}
              <span className={fact.corrected ? "yj-inc-text yj-inc-old" : "yj-inc-text"}>{fact.text}</span>
            </div>
            <div className="yj-hint">
              {fact.happenedAt &&
                `${text("incidents.facts.happenedAt")} ${formatInstant(fact.happenedAt)} · `}
              {text("incidents.facts.known", { at: formatInstant(fact.knownAt) })} · {fact.org?.name}{" "}
              {fact.by?.name}
              {fact.corrected && ` · ${text("incidents.facts.corrected")}`}
              {may && !fact.corrected && (
                <Button size="small" type="link" onClick={() => setDialog(fact)}>
                  {text("incidents.facts.correct")}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {dialog && (
        <FactDialog
          of={of}
          corrects={dialog === "new" ? null : dialog}
          onClose={() => setDialog(undefined)}
        />
      )}
    </Section>
  );
}

interface Values {
  readonly kind: FactKind;
  readonly text: string;
  readonly happenedAt?: string | null;
  readonly knownAt?: string | null;
}

function FactDialog({ of, corrects, onClose }: StepProps & { readonly corrects: FactRow | null }) {
  const text = useText();
  return (
    <FormDialog<Values, typeof addIncidentFact>
      open
      title={text(corrects ? "incidents.facts.correct" : "incidents.facts.add")}
      confirm={text("incidents.facts.confirm")}
      route={addIncidentFact}
      initial={{ kind: corrects?.kind ?? "impact", text: corrects?.text ?? "" }}
      input={({ happenedAt, knownAt, ...body }) => ({
        params: { id: of.id },
        body: {
          ...body,
          ...(happenedAt && { happenedAt }),
          ...(knownAt && { knownAt }),
          ...(corrects && { correctsId: corrects.id }),
        },
      })}
      done="incidents.facts.done"
      onClose={onClose}
    >
      <Form.Item name="kind" label={text("incidents.facts.kindLabel")}>
        <Select
          options={FACT_KINDS.map((value) => ({ value, label: text(`incidents.facts.kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="text"
        label={text("incidents.facts.text")}
        rules={[{ required: true, whitespace: true, message: text("incidents.form.required") }]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
      </Form.Item>
      <div className="yj-inc-pair">
        <Form.Item name="happenedAt" label={text("incidents.facts.happenedAt")}>
          <InstantInput />
        </Form.Item>
        <Form.Item
          name="knownAt"
          label={text("incidents.facts.knownAt")}
          extra={text("incidents.grading.knownHint")}
        >
          <InstantInput />
        </Form.Item>
      </div>
    </FormDialog>
  );
}
