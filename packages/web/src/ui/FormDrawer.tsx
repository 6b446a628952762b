import type { InputOf, OutputOf, RouteSpec } from "@yunjian/contract";
import { Drawer, Form, type FormInstance } from "antd";
import { type ReactNode, useState } from "react";
import { applyFieldErrors, useChange } from "../lib/api.ts";
import { FormActions, useUnsaved } from "./FormParts.tsx";
import { Problem } from "./Problem.tsx";

interface FormDrawerProps<Values extends object, R extends RouteSpec> {
  readonly open: boolean;
  readonly title: string;
  /** Words on the button that submits. */
  readonly submit: string;
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
  readonly hint?: ReactNode;
  readonly children: (form: FormInstance<Values>) => ReactNode;
}

/** A form at the side of the page it belongs to; what was typed stays when the server refuses. */
export function FormDrawer<Values extends object, R extends RouteSpec>(props: FormDrawerProps<Values, R>) {
  const { open, title, onClose } = props;
  return (
    <Drawer open={open} title={title} size={560} onClose={onClose} destroyOnHidden mask={{ closable: false }}>
      <DrawerForm {...props} />
    </Drawer>
  );
}

function DrawerForm<Values extends object, R extends RouteSpec>(props: FormDrawerProps<Values, R>) {
  const { submit, route, initial, input, done, onClose, onDone, rename, hint, children } = props;
  const [form] = Form.useForm<Values>();
  const [dirty, setDirty] = useState(false);
  useUnsaved(dirty);
  const change = useChange(route, {
    errors: "page",
    done,
    onDone: (output) => {
      setDirty(false);
      onClose();
      onDone?.(output);
    },
    onRefused: (error) => void applyFieldErrors(form as FormInstance, error, rename),
  });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={initial}
      requiredMark
      onValuesChange={() => setDirty(true)}
      onFinish={() => {
        // All values, those of fields that were never touched included.
        void change.run(input({ ...initial, ...form.getFieldsValue(true) } as Values));
      }}
      scrollToFirstError={{ focus: true, block: "center" }}
    >
      {hint && <p className="yj-hint yj-form-lead">{hint}</p>}
      {children(form)}
      <Problem error={change.error} form={form as FormInstance} {...(rename && { rename })} />
      <FormActions submit={submit} busy={change.busy} onCancel={onClose} sticky />
    </Form>
  );
}
