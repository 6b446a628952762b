import type { Bilingual } from "../vocabulary.ts";

/** A structured deliverable: what such a document has to say, in sections of fields. */
export interface FormDefinition {
  readonly title: Bilingual;
  readonly purpose: Bilingual;
  readonly sections: readonly FormSection[];
}

export interface FormSection {
  readonly key: string;
  readonly title: Bilingual;
  readonly fields: readonly FormField[];
}

export type FormField = InputField | TableField;

interface Common {
  readonly key: string;
  readonly label: Bilingual;
  readonly help?: Bilingual;
}

export type InputField = Common & { readonly required: boolean } & (
    | { readonly type: "text" | "long" | "date" | "number" }
    | {
        readonly type: "select";
        readonly options: readonly { readonly key: string; readonly label: Bilingual }[];
      }
  );

export interface TableField extends Common {
  readonly type: "table";
  readonly minRows: number;
  readonly columns: readonly InputField[];
}

// Short words for the definitions beside this file: they should read like the documents they describe. -------

type Kind = "text" | "long" | "date" | "number";

export function must(type: Kind, key: string, zh: string, en: string, help?: Bilingual): InputField {
  return { type, key, label: { zh, en }, required: true, ...(help && { help }) };
}

export function may(type: Kind, key: string, zh: string, en: string, help?: Bilingual): InputField {
  return { type, key, label: { zh, en }, required: false, ...(help && { help }) };
}

/** A choice; options as [key, zh, en]. */
export function choice(
  key: string,
  zh: string,
  en: string,
  options: readonly (readonly [string, string, string])[],
  required = true,
): InputField {
  return {
    type: "select",
    key,
    label: { zh, en },
    required,
    options: options.map(([k, z, e]) => ({ key: k, label: { zh: z, en: e } })),
  };
}

export function table(
  key: string,
  zh: string,
  en: string,
  minRows: number,
  columns: readonly InputField[],
  help?: Bilingual,
): TableField {
  return { type: "table", key, label: { zh, en }, minRows, columns, ...(help && { help }) };
}

export function section(key: string, zh: string, en: string, fields: readonly FormField[]): FormSection {
  return { key, title: { zh, en }, fields };
}

export const RISK_LEVELS = [
  ["critical", "严重", "Critical"],
  ["high", "高", "High"],
  ["medium", "中", "Medium"],
  ["low", "低", "Low"],
] as const;

export const FIX_STATES = [
  ["open", "未整改", "Open"],
  ["in-progress", "整改中", "In progress"],
  ["fixed", "已整改", "Fixed"],
  ["accepted", "经批准接受", "Accepted with approval"],
] as const;
