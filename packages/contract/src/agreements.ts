import {
  AGREEMENT_CHANGE_KINDS,
  AGREEMENT_CHANGE_STATES,
  CAPABILITY_LEVELS,
  CONTROL_CLASSES,
  ENGAGEMENT_ROLES,
  FREQUENCIES,
  INAPPLICABLE_REASONS,
  REALTIME_NATURES,
  TERM_FIELDS,
} from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Day,
  Id,
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
const CloudParams = Type.Object({ cloudId: Id });
const DutyId = Text(60);

const Rhythm = OneOf([
  "daily",
  "weekly",
  "monthly",
  "quarterly",
  "half-yearly",
  "yearly",
  "two-yearly",
  "three-yearly",
  "five-yearly",
]);
const TimePoint = Type.Object(
  {
    dayOfWeek: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 7 }))),
    dayOfMonth: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 31 }))),
    monthOfYear: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 12 }))),
    inNextSpan: Type.Optional(Type.Boolean()),
  },
  Closed,
);
const SubmitWithin = Type.Object(
  { amount: Type.Integer({ minimum: 0, maximum: 120 }), unit: OneOf(["days", "workdays"]) },
  Closed,
);
const MaxSilence = Type.Object(
  { amount: Type.Integer({ minimum: 1, maximum: 744 }), unit: OneOf(["hours", "days"]) },
  Closed,
);
const ParameterValue = Type.Union([
  Type.String({ maxLength: 500 }),
  Type.Array(Type.String({ maxLength: 500 }), { maxItems: 50 }),
]);
const ParameterValues = Type.Record(Type.String({ maxLength: 60 }), ParameterValue);

/** What was agreed about one duty; null means the default. */
export const AgreementTermView = Type.Object({
  dutyId: Type.String(),
  applicable: Type.Boolean(),
  inapplicable: Nullable(OneOf(INAPPLICABLE_REASONS)),
  frequency: OneOf(FREQUENCIES),
  nature: Nullable(OneOf(REALTIME_NATURES)),
  rhythm: Nullable(Rhythm),
  startsOn: Day,
  timePoint: Nullable(TimePoint),
  submitWithin: Nullable(SubmitWithin),
  maxSilence: Nullable(MaxSilence),
  reviewerOrgId: Nullable(Id),
  secondReview: Type.Boolean(),
  parameters: ParameterValues,
});

const ParameterSpecView = Type.Object({
  key: Type.String(),
  kind: OneOf(["assign", "select"]),
  type: OneOf(["text", "duration", "list"]),
  label: BilingualText,
  options: Type.Array(Type.Object({ key: Type.String(), label: BilingualText })),
  multiple: Type.Boolean(),
});

const AgreementRow = Type.Object({
  duty: Type.Object({
    id: Type.String(),
    class: OneOf(CONTROL_CLASSES),
    item: BilingualText,
    title: BilingualText,
    attribute: OneOf(CAPABILITY_LEVELS),
    frequency: OneOf(FREQUENCIES),
    responsible: OneOf(ENGAGEMENT_ROLES),
    per: OneOf(["cloud", "site"]),
    parameters: Type.Array(ParameterSpecView),
  }),
  term: AgreementTermView,
  /** A change asked for and not decided yet. */
  asked: Type.Array(OneOf(AGREEMENT_CHANGE_KINDS)),
});

const VersionFacts = {
  version: Version,
  reason: Type.String(),
  effectiveFrom: Instant,
  createdBy: Nullable(Type.String()),
  approvedBy: Nullable(Type.String()),
};

export const getAgreement = route({
  method: "GET",
  path: "/api/clouds/:cloudId/agreement",
  access: "agreement.read",
  summary: { zh: "云平台的监管约定", en: "A cloud's agreement, in force or at a version" },
  params: CloudParams,
  query: Type.Object({ version: Type.Optional(Version) }),
  response: Type.Object({
    cloud: Type.Object({ id: Id, name: Type.String(), capabilityLevel: OneOf(CAPABILITY_LEVELS) }),
    ...VersionFacts,
    inForce: Type.Boolean(),
    catalogueDigest: Type.String(),
    rows: Type.Array(AgreementRow),
    reviewers: Type.Array(Type.Object({ id: Id, name: Type.String() })),
    /** What the caller may do with this very agreement. */
    may: Type.Object({ manage: Type.Boolean(), approve: Type.Boolean(), stateParameters: Type.Boolean() }),
  }),
  errors: ["not-found"],
});

export const listAgreementVersions = route({
  method: "GET",
  path: "/api/clouds/:cloudId/agreement/versions",
  access: "agreement.read",
  summary: { zh: "约定的历次版本", en: "Versions of an agreement, newest first" },
  params: CloudParams,
  query: Type.Object({ ...Paging }),
  response: Page(Type.Object(VersionFacts)),
  errors: ["not-found"],
});

export const compareAgreementVersions = route({
  method: "GET",
  path: "/api/clouds/:cloudId/agreement/comparison",
  access: "agreement.read",
  summary: { zh: "比较约定的两个版本", en: "What differs between two versions" },
  params: CloudParams,
  query: Type.Object({ from: Version, to: Version }),
  response: Type.Object({
    differences: Type.Array(
      Type.Object({
        dutyId: Type.String(),
        title: BilingualText,
        field: OneOf(TERM_FIELDS),
        from: Type.Unknown(),
        to: Type.Unknown(),
      }),
    ),
  }),
  errors: ["not-found"],
});

const TermChange = Type.Object(
  {
    dutyId: DutyId,
    frequency: Type.Optional(OneOf(FREQUENCIES)),
    nature: Type.Optional(Nullable(OneOf(REALTIME_NATURES))),
    rhythm: Type.Optional(Nullable(Rhythm)),
    startsOn: Type.Optional(Day),
    timePoint: Type.Optional(Nullable(TimePoint)),
    submitWithin: Type.Optional(Nullable(SubmitWithin)),
    maxSilence: Type.Optional(Nullable(MaxSilence)),
    reviewerOrgId: Type.Optional(Nullable(Id)),
    secondReview: Type.Optional(Type.Boolean()),
    /** Applies again after it was agreed not to. */
    applicable: Type.Optional(Type.Literal(true)),
  },
  Closed,
);

export const changeAgreement = route({
  method: "POST",
  path: "/api/clouds/:cloudId/agreement/changes",
  access: "agreement.manage",
  confirm: true,
  summary: {
    zh: "调整约定（频率只能加严）",
    en: "Change terms: frequency (tighter only), time point, start, reviewer",
  },
  params: CloudParams,
  body: Type.Object(
    { version: Version, reason: Text(1000), changes: Type.Array(TermChange, { minItems: 1, maxItems: 200 }) },
    Closed,
  ),
  response: Changed,
  errors: ["not-found", "not-supervisor-of-subject", "stale-version"],
});

export const askNotApplicable = route({
  method: "POST",
  path: "/api/clouds/:cloudId/agreement/exceptions",
  access: "agreement.manage",
  summary: { zh: "申请不适用（须另一人批准）", en: "Ask that duties not apply; another supervisor approves" },
  params: CloudParams,
  body: Type.Object(
    { dutyIds: Type.Array(DutyId, { minItems: 1, maxItems: 100, uniqueItems: true }), reason: Text(1000) },
    Closed,
  ),
  response: Type.Object({ ids: Type.Array(Id) }),
  errors: ["not-found", "not-supervisor-of-subject", "reason-required", "already-exists"],
});

export const stateParameters = route({
  method: "POST",
  path: "/api/clouds/:cloudId/agreement/parameters",
  access: "agreement.state-parameters",
  summary: { zh: "填报参数值", en: "The provider states the values of parameters" },
  params: CloudParams,
  body: Type.Object(
    {
      values: Type.Array(Type.Object({ dutyId: DutyId, values: ParameterValues }, Closed), {
        minItems: 1,
        maxItems: 100,
      }),
      note: Note,
    },
    Closed,
  ),
  response: Type.Object({ ids: Type.Array(Id) }),
  errors: ["not-found", "not-your-organisation"],
});

export const AgreementChangeView = Type.Object({
  id: Id,
  cloudId: Id,
  cloudName: Type.String(),
  dutyId: Type.String(),
  title: BilingualText,
  kind: OneOf(AGREEMENT_CHANGE_KINDS),
  state: OneOf(AGREEMENT_CHANGE_STATES),
  reason: Type.String(),
  /** Of kind 'parameters', with the words of the duty's parameters. */
  values: Type.Array(
    Type.Object({ key: Type.String(), label: BilingualText, value: ParameterValue, text: BilingualText }),
  ),
  askedBy: Type.String(),
  askedByMe: Type.Boolean(),
  askedOrg: Type.String(),
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionNote: Type.String(),
  version: Version,
});

export const listAgreementChanges = route({
  method: "GET",
  path: "/api/agreement-changes",
  access: "agreement.read",
  summary: { zh: "约定变更申请", en: "Changes asked for, newest first" },
  query: Type.Object({
    ...Paging,
    cloudId: Type.Optional(Id),
    state: Type.Optional(OneOf(AGREEMENT_CHANGE_STATES)),
  }),
  response: Page(AgreementChangeView),
});

export const decideAgreementChanges = route({
  method: "POST",
  path: "/api/agreement-changes/decision",
  access: "agreement.manage",
  confirm: true,
  summary: { zh: "审批不适用申请、确认参数值", en: "Decide changes; parameters are confirmed or sent back" },
  body: Type.Object(
    {
      changes: Type.Array(Type.Object({ id: Id, version: Version }, Closed), { minItems: 1, maxItems: 200 }),
      approve: Type.Boolean(),
      note: Note,
    },
    Closed,
  ),
  response: Type.Object({ decided: Type.Integer() }),
  errors: [
    "not-found",
    "not-supervisor-of-subject",
    "same-person",
    "stale-version",
    "wrong-state",
    "reason-required",
    "forbidden",
  ],
});

export const withdrawAgreementChange = route({
  method: "POST",
  path: "/api/agreement-changes/:id/withdrawal",
  access: "agreement.read",
  summary: { zh: "撤回约定变更申请", en: "Withdraw a change that nobody decided" },
  params: Type.Object({ id: Id }),
  body: Type.Object({ version: Version }, Closed),
  response: Changed,
  errors: ["not-found", "not-your-organisation", "stale-version", "wrong-state"],
});
