import { MLPS_LEVELS } from "@yunjian/domain";
import { DatePicker, Form, type FormItemProps, Input, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useText } from "../../lib/language.ts";

/** A field with its label; required ones say so before the server has to. */
export function Field({
  label,
  name,
  required = false,
  typed = false,
  help,
  children,
  ...rest
}: {
  readonly label: string;
  readonly name: string;
  readonly required?: boolean;
  /** It is typed, not chosen. */
  readonly typed?: boolean;
  readonly help?: ReactNode;
  readonly children: ReactNode;
} & Pick<FormItemProps, "valuePropName" | "rules" | "dependencies">) {
  const text = useText();
  const message = text(typed ? "registry.required" : "registry.choose", { label });
  const rules = required ? [{ required: true, message }, ...(rest.rules ?? [])] : rest.rules;
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

export function TextField({
  max,
  area = false,
  ...props
}: { readonly max: number; readonly area?: boolean } & Omit<Parameters<typeof Field>[0], "children">) {
  const text = useText();
  const rules = props.required
    ? [{ whitespace: true, message: text("registry.required", { label: props.label }) }]
    : [];
  return (
    <Field {...props} typed rules={rules}>
      {area ? (
        <Input.TextArea maxLength={max} showCount autoSize={{ minRows: 2, maxRows: 8 }} />
      ) : (
        <Input maxLength={max} />
      )}
    </Field>
  );
}

/** A calendar date as the contract writes it. */
export function DateInput({
  value,
  onChange,
  id,
  latest,
  earliest,
}: {
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  readonly id?: string;
  readonly latest?: string;
  readonly earliest?: string;
}) {
  return (
    <DatePicker
      {...(id && { id })}
      style={{ width: "100%" }}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day?.format("YYYY-MM-DD") ?? null)}
      disabledDate={(day) => {
        const date = day.format("YYYY-MM-DD");
        return (latest !== undefined && date > latest) || (earliest !== undefined && date < earliest);
      }}
    />
  );
}

export function MlpsSelect(props: {
  readonly value?: number | null;
  readonly onChange?: (value: number | null) => void;
  readonly id?: string;
}) {
  const text = useText();
  const { value, onChange, ...rest } = props;
  return (
    <Select<number>
      {...rest}
      {...(value != null && { value })}
      allowClear
      placeholder={text("registry.mlpsNone")}
      options={MLPS_LEVELS.map((level) => ({ value: level, label: text("registry.mlps", { level }) }))}
      onChange={(level) => onChange?.(level ?? null)}
    />
  );
}

/** Two fields side by side. */
export function Pair({ children }: { readonly children: ReactNode }) {
  return <div className="yj-pair">{children}</div>;
}
