import {
  ASKER_ROLES,
  AUTHORISATION_ACTIONS,
  AUTHORISATION_KINDS,
  AUTHORISATION_STANDINGS,
  AUTHORISATION_STATES,
  AUTHORISATION_STEPS,
  EMERGENCY_DECLARERS,
  EMERGENCY_LIMITS,
  EMERGENCY_REVIEWS,
  EMERGENCY_RULE_STANDINGS,
  OPERATION_KINDS,
  OPERATION_RESULTS,
  RESOURCE_KINDS,
  SCOPE_LIMITS,
  TOUCHES,
} from "@yunjian/domain";
import { FileInfo } from "./files.ts";
import {
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
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Name = Type.Object({ id: Id, name: Type.String() });
const Count = Type.Integer({ minimum: 0 });
const Operations = Type.Array(OneOf(OPERATION_KINDS), { minItems: 1, maxItems: 11, uniqueItems: true });
const Touched = Type.Array(OneOf(TOUCHES), { minItems: 1, maxItems: 7, uniqueItems: true });
const ResourceIds = Type.Array(Id, { maxItems: SCOPE_LIMITS.resources, uniqueItems: true });
const People = Type.Array(Text(SCOPE_LIMITS.name), { maxItems: SCOPE_LIMITS.operators, uniqueItems: true });

/** What may be done, on what, by whom, from when to when; both instants belong to it. */
const Scope = Type.Object({
  operations: Type.Array(OneOf(OPERATION_KINDS)),
  touches: Type.Array(OneOf(TOUCHES)),
  /** Empty: the whole system. */
  resources: Type.Array(Name),
  /** Empty: whoever of the team. */
  operators: Type.Array(Type.String()),
  fromAt: Instant,
  toAt: Instant,
});
export type AuthorisationScopeView = Static<typeof Scope>;

const summary = {
  id: Id,
  number: Type.String(),
  version: Version,
  kind: OneOf(AUTHORISATION_KINDS),
  state: OneOf(AUTHORISATION_STATES),
  /** The state and what time has made of it: the word to show. */
  standing: OneOf(AUTHORISATION_STANDINGS),
  title: Type.String(),
  system: Name,
  cloud: Name,
  customer: Name,
  asker: Name,
  askerRole: OneOf(ASKER_ROLES),
  askedAt: Instant,
  operations: Type.Array(OneOf(OPERATION_KINDS)),
  /** Of the grant where there is one, else of what was asked. */
  fromAt: Instant,
  toAt: Instant,
  narrowed: Type.Boolean(),
  turn: OneOf(["customer", "asker", "none"]),
  what: OneOf(["decide", "confirm", "operate", "record", "answer", "review", "none"]),
  until: Nullable(Instant),
  late: Type.Boolean(),
  recorded: Count,
  recordedLate: Count,
  openQuestions: Count,
  review: Nullable(OneOf(EMERGENCY_REVIEWS)),
};
export const AuthorisationItem = Type.Object(summary);
export type AuthorisationItem = Static<typeof AuthorisationItem>;

export const AUTHORISATION_SIDES = ["customer", "asker"] as const;

export const listAuthorisations = route({
  method: "GET",
  path: "/api/authorisations",
  access: "authorisation.read",
  summary: { zh: "客户授权列表", en: "Authorisations, the newest first" },
  query: Type.Object(
    {
      ...Paging,
      side: Type.Optional(
        OneOf(AUTHORISATION_SIDES, {
          description: "asked of my organisation, or by it; without it all one may see",
        }),
      ),
      standing: Type.Optional(Type.Array(OneOf(AUTHORISATION_STANDINGS), { maxItems: 11 })),
      kind: Type.Optional(OneOf(AUTHORISATION_KINDS)),
      review: Type.Optional(OneOf(EMERGENCY_REVIEWS)),
      systemId: Type.Optional(Id),
      cloudId: Type.Optional(Id),
      mine: Type.Optional(Type.Boolean({ description: "only where it is my organisation's turn" })),
      questioned: Type.Optional(Type.Boolean({ description: "only with questions that wait for an answer" })),
      q: Type.Optional(
        Type.String({ maxLength: 40, description: "授权〔2026〕17号, or a part of the title" }),
      ),
    },
    strict,
  ),
  response: Page(AuthorisationItem),
});

export const getAuthorisationFigures = route({
  method: "GET",
  path: "/api/authorisations/figures",
  access: "authorisation.read",
  summary: { zh: "客户授权概况", en: "Authorisations at a glance" },
  query: Type.Object({ cloudId: Type.Optional(Id), systemId: Type.Optional(Id) }, strict),
  response: Type.Object({
    undecided: Count,
    undecidedLate: Count,
    valid: Count,
    unrecorded: Count,
    openQuestions: Count,
    emergenciesToReview: Count,
    objected: Count,
  }),
});

const RuleBrief = Type.Object({
  id: Id,
  operations: Type.Array(OneOf(OPERATION_KINDS)),
  touches: Type.Array(OneOf(TOUCHES)),
  reportWithinHours: Type.Integer(),
  maxHours: Type.Integer(),
  validTo: Instant,
  /** Whether the caller may declare under it now. */
  mine: Type.Boolean(),
});

export const prepareAuthorisation = route({
  method: "GET",
  path: "/api/authorisations/preparation",
  access: "authorisation.ask",
  summary: {
    zh: "申请授权前的准备：客户、资源、期限和应急规则",
    en: "What an ask needs to know: customer, resources, limits, emergency rules",
  },
  query: Type.Object({ systemId: Id }, strict),
  response: Type.Object({
    system: Name,
    cloud: Name,
    customer: Name,
    role: OneOf(ASKER_ROLES),
    onceMaxDays: Type.Integer(),
    standingMaxMonths: Type.Integer(),
    /** The running resources by name, at most the hundred that can be chosen. */
    resources: Type.Array(Type.Object({ id: Id, name: Type.String(), kind: OneOf(RESOURCE_KINDS) })),
    rules: Type.Array(RuleBrief),
    /** Who carried it out the last time, to choose from. */
    operators: Type.Array(Type.String()),
  }),
  errors: ["not-found", "forbidden", "same-organisation"],
});

const StoredFile = Type.Object({
  id: Id,
  name: Type.String(),
  kind: FileInfo.properties.kind,
  size: Type.Integer(),
  state: FileInfo.properties.state,
  scan: FileInfo.properties.scan,
});

const Question = Type.Object({
  id: Id,
  text: Type.String(),
  by: Name,
  at: Instant,
  answerDueAt: Instant,
  answer: Nullable(Type.Object({ text: Type.String(), by: Name, at: Instant })),
});

export const getAuthorisation = route({
  method: "GET",
  path: "/api/authorisations/:id",
  access: "authorisation.read",
  summary: { zh: "客户授权详情、操作记录与全过程", en: "One authorisation with its operations and history" },
  params: IdParams,
  response: Type.Object({
    ...summary,
    reason: Type.String(),
    team: Type.String(),
    risk: Type.String(),
    rollback: Type.String(),
    asked: Scope,
    /** What was granted, or is proposed while it waits for the second person. */
    granted: Nullable(Scope),
    conditions: Type.String(),
    askedBy: Name,
    preparedBy: Nullable(Name),
    decidedBy: Nullable(Name),
    decidedAt: Nullable(Instant),
    decisionNote: Type.String(),
    decideDueAt: Instant,
    decideRule: Type.String(),
    endsAt: Nullable(Instant),
    endNote: Type.String(),
    nothingDone: Type.Boolean(),
    recordDueAt: Nullable(Instant),
    recordRule: Nullable(Type.String()),
    rule: Nullable(RuleBrief),
    reviewDueAt: Nullable(Instant),
    reviewedBy: Nullable(Name),
    reviewedAt: Nullable(Instant),
    reviewNote: Type.String(),
    /** The request for a rectification an objection led to; seen by its asker and the supervisor. */
    requestId: Nullable(Id),
    /** Whether the customer decides by two people. */
    twoPerson: Type.Boolean(),
    records: Type.Array(
      Type.Object({
        id: Id,
        operation: OneOf(OPERATION_KINDS),
        touches: Type.Array(OneOf(TOUCHES)),
        resources: Type.Array(Type.String()),
        operators: Type.Array(Type.String()),
        startedAt: Instant,
        endedAt: Instant,
        text: Type.String(),
        result: OneOf(OPERATION_RESULTS),
        reference: Type.String(),
        late: Type.Boolean(),
        recordedAt: Instant,
        files: Type.Array(StoredFile),
        questions: Type.Array(Question),
      }),
    ),
    steps: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(AUTHORISATION_STEPS),
        text: Type.String(),
        until: Nullable(Instant),
        by: Nullable(Name),
        org: Nullable(Name),
        at: Instant,
      }),
    ),
    actions: Type.Array(OneOf(AUTHORISATION_ACTIONS)),
  }),
  errors: ["not-found"],
});
export type AuthorisationDetail = Static<typeof getAuthorisation.response>;

export const askAuthorisation = route({
  method: "POST",
  path: "/api/authorisations",
  access: "authorisation.ask",
  summary: { zh: "申请客户授权", en: "Ask a customer for its authorisation" },
  body: Type.Object(
    {
      systemId: Id,
      kind: OneOf(["once", "standing"]),
      title: Text(100),
      reason: Text(2000),
      operations: Operations,
      touches: Touched,
      resourceIds: Type.Optional(ResourceIds),
      operators: Type.Optional(People),
      team: Type.Optional(Type.String({ maxLength: 100 })),
      risk: Type.Optional(Type.String({ maxLength: 2000 })),
      rollback: Type.Optional(Type.String({ maxLength: 2000 })),
      fromAt: Type.Optional(
        Type.String({ format: "date-time", description: "without it: as soon as it is granted" }),
      ),
      toAt: Instant,
    },
    strict,
  ),
  response: Type.Object({ ...Created.properties, number: Type.String() }),
  errors: ["not-found", "forbidden", "same-organisation"],
});

export const declareEmergencyOf = route({
  method: "POST",
  path: "/api/authorisations/emergencies",
  access: "authorisation.ask",
  summary: { zh: "报告应急操作", en: "Declare an emergency operation under a rule of the customer" },
  body: Type.Object(
    {
      ruleId: Id,
      title: Text(100),
      reason: Text(2000),
      operations: Operations,
      touches: Touched,
      operators: Type.Array(Text(SCOPE_LIMITS.name), {
        minItems: 1,
        maxItems: SCOPE_LIMITS.operators,
        uniqueItems: true,
      }),
      startedAt: Instant,
    },
    strict,
  ),
  response: Type.Object({ ...Created.properties, number: Type.String() }),
  errors: ["not-found", "forbidden", "wrong-state", "not-your-organisation"],
});

const Moved = Type.Object({ version: Version, state: OneOf(AUTHORISATION_STATES) });
const COMMON = ["not-found", "wrong-state", "stale-version", "not-your-organisation"] as const;
const DECIDER = [
  ...COMMON,
  "forbidden",
  "same-organisation",
  "same-person",
  "deadline-passed",
  "reason-required",
] as const;

export const recallAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/recall",
  access: "authorisation.ask",
  summary: { zh: "撤回授权申请", en: "Take an ask back" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Moved,
  errors: COMMON,
});

export const grantAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/grant",
  access: "authorisation.prepare",
  confirm: true,
  summary: {
    zh: "同意授权（可缩小范围）；双人办理的单位由另一人复核",
    en: "Grant all or part of it; where two people decide, another one confirms",
  },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      operations: Operations,
      touches: Touched,
      resourceIds: ResourceIds,
      operators: People,
      fromAt: Instant,
      toAt: Instant,
      conditions: Type.Optional(Type.String({ maxLength: 2000 })),
      note: Type.Optional(Note),
    },
    strict,
  ),
  response: Moved,
  errors: DECIDER,
});

export const confirmAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/confirm",
  access: "authorisation.decide",
  confirm: true,
  summary: { zh: "复核授权决定", en: "The second person confirms, or gives it back" },
  params: IdParams,
  body: Type.Object({ version: Version, agree: Type.Boolean(), note: Note }, strict),
  response: Moved,
  errors: DECIDER,
});

export const refuseAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/refuse",
  access: "authorisation.decide",
  confirm: true,
  summary: { zh: "拒绝授权", en: "Refuse" },
  params: IdParams,
  body: Type.Object({ version: Version, note: Note }, strict),
  response: Moved,
  errors: DECIDER,
});

export const withdrawAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/withdraw",
  access: "authorisation.decide",
  summary: { zh: "撤回授权，即时生效", en: "Withdraw a grant, from this instant" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Moved,
  errors: DECIDER,
});

export const finishAuthorisationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/finish",
  access: "authorisation.record",
  summary: { zh: "操作完结：已全部登记，或未进行操作", en: "All is recorded, or nothing was done" },
  params: IdParams,
  body: Type.Object({ version: Version, note: Note }, strict),
  response: Moved,
  errors: [...COMMON, "deadline-passed"],
});

export const recordOperationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/operations",
  access: "authorisation.record",
  summary: { zh: "登记操作", en: "Record an operation under a grant" },
  params: IdParams,
  body: Type.Object(
    {
      operation: OneOf(OPERATION_KINDS),
      touches: Touched,
      resourceIds: Type.Optional(ResourceIds),
      operators: Type.Array(Text(SCOPE_LIMITS.name), {
        minItems: 1,
        maxItems: SCOPE_LIMITS.operators,
        uniqueItems: true,
      }),
      startedAt: Instant,
      endedAt: Instant,
      text: Text(4000),
      result: OneOf(OPERATION_RESULTS),
      /** The caller's own ticket number: the same one is recorded once. */
      reference: Type.Optional(Type.String({ maxLength: 60 })),
      fileIds: Type.Optional(Type.Array(Id, { maxItems: 50, uniqueItems: true })),
    },
    strict,
  ),
  response: Type.Object({ id: Id, version: Version, late: Type.Boolean(), repeated: Type.Boolean() }),
  errors: [
    "not-found",
    "wrong-state",
    "not-your-organisation",
    "operation-outside-grant",
    "recording-closed",
    "file-gone",
    "file-infected",
  ],
});

export const questionOperationOf = route({
  method: "POST",
  path: "/api/authorisations/:id/questions",
  access: "authorisation.prepare",
  summary: { zh: "质询操作记录", en: "Question a record" },
  params: IdParams,
  body: Type.Object({ operationId: Id, text: Text(2000) }, strict),
  response: Type.Object({ id: Id, version: Version, answerDueAt: Instant }),
  errors: ["not-found", "not-your-organisation"],
});

export const answerQuestionOf = route({
  method: "POST",
  path: "/api/authorisations/:id/answers",
  access: "authorisation.record",
  summary: { zh: "答复质询", en: "Answer a question" },
  params: IdParams,
  body: Type.Object({ questionId: Id, text: Text(4000) }, strict),
  response: Type.Object({ version: Version }),
  errors: ["not-found", "not-your-organisation", "wrong-state"],
});

export const reviewEmergencyOf = route({
  method: "POST",
  path: "/api/authorisations/:id/review",
  access: "authorisation.decide",
  confirm: true,
  summary: { zh: "审阅应急操作：认可或提出异议", en: "Review an emergency: accept it or object" },
  params: IdParams,
  body: Type.Object({ version: Version, accepted: Type.Boolean(), note: Note }, strict),
  response: Moved,
  errors: DECIDER,
});

export const getAuthorisationPaper = route({
  method: "GET",
  path: "/api/authorisations/:id/paper",
  access: "authorisation.read",
  confirm: true,
  summary: { zh: "授权书（Word）", en: "The authorisation as an official paper (Word)" },
  params: IdParams,
  response: Type.Any({
    description: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  }),
  errors: ["not-found", "wrong-state"],
});

// Emergency rules ----------------------------------------------------------------------------------------

export const EmergencyRuleItem = Type.Object({
  ...RuleBrief.properties,
  version: Version,
  standing: OneOf(EMERGENCY_RULE_STANDINGS),
  system: Name,
  cloud: Name,
  customer: Name,
  operator: Name,
  declarers: OneOf(EMERGENCY_DECLARERS),
  note: Type.String(),
  preparedBy: Name,
  preparedAt: Instant,
  confirmedBy: Nullable(Name),
  confirmedAt: Nullable(Instant),
  endedBy: Nullable(Name),
  endedAt: Nullable(Instant),
  endReason: Type.String(),
  actions: Type.Array(OneOf(["confirm", "end", "declare"])),
});
export type EmergencyRuleItem = Static<typeof EmergencyRuleItem>;

export const listEmergencyRules = route({
  method: "GET",
  path: "/api/emergency-rules",
  access: "authorisation.read",
  summary: { zh: "应急规则列表", en: "Emergency rules, the newest first" },
  query: Type.Object(
    {
      ...Paging,
      systemId: Type.Optional(Id),
      standing: Type.Optional(OneOf(EMERGENCY_RULE_STANDINGS)),
    },
    strict,
  ),
  response: Page(EmergencyRuleItem),
});

export const listOperators = route({
  method: "GET",
  path: "/api/emergency-rules/operators",
  access: "authorisation.prepare",
  summary: { zh: "可约定应急规则的单位", en: "Who operates on a system of ours" },
  query: Type.Object({ systemId: Id }, strict),
  response: Type.Object({
    items: Type.Array(Type.Object({ id: Id, name: Type.String(), role: OneOf(ASKER_ROLES) })),
    maxMonths: Type.Integer(),
  }),
});

export const makeEmergencyRuleOf = route({
  method: "POST",
  path: "/api/emergency-rules",
  access: "authorisation.prepare",
  confirm: true,
  summary: { zh: "约定应急规则", en: "Agree to a rule for emergencies" },
  body: Type.Object(
    {
      systemId: Id,
      operatorOrgId: Id,
      operations: Operations,
      touches: Touched,
      declarers: OneOf(EMERGENCY_DECLARERS),
      reportWithinHours: Type.Integer({ minimum: 1, maximum: EMERGENCY_LIMITS.reportHours }),
      maxHours: Type.Integer({ minimum: 1, maximum: EMERGENCY_LIMITS.maxHours }),
      validTo: Instant,
      note: Type.Optional(Note),
    },
    strict,
  ),
  response: Created,
  errors: ["not-found", "forbidden", "not-your-organisation", "same-organisation", "already-exists"],
});

const RuleMoved = Type.Object({ version: Version });

export const confirmEmergencyRuleOf = route({
  method: "POST",
  path: "/api/emergency-rules/:id/confirm",
  access: "authorisation.decide",
  confirm: true,
  summary: { zh: "复核应急规则", en: "The second person agrees to a rule" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: RuleMoved,
  errors: [...COMMON, "same-person"],
});

export const endEmergencyRuleOf = route({
  method: "POST",
  path: "/api/emergency-rules/:id/end",
  access: "authorisation.decide",
  summary: { zh: "终止应急规则", en: "End a rule" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: RuleMoved,
  errors: [...COMMON, "reason-required"],
});
