import { STRUCTURED_FORMS } from "@yunjian/domain";
import { PersonName } from "./files.ts";
import { BilingualText, Binary, Id, Instant, Nullable, OneOf, route, Type } from "./route.ts";

const FormParams = Type.Object({ key: OneOf(STRUCTURED_FORMS) });

export const TemplateVersion = Type.Object({
  version: Type.Integer(),
  name: Type.String(),
  sha256: Type.String({ description: "empty for the template that came with the product" }),
  /** Null: the template that came with the product. */
  uploadedBy: Nullable(PersonName),
  uploadedAt: Nullable(Instant),
  note: Type.String(),
});

export const listForms = route({
  method: "GET",
  path: "/api/forms",
  access: "submission.read",
  summary: { zh: "结构化文书及其模板", en: "The structured deliverables and the template in force" },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        key: OneOf(STRUCTURED_FORMS),
        title: BilingualText,
        purpose: BilingualText,
        current: TemplateVersion,
        versions: Type.Integer(),
      }),
    ),
  }),
});

export const listTemplates = route({
  method: "GET",
  path: "/api/forms/:key/templates",
  access: "submission.read",
  summary: { zh: "模板历次版本与可用标记", en: "All versions of a template, and the tags one may use in it" },
  params: FormParams,
  response: Type.Object({
    versions: Type.Array(TemplateVersion),
    tags: Type.Array(Type.Object({ tag: Type.String(), label: BilingualText, table: Type.Boolean() })),
  }),
  errors: ["not-found"],
});

export const downloadTemplate = route({
  method: "GET",
  path: "/api/forms/:key/templates/:version",
  access: "submission.read",
  summary: { zh: "下载模板", en: "Download a template" },
  params: Type.Object({ key: OneOf(STRUCTURED_FORMS), version: Type.Integer({ minimum: 1 }) }),
  response: Binary,
  errors: ["not-found"],
});

export const addTemplate = route({
  method: "POST",
  path: "/api/forms/:key/templates",
  access: "template.manage",
  confirm: true,
  summary: {
    zh: "上传新版模板（先行校验）",
    en: "A new version from an uploaded file; it is checked and rendered once first",
  },
  params: FormParams,
  body: Type.Object({ fileId: Id, note: Type.String({ maxLength: 500 }) }, { additionalProperties: false }),
  response: Type.Object({ version: Type.Integer() }),
  errors: ["not-found", "file-gone", "file-infected", "storage-full"],
});
