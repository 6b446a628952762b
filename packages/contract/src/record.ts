import { EVENT_KINDS, OBJECT_TYPES } from "@yunjian/domain";
import {
  Day,
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

const strict = { additionalProperties: false } as const;
const Kind = OneOf(
  EVENT_KINDS as unknown as [(typeof EVENT_KINDS)[number], ...(typeof EVENT_KINDS)[number][]],
);
const ObjectKind = OneOf(
  OBJECT_TYPES as unknown as [(typeof OBJECT_TYPES)[number], ...(typeof OBJECT_TYPES)[number][]],
);

/** One thing that happened, as the record tells it; names are those of today, for display. */
export const RecordEntry = Type.Object({
  id: Id,
  at: Instant,
  kind: Type.String(),
  person: Nullable(Type.Object({ id: Id, name: Type.String({ description: "empty: not visible to you" }) })),
  organisation: Nullable(Type.Object({ id: Id, name: Type.String() })),
  object: Type.Object({ type: Type.String(), id: Id }),
  subject: Nullable(Type.Object({ id: Id, name: Type.String() })),
  /** Ids, states, numbers and dates only. */
  data: Type.Record(Type.String(), Type.Unknown()),
  /** Texts the entry vouches for without holding them. */
  commitments: Type.Array(Type.String()),
  /** Null: not ordered yet. */
  position: Nullable(Type.Integer({ minimum: 0 })),
  requestId: Type.String(),
});
export type RecordEntryView = Static<typeof RecordEntry>;

export const getObjectHistory = route({
  method: "GET",
  path: "/api/record/objects/:type/:id",
  access: "signed-in",
  summary: { zh: "一个对象的办理经过", en: "What happened to an object, newest first" },
  params: Type.Object({ type: ObjectKind, id: Id }),
  query: Type.Object({ ...Paging }, strict),
  response: Page(RecordEntry),
  errors: ["forbidden"],
});

/** Rows of one export at most: what a person works through in a table. */
export const MOST_EXPORTED = 10_000;

const SEARCH = {
  personId: Type.Optional(Id),
  /** Name or mail address, in whole or part. */
  person: Type.Optional(Type.String({ maxLength: 100 })),
  objectId: Type.Optional(Id),
  subjectId: Type.Optional(Id),
  kind: Type.Optional(Type.Array(Kind, { maxItems: 50 })),
  from: Type.Optional(Day),
  /** This day included. */
  to: Type.Optional(Day),
};

export const exportRecord = route({
  method: "GET",
  path: "/api/record/export",
  access: "record.read",
  summary: {
    zh: "导出存证查询结果（xlsx，最多 10000 条；导出本身存证）",
    en: "The result of a search of the record as a workbook, 10,000 rows at most; recorded",
  },
  confirm: true,
  query: Type.Object(SEARCH, strict),
  response: Type.Object({
    fileName: Type.String(),
    rows: Type.Integer(),
    content: Type.String({ description: "xlsx, Base64" }),
  }),
});

export const listRecord = route({
  method: "GET",
  path: "/api/record",
  access: "record.read",
  summary: { zh: "存证记录", en: "The record, newest first" },
  query: Type.Object(
    {
      ...SEARCH,
      ...Paging,
    },
    strict,
  ),
  response: Page(RecordEntry),
});

const TreeState = Type.Object({
  tree: OneOf(["sha256", "sm3"]),
  origin: Type.String(),
  verifiers: Type.Array(Type.String()),
  /** Smaller than the record's while it is built from stored entries. */
  size: Type.Integer({ minimum: 0 }),
});
const WitnessState = Type.Object({
  name: Type.String(),
  /** Size of the checkpoint it cosigned last, and when. */
  size: Nullable(Type.Integer({ minimum: 0 })),
  cosignedAt: Nullable(Instant),
  /** What went wrong when it was asked last; null: nothing. */
  problem: Nullable(Type.String()),
  problemAt: Nullable(Instant),
});
const ScrubState = Type.Object({
  /** Bundles of 256 entries: how many there are, how many were seen whole, and when the oldest of these was. */
  bundles: Type.Integer({ minimum: 0 }),
  seen: Type.Integer({ minimum: 0 }),
  oldestSeenAt: Nullable(Instant),
  /** Where stored entries are not what was written. */
  problems: Type.Array(
    Type.Object({ firstPosition: Type.Integer(), problem: Type.String(), at: Nullable(Instant) }),
  ),
});

export const getRecordState = route({
  method: "GET",
  path: "/api/record/state",
  access: "record.read",
  summary: { zh: "存证账本概况", en: "Where the record stands" },
  response: Type.Object({
    size: Type.Integer({ minimum: 0 }),
    root: Nullable(Type.String({ description: "hex" })),
    checkpointAt: Nullable(Instant),
    /** Public key of the checkpoints in signed-note form: keep it elsewhere to check them later. */
    verifier: Nullable(Type.String()),
    /** Written and not yet ordered, counted up to 1000. */
    pending: Type.Integer({ minimum: 0 }),
    oldestPendingAt: Nullable(Instant),
    trees: Type.Array(TreeState),
    witnesses: Type.Array(WitnessState),
    scrub: ScrubState,
  }),
});

export const Checkpoint = Type.Object({
  size: Type.Integer({ minimum: 0 }),
  root: Type.String({ description: "hex" }),
  at: Instant,
  /** C2SP tlog-checkpoint as signed note. */
  note: Type.String(),
});
export type CheckpointView = Static<typeof Checkpoint>;

export const listCheckpoints = route({
  method: "GET",
  path: "/api/record/checkpoints",
  access: "record.read",
  summary: { zh: "签名检查点", en: "Signed checkpoints, newest first" },
  query: Type.Object({ ...Paging }, strict),
  response: Page(Checkpoint),
});

export const TreeProof = Type.Object({
  tree: OneOf(["sha256", "sm3"]),
  /** Name of the log that signed, as it stands in the checkpoint. */
  origin: Type.String(),
  /** Public keys that the log says are its own: compare them with those you kept. */
  verifiers: Type.Array(Type.String()),
  checkpoint: Type.Object({
    size: Type.Integer({ minimum: 1 }),
    root: Type.String({ description: "hex" }),
    at: Instant,
  }),
  witnesses: Type.Array(Type.Object({ name: Type.String(), at: Instant })),
  /** C2SP tlog-proof@v1 with the entry in its `extra` line: the whole file to keep. */
  proof: Type.String(),
});
export type TreeProofView = Static<typeof TreeProof>;

export const getEntryProof = route({
  method: "GET",
  path: "/api/record/entries/:id/proof",
  access: "signed-in",
  summary: { zh: "一条存证记录的证明", en: "Proof that an entry is in the record, for every tree" },
  params: IdParams,
  response: Type.Object({
    id: Id,
    /** Null: not ordered yet. */
    position: Nullable(Type.Integer({ minimum: 0 })),
    /** Empty while no published checkpoint covers the entry. */
    trees: Type.Array(TreeProof),
  }),
  errors: ["not-found", "forbidden"],
});
