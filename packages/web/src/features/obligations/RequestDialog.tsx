import { requestPeriods } from "@yunjian/contract";
import { dateOf } from "@yunjian/domain";
import { Form, Input } from "antd";
import { currentTime } from "../../lib/clock.ts";
import { useLang, useText } from "../../lib/language.ts";
import { DateInput } from "../../ui/DateInput.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";

export interface RequestTarget {
  readonly id: string;
  readonly duty: { readonly id: string; readonly title: Readonly<Record<"zh" | "en", string>> };
  readonly subject: { readonly name: string };
  readonly party: { readonly name: string };
}

interface Values {
  readonly reason: string;
  readonly dueOn: string | null;
  readonly reference?: string;
}

const SHOWN = 8;

/** A supervisor asks for a deliverable outside any rhythm, of one obligation or of many. */
export function RequestDialog({
  targets,
  onClose,
  onDone,
}: {
  /** Empty: the dialog is closed. */
  readonly targets: readonly RequestTarget[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const label = (name: string) => text(`obligations.request.${name}`);
  return (
    <FormDialog<Values, typeof requestPeriods>
      open={targets.length > 0}
      title={label("title")}
      confirm={label("confirm")}
      route={requestPeriods}
      initial={{ reason: "", dueOn: null }}
      input={({ reason, dueOn, reference }) => ({
        body: {
          obligationIds: targets.map((target) => target.id),
          reason,
          dueOn: dueOn ?? null,
          reference: reference?.trim() ? reference.trim() : null,
        },
      })}
      done="obligations.request.done"
      onClose={onClose}
      {...(onDone && { onDone: () => onDone() })}
      hint={label("hint")}
    >
      <Form.Item label={label("for")}>
        <ul className="yj-plain-list">
          {targets.slice(0, SHOWN).map((target) => (
            <li key={target.id}>
              {[target.duty.title[lang], target.duty.id, target.subject.name, target.party.name].join(" · ")}
            </li>
          ))}
          {targets.length > SHOWN && <li>…… {targets.length}</li>}
        </ul>
      </Form.Item>
      <Form.Item
        name="reason"
        label={label("reason")}
        rules={[{ required: true, whitespace: true, message: text("common.reasonMissing") }]}
      >
        <Input.TextArea autoSize={{ minRows: 3 }} maxLength={1000} showCount />
      </Form.Item>
      <Form.Item name="dueOn" label={label("dueOn")} extra={label("dueHint")}>
        <DateInput earliest={dateOf(currentTime())} />
      </Form.Item>
      <Form.Item name="reference" label={label("reference")} extra={label("referenceHint")}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDialog>
  );
}
