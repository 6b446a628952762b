import {
  FILE_KINDS,
  FILE_STATES,
  FILE_WARNINGS,
  OBJECT_FAULTS,
  SCAN_STATES,
  SENSITIVITIES,
} from "@yunjian/domain";
import {
  Binary,
  Changed,
  Id,
  IdParams,
  Instant,
  Note,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  Text,
  Type,
  Version,
} from "./route.ts";

/**
 * Files arrive by the tus protocol (resumable uploads 1.0) at this address, beside the contract:
 * POST with `Upload-Length` and `Upload-Metadata: name <base64>, type <base64>, sensitivity <base64>`, then
 * PATCH. The last PATCH answers with the header `Upload-File: <file id>`, or refuses the file.
 */
export const UPLOADS_PATH = "/api/uploads";
export const UPLOAD_FILE_HEADER = "upload-file";

export const PersonName = Type.Object({ id: Id, name: Type.String() });

/** What the malware scanner said of a content. */
export const FileScan = Type.Object({
  state: OneOf(SCAN_STATES),
  /** The signature that matched, or why it could not be scanned (SCAN_OBSTACLES); otherwise empty. */
  found: Type.String(),
  /** With what it was scanned: engine, and edition of the signatures; empty before. */
  engine: Type.String(),
  signatures: Type.String(),
  at: Nullable(Instant),
});

export const FileInfo = Type.Object({
  id: Id,
  orgId: Id,
  name: Type.String(),
  mediaType: Type.String(),
  kind: OneOf(FILE_KINDS),
  size: Type.Integer(),
  sha256: Type.String(),
  /** Null until it was computed: of files above 8 MB in the background, after the upload. */
  sm3: Nullable(Type.String()),
  sensitivity: OneOf(SENSITIVITIES),
  warnings: Type.Array(OneOf(FILE_WARNINGS)),
  uploadedBy: PersonName,
  uploadedAt: Instant,
  state: OneOf(FILE_STATES),
  scan: FileScan,
  /** When the stored content was last read whole; null before the first time. */
  seenAt: Nullable(Instant),
  /** What is wrong with the stored content; null as far as is known. */
  fault: Nullable(OneOf(OBJECT_FAULTS)),
});

export const getUpload = route({
  method: "GET",
  path: "/api/uploads/:id",
  access: "submission.read",
  summary: { zh: "查看上传进度与结果", en: "How far an upload is, and the file it became" },
  params: IdParams,
  response: Type.Object({
    id: Id,
    name: Type.String(),
    size: Type.Integer(),
    offset: Type.Integer(),
    expiresAt: Instant,
    fileId: Nullable(Id),
  }),
  errors: [
    "not-found",
    "file-classified",
    "file-empty",
    "file-malware",
    "file-program",
    "file-type-differs",
    "file-damaged",
    "file-archive-path",
    "file-archive-bomb",
    "storage-full",
  ],
});

export const getFile = route({
  method: "GET",
  path: "/api/files/:id",
  access: "submission.read",
  summary: { zh: "查看文件信息", en: "What a file is" },
  params: IdParams,
  response: Type.Object({
    ...FileInfo.properties,
    orgName: Type.String(),
    version: Version,
    purge: Nullable(
      Type.Object({
        askedBy: PersonName,
        askedAt: Instant,
        reason: Type.String(),
        decidedBy: Nullable(PersonName),
        decidedAt: Nullable(Instant),
      }),
    ),
    /** What the caller may do with it now. */
    may: Type.Object({ ask: Type.Boolean(), decide: Type.Boolean() }),
  }),
  errors: ["not-found"],
});

export const downloadFile = route({
  method: "GET",
  path: "/api/files/:id/download",
  access: "submission.read",
  confirm: true,
  summary: { zh: "下载文件（支持断点）", en: "Download a file; ranges are answered" },
  params: IdParams,
  response: Binary,
  errors: ["not-found", "file-gone", "file-infected"],
});

export const showFile = route({
  method: "GET",
  path: "/api/files/:id/show",
  access: "submission.read",
  summary: { zh: "在线查看 PDF 或图片原件", en: "The bytes of a PDF or an image, for a viewer, sandboxed" },
  params: IdParams,
  response: Binary,
  errors: ["not-found", "file-gone", "file-infected"],
});

const Cell = Type.String();
/** Row and column of the first cell, rows and columns covered; all from 0. */
const Merge = Type.Object({
  row: Type.Integer(),
  column: Type.Integer(),
  rows: Type.Integer(),
  columns: Type.Integer(),
});

/** What a known tool says in its result, so that a reviewer sees the substance first. */
export const ToolResult = Type.Object({
  tool: OneOf(["openscap", "nmap", "cyclonedx", "lynis"]),
  toolVersion: Type.String(),
  /** Figures and names by key; the words for the keys belong to the interface. */
  facts: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.String())),
  total: Type.Integer(),
});

export const Preview = Type.Union([
  Type.Object({
    kind: OneOf(["text", "xml"]),
    encoding: Type.String(),
    lines: Type.Array(Type.String()),
    from: Type.Integer(),
    more: Type.Boolean(),
    notes: Type.Array(OneOf(["doctype-ignored", "long-lines-cut", "not-well-formed"])),
    result: Nullable(ToolResult),
  }),
  Type.Object({
    kind: OneOf(["table"]),
    encoding: Nullable(Type.String()),
    sheets: Type.Array(Type.String()),
    sheet: Type.Integer(),
    from: Type.Integer(),
    rows: Type.Array(Type.Array(Cell)),
    merges: Type.Array(Merge),
    more: Type.Boolean(),
    notes: Type.Array(OneOf(["uneven-rows", "columns-cut"])),
  }),
  Type.Object({ kind: OneOf(["pdf", "image"]), url: Type.String() }),
  Type.Object({
    kind: OneOf(["docx"]),
    from: Type.Integer(),
    more: Type.Boolean(),
    blocks: Type.Array(
      Type.Union([
        Type.Object({ type: OneOf(["heading"]), level: Type.Integer(), text: Type.String() }),
        Type.Object({ type: OneOf(["paragraph"]), text: Type.String() }),
        Type.Object({ type: OneOf(["table"]), rows: Type.Array(Type.Array(Type.String())) }),
      ]),
    ),
  }),
  Type.Object({
    kind: OneOf(["archive"]),
    from: Type.Integer(),
    more: Type.Boolean(),
    total: Type.Integer(),
    entries: Type.Array(
      Type.Object({
        name: Type.String(),
        size: Type.Integer(),
        folder: Type.Boolean(),
        encrypted: Type.Boolean(),
        modified: Nullable(Type.String()),
      }),
    ),
  }),
  Type.Object({
    kind: OneOf(["none"]),
    reason: OneOf(["office-old", "ofd", "other", "damaged", "too-large", "encrypted", "gone", "infected"]),
  }),
]);

export const previewFile = route({
  method: "GET",
  path: "/api/files/:id/preview",
  access: "submission.read",
  summary: { zh: "预览文件内容（分页）", en: "A page of a file's content, taken out by the server" },
  params: IdParams,
  query: Type.Object({
    sheet: Type.Optional(Type.Integer({ minimum: 0, maximum: 500 })),
    from: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000_000, description: "first line, row, block or entry" }),
    ),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: "default 200" })),
  }),
  response: Preview,
  errors: ["not-found"],
});

export const askPurge = route({
  method: "POST",
  path: "/api/files/:id/purge",
  access: "file.purge",
  confirm: true,
  summary: {
    zh: "申请清除误传涉密文件（内容立即封存）",
    en: "Ask to purge a file that must not be here; its content is locked at once",
  },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Text(1000) }, { additionalProperties: false }),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version"],
});

export const decidePurge = route({
  method: "POST",
  path: "/api/files/:id/purge/decision",
  access: "file.purge-approve",
  confirm: true,
  summary: { zh: "批准或驳回清除", en: "Approve or refuse a purge; approval destroys the content" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      approve: Type.Boolean(),
      note: Note,
      /** The name itself must not be here either: it goes with what would prove it. */
      eraseName: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version", "same-person", "reason-required", "forbidden"],
});

export const listPurges = route({
  method: "GET",
  path: "/api/files/purges",
  access: "file.purge",
  summary: { zh: "待批准的清除申请", en: "Purges that wait for a decision" },
  query: Type.Object({ ...Paging }),
  response: Page(
    Type.Object({
      ...FileInfo.properties,
      orgName: Type.String(),
      version: Version,
      askedBy: PersonName,
      askedAt: Instant,
      reason: Type.String(),
      /** Under a legal hold: approving needs a reason. */
      held: Type.Boolean(),
      /** Whether the caller may decide: neither who asked nor who uploaded it. */
      mayDecide: Type.Boolean(),
    }),
  ),
});
