import type { InputOf, OutputOf, RouteSpec } from "@yunjian/contract";
import { Form, type FormInstance, Modal } from "antd";
import { type ReactNode, useId } from "react";
import { applyFieldErrors, useChange } from "../lib/api.ts";
import { useText } from "../lib/language.ts";
import { Problem } from "./Problem.tsx";

export interface FormDialogProps<Values extends object, R extends RouteSpec> {
  readonly open: boolean;
  readonly title: ReactNode;
  /** Words on the button that does it. */
  readonly confirm: string;
  readonly route: R;
  readonly initial: Partial<Values>;
  /** What the form's values mean to the contract. */
  readonly input: (values: Values) => InputOf<R>;
  /** Message key of the words that confirm it. */
  readonly done: string;
  readonly onClose: () => void;
  readonly onDone?: (output: OutputOf<R>) => void;
  /** Pointers of the contract that are other fields here. */
  readonly rename?: Readonly<Record<string, string>>;
  readonly width?: number;
  readonly danger?: boolean;
  readonly hint?: ReactNode;
  readonly children: ReactNode | ((form: FormInstance<Values>) => ReactNode);
}

/** A short form before a step; what was typed stays when the server refuses. */
export function FormDialog<Values extends object, R extends RouteSpec>(props: FormDialogProps<Values, R>) {
  const { open, title, confirm, danger = false, width = 560, onClose } = props;
  const text = useText();
  const formId = useId();
  return (
    <Modal
      open={open}
      title={title}
      width={width}
      okText={confirm}
      okButtonProps={{ danger, htmlType: "submit", form: formId }}
      cancelText={text("common.cancel")}
      mask={{ closable: false }}
      destroyOnHidden
      onCancel={onClose}
    >
      <DialogForm {...props} formId={formId} />
    </Modal>
  );
}

function DialogForm<Values extends object, R extends RouteSpec>(
  props: FormDialogProps<Values, R> & { readonly formId: string },
) {
  const { formId, route, initial, input, done, onClose, onDone, rename = {}, hint, children } = props;
  const [form] = Form.useForm<Values>();
  const change = useChange(route, {
    errors: "page",
    done,
    onDone: (output) => {
      onClose();
      onDone?.(output);
    },
    onRefused: (error) => applyFieldErrors(form as FormInstance, error, rename),
  });
  return (
    <Form<Values>
      id={formId}
      form={form}
      className="yj-dialog-form"
      layout="vertical"
      initialValues={initial}
      onFinish={() => {
        // All values, those of fields that were never touched included.
        void change.run(input({ ...initial, ...form.getFieldsValue(true) } as Values));
      }}
      scrollToFirstError={{ focus: true, block: "center" }}
    >
      {hint && <p className="yj-hint">{hint}</p>}
      {typeof children === "function" ? children(form) : children}
      <Problem error={change.error} form={form as FormInstance} rename={rename} />
    </Form>
  );
}
