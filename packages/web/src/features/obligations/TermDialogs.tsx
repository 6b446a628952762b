import { askNotApplicable, changeAgreement } from "@yunjian/contract";
import { dateOf, FREQUENCIES, type Frequency, mayAgree, REALTIME_NATURES, rhythmOf } from "@yunjian/domain";
import { Checkbox, Form, Input, InputNumber, Radio, Select, Space } from "antd";
import { currentTime } from "../../lib/clock.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";
import { DateInput } from "../../ui/DateInput.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { DEFAULT, KEEP, type TermFormValues, toChange, UNCHANGED } from "./term-change.ts";
import type { Agreement, AgreementRow } from "./term-words.ts";

interface DialogProps {
  readonly open: boolean;
  readonly agreement: Agreement;
  readonly rows: readonly AgreementRow[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const SHOWN = 6;

function Chosen({ rows }: { readonly rows: readonly AgreementRow[] }) {
  const lang = useLang();
  return (
    <ul className="yj-plain-list">
      {rows.slice(0, SHOWN).map(({ duty }) => (
        <li key={duty.id}>
          {duty.id} {duty.title[lang]}
        </li>
      ))}
      {rows.length > SHOWN && <li>…… {rows.length}</li>}
    </ul>
  );
}

function Reason({ label }: { readonly label: string }) {
  const text = useText();
  return (
    <Form.Item
      name="reason"
      label={label}
      rules={[{ required: true, whitespace: true, message: text("common.reasonMissing") }]}
    >
      <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} showCount />
    </Form.Item>
  );
}

export function EditTermsDialog({ open, agreement, rows, onClose, onDone }: DialogProps) {
  const text = useText();
  const label = (name: string) => text(`agreements.edit.${name}`);
  return (
    <FormDialog<TermFormValues, typeof changeAgreement>
      open={open}
      width={680}
      title={text("agreements.edit.title", { count: rows.length })}
      confirm={label("confirm")}
      route={changeAgreement}
      initial={UNCHANGED}
      input={(values) => ({
        params: { cloudId: agreement.cloud.id },
        body: {
          version: agreement.version,
          reason: values.reason,
          changes: rows.map((row) => toChange(row.duty.id, values)),
        },
      })}
      done="agreements.edit.done"
      onClose={onClose}
      onDone={onDone}
      hint={label("hint")}
    >
      <Form.Item>
        <Chosen rows={rows} />
      </Form.Item>
      <RhythmFields rows={rows} />
      <DueFields rows={rows} />
      <div className="yj-pair">
        <Form.Item name="startsOn" label={label("startsOn")}>
          <DateInput earliest={dateOf(currentTime())} />
        </Form.Item>
        <Form.Item name="reviewer" label={label("reviewer")}>
          <Select
            options={[
              { value: KEEP, label: label("keep") },
              { value: DEFAULT, label: text("agreements.terms.anySupervisor") },
              ...agreement.reviewers.map((org) => ({ value: org.id, label: org.name })),
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item name="second" label={label("second")}>
        <Radio.Group
          options={(["keep", "yes", "no"] as const).map((value) => ({ value, label: label(value) }))}
        />
      </Form.Item>
      {rows.every((row) => row.term.nature === "continuous") && (
        <Form.Item label={label("silence")} extra={label("silenceHint")}>
          <Space.Compact>
            <Form.Item name="silence" noStyle>
              <InputNumber min={1} max={744} precision={0} aria-label={label("silence")} />
            </Form.Item>
            <Form.Item name="silenceUnit" noStyle>
              <Select
                style={{ width: 90 }}
                options={(["hours", "days"] as const).map((value) => ({ value, label: label(value) }))}
              />
            </Form.Item>
          </Space.Compact>
        </Form.Item>
      )}
      <Reason label={label("reason")} />
    </FormDialog>
  );
}

/** Only what every chosen duty may be tightened to. */
function RhythmFields({ rows }: { readonly rows: readonly AgreementRow[] }) {
  const text = useText();
  const options = useWordOptions();
  const label = (name: string) => text(`agreements.edit.${name}`);
  const allowed = FREQUENCIES.filter((frequency) =>
    rows.every((row) => mayAgree(frequency, row.duty.frequency)),
  );
  const realtime = rows.every((row) => row.term.frequency === "realtime");
  return (
    <div className="yj-pair">
      <Form.Item name="frequency" label={label("frequency")}>
        <Select allowClear placeholder={label("keep")} options={options("frequency", allowed)} />
      </Form.Item>
      <Form.Item noStyle dependencies={["frequency"]}>
        {({ getFieldValue }) =>
          getFieldValue("frequency") === "realtime" ? (
            <Form.Item
              name="nature"
              label={label("nature")}
              rules={[{ required: true, message: label("nature") }]}
            >
              <Select options={options("realtimeNature", REALTIME_NATURES)} />
            </Form.Item>
          ) : realtime ? (
            <Form.Item name="rhythm" label={label("rhythm")}>
              <Select
                allowClear
                placeholder={label("keep")}
                options={options("frequency", ["weekly", "monthly", "quarterly", "half-yearly", "yearly"])}
              />
            </Form.Item>
          ) : null
        }
      </Form.Item>
    </div>
  );
}

/** The day depends on the frequency: the new one, or the one that all chosen duties share. */
function DueFields({ rows }: { readonly rows: readonly AgreementRow[] }) {
  const text = useText();
  const label = (name: string) => text(`agreements.edit.${name}`);
  const shared = new Set(rows.map((row) => rhythmOf(row.term)));
  return (
    <>
      <Form.Item name="due" label={label("due")}>
        <Radio.Group
          options={[
            { value: "keep", label: label("dueKeep") },
            { value: "default", label: label("dueDefault") },
            { value: "within", label: label("dueWithin") },
            { value: "point", label: label("duePoint") },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["due", "frequency"]}>
        {({ getFieldValue }) => {
          const due = getFieldValue("due") as TermFormValues["due"];
          if (due === "within") {
            return (
              <Form.Item label={label("amount")} required>
                <Space.Compact>
                  <Form.Item name="amount" noStyle rules={[{ required: true, message: label("amount") }]}>
                    <InputNumber min={0} max={120} precision={0} aria-label={label("amount")} />
                  </Form.Item>
                  <Form.Item name="unit" noStyle>
                    <Select
                      style={{ width: 130 }}
                      options={(["workdays", "days"] as const).map((value) => ({
                        value,
                        label: label(`unit.${value}`),
                      }))}
                    />
                  </Form.Item>
                </Space.Compact>
              </Form.Item>
            );
          }
          if (due !== "point") return null;
          const frequency = getFieldValue("frequency") as Frequency | undefined;
          const rhythm = frequency ? rhythmOf({ frequency }) : shared.size === 1 ? [...shared][0] : "yearly";
          return <PointFields rhythm={rhythm ?? null} />;
        }}
      </Form.Item>
    </>
  );
}

function PointFields({ rhythm }: { readonly rhythm: string | null }) {
  const text = useText();
  const label = (name: string) => text(`agreements.edit.${name}`);
  const weekly = rhythm === "weekly";
  const byMonth = rhythm !== null && rhythm !== "daily" && !weekly;
  return (
    <Space align="start" size="middle">
      {weekly && (
        <Form.Item
          name="dayOfWeek"
          label={label("dayOfWeek")}
          rules={[{ required: true, message: label("dayOfWeek") }]}
        >
          <Select
            style={{ width: 100 }}
            options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: label(`weekdays.${value}`) }))}
          />
        </Form.Item>
      )}
      {byMonth && rhythm !== "monthly" && (
        <Form.Item name="monthOfYear" label={label("monthOfYear")}>
          <InputNumber min={1} max={12} precision={0} />
        </Form.Item>
      )}
      {byMonth && (
        <Form.Item
          name="dayOfMonth"
          label={label("dayOfMonth")}
          extra={label("lastDay")}
          rules={[{ required: true, message: label("dayOfMonth") }]}
        >
          <InputNumber min={1} max={31} precision={0} />
        </Form.Item>
      )}
      <Form.Item name="inNextSpan" valuePropName="checked" label=" " colon={false}>
        <Checkbox>{label("inNextSpan")}</Checkbox>
      </Form.Item>
    </Space>
  );
}

export function ExceptDialog({ open, agreement, rows, onClose, onDone }: DialogProps) {
  const text = useText();
  return (
    <FormDialog<{ reason: string }, typeof askNotApplicable>
      open={open}
      title={text("agreements.except.title", { count: rows.length })}
      confirm={text("agreements.except.confirm")}
      route={askNotApplicable}
      initial={{ reason: "" }}
      input={({ reason }) => ({
        params: { cloudId: agreement.cloud.id },
        body: { dutyIds: rows.map((row) => row.duty.id), reason },
      })}
      done="agreements.except.done"
      onClose={onClose}
      onDone={onDone}
      hint={text("agreements.except.hint")}
    >
      <Form.Item>
        <Chosen rows={rows} />
      </Form.Item>
      <Reason label={text("agreements.except.reason")} />
    </FormDialog>
  );
}

export function AgainDialog({ open, agreement, rows, onClose, onDone }: DialogProps) {
  const text = useText();
  return (
    <FormDialog<{ reason: string }, typeof changeAgreement>
      open={open}
      title={text("agreements.again.title")}
      confirm={text("agreements.again.confirm")}
      route={changeAgreement}
      initial={{ reason: "" }}
      input={({ reason }) => ({
        params: { cloudId: agreement.cloud.id },
        body: {
          version: agreement.version,
          reason,
          changes: rows.map((row) => ({ dutyId: row.duty.id, applicable: true as const })),
        },
      })}
      done="agreements.again.done"
      onClose={onClose}
      onDone={onDone}
      hint={text("agreements.again.hint")}
    >
      <Form.Item>
        <Chosen rows={rows} />
      </Form.Item>
      <Reason label={text("agreements.again.reason")} />
    </FormDialog>
  );
}
