import { isIsoDate } from "./dates.ts";
import { changeImpactAnalysis } from "./forms/change-impact-analysis.ts";
import { changeStatement } from "./forms/change-statement.ts";
import { controlAssessmentReport } from "./forms/control-assessment-report.ts";
import type { FormDefinition, FormField, InputField, TableField } from "./forms/definition.ts";
import { majorChange } from "./forms/major-change.ts";
import { penetrationTestReport } from "./forms/penetration-test-report.ts";
import { riskImprovement } from "./forms/risk-improvement.ts";
import { securityAssessmentPlan } from "./forms/security-assessment-plan.ts";
import { securityAssessmentReport } from "./forms/security-assessment-report.ts";
import { systemSecurityPlan } from "./forms/system-security-plan.ts";
import { vulnerabilityScanReport } from "./forms/vulnerability-scan-report.ts";
import { type FieldProblem, Refusal } from "./refusal.ts";
import type { Bilingual } from "./vocabulary.ts";

export type { FormDefinition, FormField, FormSection, InputField, TableField } from "./forms/definition.ts";

/** The structured deliverables. The catalogue's duties name them by these keys. */
export const FORMS = {
  "system-security-plan": systemSecurityPlan,
  "risk-improvement": riskImprovement,
  "control-assessment-report": controlAssessmentReport,
  "penetration-test-report": penetrationTestReport,
  "vulnerability-scan-report": vulnerabilityScanReport,
  "security-assessment-plan": securityAssessmentPlan,
  "security-assessment-report": securityAssessmentReport,
  "major-change": majorChange,
  "change-impact-analysis": changeImpactAnalysis,
  "change-statement": changeStatement,
} as const satisfies Record<string, FormDefinition>;
export const STRUCTURED_FORMS = Object.keys(FORMS) as [StructuredForm, ...StructuredForm[]];
export type StructuredForm = keyof typeof FORMS;

export type FormRow = Readonly<Record<string, string>>;
/** What was filled in: texts by field key, rows by table key. Dates are ISO, selections are option keys. */
export type FormValues = Readonly<Record<string, string | readonly FormRow[]>>;

export const FORM_LIMITS = { text: 300, long: 20_000, rows: 2000 } as const;

export function formOf(key: string): FormDefinition {
  const form: FormDefinition | undefined = Object.hasOwn(FORMS, key)
    ? FORMS[key as StructuredForm]
    : undefined;
  if (!form) throw new Refusal("not-found");
  return form;
}

export function fieldsOf(form: FormDefinition): readonly FormField[] {
  return form.sections.flatMap((section) => section.fields);
}

/**
 * What is wrong with the data of a form, by field path below `/form/data`. A draft may have gaps but no
 * nonsense; what is handed in may have neither.
 */
export function formProblems(
  form: FormDefinition,
  data: FormValues,
  how: "draft" | "complete",
): FieldProblem[] {
  const known = new Set(fieldsOf(form).map((field) => field.key));
  const unknown = Object.keys(data)
    .filter((key) => !known.has(key))
    .map((key) =>
      wrong(`/${key}`, { zh: "表单中没有这一项，请删除。", en: "The form has no such field; remove it." }),
    );
  return [...unknown, ...fieldsOf(form).flatMap((field) => problemsOf(field, data[field.key], how))];
}

function problemsOf(
  field: FormField,
  value: FormValues[string] | undefined,
  how: "draft" | "complete",
): FieldProblem[] {
  if (field.type === "table") return tableProblems(field, value, how);
  if (value !== undefined && typeof value !== "string")
    return [wrong(`/${field.key}`, { zh: "应为文字。", en: "Must be text." })];
  return inputProblems(field, value ?? "", `/${field.key}`, how);
}

function tableProblems(
  field: TableField,
  value: FormValues[string] | undefined,
  how: "draft" | "complete",
): FieldProblem[] {
  const at = `/${field.key}`;
  if (typeof value === "string")
    return [wrong(at, { zh: "应为表格的各行。", en: "Must be rows of the table." })];
  const rows = value ?? [];
  if (rows.length > FORM_LIMITS.rows) {
    return [
      wrong(at, {
        zh: `最多 ${FORM_LIMITS.rows} 行，请将明细作为附件。`,
        en: `At most ${FORM_LIMITS.rows} rows; attach the details.`,
      }),
    ];
  }
  if (how === "complete" && rows.length < field.minRows) {
    return [
      wrong(at, {
        zh: `“${field.label.zh}”至少填写 ${field.minRows} 行。`,
        en: `“${field.label.en}” needs at least ${field.minRows} row(s).`,
      }),
    ];
  }
  return rows.flatMap((row, i) =>
    field.columns.flatMap((column) =>
      inputProblems(column, row[column.key] ?? "", `${at}/${i}/${column.key}`, how),
    ),
  );
}

function inputProblems(
  field: InputField,
  value: string,
  at: string,
  how: "draft" | "complete",
): FieldProblem[] {
  if (typeof value !== "string") return [wrong(at, { zh: "应为文字。", en: "Must be text." })];
  if (value.trim() === "") {
    return how === "complete" && field.required
      ? [wrong(at, { zh: `请填写“${field.label.zh}”。`, en: `“${field.label.en}” is required.` })]
      : [];
  }
  switch (field.type) {
    case "date":
      return isIsoDate(value)
        ? []
        : [wrong(at, { zh: "应为日期，如 2026-11-20。", en: "Must be a date such as 2026-11-20." })];
    case "number":
      return /^\d{1,9}$/.test(value)
        ? []
        : [wrong(at, { zh: "应为不小于 0 的整数。", en: "Must be a whole number, 0 or more." })];
    case "select": {
      const options = field.options.map((option) => option.label);
      if (field.options.some((option) => option.key === value)) return [];
      return [
        wrong(at, {
          zh: `应为：${options.map((o) => o.zh).join("、")}。`,
          en: `Must be one of: ${options.map((o) => o.en).join(", ")}.`,
        }),
      ];
    }
    case "text":
    case "long": {
      const limit = FORM_LIMITS[field.type];
      return value.length <= limit
        ? []
        : [wrong(at, { zh: `最多 ${limit} 个字。`, en: `At most ${limit} characters.` })];
    }
  }
}

function wrong(at: string, message: Bilingual): FieldProblem {
  return { field: `/form/data${at}`, message };
}

/** The data as people read it: options by their words, dates as they are, gaps as a dash. */
export function printable(
  form: FormDefinition,
  data: FormValues,
  lang: "zh" | "en",
): Record<string, string | Record<string, string>[]> {
  const word = (field: InputField, value: string | undefined): string => {
    if (value === undefined || value.trim() === "") return "—";
    if (field.type !== "select") return value;
    return field.options.find((option) => option.key === value)?.label[lang] ?? value;
  };
  return Object.fromEntries(
    fieldsOf(form).map((field) => {
      const value = data[field.key];
      if (field.type !== "table")
        return [field.key, word(field, typeof value === "string" ? value : undefined)];
      const rows = typeof value === "string" ? [] : (value ?? []);
      if (rows.length === 0) return [field.key, [noRow(field, lang)]];
      return [
        field.key,
        rows.map((row, i) => ({
          no: String(i + 1),
          ...Object.fromEntries(field.columns.map((column) => [column.key, word(column, row[column.key])])),
        })),
      ];
    }),
  );
}

/** A table with nothing in it says so, as papers do. */
function noRow(field: TableField, lang: "zh" | "en"): Record<string, string> {
  const none = lang === "zh" ? "无" : "None";
  return {
    no: "—",
    ...Object.fromEntries(field.columns.map((column, i) => [column.key, i === 0 ? none : "—"])),
  };
}
