import { PACKAGE_PROBLEMS, PACKAGE_SCOPES, PACKAGE_STATES, type PackageProblem } from "@yunjian/domain";
import {
  Binary,
  Created,
  Day,
  Empty,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Type,
} from "./route.ts";

/**
 * Evidence packages: files, decisions and the record's proofs of a cloud, a period or a rectification, for checking
 * without this server (`yunjian verify`, docs/EVIDENCE.md). They belong to who asked for them and to nobody else.
 */
const Scope = OneOf(PACKAGE_SCOPES);
const PROBLEMS = Object.keys(PACKAGE_PROBLEMS) as [PackageProblem, ...PackageProblem[]];

export const PackageView = Type.Object({
  id: Id,
  number: Type.String(),
  scope: Type.Object({
    type: Scope,
    id: Id,
    name: Type.String(),
    from: Nullable(Day),
    /** This day included. */
    to: Nullable(Day),
  }),
  state: OneOf(PACKAGE_STATES),
  askedAt: Instant,
  /** Of the job that makes it: progress and cancelling by /api/jobs. */
  jobId: Id,
  /** How far it is, while it is made: bytes read and written. */
  progress: Nullable(Type.Object({ done: Type.Integer(), total: Nullable(Type.Integer()) })),
  problem: Nullable(OneOf(PROBLEMS)),
  /** Once it is ready. */
  size: Nullable(Type.Integer()),
  sha256: Nullable(Type.String()),
  entries: Nullable(Type.Integer()),
  files: Nullable(Type.Integer()),
  /** Files named in it whose content could not be put in: purged, disposed of, damaged. */
  missing: Nullable(Type.Integer()),
  madeAt: Nullable(Instant),
  expiresAt: Nullable(Instant),
  /** What the caller may do with it now. */
  may: Type.Object({ open: Type.Boolean(), cancel: Type.Boolean() }),
});
export type PackageView = Static<typeof PackageView>;

export const makePackage = route({
  method: "POST",
  path: "/api/packages",
  access: "submission.read",
  summary: { zh: "生成证据包", en: "Make an evidence package; a job with progress" },
  confirm: true,
  body: Type.Object(
    {
      type: Scope,
      id: Id,
      from: Type.Optional(Nullable(Day)),
      to: Type.Optional(Nullable(Day)),
    },
    { additionalProperties: false },
  ),
  response: Created,
  errors: ["not-found", "forbidden", "already-exists"],
});

export const listPackages = route({
  method: "GET",
  path: "/api/packages",
  access: "submission.read",
  summary: { zh: "我的证据包", en: "Packages I asked for, newest first" },
  query: Type.Object({ ...Paging }, { additionalProperties: false }),
  response: Page(PackageView),
});

export const getPackage = route({
  method: "GET",
  path: "/api/packages/:id",
  access: "submission.read",
  summary: { zh: "一个证据包", en: "One of my packages" },
  params: IdParams,
  response: PackageView,
  errors: ["not-found"],
});

export const cancelPackage = route({
  method: "POST",
  path: "/api/packages/:id/cancel",
  access: "submission.read",
  summary: { zh: "停止生成证据包", en: "Stop the making of a package" },
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  response: Empty,
  errors: ["not-found", "wrong-state"],
});

export const checkPackage = route({
  method: "GET",
  path: "/api/packages/:id/openable",
  access: "submission.read",
  summary: {
    zh: "下载前确认身份与权限",
    en: "Whether the download would be answered; asks for confirmation first as it does",
  },
  confirm: true,
  params: IdParams,
  response: Empty,
  errors: ["not-found"],
});

export const downloadPackage = route({
  method: "GET",
  path: "/api/packages/:id/download",
  access: "submission.read",
  summary: { zh: "下载证据包（zip）", en: "Download a package (zip); recorded" },
  confirm: true,
  params: IdParams,
  response: Binary,
  errors: ["not-found"],
});
