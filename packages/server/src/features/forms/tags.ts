import { type Bilingual, fieldsOf, type FormDefinition } from "@yunjian/domain";

/** What every document of ours can print beside its form's fields. */
export const DOCUMENT_TAGS = {
  docTitle: { zh: "文书名称", en: "Title" },
  docNumber: { zh: "提交编号", en: "Number" },
  docOrganisation: { zh: "编制单位", en: "Organisation" },
  docClouds: { zh: "监管对象", en: "Subjects" },
  docPeriods: { zh: "监管事项与周期", en: "Duties and periods" },
  docPreparedBy: { zh: "编制人", en: "Prepared by" },
  docSignedBy: { zh: "签发人", en: "Signed by" },
  docDate: { zh: "提交日期", en: "Date" },
  docSensitivity: { zh: "敏感程度", en: "Sensitivity" },
  docStatement: { zh: "说明", en: "Statement" },
} as const satisfies Record<string, Bilingual>;
export type DocumentFacts = Record<keyof typeof DOCUMENT_TAGS, string>;

export interface TemplateTag {
  readonly tag: string;
  readonly label: Bilingual;
  /** Repeats what stands between {#tag} and {/tag}. */
  readonly table: boolean;
}

/** Every tag a template of this form may use, in the order of the form. */
export function tagsOf(form: FormDefinition): TemplateTag[] {
  const common = Object.entries(DOCUMENT_TAGS).map(([tag, label]) => ({ tag, label, table: false }));
  const own = fieldsOf(form).flatMap((field): TemplateTag[] => {
    if (field.type !== "table") return [{ tag: field.key, label: field.label, table: false }];
    return [
      { tag: field.key, label: field.label, table: true },
      { tag: "no", label: { zh: `${field.label.zh}：序号`, en: `${field.label.en}: number` }, table: false },
      ...field.columns.map((column) => ({
        tag: column.key,
        label: { zh: `${field.label.zh}：${column.label.zh}`, en: `${field.label.en}: ${column.label.en}` },
        table: false,
      })),
    ];
  });
  return [...common, ...own];
}
