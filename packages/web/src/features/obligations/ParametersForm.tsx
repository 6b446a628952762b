import { stateParameters } from "@yunjian/contract";
import type { ParameterValue } from "@yunjian/domain";
import { Alert, Checkbox, Form, Input, InputNumber, Select, Space } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { FormActions, useUnsaved } from "../../ui/FormParts.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import { type Agreement, type AgreementRow, parameterText } from "./term-words.ts";
import "./obligations.css";

type Spec = AgreementRow["duty"]["parameters"][number];
type Stated = string | string[];
type Edited = Readonly<Record<string, Record<string, Stated>>>;

/** The values the standard leaves to the provider, for a whole cloud on one page. */
export function ParametersForm({ agreement }: { readonly agreement: Agreement }) {
  const text = useText();
  const lang = useLang();
  const mine = agreement.may.stateParameters;
  const [edited, setEdited] = useState<Edited>({});
  const [note, setNote] = useState("");
  const [onlyUnset, setOnlyUnset] = useState(false);
  const changed = Object.entries(edited).filter(([, values]) => Object.keys(values).length > 0);
  useUnsaved(changed.length > 0);
  const change = useChange(stateParameters, {
    errors: "page",
    done: "agreements.parameters.done",
    onDone: () => {
      setEdited({});
      setNote("");
    },
  });
  const rows = agreement.rows.filter(
    ({ duty, term }) =>
      term.applicable &&
      duty.parameters.length > 0 &&
      (!onlyUnset || duty.parameters.some((spec) => term.parameters[spec.key] === undefined)),
  );
  const set = (dutyId: string, key: string, value: Stated | undefined) =>
    setEdited((now) => {
      const { [key]: _, ...others } = now[dutyId] ?? {};
      return { ...now, [dutyId]: value === undefined ? others : { ...others, [key]: value } };
    });
  return (
    <Form
      layout="vertical"
      onFinish={() =>
        void change.run({
          params: { cloudId: agreement.cloud.id },
          body: { values: changed.map(([dutyId, values]) => ({ dutyId, values })), note },
        })
      }
    >
      <div className="yj-table-tools">
        <p className="yj-hint">
          {text(mine ? "agreements.parameters.hint" : "agreements.parameters.hintRead")}
        </p>
        <Checkbox checked={onlyUnset} onChange={(event) => setOnlyUnset(event.target.checked)}>
          {text("agreements.parameters.only")}
        </Checkbox>
      </div>
      {rows.length === 0 && (
        <EmptyHint title={text("agreements.parameters.none")} hint={text("agreements.parameters.noneHint")} />
      )}
      {rows.map(({ duty, term, asked }) => (
        <Section
          key={duty.id}
          title={duty.title[lang]}
          extra={
            <Space>
              {asked.includes("parameters") && (
                <ToneTag tone="warn" shape="clock">
                  {text("agreements.parameters.waiting")}
                </ToneTag>
              )}
              <ClauseLink id={duty.id} />
            </Space>
          }
        >
          <div className="yj-parameter-grid">
            {duty.parameters.map((spec) => {
              const confirmed = term.parameters[spec.key];
              return (
                <Form.Item key={spec.key} label={spec.label[lang]}>
                  {mine ? (
                    <ParameterInput
                      spec={spec}
                      value={edited[duty.id]?.[spec.key] ?? confirmed}
                      onChange={(value) => set(duty.id, spec.key, value)}
                    />
                  ) : confirmed === undefined ? (
                    <span className="yj-hint">{text("agreements.parameters.unset")}</span>
                  ) : (
                    <strong>{parameterText(spec, confirmed, lang)}</strong>
                  )}
                </Form.Item>
              );
            })}
          </div>
        </Section>
      ))}
      {mine && changed.length > 0 && (
        <>
          <Form.Item label={text("agreements.parameters.note")}>
            <Input.TextArea
              autoSize={{ minRows: 2 }}
              maxLength={2000}
              placeholder={text("agreements.parameters.notePlaceholder")}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </Form.Item>
          <Problem error={change.error} />
          <FormActions
            sticky
            submit={text("agreements.parameters.confirm")}
            busy={change.busy}
            hint={
              <Alert type="info" title={text("agreements.parameters.changed", { count: changed.length })} />
            }
            onCancel={() => setEdited({})}
          />
        </>
      )}
    </Form>
  );
}

interface InputProps {
  readonly spec: Spec;
  readonly value: ParameterValue | undefined;
  readonly onChange: (value: Stated | undefined) => void;
}

function ParameterInput({ spec, value, onChange }: InputProps) {
  const text = useText();
  const lang = useLang();
  if (spec.kind === "select") {
    const options = spec.options.map((option) => ({ value: option.key, label: option.label[lang] }));
    return (
      <Select
        aria-label={spec.label[lang]}
        allowClear
        placeholder={text("agreements.parameters.choose")}
        options={options}
        value={(value ?? null) as never}
        {...(spec.multiple && { mode: "multiple" as const })}
        onChange={(next: Stated | undefined) =>
          onChange(next === undefined || next.length === 0 ? undefined : next)
        }
      />
    );
  }
  if (spec.type === "list") {
    return (
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        aria-label={spec.label[lang]}
        placeholder={text("agreements.parameters.listHint")}
        value={Array.isArray(value) ? value : []}
        onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)}
      />
    );
  }
  if (spec.type === "duration") return <DurationInput spec={spec} value={value} onChange={onChange} />;
  return (
    <Input
      aria-label={spec.label[lang]}
      maxLength={500}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

const UNITS = ["D", "H", "M", "Y"] as const;
const DURATION = /^P(T?)(\d+)([DWMYH])$/;

/** 30 天 <-> P30D: people count in one unit. */
function DurationInput({ spec, value, onChange }: InputProps) {
  const text = useText();
  const lang = useLang();
  const found = DURATION.exec(typeof value === "string" ? value : "");
  const [typed, setTyped] = useState<(typeof UNITS)[number]>("D");
  const weeks = found?.[3] === "W";
  const amount = found ? Number(found[2]) * (weeks ? 7 : 1) : null;
  const unit = UNITS.find((each) => each === found?.[3]) ?? (weeks ? "D" : typed);
  const tell = (n: number | null, of: (typeof UNITS)[number]) =>
    onChange(n === null || n < 1 ? undefined : `P${of === "H" ? "T" : ""}${n}${of}`);
  return (
    <Space.Compact block>
      <InputNumber
        aria-label={spec.label[lang]}
        min={1}
        max={99_999}
        precision={0}
        style={{ width: "100%" }}
        value={amount}
        onChange={(n) => tell(n, unit)}
      />
      <Select
        style={{ width: 90 }}
        value={unit}
        options={UNITS.map((each) => ({ value: each, label: text(`agreements.parameters.unit.${each}`) }))}
        onChange={(next) => {
          setTyped(next);
          if (amount !== null) tell(amount, next);
        }}
      />
    </Space.Compact>
  );
}
