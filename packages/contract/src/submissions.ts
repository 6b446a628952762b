import {
  CONTROL_CLASSES,
  PERIOD_KINDS,
  PERIOD_STATES,
  SENSITIVITIES,
  SUBMISSION_KINDS,
  SUBMISSION_STATES,
  SUBMISSION_STEPS,
  STRUCTURED_FORMS,
} from "@yunjian/domain";
import { FileInfo, PersonName } from "./files.ts";
import {
  BilingualText,
  Binary,
  Changed,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Named = Type.Object({ id: Id, name: Type.String() });
const Short = Type.String({ maxLength: 300 });
const Ids = (max: number) => Type.Array(Id, { minItems: 1, maxItems: max, uniqueItems: true });

export const MAX_PERIODS = 400;
export const MAX_FILES = 100;

// A draft may have gaps: dates are checked when it is handed in. ------------------------------------------
const LateInput = Type.Object({ realDate: Short, approver: Short, archiveNumber: Short }, strict);
const OnSiteInput = Type.Object(
  {
    place: Short,
    contact: Short,
    availableFrom: Short,
    availableTo: Short,
    description: Type.String({ maxLength: 4000 }),
  },
  strict,
);
const FormRowSchema = Type.Record(Type.String(), Type.String({ maxLength: 20_000 }));
const FormInput = Type.Object(
  {
    key: OneOf(STRUCTURED_FORMS),
    data: Type.Record(
      Type.String(),
      Type.Union([Type.String({ maxLength: 20_000 }), Type.Array(FormRowSchema, { maxItems: 2000 })]),
    ),
    sensitivity: Nullable(OneOf(SENSITIVITIES)),
  },
  strict,
);

/** What a submission says, by its kind; the parts of other kinds are left out. */
const Content = {
  kind: OneOf(SUBMISSION_KINDS),
  title: Type.String({ maxLength: 200 }),
  statement: Type.String({ maxLength: 20_000 }),
  files: Type.Array(
    Type.Object({ fileId: Id, note: Type.Optional(Type.String({ maxLength: 500 })) }, strict),
    { maxItems: MAX_FILES },
  ),
  form: Nullable(FormInput),
  unchangedSince: Nullable(Id),
  late: Nullable(LateInput),
  onSite: Nullable(OnSiteInput),
};

export const ServedPeriod = Type.Object({
  id: Id,
  obligationId: Id,
  duty: Type.Object({ id: Type.String(), item: BilingualText, title: BilingualText }),
  class: OneOf(CONTROL_CLASSES),
  kind: OneOf(PERIOD_KINDS),
  label: Type.String(),
  state: OneOf(PERIOD_STATES),
  subject: Named,
  cloud: Named,
  dueAt: Instant,
  partyDueAt: Nullable(Instant),
  receivedAt: Nullable(Instant),
  /** This submission is the one that counts for the period now. */
  current: Type.Boolean(),
});

export const SubmissionBrief = Type.Object({
  id: Id,
  number: Nullable(Type.String()),
  kind: OneOf(SUBMISSION_KINDS),
  title: Type.String(),
  state: OneOf(SUBMISSION_STATES),
  versionNo: Type.Integer(),
  org: Named,
  createdBy: PersonName,
  createdAt: Instant,
  sentAt: Nullable(Instant),
  submittedAt: Nullable(Instant),
  periods: Type.Integer(),
  files: Type.Integer(),
  /** One of the periods, so that a list says what it is about. */
  about: Nullable(Type.Object({ duty: BilingualText, cloud: Type.String(), label: Type.String() })),
  version: Version,
});

export const SubmissionView = Type.Object({
  id: Id,
  number: Nullable(Type.String()),
  org: Named,
  kind: OneOf(SUBMISSION_KINDS),
  title: Type.String(),
  statement: Type.String(),
  form: Nullable(
    Type.Object({
      key: OneOf(STRUCTURED_FORMS),
      data: FormInput.properties.data,
      sensitivity: Nullable(OneOf(SENSITIVITIES)),
      templateVersion: Nullable(Type.Integer()),
    }),
  ),
  unchangedSince: Nullable(
    Type.Object({
      id: Id,
      number: Nullable(Type.String()),
      title: Type.String(),
      submittedAt: Nullable(Instant),
    }),
  ),
  late: Nullable(LateInput),
  onSite: Nullable(OnSiteInput),
  state: OneOf(SUBMISSION_STATES),
  versionNo: Type.Integer(),
  previousId: Nullable(Id),
  createdBy: PersonName,
  createdAt: Instant,
  sentBy: Nullable(PersonName),
  sentAt: Nullable(Instant),
  sentBackNote: Type.String(),
  signedOffBy: Nullable(PersonName),
  submittedBy: Nullable(PersonName),
  submittedAt: Nullable(Instant),
  source: OneOf(["web", "api", "cli"]),
  version: Version,
  periods: Type.Array(ServedPeriod),
  files: Type.Array(Type.Object({ ...FileInfo.properties, note: Type.String(), rendered: Type.Boolean() })),
  /** All versions of this deliverable, the newest first. */
  versions: Type.Array(
    Type.Object({
      id: Id,
      number: Nullable(Type.String()),
      versionNo: Type.Integer(),
      state: OneOf(SUBMISSION_STATES),
      submittedAt: Nullable(Instant),
    }),
  ),
  /** What the caller can do with it now. */
  steps: Type.Array(OneOf(SUBMISSION_STEPS)),
  /** Handing it in sends it to a second person first. */
  signOff: Type.Boolean(),
});

const CONTENT_ERRORS = [
  "not-found",
  "not-your-organisation",
  "period-closed",
  "period-not-open",
  "wrong-state",
  "file-gone",
  "file-unscanned",
  "file-infected",
] as const;
const HAND_IN_ERRORS = [...CONTENT_ERRORS, "nothing-to-submit", "stale-version", "storage-full"] as const;

/** After handing in: waiting for the signature of a second person, or submitted with its number. */
const HandedIn = Type.Object({
  id: Id,
  version: Version,
  state: OneOf(SUBMISSION_STATES),
  number: Nullable(Type.String()),
});

export const prepareSubmission = route({
  method: "GET",
  path: "/api/submissions/prepare",
  access: "submission.prepare",
  summary: {
    zh: "提交前所需信息：历次提交、草稿、可引用的无变化依据",
    en: "What one needs to know before preparing: last time, drafts, what still holds",
  },
  query: Type.Object({ period: Ids(MAX_PERIODS) }),
  response: Type.Object({
    periods: Type.Array(ServedPeriod),
    /** The form that fits every one of the periods, if there is one. */
    form: Nullable(OneOf(STRUCTURED_FORMS)),
    drafts: Type.Array(SubmissionBrief),
    /** What was handed in for the same obligations before, the newest first. */
    before: Type.Array(
      Type.Object({
        ...SubmissionBrief.properties,
        label: Type.String(),
        periodId: Id,
        outcome: OneOf(PERIOD_STATES),
        holds: Type.Boolean(),
      }),
    ),
    signOff: Type.Boolean(),
  }),
  errors: ["not-found", "not-your-organisation"],
});

export const createSubmission = route({
  method: "POST",
  path: "/api/submissions",
  access: "submission.prepare",
  summary: {
    zh: "新建提交（可一次完成提交）",
    en: "Prepare a submission; with `submit` it is handed in by the same call",
  },
  body: Type.Object(
    {
      periodIds: Ids(MAX_PERIODS),
      kind: Content.kind,
      title: Type.Optional(Content.title),
      statement: Type.Optional(Content.statement),
      files: Type.Optional(Content.files),
      form: Type.Optional(Content.form),
      unchangedSince: Type.Optional(Content.unchangedSince),
      late: Type.Optional(Content.late),
      onSite: Type.Optional(Content.onSite),
      copyOf: Type.Optional(
        Type.String({ format: "uuid", description: "starts with what this submission said and attached" }),
      ),
      submit: Type.Optional(Type.Boolean()),
      source: Type.Optional(
        OneOf(["api", "cli"], { description: "for machines; a browser is always 'web'" }),
      ),
    },
    strict,
  ),
  response: HandedIn,
  errors: [...HAND_IN_ERRORS],
});

export const editSubmission = route({
  method: "PUT",
  path: "/api/submissions/:id",
  access: "submission.prepare",
  summary: {
    zh: "保存草稿（整体替换）",
    en: "Save a draft: what is given takes the place of what was there",
  },
  params: IdParams,
  body: Type.Object({ version: Version, periodIds: Ids(MAX_PERIODS), ...Content }, strict),
  response: Changed,
  errors: [...CONTENT_ERRORS, "stale-version"],
});

export const getSubmission = route({
  method: "GET",
  path: "/api/submissions/:id",
  access: "submission.read",
  summary: { zh: "查看提交", en: "One submission with its periods, files and versions" },
  params: IdParams,
  response: SubmissionView,
  errors: ["not-found"],
});

export const listSubmissions = route({
  method: "GET",
  path: "/api/submissions",
  access: "submission.read",
  summary: {
    zh: "提交列表（新的在前）",
    en: "Submissions, the newest first; of the own organisation unless a period is given",
  },
  query: Type.Object({
    ...Paging,
    state: Type.Optional(OneOf(SUBMISSION_STATES)),
    kind: Type.Optional(OneOf(SUBMISSION_KINDS)),
    periodId: Type.Optional(Id),
    mine: Type.Optional(Type.Boolean({ description: "only those I prepared" })),
  }),
  response: Page(SubmissionBrief),
});

export const listToSign = route({
  method: "GET",
  path: "/api/submissions/to-sign",
  access: "submission.sign-off",
  summary: { zh: "待签发", en: "What waits for my organisation's signature, the oldest first" },
  query: Type.Object({ ...Paging }),
  response: Page(
    Type.Object({ ...SubmissionBrief.properties, partyDueAt: Nullable(Instant), mine: Type.Boolean() }),
  ),
});

const step = { params: IdParams, body: Type.Object({ version: Version }, strict) };
const noted = { params: IdParams, body: Type.Object({ version: Version, note: Text(1000) }, strict) };

export const handInSubmission = route({
  method: "POST",
  path: "/api/submissions/:id/hand-in",
  access: "submission.prepare",
  summary: { zh: "提交（按规定先送签发）", en: "Hand in, or send to whoever signs" },
  ...step,
  response: HandedIn,
  errors: [...HAND_IN_ERRORS],
});

export const signOffSubmission = route({
  method: "POST",
  path: "/api/submissions/:id/sign-off",
  access: "submission.sign-off",
  confirm: true,
  summary: { zh: "签发并提交", en: "Sign off: it is handed in" },
  ...step,
  response: HandedIn,
  errors: [...HAND_IN_ERRORS, "same-person"],
});

export const sendBackSubmission = route({
  method: "POST",
  path: "/api/submissions/:id/send-back",
  access: "submission.sign-off",
  summary: { zh: "退回编制人修改", en: "Back to the preparer with a note" },
  ...noted,
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version", "same-person", "reason-required"],
});

export const recallSubmission = route({
  method: "POST",
  path: "/api/submissions/:id/recall",
  access: "submission.prepare",
  summary: { zh: "撤回送签", en: "Back from sign-off, to go on editing" },
  ...step,
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version"],
});

export const withdrawSubmission = route({
  method: "POST",
  path: "/api/submissions/:id/withdraw",
  access: "submission.prepare",
  summary: { zh: "撤回提交或作废草稿（受理前）", en: "Withdraw before receipt, or discard a draft" },
  params: IdParams,
  body: Type.Object({ version: Version, note: Type.Optional(Type.String({ maxLength: 1000 })) }, strict),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version", "already-received", "superseded"],
});

/** What became of each item of a batch; what could not be done says why, the rest is done. */
const BatchResult = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      submissionId: Nullable(Id),
      state: Nullable(OneOf(SUBMISSION_STATES)),
      problem: Nullable(Type.Object({ name: Type.String(), title: BilingualText })),
    }),
  ),
});

export const batchSubmissions = route({
  method: "POST",
  path: "/api/submissions/batch",
  access: "submission.prepare",
  summary: {
    zh: "批量零报告或无变化声明",
    en: "Nil reports or declarations “unchanged” for many periods, one submission each",
  },
  body: Type.Object(
    {
      periodIds: Ids(MAX_PERIODS),
      kind: OneOf(["nil-report", "unchanged"]),
      statement: Type.String({ maxLength: 4000 }),
    },
    strict,
  ),
  response: BatchResult,
});

export const batchSignOff = route({
  method: "POST",
  path: "/api/submissions/batch/sign-off",
  access: "submission.sign-off",
  confirm: true,
  summary: { zh: "批量签发", en: "Sign off several at once" },
  body: Type.Object(
    {
      items: Type.Array(Type.Object({ id: Id, version: Version }, strict), {
        minItems: 1,
        maxItems: MAX_PERIODS,
      }),
    },
    strict,
  ),
  response: BatchResult,
});

export const draftDocument = route({
  method: "GET",
  path: "/api/submissions/:id/document",
  access: "submission.read",
  confirm: true,
  summary: { zh: "按表单生成的 Word 文档预览", en: "The Word document a form makes, as it stands" },
  params: IdParams,
  response: Binary,
  errors: ["not-found", "wrong-state"],
});
