import {
  CAPABILITY_LEVELS,
  CONTROL_CLASSES,
  EXTENSION_STATES,
  EXTENSION_TARGETS,
  FREQUENCIES,
  INAPPLICABLE_REASONS,
  PERIOD_KINDS,
  PERIOD_STATES,
  POSTURES,
  REALTIME_NATURES,
  STANDINGS,
  TRIGGERS,
} from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Created,
  Day,
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

const Closed = { additionalProperties: false };

const Named = Type.Object({ id: Id, name: Type.String() });
const ClassFilter = Type.Optional(Type.Array(OneOf(CONTROL_CLASSES), { maxItems: 20 }));
const FrequencyFilter = Type.Optional(Type.Array(OneOf(FREQUENCIES), { maxItems: 20 }));
const SearchText = Type.Optional(
  Type.String({ maxLength: 100, description: "searches the catalogue: number, item, title, words" }),
);

const DutyWords = Type.Object({ id: Type.String(), item: BilingualText, title: BilingualText });

/** Where a period stands, whose turn it is and until when. */
const StandingView = Type.Object({
  key: OneOf(STANDINGS),
  turn: OneOf(["party", "supervisor", "none"]),
  late: Type.Boolean(),
  until: Nullable(Instant),
});

export const PeriodView = Type.Object({
  id: Id,
  obligationId: Id,
  duty: DutyWords,
  class: OneOf(CONTROL_CLASSES),
  attribute: OneOf(CAPABILITY_LEVELS),
  frequency: OneOf(FREQUENCIES),
  kind: OneOf(PERIOD_KINDS),
  label: Type.String(),
  state: OneOf(PERIOD_STATES),
  standing: StandingView,
  subject: Named,
  cloud: Named,
  party: Named,
  /** The provider hands in for a row of the assessor. */
  commissioned: Type.Boolean(),
  trigger: Nullable(OneOf(TRIGGERS)),
  triggerRef: Nullable(Type.String()),
  spanStart: Day,
  spanEnd: Day,
  opensAt: Instant,
  dueAt: Instant,
  originalDueAt: Instant,
  provisional: Type.Boolean(),
  submissionId: Nullable(Id),
  submittedAt: Nullable(Instant),
  decidedAt: Nullable(Instant),
  rectifiedAt: Nullable(Instant),
  version: Version,
});

export const DUTY_STATES = ["open", "returned", "due-soon", "overdue"] as const;

export const listMyDuties = route({
  method: "GET",
  path: "/api/duties",
  access: "obligation.read",
  summary: { zh: "我的待办义务（按截止时间）", en: "What my organisation has to hand in, by due date" },
  query: Type.Object({
    ...Paging,
    class: ClassFilter,
    cloudId: Type.Optional(Id),
    subjectId: Type.Optional(Id),
    frequency: FrequencyFilter,
    state: Type.Optional(OneOf(DUTY_STATES)),
    dueFrom: Type.Optional(Day),
    dueTo: Type.Optional(Day),
    text: SearchText,
  }),
  response: Page(PeriodView),
});

export const getMyDutyCounts = route({
  method: "GET",
  path: "/api/duties/counts",
  access: "obligation.read",
  summary: { zh: "待办义务数量", en: "How many of my duties are open, due soon, overdue, returned" },
  response: Type.Object({
    open: Type.Integer(),
    dueSoon: Type.Integer(),
    overdue: Type.Integer(),
    returned: Type.Integer(),
  }),
});

export const listPeriods = route({
  method: "GET",
  path: "/api/periods",
  access: "obligation.read",
  summary: { zh: "周期列表（按截止时间）", en: "Periods by due date, of one cloud or of all" },
  query: Type.Object({
    ...Paging,
    cloudId: Type.Optional(Id),
    partyOrgId: Type.Optional(Id),
    class: ClassFilter,
    state: Type.Optional(OneOf([...DUTY_STATES, "submitted", "in-review", "compliant", "non-compliant"])),
    dueFrom: Type.Optional(Day),
    dueTo: Type.Optional(Day),
    text: SearchText,
  }),
  response: Page(PeriodView),
});

export const ExtensionView = Type.Object({
  id: Id,
  number: Type.String(),
  target: OneOf(EXTENSION_TARGETS),
  targetId: Id,
  /** What it is about, in words: the duty and its period, or the rectification's title. */
  title: BilingualText,
  label: Type.String(),
  subject: Named,
  cloud: Named,
  askedOrg: Named,
  dueAt: Instant,
  untilAt: Instant,
  grantedUntil: Nullable(Instant),
  reason: Type.String(),
  state: OneOf(EXTENSION_STATES),
  askedBy: Type.String(),
  askedByMe: Type.Boolean(),
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionNote: Type.String(),
  version: Version,
});

export const getPeriod = route({
  method: "GET",
  path: "/api/periods/:id",
  access: "obligation.read",
  summary: { zh: "周期详情", en: "One period" },
  params: IdParams,
  response: Type.Object({
    ...PeriodView.properties,
    dueRule: BilingualText,
    agreementVersion: Type.Integer(),
    catalogueDigest: Type.String(),
    requestReason: Nullable(Type.String()),
    requestedBy: Nullable(Type.String()),
    receivedAt: Nullable(Instant),
    receiptDueAt: Nullable(Instant),
    decisionDueAt: Nullable(Instant),
    returnedDueAt: Nullable(Instant),
    extensions: Type.Array(ExtensionView),
    may: Type.Object({ askExtension: Type.Boolean(), handIn: Type.Boolean(), cancelRequest: Type.Boolean() }),
  }),
  errors: ["not-found"],
});

export const ObligationView = Type.Object({
  id: Id,
  duty: DutyWords,
  class: OneOf(CONTROL_CLASSES),
  attribute: OneOf(CAPABILITY_LEVELS),
  subject: Named,
  cloud: Named,
  party: Named,
  commissioned: Type.Boolean(),
  frequency: OneOf(FREQUENCIES),
  nature: Nullable(OneOf(REALTIME_NATURES)),
  applicable: Type.Boolean(),
  inapplicable: Nullable(OneOf(INAPPLICABLE_REASONS)),
  posture: OneOf(POSTURES),
  nextDueAt: Nullable(Instant),
  freshUntil: Nullable(Instant),
  lastProofAt: Nullable(Instant),
  openDefects: Type.Integer(),
  lastOutcome: Nullable(Type.String()),
  ended: Type.Boolean(),
});

export const listObligations = route({
  method: "GET",
  path: "/api/obligations",
  access: "obligation.read",
  summary: { zh: "监管义务列表", en: "Obligations, in the order of the catalogue" },
  query: Type.Object({
    ...Paging,
    cloudId: Type.Optional(Id),
    subjectId: Type.Optional(Id),
    partyOrgId: Type.Optional(Id),
    dutyId: Type.Optional(Type.String({ maxLength: 60 })),
    class: ClassFilter,
    frequency: FrequencyFilter,
    posture: Type.Optional(OneOf(POSTURES)),
    text: SearchText,
  }),
  response: Page(ObligationView),
});

export const getObligation = route({
  method: "GET",
  path: "/api/obligations/:id",
  access: "obligation.read",
  summary: { zh: "监管义务详情", en: "One obligation" },
  params: IdParams,
  response: Type.Object({
    ...ObligationView.properties,
    statement: BilingualText,
    proofHints: Type.Array(BilingualText),
    clauses: Type.Array(Type.String()),
    deliverable: OneOf(["evidence", "report"]),
    form: Nullable(Type.String()),
    startsOn: Day,
    agreementVersion: Type.Integer(),
    reviewer: Nullable(Named),
    secondReview: Type.Boolean(),
    maxSilenceHours: Nullable(Type.Integer()),
    plannedUntil: Nullable(Day),
    /** The agreed or standard parameters, in words. */
    parameters: Type.Array(
      Type.Object({ key: Type.String(), label: BilingualText, text: Nullable(BilingualText) }),
    ),
    may: Type.Object({ request: Type.Boolean() }),
  }),
  errors: ["not-found"],
});

export const listObligationPeriods = route({
  method: "GET",
  path: "/api/obligations/:id/periods",
  access: "obligation.read",
  summary: { zh: "监管义务的历次周期", en: "All periods of an obligation, newest first" },
  params: IdParams,
  query: Type.Object({
    ...Paging,
    planned: Type.Optional(Type.Boolean({ description: "also those that have not opened" })),
  }),
  response: Page(PeriodView),
  errors: ["not-found"],
});

export const requestPeriods = route({
  method: "POST",
  path: "/api/periods/requests",
  access: "obligation.request",
  summary: { zh: "发起按需提交要求", en: "Ask for an on-demand deliverable" },
  body: Type.Object(
    {
      obligationIds: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }),
      reason: Text(1000),
      dueOn: Nullable(Day),
      reference: Nullable(Text(40)),
    },
    Closed,
  ),
  response: Type.Object({ ids: Type.Array(Id) }),
  errors: ["not-found", "not-supervisor-of-subject", "date-in-past", "reason-required", "wrong-state"],
});

export const cancelRequest = route({
  method: "POST",
  path: "/api/periods/:id/cancellation",
  access: "obligation.request",
  summary: { zh: "撤销按需提交要求", en: "Take back a request nobody has answered" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Text(1000) }, Closed),
  response: Changed,
  errors: ["not-found", "not-supervisor-of-subject", "wrong-state", "stale-version", "reason-required"],
});

export const planAhead = route({
  method: "POST",
  path: "/api/periods/plan",
  access: "agreement.approve",
  summary: { zh: "生成至次年底的全部周期", en: "Lay all periods up to the end of next year, as a job" },
  body: Type.Object({}, Closed),
  response: Type.Object({ jobId: Id }),
});

// Extensions ---------------------------------------------------------------------------------------

export const listExtensions = route({
  method: "GET",
  path: "/api/extensions",
  access: "signed-in",
  summary: { zh: "延期申请", en: "Extensions asked for, newest first" },
  query: Type.Object({
    ...Paging,
    state: Type.Optional(OneOf(EXTENSION_STATES)),
    targetId: Type.Optional(Id),
  }),
  response: Page(ExtensionView),
});

export const askExtension = route({
  method: "POST",
  path: "/api/extensions",
  access: "extension.request",
  summary: { zh: "申请延期（周期或整改）", en: "Ask for more time, before the limit has passed" },
  body: Type.Object(
    { target: OneOf(EXTENSION_TARGETS), targetId: Id, until: Day, reason: Text(1000) },
    Closed,
  ),
  response: Created,
  errors: [
    "not-found",
    "not-your-organisation",
    "deadline-passed",
    "wrong-state",
    "reason-required",
    "already-exists",
  ],
});

export const decideExtension = route({
  method: "POST",
  path: "/api/extensions/:id/decision",
  access: "extension.decide",
  confirm: true,
  summary: { zh: "审批延期", en: "Grant or refuse; less than asked may be granted" },
  params: IdParams,
  body: Type.Object({ version: Version, grant: Type.Boolean(), until: Nullable(Day), note: Note }, Closed),
  response: Changed,
  errors: [
    "not-found",
    "not-supervisor-of-subject",
    "same-person",
    "stale-version",
    "wrong-state",
    "reason-required",
  ],
});

export const withdrawExtension = route({
  method: "POST",
  path: "/api/extensions/:id/withdrawal",
  access: "extension.request",
  summary: { zh: "撤回延期申请", en: "Withdraw what nobody decided" },
  params: IdParams,
  body: Type.Object({ version: Version }, Closed),
  response: Changed,
  errors: ["not-found", "not-your-organisation", "stale-version", "wrong-state"],
});
