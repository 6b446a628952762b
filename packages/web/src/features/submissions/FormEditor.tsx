import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import {
  formOf,
  type FormField,
  type FormRow,
  type FormValues,
  type InputField,
  type Sensitivity,
  type TableField,
} from "@yunjian/domain";
import { Button, Form, Input, InputNumber, Select, Table } from "antd";
import type { ClipboardEvent } from "react";
import { useLang, useText } from "../../lib/language.ts";
import { DateInput } from "../../ui/DateInput.tsx";
import { SensitivitySelect } from "../../ui/FormParts.tsx";
import type { FilledForm } from "./content.ts";
import { type FieldErrors, marked } from "./errors.ts";

export interface FormEditorProps {
  readonly form: FilledForm;
  readonly errors: FieldErrors;
  readonly onChange: (form: FilledForm) => void;
}

/** A structured deliverable to fill in, section by section, from its definition. */
export function FormEditor({ form, errors, onChange }: FormEditorProps) {
  const text = useText();
  const lang = useLang();
  const definition = formOf(form.key);
  return (
    <Form layout="vertical" component="div" className="yj-submission-form">
      <p className="yj-hint">{definition.purpose[lang]}</p>
      <Form.Item
        label={text("submissions.form.sensitivity")}
        required
        {...marked(errors, "/form/sensitivity")}
      >
        <SensitivitySelect
          {...(form.sensitivity && { value: form.sensitivity })}
          onChange={(sensitivity: Sensitivity) => onChange({ ...form, sensitivity })}
        />
      </Form.Item>
      <FormSections
        formKey={form.key}
        data={form.data}
        errors={errors}
        onChange={(data) => onChange({ ...form, data })}
      />
    </Form>
  );
}

/** The sections alone, for papers that are filled in elsewhere. */
export function FormSections({
  formKey,
  data,
  errors,
  onChange,
}: {
  readonly formKey: string;
  readonly data: FormValues;
  readonly errors: FieldErrors;
  readonly onChange: (data: FormValues) => void;
}) {
  const lang = useLang();
  const definition = formOf(formKey);
  const set = (key: string, value: FormValues[string]) => onChange({ ...data, [key]: value });
  return (
    <>
      {definition.sections.map((section) => (
        <fieldset key={section.key} className="yj-submission-section">
          <legend>{section.title[lang]}</legend>
          <div className="yj-submission-fields">
            {section.fields.map((field) => (
              <Field
                key={field.key}
                field={field}
                value={data[field.key]}
                errors={errors}
                onChange={(value) => set(field.key, value)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

function Field({
  field,
  value,
  errors,
  onChange,
}: {
  readonly field: FormField;
  readonly value: FormValues[string] | undefined;
  readonly errors: FieldErrors;
  readonly onChange: (value: FormValues[string]) => void;
}) {
  const lang = useLang();
  const at = `/form/data/${field.key}`;
  const id = `form-${field.key}`;
  if (field.type === "table") {
    const rows = typeof value === "string" || value === undefined ? [] : value;
    return (
      <Form.Item
        className="yj-submission-wide"
        label={field.label[lang]}
        required={field.minRows > 0}
        extra={field.help?.[lang]}
        {...marked(errors, at)}
      >
        <Rows field={field} rows={rows} errors={errors} onChange={onChange} />
      </Form.Item>
    );
  }
  return (
    <Form.Item
      className={field.type === "long" ? "yj-submission-wide" : ""}
      label={field.label[lang]}
      htmlFor={id}
      required={field.required}
      extra={field.help?.[lang]}
      {...marked(errors, at)}
    >
      <FieldInput field={field} id={id} value={typeof value === "string" ? value : ""} onChange={onChange} />
    </Form.Item>
  );
}

function FieldInput({
  field,
  id,
  value,
  label,
  onChange,
}: {
  readonly field: InputField;
  readonly id?: string;
  readonly value: string;
  /** Where no label stands beside it. */
  readonly label?: string;
  readonly onChange: (value: string) => void;
}) {
  const lang = useLang();
  const text = useText();
  const named = { ...(id && { id }), ...(label && { "aria-label": label }) };
  switch (field.type) {
    case "text":
      return (
        <Input {...named} value={value} maxLength={300} onChange={(event) => onChange(event.target.value)} />
      );
    case "long":
      return (
        <Input.TextArea
          {...named}
          value={value}
          maxLength={20_000}
          autoSize={{ minRows: label === undefined ? 3 : 1, maxRows: 20 }}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <InputNumber
          {...named}
          className="yj-submission-number"
          min={0}
          precision={0}
          value={value === "" ? null : Number(value)}
          onChange={(next) => onChange(next === null ? "" : String(next))}
        />
      );
    case "date":
      return (
        <DateInput
          {...(id && { id })}
          value={value === "" ? null : value}
          onChange={(next) => onChange(next ?? "")}
        />
      );
    case "select":
      return (
        <Select
          {...named}
          allowClear={{ label: text("common.clear") }}
          value={value === "" ? null : value}
          onChange={(next: string | null | undefined) => onChange(next ?? "")}
          options={field.options.map((option) => ({ value: option.key, label: option.label[lang] }))}
        />
      );
  }
}

const COLUMN_WIDTH: Readonly<Record<InputField["type"], number>> = {
  text: 180,
  long: 260,
  date: 150,
  number: 110,
  select: 130,
};

function Rows({
  field,
  rows,
  errors,
  onChange,
}: {
  readonly field: TableField;
  readonly rows: readonly FormRow[];
  readonly errors: FieldErrors;
  readonly onChange: (rows: readonly FormRow[]) => void;
}) {
  const text = useText();
  const lang = useLang();
  const set = (index: number, key: string, value: string) =>
    onChange(rows.map((row, i) => (i === index ? { ...row, [key]: value } : row)));
  const paste = (event: ClipboardEvent, index: number, column: number) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(pasted.trimEnd())) return;
    event.preventDefault();
    onChange(spread(field, rows, pasted, index, column, lang));
  };
  return (
    <div className="yj-submission-table">
      <Table<{ row: FormRow; index: number }>
        size="small"
        pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        rowKey={({ index }) => index}
        dataSource={rows.map((row, index) => ({ row, index }))}
        scroll={{ x: field.columns.reduce((sum, column) => sum + COLUMN_WIDTH[column.type], 90) }}
        locale={{ emptyText: text("submissions.form.noRows") }}
        columns={[
          { key: "no", title: text("submissions.form.no"), width: 60, render: (_, { index }) => index + 1 },
          ...field.columns.map((column, c) => ({
            key: column.key,
            title: `${column.label[lang]}${column.required ? " *" : ""}`,
            width: COLUMN_WIDTH[column.type],
            render: (_: unknown, { row, index }: { row: FormRow; index: number }) => (
              <Form.Item
                className="yj-submission-cell"
                {...marked(errors, `/form/data/${field.key}/${index}/${column.key}`)}
              >
                <div onPaste={(event) => paste(event, index, c)}>
                  <FieldInput
                    field={column}
                    label={column.label[lang]}
                    value={row[column.key] ?? ""}
                    onChange={(value) => set(index, column.key, value)}
                  />
                </div>
              </Form.Item>
            ),
          })),
          {
            key: "remove",
            title: "",
            width: 44,
            render: (_, { index }) => (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={text("submissions.form.removeRow", { no: index + 1 })}
                onClick={() => onChange(rows.filter((_row, i) => i !== index))}
              />
            ),
          },
        ]}
      />
      <div className="yj-submission-table-foot">
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...rows, {}])}>
          {text("submissions.form.addRow")}
        </Button>
        <span className="yj-hint">{text("submissions.form.paste")}</span>
      </div>
    </div>
  );
}

/** Cells copied from a spreadsheet fill the rows from where they are pasted; options by their words. */
function spread(
  field: TableField,
  rows: readonly FormRow[],
  pasted: string,
  index: number,
  column: number,
  lang: "zh" | "en",
): FormRow[] {
  const lines = pasted
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split("\t"));
  const next = rows.map((row) => ({ ...row }));
  for (const [r, cells] of lines.entries()) {
    const row: Record<string, string> = { ...next[index + r] };
    for (const [c, cell] of cells.entries()) {
      const target = field.columns[column + c];
      if (!target) continue;
      const value = cell.trim();
      row[target.key] =
        target.type === "select"
          ? (target.options.find((option) => option.label[lang] === value || option.key === value)?.key ?? "")
          : value;
    }
    next[index + r] = row;
  }
  return next;
}
