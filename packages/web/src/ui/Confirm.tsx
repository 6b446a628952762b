import { Form, Input, Modal } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useText } from "../lib/language.ts";
import { Problem } from "./Problem.tsx";

export interface ConfirmDangerProps {
  readonly open: boolean;
  /** 撤销整改 */
  readonly title: string;
  /** What will happen. */
  readonly what: ReactNode;
  /** To whom: who is told, whose work is touched. */
  readonly whom?: ReactNode;
  /** How it can be undone, or that it cannot. */
  readonly undo: ReactNode;
  /** The words on the button that does it. */
  readonly confirm: string;
  readonly reason?: "none" | "optional" | "required";
  readonly busy?: boolean;
  readonly error?: Error | null;
  readonly onConfirm: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Before a dangerous step: what will happen, to whom, and whether it can be undone. */
export function ConfirmDanger(props: ConfirmDangerProps) {
  const { what, whom, undo, reason = "none", ...rest } = props;
  const text = useText();
  return (
    <ReasonModal {...rest} danger reason={reason}>
      <dl className="yj-consequences">
        <dt>{text("common.confirm.what")}</dt>
        <dd>{what}</dd>
        {whom && (
          <>
            <dt>{text("common.confirm.whom")}</dt>
            <dd>{whom}</dd>
          </>
        )}
        <dt>{text("common.confirm.undo")}</dt>
        <dd>{undo}</dd>
      </dl>
    </ReasonModal>
  );
}

export interface ReasonModalProps {
  readonly open: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly reason?: "none" | "optional" | "required";
  /** 退回原因; defaults to 理由. */
  readonly label?: string;
  readonly placeholder?: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly error?: Error | null;
  readonly children?: ReactNode;
  readonly onConfirm: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks for a reason before a step. What was typed stays when the server refuses. */
export function ReasonModal(props: ReasonModalProps) {
  const { open, title, confirm, danger = false, busy = false, onCancel } = props;
  const formId = useId();
  const text = useText();
  return (
    <Modal
      open={open}
      title={title}
      okText={confirm}
      okButtonProps={{ danger, htmlType: "submit", form: formId }}
      cancelText={text("common.cancel")}
      confirmLoading={busy}
      mask={{ closable: false }}
      destroyOnHidden
      onCancel={onCancel}
    >
      <ReasonForm {...props} formId={formId} />
    </Modal>
  );
}

const LONGEST_REASON = 2000;

function ReasonForm({
  formId,
  reason = "required",
  label,
  placeholder,
  error,
  children,
  onConfirm,
}: ReasonModalProps & { readonly formId: string }) {
  const text = useText();
  const [value, setValue] = useState("");
  const [asked, setAsked] = useState(false);
  const missing = reason === "required" && value.trim() === "";
  return (
    <Form
      id={formId}
      className="yj-reason-form"
      layout="vertical"
      onFinish={() => {
        setAsked(true);
        if (!missing) onConfirm(value.trim());
      }}
    >
      {children}
      {reason !== "none" && (
        <Form.Item
          label={label ?? text(reason === "required" ? "common.reason" : "common.reasonOptional")}
          required={reason === "required"}
          htmlFor={`${formId}-reason`}
          {...(asked && missing && { validateStatus: "error" as const, help: text("common.reasonMissing") })}
        >
          <Input.TextArea
            id={`${formId}-reason`}
            autoFocus
            // A fixed height: one that grows moves the button away under the pointer.
            rows={5}
            maxLength={LONGEST_REASON}
            showCount
            placeholder={placeholder}
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        </Form.Item>
      )}
      <Problem error={error} />
    </Form>
  );
}
