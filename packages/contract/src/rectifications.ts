import {
  ESCALATION_RUNGS,
  RECTIFICATION_ACTIONS,
  RECTIFICATION_REQUEST_STATES,
  RECTIFICATION_SOURCES,
  RECTIFICATION_STATES,
  RECTIFICATION_STEPS,
  SEVERITIES,
  WINDOW_UNITS,
} from "@yunjian/domain";
import { FileInfo } from "./files.ts";
import {
  BilingualText,
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
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const Name = Type.Object({ id: Id, name: Type.String() });
const strict = { additionalProperties: false } as const;
const Files = Type.Array(Id, { maxItems: 50, uniqueItems: true });

const summary = {
  id: Id,
  number: Type.String(),
  version: Version,
  title: Type.String(),
  state: OneOf(RECTIFICATION_STATES),
  severity: OneOf(SEVERITIES),
  source: OneOf(RECTIFICATION_SOURCES),
  subject: Name,
  cloud: Name,
  party: Name,
  duty: Nullable(Type.Object({ id: Type.String(), title: BilingualText })),
  issuedAt: Instant,
  dueAt: Instant,
  /** Whose turn it is, until when, and whether that limit has passed. */
  turn: OneOf(["party", "supervisor", "none"]),
  until: Nullable(Instant),
  late: Type.Boolean(),
  /** The window itself has passed and the defect is open. */
  overdue: Type.Boolean(),
  reopenedCount: Type.Integer(),
  escalatedTo: Nullable(OneOf(ESCALATION_RUNGS)),
};
export const RectificationItem = Type.Object(summary);
export type RectificationItem = Static<typeof RectificationItem>;

export const RECTIFICATION_VIEWS = ["open", "all"] as const;

export const listRectifications = route({
  method: "GET",
  path: "/api/rectifications",
  access: "rectification.read",
  summary: { zh: "整改列表", en: "Rectifications, the most urgent or the newest first" },
  query: Type.Object(
    {
      ...Paging,
      view: Type.Optional(
        OneOf(RECTIFICATION_VIEWS, {
          description: "'open': by their limit (default); 'all': the newest first",
        }),
      ),
      state: Type.Optional(Type.Array(OneOf(RECTIFICATION_STATES), { maxItems: 6 })),
      severity: Type.Optional(Type.Array(OneOf(SEVERITIES), { maxItems: 4 })),
      partyOrgId: Type.Optional(Id),
      cloudId: Type.Optional(Id),
      obligationId: Type.Optional(Id),
      overdue: Type.Optional(Type.Boolean()),
      mine: Type.Optional(Type.Boolean({ description: "only where it is my organisation's turn" })),
      q: Type.Optional(
        Type.String({ maxLength: 40, description: "整改〔2026〕17号, or a part of the title" }),
      ),
    },
    strict,
  ),
  response: Page(RectificationItem),
});

export const getRectificationFigures = route({
  method: "GET",
  path: "/api/rectifications/figures",
  access: "rectification.read",
  summary: { zh: "整改概况", en: "Open rectifications by state and severity" },
  query: Type.Object({ cloudId: Type.Optional(Id) }, strict),
  response: Type.Object({
    open: Type.Integer(),
    overdue: Type.Integer(),
    awaitingReceipt: Type.Integer(),
    awaitingReassessment: Type.Integer(),
    reassessmentOverdue: Type.Integer(),
    bySeverity: Type.Array(
      Type.Object({ severity: OneOf(SEVERITIES), open: Type.Integer(), overdue: Type.Integer() }),
    ),
  }),
});

const StepFile = Type.Object({
  id: Id,
  name: Type.String(),
  kind: FileInfo.properties.kind,
  size: Type.Integer(),
  state: FileInfo.properties.state,
  scan: FileInfo.properties.scan,
});

export const getRectification = route({
  method: "GET",
  path: "/api/rectifications/:id",
  access: "rectification.read",
  summary: { zh: "整改详情与全过程", en: "One rectification with everything that happened" },
  params: IdParams,
  response: Type.Object({
    ...summary,
    defect: Type.String(),
    clauseId: Nullable(Type.String()),
    obligationId: Nullable(Id),
    periodId: Nullable(Id),
    periodLabel: Nullable(Type.String()),
    reviewId: Nullable(Id),
    requestId: Nullable(Id),
    window: Type.Object({ amount: Type.Integer(), unit: OneOf(WINDOW_UNITS), source: Type.String() }),
    dueRule: Type.String(),
    originalDueAt: Instant,
    receiptDueAt: Instant,
    receivedAt: Nullable(Instant),
    planDueAt: Nullable(Instant),
    plannedOn: Nullable(Day),
    proofFiledAt: Nullable(Instant),
    reassessDueAt: Nullable(Instant),
    closedAt: Nullable(Instant),
    issuer: Name,
    steps: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(RECTIFICATION_STEPS),
        text: Type.String(),
        plannedOn: Nullable(Day),
        rung: Nullable(OneOf(ESCALATION_RUNGS)),
        until: Nullable(Instant),
        by: Nullable(Name),
        org: Nullable(Name),
        at: Instant,
        files: Type.Array(StepFile),
      }),
    ),
    actions: Type.Array(OneOf(RECTIFICATION_ACTIONS)),
  }),
  errors: ["not-found"],
});
export type RectificationDetail = Static<typeof getRectification.response>;

export const issueRectification = route({
  method: "POST",
  path: "/api/rectifications",
  access: "rectification.issue",
  confirm: true,
  summary: { zh: "直接下发整改", en: "Demand a rectification by hand" },
  body: Type.Object(
    {
      subjectId: Id,
      obligationId: Type.Optional(Id),
      clauseId: Type.Optional(Type.String({ maxLength: 60 })),
      /** Who must rectify; without it the provider of the cloud. */
      partyOrgId: Type.Optional(Id),
      title: Text(200),
      defect: Text(4000),
      severity: OneOf(SEVERITIES),
      windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
      fileIds: Type.Optional(Files),
    },
    strict,
  ),
  response: Type.Object({ ...Created.properties, number: Type.String() }),
  errors: ["not-found", "same-organisation", "not-supervisor-of-subject"],
});

const STEP_ERRORS = ["not-found", "wrong-state", "stale-version", "not-your-organisation"] as const;
const SUPERVISOR_ERRORS = [
  "not-found",
  "wrong-state",
  "stale-version",
  "same-organisation",
  "not-supervisor-of-subject",
  "reason-required",
] as const;
const Moved = Type.Object({ version: Version, state: OneOf(RECTIFICATION_STATES), dueAt: Instant });

export const receiveRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/receive",
  access: "rectification.work",
  summary: { zh: "签收整改通知，整改期限自此起算", en: "Sign for it; the window starts" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Moved,
  errors: STEP_ERRORS,
});

export const planRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/plan",
  access: "rectification.work",
  summary: { zh: "提交整改计划", en: "File the plan" },
  params: IdParams,
  body: Type.Object(
    { version: Version, text: Text(4000), plannedOn: Day, fileIds: Type.Optional(Files) },
    strict,
  ),
  response: Moved,
  errors: STEP_ERRORS,
});

export const progressRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/progress",
  access: "rectification.work",
  summary: { zh: "登记整改进展", en: "Tell how far it is" },
  params: IdParams,
  body: Type.Object({ version: Version, text: Text(4000), fileIds: Type.Optional(Files) }, strict),
  response: Moved,
  errors: STEP_ERRORS,
});

export const proveRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/proof",
  access: "rectification.work",
  summary: { zh: "提交整改证明", en: "File the proof; the supervisor reassesses" },
  params: IdParams,
  body: Type.Object({ version: Version, text: Text(4000), fileIds: Files }, strict),
  response: Moved,
  errors: STEP_ERRORS,
});

export const reassessRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/reassess",
  access: "rectification.reassess",
  confirm: true,
  summary: { zh: "整改复核：销号或重新整改", en: "Reassess: close, or open again with a new window" },
  params: IdParams,
  body: Type.Object(
    { version: Version, accepted: Type.Boolean(), text: Note, fileIds: Type.Optional(Files) },
    strict,
  ),
  response: Moved,
  errors: SUPERVISOR_ERRORS,
});

export const withdrawRectificationOf = route({
  method: "POST",
  path: "/api/rectifications/:id/withdraw",
  access: "rectification.issue",
  confirm: true,
  summary: { zh: "撤销整改", en: "Withdraw a rectification" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Moved,
  errors: SUPERVISOR_ERRORS,
});

// Requests -----------------------------------------------------------------------------------------------

const requestSummary = {
  id: Id,
  version: Version,
  title: Type.String(),
  state: OneOf(RECTIFICATION_REQUEST_STATES),
  source: OneOf(RECTIFICATION_SOURCES),
  severity: OneOf(SEVERITIES),
  subject: Name,
  cloud: Name,
  asker: Name,
  askedAt: Instant,
  decidedAt: Nullable(Instant),
  /** What came of it; the id only for those who may open it. */
  rectification: Nullable(
    Type.Object({ id: Nullable(Id), number: Type.String(), state: OneOf(RECTIFICATION_STATES) }),
  ),
};
export const RectificationRequestItem = Type.Object(requestSummary);
export type RectificationRequestItem = Static<typeof RectificationRequestItem>;

export const listRectificationRequests = route({
  method: "GET",
  path: "/api/rectification-requests",
  access: "rectification.read",
  summary: { zh: "提请整改列表", en: "Requests for rectifications" },
  query: Type.Object(
    { ...Paging, state: Type.Optional(OneOf(RECTIFICATION_REQUEST_STATES)), cloudId: Type.Optional(Id) },
    strict,
  ),
  response: Page(RectificationRequestItem),
});

export const getRectificationRequest = route({
  method: "GET",
  path: "/api/rectification-requests/:id",
  access: "rectification.read",
  summary: { zh: "提请整改详情", en: "One request" },
  params: IdParams,
  response: Type.Object({
    ...requestSummary,
    defect: Type.String(),
    clauseId: Nullable(Type.String()),
    askedBy: Name,
    decider: Name,
    decidedBy: Nullable(Name),
    decisionNote: Type.String(),
    files: Type.Array(StepFile),
    /** Windows by severity that apply unless the supervisor decides another. */
    windows: Type.Array(
      Type.Object({
        severity: OneOf(SEVERITIES),
        amount: Type.Integer(),
        unit: OneOf(WINDOW_UNITS),
        source: Type.String(),
      }),
    ),
    actions: Type.Array(OneOf(["decide"])),
  }),
  errors: ["not-found"],
});
export type RectificationRequestDetail = Static<typeof getRectificationRequest.response>;

export const askRectification = route({
  method: "POST",
  path: "/api/rectification-requests",
  access: "rectification.ask",
  summary: { zh: "提请整改", en: "Ask the supervisor for a rectification" },
  body: Type.Object(
    {
      subjectId: Id,
      title: Text(200),
      defect: Text(4000),
      severity: OneOf(SEVERITIES),
      clauseId: Type.Optional(Type.String({ maxLength: 60 })),
      fileIds: Type.Optional(Files),
    },
    strict,
  ),
  response: Created,
  errors: ["not-found"],
});

export const decideRectificationRequestOf = route({
  method: "POST",
  path: "/api/rectification-requests/:id/decide",
  access: "rectification.issue",
  confirm: true,
  summary: { zh: "受理提请：下发整改或不予采纳", en: "Turn a request into a rectification, or refuse it" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      accept: Type.Boolean(),
      note: Note,
      severity: Type.Optional(OneOf(SEVERITIES)),
      windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    },
    strict,
  ),
  response: Type.Object({ version: Version, rectificationId: Nullable(Id) }),
  errors: [...SUPERVISOR_ERRORS, "same-person"],
});
