import { IMPORT_KINDS } from "@yunjian/domain";
import {
  BilingualText,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Text,
  Type,
  Binary,
} from "./route.ts";

const strict = { additionalProperties: false } as const;

/** Largest table file in bytes. */
export const IMPORT_BYTES_MAX = 20 * 1024 * 1024;

/** What happened to one line of the file. */
export const ImportRow = Type.Object({
  /** As the spreadsheet counts, the heading being line 1 where the table begins at the top. */
  line: Type.Integer(),
  outcome: OneOf(["taken", "unchanged", "refused"]),
  /** What the line is about, as it stands in its first columns. */
  what: Type.String(),
  problems: Type.Array(
    Type.Object({
      /** Heading of the column; null: the line as a whole. */
      column: Nullable(Type.String()),
      value: Type.String(),
      message: BilingualText,
    }),
  ),
  /** Values that were taken although they deserve a look. */
  warnings: Type.Array(BilingualText),
});
export type ImportRow = Static<typeof ImportRow>;

export const ImportSummary = Type.Object({
  id: Id,
  kind: OneOf(IMPORT_KINDS),
  fileName: Type.String(),
  dryRun: Type.Boolean(),
  state: OneOf(["waiting", "running", "finished", "cancelled", "failed"]),
  person: Type.String(),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
  /** Lines with content. */
  total: Type.Integer(),
  /** Lines worked through so far. */
  done: Type.Integer(),
  taken: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
  /** How the file was read: encoding, merged cells, unknown columns, empty lines left out. */
  notes: Type.Array(BilingualText),
});
export type ImportSummary = Static<typeof ImportSummary>;

export const listImports = route({
  method: "GET",
  path: "/api/imports",
  access: "registry.read",
  summary: { zh: "导入记录", en: "Imports" },
  query: Type.Object({ kind: Type.Optional(OneOf(IMPORT_KINDS)), ...Paging }),
  response: Page(ImportSummary),
});

export const importTable = route({
  method: "POST",
  path: "/api/imports",
  access: "registry.read",
  confirm: true,
  summary: {
    zh: "从 xlsx 或 csv 导入；逐行报告，错误行跳过，正确行入库",
    en: "Import from xlsx or csv; a report line by line, wrong lines are skipped",
  },
  bodyLimit: Math.ceil((IMPORT_BYTES_MAX * 4) / 3) + 4096,
  body: Type.Object(
    {
      kind: OneOf(IMPORT_KINDS),
      fileName: Text(200),
      /** Only say what would happen. */
      dryRun: Type.Boolean(),
      content: Type.String({ description: "the file, base64" }),
    },
    strict,
  ),
  response: Type.Object({ id: Id }),
  errors: ["forbidden", "too-large"],
});

export const getImport = route({
  method: "GET",
  path: "/api/imports/:id",
  access: "registry.read",
  summary: { zh: "导入结果", en: "One import with its figures" },
  params: IdParams,
  response: ImportSummary,
  errors: ["not-found"],
});

export const listImportRows = route({
  method: "GET",
  path: "/api/imports/:id/rows",
  access: "registry.read",
  summary: { zh: "导入逐行报告", en: "The report, line by line" },
  params: IdParams,
  query: Type.Object({
    outcome: Type.Optional(OneOf(["taken", "unchanged", "refused", "warned"])),
    ...Paging,
  }),
  response: Page(ImportRow),
  errors: ["not-found"],
});

export const cancelImport = route({
  method: "POST",
  path: "/api/imports/:id/cancel",
  access: "registry.read",
  summary: { zh: "停止导入；已入库的行保留", en: "Stop an import; lines already taken stay" },
  params: IdParams,
  response: ImportSummary,
  errors: ["not-found", "wrong-state"],
});

export const getImportTemplate = route({
  method: "GET",
  path: "/api/imports/templates/:kind",
  access: "registry.read",
  summary: { zh: "下载导入模板（xlsx）", en: "Template for an import (xlsx)" },
  params: Type.Object({ kind: OneOf(IMPORT_KINDS) }),
  response: Binary,
  errors: ["forbidden"],
});

export const getImportReport = route({
  method: "GET",
  path: "/api/imports/:id/report",
  access: "registry.read",
  confirm: true,
  summary: { zh: "下载导入报告（xlsx）", en: "The report as xlsx" },
  params: IdParams,
  response: Binary,
  errors: ["not-found"],
});
