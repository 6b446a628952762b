import {
  CAPABILITY_LEVELS,
  CONTROL_CLASSES,
  ENGAGEMENT_ROLES,
  FREQUENCIES,
  REALTIME_NATURES,
  SERVICE_MODELS,
  TRIGGERS,
} from "@yunjian/domain";
import { POSTURE_OBLIGATION, PostureTally } from "./posture.ts";
import { BilingualText, Id, Instant, Nullable, OneOf, Paging, route, Text, Type } from "./route.ts";

const EntryKind = OneOf(["clause", "control", "policy"]);
/** A link knows the id alone: 'any' answers with the duty where there is one, else with the clause. */
const KindAsked = OneOf(["clause", "control", "policy", "any"]);
const Role = OneOf(ENGAGEMENT_ROLES);
const Proof = OneOf(["automated", "evidence", "attestation"]);
const Deliverable = OneOf(["evidence", "report"]);

const Reference = Type.Object({
  document: Type.String(),
  edition: Type.String(),
  section: Type.String(),
  item: Type.Optional(Type.String()),
});

/** A line of the list. A policy duty bears the id of its clause, so an entry is known by kind and id. */
export const CatalogueLine = Type.Object({
  kind: EntryKind,
  id: Type.String(),
  ref: Reference,
  title: BilingualText,
  /** 安全控制项, or the name of the policy; null for clauses. */
  item: Nullable(BilingualText),
  class: Nullable(OneOf(CONTROL_CLASSES)),
  attribute: Nullable(OneOf(CAPABILITY_LEVELS)),
  frequency: Nullable(OneOf(FREQUENCIES)),
  deliverable: Nullable(Deliverable),
  proof: Nullable(Proof),
  /** The responsible party of a duty, or the obliged roles of a clause. */
  roles: Type.Array(Role),
});

export const listCatalogue = route({
  method: "GET",
  path: "/api/catalogue/entries",
  access: "catalogue.read",
  summary: { zh: "浏览与检索条款目录", en: "Browse and search clauses, control rows, policies" },
  query: Type.Object(
    {
      ...Paging,
      text: Type.Optional(Type.String({ maxLength: 200 })),
      kind: Type.Optional(EntryKind),
      class: Type.Optional(OneOf(CONTROL_CLASSES)),
      attribute: Type.Optional(OneOf(CAPABILITY_LEVELS)),
      frequency: Type.Optional(OneOf(FREQUENCIES)),
      responsible: Type.Optional(Role),
      obliged: Type.Optional(Role),
      deliverable: Type.Optional(Deliverable),
      proof: Type.Optional(Proof),
      document: Type.Optional(Type.String({ maxLength: 100 })),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({
    items: Type.Array(CatalogueLine),
    next: Nullable(Type.String()),
    total: Type.Integer(),
  }),
});

const OwnText = Type.Object({
  text: Type.String(),
  line: Type.Integer(),
  fileName: Type.String(),
  attachedAt: Instant,
});

const ParameterView = Type.Object({
  key: Type.String(),
  kind: OneOf(["assign", "select"]),
  type: OneOf(["text", "duration", "list"]),
  label: BilingualText,
  options: Type.Optional(Type.Array(Type.Object({ key: Type.String(), label: BilingualText }))),
  multiple: Type.Optional(Type.Boolean()),
  drives: Type.Optional(OneOf(["rectification-window"])),
});

export const getCatalogueEntry = route({
  method: "GET",
  path: "/api/catalogue/entries/:kind/:id",
  access: "catalogue.read",
  summary: { zh: "条款、控制项或策略的全文与关联", en: "One entry with its relations" },
  params: Type.Object({ kind: KindAsked, id: Text(60) }),
  response: Type.Object({
    line: CatalogueLine,
    /** Every kind of entry that bears this id: a policy shares it with its clause. */
    kinds: Type.Array(EntryKind),
    document: Type.Object({ id: Type.String(), title: BilingualText }),
    statement: BilingualText,
    note: Nullable(BilingualText),
    /** The document's own words, once an operator attached them. */
    ownText: Nullable(OwnText),
    clause: Nullable(
      Type.Object({
        phase: OneOf(["planning", "selection", "deployment", "operation", "exit"]),
        layer: OneOf(["management", "physical", "platform", "network", "data", "application", "all"]),
        serviceModel: Type.Array(OneOf(SERVICE_MODELS)),
        modality: OneOf(["shall", "should", "may"]),
      }),
    ),
    duty: Nullable(
      Type.Object({
        nature: Nullable(OneOf(REALTIME_NATURES)),
        triggers: Type.Array(OneOf(TRIGGERS)),
        form: Nullable(Type.String()),
        per: OneOf(["cloud", "site"]),
        gbt31168: Nullable(
          Type.Object({ edition: Type.String(), section: Type.String(), items: Type.Array(Type.String()) }),
        ),
        parameters: Type.Array(ParameterView),
        proofHints: Type.Array(BilingualText),
        checks: Type.Array(BilingualText),
      }),
    ),
    /** Duties that carry a clause out; clauses that lead to a duty. */
    duties: Type.Array(CatalogueLine),
    clauses: Type.Array(CatalogueLine),
    /** Where the obligations that follow stand, over the subjects the caller may see. */
    counts: PostureTally,
    clouds: Type.Integer(),
  }),
  errors: ["not-found"],
});

export const listEntryObligations = route({
  method: "GET",
  path: "/api/catalogue/entries/:kind/:id/obligations",
  access: "obligation.read",
  summary: { zh: "由该条款产生的监管义务", en: "The obligations that follow from an entry" },
  params: Type.Object({ kind: KindAsked, id: Text(60) }),
  query: Type.Object({ ...Paging }, { additionalProperties: false }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({ ...POSTURE_OBLIGATION, cloudId: Id, cloudName: Type.String(), title: BilingualText }),
    ),
    next: Nullable(Type.String()),
  }),
  errors: ["not-found"],
});

const AttachmentView = Type.Object({
  id: Id,
  fileName: Type.String(),
  fileDigest: Type.String(),
  matched: Type.Integer(),
  total: Type.Integer(),
  attachedBy: Nullable(
    Type.String({ description: "null: by the operator on the command line, or a name not visible here" }),
  ),
  attachedAt: Instant,
  replacedAt: Nullable(Instant),
});

export const getCatalogueDocuments = route({
  method: "GET",
  path: "/api/catalogue/documents",
  access: "catalogue.read",
  summary: {
    zh: "目录所依据的文件与目录摘要",
    en: "The documents, the digest a period cites, texts attached",
  },
  response: Type.Object({
    digest: Type.String(),
    documents: Type.Array(
      Type.Object({
        id: Type.String(),
        standard: Type.String(),
        edition: Type.String(),
        title: BilingualText,
        clauses: Type.Integer(),
        controls: Type.Integer(),
        policies: Type.Integer(),
        /** The one in force first, then those it replaced. */
        attachments: Type.Array(AttachmentView),
      }),
    ),
  }),
});

const MatchReport = Type.Object({
  matched: Type.Integer(),
  total: Type.Integer(),
  unmatchedParts: Type.Array(
    Type.Object({
      section: Type.String(),
      item: Nullable(Type.String()),
      line: Type.Integer(),
      text: Type.String(),
    }),
  ),
  entriesWithoutText: Type.Array(Type.String()),
});

export const attachCatalogueText = route({
  method: "POST",
  path: "/api/catalogue/attachments",
  access: "catalogue.attach",
  confirm: true,
  summary: { zh: "附加标准原文（txt、md、docx）", en: "Attach a document's own text (txt, md, docx)" },
  bodyLimit: 24 * 1024 * 1024,
  body: Type.Object(
    {
      document: Text(40),
      edition: Text(40),
      fileName: Text(200),
      content: Type.String({ minLength: 1, contentEncoding: "base64", pattern: "^[A-Za-z0-9+/]+={0,2}$" }),
      /** Attach although few clauses were found: it may be the wrong document. */
      anyway: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: Type.Object({
    /** False: so little matched that it looks like another document; nothing was stored. */
    attached: Type.Boolean(),
    report: MatchReport,
    replaced: Nullable(AttachmentView),
  }),
  errors: ["not-found", "stale-version", "too-large"],
});

export const getCatalogueAttachment = route({
  method: "GET",
  path: "/api/catalogue/attachments/:id",
  access: "catalogue.read",
  summary: { zh: "原文附加结果", en: "What an attached file held, and what did not match" },
  params: Type.Object({ id: Id }),
  response: Type.Object({ attachment: AttachmentView, report: MatchReport }),
  errors: ["not-found"],
});
