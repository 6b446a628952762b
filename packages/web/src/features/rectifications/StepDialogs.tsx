import {
  planRectificationOf,
  progressRectificationOf,
  proveRectificationOf,
  type RectificationDetail,
  reassessRectificationOf,
  receiveRectificationOf,
  withdrawRectificationOf,
} from "@yunjian/contract";
import { dateOf, formatWindow } from "@yunjian/domain";
import { Form, Input, Radio } from "antd";
import { useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { DateInput } from "../../ui/DateInput.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { FilesField } from "./FilesField.tsx";

export interface StepProps {
  readonly of: RectificationDetail;
  readonly onClose: () => void;
}

export function ReceiveDialog({ of, onClose }: StepProps) {
  const text = useText();
  const lang = useLang();
  const change = useChange(receiveRectificationOf, {
    errors: "page",
    done: "rectifications.receive.done",
    onDone: onClose,
  });
  const late = currentTime().getTime() > Date.parse(of.receiptDueAt);
  return (
    <ReasonModal
      open
      reason="none"
      title={text("rectifications.receive.title")}
      confirm={text("rectifications.receive.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={() => void change.run({ params: { id: of.id }, body: { version: of.version } })}
    >
      <p>
        {text(late ? "rectifications.receive.late" : "rectifications.receive.what", {
          window: formatWindow(of.window, lang),
          date: formatDay(of.dueAt, lang),
        })}
      </p>
      <p className="yj-hint">{text("rectifications.receive.undo")}</p>
    </ReasonModal>
  );
}

function useTextField(label: string) {
  const text = useText();
  return (
    <Form.Item
      name="text"
      label={label}
      rules={[{ required: true, whitespace: true, message: text("rectifications.form.required") }]}
    >
      <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={4000} showCount />
    </Form.Item>
  );
}

export function PlanDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  return (
    <FormDialog<{ text: string; plannedOn: string }, typeof planRectificationOf>
      open
      title={text("rectifications.plan.title")}
      confirm={text("rectifications.plan.action")}
      route={planRectificationOf}
      initial={{ text: "", ...(of.plannedOn && { plannedOn: of.plannedOn }) }}
      input={(values) => ({
        params: { id: of.id },
        body: {
          version: of.version,
          text: values.text,
          plannedOn: values.plannedOn,
          fileIds: [...uploads.fileIds],
        },
      })}
      done="rectifications.plan.done"
      onClose={onClose}
    >
      {useTextField(text("rectifications.plan.text"))}
      <Form.Item
        name="plannedOn"
        label={text("rectifications.plan.plannedOn")}
        rules={[{ required: true, message: text("rectifications.form.required") }]}
      >
        <DateInput earliest={dateOf(currentTime())} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function ProgressDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  return (
    <FormDialog<{ text: string }, typeof progressRectificationOf>
      open
      title={text("rectifications.progress.title")}
      confirm={text("rectifications.progress.action")}
      route={progressRectificationOf}
      initial={{ text: "" }}
      input={(values) => ({
        params: { id: of.id },
        body: { version: of.version, text: values.text, fileIds: [...uploads.fileIds] },
      })}
      done="rectifications.progress.done"
      onClose={onClose}
    >
      {useTextField(text("rectifications.progress.text"))}
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function ProveDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  return (
    <FormDialog<{ text: string }, typeof proveRectificationOf>
      open
      title={text("rectifications.prove.title")}
      confirm={text("rectifications.prove.action")}
      route={proveRectificationOf}
      initial={{ text: "" }}
      input={(values) => ({
        params: { id: of.id },
        body: { version: of.version, text: values.text, fileIds: [...uploads.fileIds] },
      })}
      done="rectifications.prove.done"
      onClose={onClose}
      hint={text("rectifications.prove.hint")}
    >
      {useTextField(text("rectifications.prove.text"))}
      <FilesField uploads={uploads} needed />
    </FormDialog>
  );
}

export function ReassessDialog({ of, onClose }: StepProps) {
  const text = useText();
  const lang = useLang();
  const uploads = useUploads();
  return (
    <FormDialog<{ accepted: boolean; text: string }, typeof reassessRectificationOf>
      open
      title={text("rectifications.reassess.title")}
      confirm={text("rectifications.reassess.action")}
      route={reassessRectificationOf}
      initial={{ text: "" }}
      input={(values) => ({
        params: { id: of.id },
        body: {
          version: of.version,
          accepted: values.accepted,
          text: values.text,
          fileIds: [...uploads.fileIds],
        },
      })}
      done="rectifications.reassess.done"
      onClose={onClose}
      hint={text("rectifications.reassess.hint", { window: formatWindow(of.window, lang) })}
    >
      <Form.Item
        name="accepted"
        label={text("rectifications.reassess.outcome")}
        rules={[{ required: true, message: text("rectifications.form.required") }]}
      >
        <Radio.Group
          options={[
            { value: true, label: text("rectifications.reassess.accepted") },
            { value: false, label: text("rectifications.reassess.rejected") },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="text"
        label={text("rectifications.reassess.text")}
        dependencies={["accepted"]}
        rules={[
          ({ getFieldValue }) => ({
            required: getFieldValue("accepted") === false,
            whitespace: getFieldValue("accepted") === false,
            message: text("rectifications.reassess.textNeeded"),
          }),
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={4000} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function WithdrawDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(withdrawRectificationOf, {
    errors: "page",
    done: "rectifications.withdraw.done",
    onDone: onClose,
  });
  return (
    <ConfirmDanger
      open
      title={text("rectifications.withdraw.title")}
      what={text("rectifications.withdraw.what")}
      whom={of.party.name}
      undo={text("rectifications.withdraw.undo")}
      confirm={text("rectifications.withdraw.action")}
      reason="required"
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
    />
  );
}
