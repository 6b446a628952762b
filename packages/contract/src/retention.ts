import {
  ARCHIVE_CLASSES,
  ERASURE_BLOCKS,
  FILE_RETENTIONS,
  HOLD_TARGETS,
  RETENTION_REQUEST_STATES,
  RETENTION_REQUESTS,
} from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Created,
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
 * Retention, disposal, legal hold, archive marks and erasure. All of it concerns everybody's evidence, so it is for
 * the organisation that supervises everything; to others these lists are empty.
 */
const Reason = Text(2000);
const Count = Type.Integer({ minimum: 0 });
const RETENTION_KINDS = [
  "record",
  "sign-in",
  "mail",
  "notice",
  "job",
  "request",
  ...FILE_RETENTIONS,
] as const;

export const getRetention = route({
  method: "GET",
  path: "/api/retention",
  access: "retention.read",
  summary: { zh: "留存期限与到期情况", en: "How long each kind is kept, and what is due" },
  response: Type.Object({
    kinds: Type.Array(
      Type.Object({
        kind: OneOf(RETENTION_KINDS),
        /** What becomes of it at the end: kept for good, cleared by the platform, disposed of by two persons. */
        way: OneOf(["kept", "cleared", "two-persons"]),
        setting: Type.String({ description: "key of the setting that says how long" }),
        amount: Type.Integer(),
        unit: OneOf(["months", "days"]),
        clause: Nullable(Type.String()),
        note: BilingualText,
      }),
    ),
    /** Of the last run that cleared logs away; null: none yet. */
    cleared: Nullable(Type.Object({ at: Instant, counts: Type.Record(Type.String(), Type.Integer()) })),
    due: Type.Object({ files: Count, bytes: Count, more: Type.Boolean() }),
    holds: Count,
    openRequests: Count,
    keyBackupDays: Type.Integer(),
  }),
});

export const listDueFiles = route({
  method: "GET",
  path: "/api/retention/due",
  access: "retention.read",
  summary: { zh: "到期待销毁的文件", en: "Files whose retention has ended, the oldest first" },
  query: Type.Object({ ...Paging }),
  response: Page(
    Type.Object({
      id: Id,
      name: Type.String(),
      orgName: Type.String(),
      size: Type.Integer(),
      sha256: Type.String(),
      uploadedAt: Instant,
      /** What gave its end: a kind of use, or its archive class. */
      by: OneOf([...FILE_RETENTIONS, "archive"]),
      endsAt: Instant,
      held: Type.Boolean(),
      /** A disposal that names it waits or runs. */
      proposed: Type.Boolean(),
    }),
  ),
});

export const proposeDisposal = route({
  method: "POST",
  path: "/api/retention/disposals",
  access: "disposal.propose",
  confirm: true,
  summary: { zh: "提出销毁到期文件", en: "Propose to destroy files whose retention has ended" },
  body: Type.Object(
    {
      fileIds: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }),
      reason: Reason,
    },
    { additionalProperties: false },
  ),
  response: Created,
  errors: ["forbidden", "not-found", "must-stay", "already-exists", "reason-required"],
});

const RequestItem = Type.Object({
  id: Id,
  number: Type.String(),
  kind: OneOf(RETENTION_REQUESTS),
  state: OneOf(RETENTION_REQUEST_STATES),
  /** The hold, organisation or person it is about; of a disposal how many files. */
  target: Type.Object({ id: Nullable(Id), name: Type.String(), files: Count }),
  reason: Type.String(),
  askedBy: Type.String(),
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  note: Type.String(),
  doneAt: Nullable(Instant),
  /** Of an erasure: when the last backup of the keys that holds the old key is gone. */
  completeAt: Nullable(Instant),
  version: Version,
});

export const listRetentionRequests = route({
  method: "GET",
  path: "/api/retention/requests",
  access: "retention.read",
  summary: { zh: "销毁、解除保全与注销申请", en: "Requests that take two persons" },
  query: Type.Object({
    ...Paging,
    kind: Type.Optional(OneOf(RETENTION_REQUESTS)),
    state: Type.Optional(OneOf(RETENTION_REQUEST_STATES)),
  }),
  response: Page(RequestItem),
});

const Blocks = Type.Array(OneOf(ERASURE_BLOCKS));

export const getRetentionRequest = route({
  method: "GET",
  path: "/api/retention/requests/:id",
  access: "retention.read",
  summary: { zh: "查看申请", en: "One request, how far it is, and what happened" },
  params: IdParams,
  response: Type.Object({
    ...RequestItem.properties,
    progress: Type.Object({ total: Count, destroyed: Count, kept: Count }),
    /** What an erasure would run into now; empty for the other kinds. */
    blocks: Blocks,
    may: Type.Object({ decide: Type.Boolean(), withdraw: Type.Boolean() }),
    history: Type.Array(
      Type.Object({
        id: Id,
        at: Instant,
        kind: Type.String(),
        person: Nullable(Type.String()),
        organisation: Nullable(Type.String()),
        data: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
  }),
  errors: ["not-found"],
});

export const listDisposalFiles = route({
  method: "GET",
  path: "/api/retention/requests/:id/files",
  access: "retention.read",
  summary: { zh: "销毁清单", en: "The files of a disposal, each with what became of it" },
  params: IdParams,
  query: Type.Object({ ...Paging }),
  response: Page(
    Type.Object({
      id: Id,
      name: Type.String(),
      orgName: Type.String(),
      size: Type.Integer(),
      sha256: Type.String(),
      rule: Type.String({ description: "key of the setting, or 'archive'" }),
      endsAt: Instant,
      outcome: Nullable(OneOf(["destroyed", "held", "in-retention", "archived", "open-case", "gone"])),
      doneAt: Nullable(Instant),
    }),
  ),
  errors: ["not-found"],
});

export const decideRetentionRequest = route({
  method: "POST",
  path: "/api/retention/requests/:id/decision",
  access: "retention.read",
  confirm: true,
  summary: {
    zh: "批准或驳回销毁、解除保全、注销申请",
    en: "Decide on a request; never the one who asked",
  },
  params: IdParams,
  body: Type.Object(
    { version: Version, approve: Type.Boolean(), note: Note },
    { additionalProperties: false },
  ),
  response: Changed,
  errors: [
    "forbidden",
    "not-found",
    "wrong-state",
    "stale-version",
    "same-person",
    "reason-required",
    "erasure-blocked",
  ],
});

export const withdrawRetentionRequest = route({
  method: "POST",
  path: "/api/retention/requests/:id/withdraw",
  access: "retention.read",
  summary: { zh: "撤回申请", en: "Withdraw one's own request before it is decided" },
  params: IdParams,
  body: Type.Object({ version: Version }, { additionalProperties: false }),
  response: Changed,
  errors: ["forbidden", "not-found", "wrong-state", "stale-version"],
});

// Legal hold ------------------------------------------------------------------------------------------

const Hold = Type.Object({
  id: Id,
  number: Type.String(),
  target: OneOf(HOLD_TARGETS),
  targetId: Id,
  targetName: Type.String(),
  reason: Type.String(),
  reference: Type.String(),
  placedBy: Type.String(),
  placedAt: Instant,
  liftedAt: Nullable(Instant),
  /** The request to lift it that waits or that lifted it. */
  liftRequestId: Nullable(Id),
  may: Type.Object({ lift: Type.Boolean() }),
});

export const listHolds = route({
  method: "GET",
  path: "/api/holds",
  access: "retention.read",
  summary: { zh: "法定保全清单", en: "Legal holds, the latest first" },
  query: Type.Object({
    ...Paging,
    standing: Type.Optional(OneOf(["in-force", "lifted"])),
    /** Only those on this object itself. */
    targetId: Type.Optional(Id),
  }),
  response: Page(Hold),
});

export const placeHold = route({
  method: "POST",
  path: "/api/holds",
  access: "hold.place",
  confirm: true,
  summary: {
    zh: "设置法定保全：所覆盖的内容不得销毁、注销",
    en: "Place a legal hold: what it covers can neither be disposed of nor erased",
  },
  body: Type.Object(
    { target: OneOf(HOLD_TARGETS), targetId: Id, reason: Reason, reference: Text(200) },
    { additionalProperties: false },
  ),
  response: Created,
  errors: ["forbidden", "not-found", "reason-required"],
});

export const askHoldLift = route({
  method: "POST",
  path: "/api/holds/:id/lift",
  access: "hold.place",
  confirm: true,
  summary: { zh: "申请解除法定保全", en: "Ask to lift a hold; another person decides" },
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  response: Created,
  errors: ["forbidden", "not-found", "wrong-state", "already-exists", "reason-required"],
});

// Archive ---------------------------------------------------------------------------------------------

const ArchiveItem = Type.Object({
  id: Id,
  target: OneOf(["submission", "file"]),
  targetId: Id,
  targetName: Type.String(),
  orgName: Type.String(),
  number: Type.String({ description: "档号" }),
  class: OneOf(ARCHIVE_CLASSES),
  /** Null: permanent. */
  endsAt: Nullable(Instant),
  note: Type.String(),
  markedBy: Type.String(),
  markedAt: Instant,
  version: Version,
});

export const listArchives = route({
  method: "GET",
  path: "/api/archives",
  access: "retention.read",
  summary: { zh: "归档清单", en: "What is marked as archived, the latest first" },
  query: Type.Object({
    ...Paging,
    class: Type.Optional(OneOf(ARCHIVE_CLASSES)),
    targetId: Type.Optional(Id),
  }),
  response: Page(ArchiveItem),
});

const Marking = {
  number: Text(100),
  class: OneOf(ARCHIVE_CLASSES),
  note: Type.Optional(Note),
};

export const markArchived = route({
  method: "POST",
  path: "/api/archives",
  access: "archive.mark",
  summary: { zh: "归档标记", en: "Mark a submission or a file as archived" },
  body: Type.Object(
    { target: OneOf(["submission", "file"]), targetId: Id, ...Marking },
    { additionalProperties: false },
  ),
  response: Created,
  errors: ["forbidden", "not-found", "already-exists", "file-gone"],
});

export const changeArchive = route({
  method: "POST",
  path: "/api/archives/:id",
  access: "archive.mark",
  summary: {
    zh: "更正档号或保管期限（只能延长）",
    en: "Correct number or class; a class may only become longer",
  },
  params: IdParams,
  body: Type.Object({ version: Version, ...Marking }, { additionalProperties: false }),
  response: Changed,
  errors: ["forbidden", "not-found", "already-exists", "stale-version", "must-stay"],
});

// Erasure ---------------------------------------------------------------------------------------------

const Erasable = OneOf(["organisation", "person"]);

export const previewErasure = route({
  method: "GET",
  path: "/api/erasures/preview",
  access: "retention.read",
  summary: { zh: "注销前检查", en: "What an erasure would destroy, and what it runs into" },
  query: Type.Object({ kind: Erasable, targetId: Id }),
  response: Type.Object({
    id: Id,
    name: Type.String(),
    blocks: Blocks,
    files: Count,
    holds: Count,
    openDuties: Count,
    filesInRetention: Count,
    filesArchived: Count,
    endedAt: Nullable(Instant),
    /** Of a person: until when audit records need the name. */
    nameNeededUntil: Nullable(Instant),
    /** When it would be complete if it were carried out now. */
    completeAt: Instant,
  }),
  errors: ["not-found"],
});

export const askErasure = route({
  method: "POST",
  path: "/api/erasures",
  access: "erasure.ask",
  confirm: true,
  summary: {
    zh: "申请注销单位或人员数据（销毁密钥）",
    en: "Ask to destroy an organisation's or a person's keys; another person decides",
  },
  body: Type.Object({ kind: Erasable, targetId: Id, reason: Reason }, { additionalProperties: false }),
  response: Created,
  errors: ["forbidden", "not-found", "erasure-blocked", "already-exists", "reason-required"],
});
