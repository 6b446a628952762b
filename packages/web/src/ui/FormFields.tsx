import { Form, type FormItemProps, Input } from "antd";
import type { ReactNode } from "react";
import { useText } from "../lib/language.ts";
import "./form-fields.css";

export interface FieldProps extends Pick<FormItemProps, "valuePropName" | "rules" | "dependencies"> {
  readonly label: string;
  readonly name: string | (string | number)[];
  readonly required?: boolean;
  readonly help?: ReactNode;
  readonly children: ReactNode;
}

/** A field of a form with its label; required ones say so before the server has to. */
export function Field({ label, name, required = false, help, children, ...rest }: FieldProps) {
  const text = useText();
  const rules = required
    ? [{ required: true, message: text("common.fieldMissing", { label }) }, ...(rest.rules ?? [])]
    : rest.rules;
  return (
    <Form.Item
      name={name}
      label={label}
      {...rest}
      {...(rules && { rules })}
      {...(help !== undefined && { extra: help })}
    >
      {children}
    </Form.Item>
  );
}

/** A text of one line or, with `rows`, of several. */
export function TextField({
  max,
  rows,
  ...props
}: { readonly max: number; readonly rows?: number } & Omit<FieldProps, "children" | "rules">) {
  const text = useText();
  const rules = props.required
    ? [{ whitespace: true, message: text("common.fieldMissing", { label: props.label }) }]
    : [];
  return (
    <Field {...props} rules={rules}>
      {rows === undefined ? (
        <Input maxLength={max} />
      ) : (
        <Input.TextArea maxLength={max} showCount rows={rows} />
      )}
    </Field>
  );
}

/** Two fields side by side. */
export function Pair({ children }: { readonly children: ReactNode }) {
  return <div className="yj-field-pair">{children}</div>;
}
