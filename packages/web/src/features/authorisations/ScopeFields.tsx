import type { OperationKind, Touch } from "@yunjian/domain";
import { Checkbox, Form, Select } from "antd";
import { useText } from "../../lib/language.ts";

interface Choice<T> {
  readonly value: T;
  readonly label: string;
}

/** Kinds of operations and what is touched: all there are, or those somebody may choose from. */
export function OperationChecks({
  options,
  name = "operations",
}: {
  readonly options: readonly OperationKind[];
  readonly name?: string;
}) {
  const text = useText();
  return (
    <Form.Item
      name={name}
      label={text("authorisations.form.operations")}
      rules={[{ required: true, message: text("authorisations.required") }]}
    >
      <Checks
        options={options.map((value) => ({ value, label: text(`authorisations.operation.${value}`) }))}
      />
    </Form.Item>
  );
}

export function TouchChecks({
  options,
  label,
}: {
  readonly options: readonly Touch[];
  readonly label: string;
}) {
  const text = useText();
  return (
    <Form.Item
      name="touches"
      label={label}
      rules={[{ required: true, message: text("authorisations.required") }]}
    >
      <Checks options={options.map((value) => ({ value, label: text(`authorisations.touch.${value}`) }))} />
    </Form.Item>
  );
}

function Checks<T extends string>({
  options,
  value,
  onChange,
  id,
}: {
  readonly options: readonly Choice<T>[];
  readonly value?: T[];
  readonly onChange?: (value: T[]) => void;
  readonly id?: string;
}) {
  return (
    <Checkbox.Group
      {...(id && { id })}
      className="yj-auth-checks"
      options={[...options]}
      {...(value && { value })}
      onChange={(next) => onChange?.(next)}
    />
  );
}

export function ResourceSelect({
  options,
  label,
  hint,
  required = false,
}: {
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}) {
  const text = useText();
  return (
    <Form.Item
      name="resourceIds"
      label={label}
      {...(hint && { extra: hint })}
      rules={[{ required, message: text("authorisations.required") }]}
    >
      <Select
        mode="multiple"
        allowClear
        placeholder={text("authorisations.scope.wholeSystem")}
        showSearch={{ optionFilterProp: "label" }}
        options={options.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form.Item>
  );
}

/** Names of people: typed freely, or chosen from those granted. */
export function PeopleSelect({
  options,
  free,
  hint,
  required = true,
  label,
}: {
  readonly options: readonly string[];
  readonly free: boolean;
  readonly hint?: string;
  readonly required?: boolean;
  readonly label: string;
}) {
  const text = useText();
  return (
    <Form.Item
      name="operators"
      label={label}
      {...(hint && { extra: hint })}
      rules={[{ required, message: text("authorisations.required") }]}
    >
      <Select
        mode={free ? "tags" : "multiple"}
        {...(free && { tokenSeparators: [",", "，", "、", " "] })}
        options={options.map((value) => ({ value, label: value }))}
      />
    </Form.Item>
  );
}
