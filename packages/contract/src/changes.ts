import {
  CHANGE_ACTIONS,
  CHANGE_AGAINST,
  CHANGE_COMPARISONS,
  CHANGE_KINDS,
  CHANGE_MODES,
  CHANGE_OPINIONS,
  CHANGE_REACHES,
  CHANGE_RESULTS,
  CHANGE_STATES,
  CHANGE_STEPS,
  PERIOD_STATES,
  WINDOW_UNITS,
} from "@yunjian/domain";
import { FileInfo } from "./files.ts";
import {
  BilingualText,
  Binary,
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

/** 重大变更: cases of a provider's clouds (JGK-6.3, GWZ-8.2.2, CQZ-8.3.3). */

const strict = { additionalProperties: false } as const;
const FormData = Type.Record(
  Type.String(),
  Type.Union([
    Type.String({ maxLength: 20_000 }),
    Type.Array(Type.Record(Type.String(), Type.String({ maxLength: 20_000 })), { maxItems: 2000 }),
  ]),
);
const Name = Type.Object({ id: Id, name: Type.String() });
const Count = Type.Integer({ minimum: 0 });
const Files = Type.Array(Id, { maxItems: 50, uniqueItems: true });
const Moment = Type.String({ format: "date-time" });
const Window = Type.Object({
  amount: Type.Integer(),
  unit: OneOf(WINDOW_UNITS),
  source: Type.String({ description: "'agreed' for this cloud, or the key of a setting" }),
});
const DutyIds = Type.Array(Type.String({ maxLength: 60 }), { maxItems: 100, uniqueItems: true });

const summary = {
  id: Id,
  number: Type.String(),
  version: Version,
  kind: OneOf(CHANGE_KINDS),
  mode: OneOf(CHANGE_MODES),
  state: OneOf(CHANGE_STATES),
  title: Type.String(),
  clouds: Type.Array(Name),
  provider: Name,
  madeAt: Instant,
  announcedAt: Nullable(Instant),
  plannedFrom: Nullable(Instant),
  plannedTo: Nullable(Instant),
  startedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  noticeShort: Type.Boolean(),
  opinion: Nullable(OneOf(CHANGE_OPINIONS)),
  result: Nullable(OneOf(CHANGE_RESULTS)),
  /** Made against the opinion, or without any. */
  against: Nullable(OneOf(CHANGE_AGAINST)),
  filedLate: Type.Boolean(),
  turn: OneOf(["provider", "supervisor", "none"]),
  what: OneOf([
    "announce",
    "analyse",
    "advise",
    "implement",
    "revise",
    "reconsider",
    "explain",
    "assess",
    "compare",
    "none",
  ]),
  until: Nullable(Instant),
  late: Type.Boolean(),
  customers: Count,
  acknowledgedBefore: Count,
  acknowledgedAfter: Count,
  openQuestions: Count,
  objections: Count,
};
export const ChangeItem = Type.Object(summary);
export type ChangeItem = Static<typeof ChangeItem>;

const filters = {
  state: Type.Optional(Type.Array(OneOf(CHANGE_STATES), { maxItems: 11 })),
  kind: Type.Optional(OneOf(CHANGE_KINDS)),
  mode: Type.Optional(OneOf(CHANGE_MODES)),
  cloudId: Type.Optional(Id),
  providerOrgId: Type.Optional(Id),
  short: Type.Optional(Type.Boolean({ description: "only with too short a notice" })),
  against: Type.Optional(OneOf(CHANGE_AGAINST)),
  mine: Type.Optional(Type.Boolean({ description: "only where it is my organisation's turn" })),
  q: Type.Optional(Type.String({ maxLength: 40, description: "变更〔2026〕17号, or a part of the title" })),
};

export const listChanges = route({
  method: "GET",
  path: "/api/changes",
  access: "change.read",
  summary: { zh: "重大变更列表", en: "Major changes, the newest first" },
  query: Type.Object({ ...Paging, ...filters }, strict),
  response: Page(ChangeItem),
});

export const getChangeBoard = route({
  method: "GET",
  path: "/api/changes/board",
  access: "change.read",
  summary: { zh: "重大变更看板", en: "Open changes by state, the most urgent of each" },
  query: Type.Object({ cloudId: Type.Optional(Id), providerOrgId: Type.Optional(Id) }, strict),
  response: Type.Object({
    columns: Type.Array(
      Type.Object({
        state: OneOf(CHANGE_STATES),
        count: Count,
        late: Count,
        /** At most twenty. */
        items: Type.Array(ChangeItem),
      }),
    ),
  }),
});

export const getChangeFigures = route({
  method: "GET",
  path: "/api/changes/figures",
  access: "change.read",
  summary: {
    zh: "各云服务商变更情况",
    en: "Per provider: how many were told in time, revised, deviated, made in an emergency",
  },
  query: Type.Object(
    {
      from: Type.Optional(Type.String({ format: "date", description: "first day; default a year ago" })),
      to: Type.Optional(Type.String({ format: "date", description: "last day; default today" })),
      cloudId: Type.Optional(Id),
    },
    strict,
  ),
  response: Type.Object({
    from: Day,
    to: Day,
    providers: Type.Array(
      Type.Object({
        provider: Name,
        total: Count,
        planned: Count,
        /** Planned changes told with the notice agreed. */
        noticeKept: Count,
        advised: Count,
        /** Of those with an opinion: sent back or advised against at least once. */
        revised: Count,
        implemented: Count,
        deviated: Count,
        rolledBack: Count,
        against: Count,
        emergency: Count,
        emergencyLate: Count,
        unannounced: Count,
      }),
    ),
  }),
});

export const getChangeCalendar = route({
  method: "GET",
  path: "/api/changes/calendar",
  access: "change.read",
  summary: { zh: "变更日历", en: "Changes planned or made within a span of days" },
  query: Type.Object({ from: Day, to: Day, cloudId: Type.Optional(Id) }, strict),
  response: Type.Object({
    from: Day,
    to: Day,
    /** At most 300; `more` says that there are others. */
    items: Type.Array(ChangeItem),
    more: Type.Boolean(),
    /** 重保封网: times in which nothing is planned on a cloud. */
    freezes: Type.Array(
      Type.Object({ periodId: Id, name: Type.String(), cloud: Name, from: Instant, to: Instant }),
    ),
  }),
});

export const proposeChangeDuties = route({
  method: "GET",
  path: "/api/changes/proposal",
  access: "change.prepare",
  summary: {
    zh: "按变更类别建议涉及的控制项，并计算提前通知要求",
    en: "Control items a kind of change usually touches, and the notice it needs on these clouds",
  },
  query: Type.Object(
    { kind: OneOf(CHANGE_KINDS), cloudId: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }) },
    strict,
  ),
  response: Type.Object({
    duties: Type.Array(
      Type.Object({
        id: Type.String(),
        title: BilingualText,
        class: Type.String(),
        proposed: Type.Boolean(),
      }),
    ),
    notices: Type.Array(Type.Object({ cloud: Name, window: Window })),
    /** The first day with full notice when it is announced today. */
    earliest: Day,
    systems: Type.Array(Type.Object({ id: Id, name: Type.String(), customer: Type.String() })),
  }),
  errors: ["not-found", "not-your-organisation"],
});

const StoredFile = Type.Object({
  id: Id,
  name: Type.String(),
  kind: FileInfo.properties.kind,
  size: Type.Integer(),
  state: FileInfo.properties.state,
});

const Question = Type.Object({
  id: Id,
  objection: Type.Boolean(),
  text: Type.String(),
  by: Name,
  at: Instant,
  answer: Nullable(Type.Object({ text: Type.String(), by: Name, at: Instant })),
});

const ChangeCustomer = Type.Object({
  /** Of what this customer is told. */
  id: Id,
  customer: Name,
  systems: Type.Array(Name),
  toldBeforeAt: Nullable(Instant),
  acknowledgedBeforeAt: Nullable(Instant),
  toldAfterAt: Nullable(Instant),
  acknowledgedAfterAt: Nullable(Instant),
  questions: Type.Array(Question),
});

export const getChange = route({
  method: "GET",
  path: "/api/changes/:id",
  access: "change.read",
  summary: { zh: "重大变更详情与全过程", en: "One change with everything that happened" },
  params: IdParams,
  response: Type.Object({
    ...summary,
    subject: Type.Object({
      what: Type.String(),
      why: Type.String(),
      place: Type.String(),
      reach: OneOf(CHANGE_REACHES),
      plain: Type.String(),
      systems: Type.Array(Name),
      duties: Type.Array(Type.Object({ id: Type.String(), title: BilingualText })),
    }),
    madeBy: Name,
    madeOrg: Name,
    noticeEarliest: Nullable(Day),
    noticeRule: Nullable(Type.String()),
    shortReason: Type.String(),
    analysisVersion: Count,
    analysis: Nullable(FormData),
    analysedAt: Nullable(Instant),
    analysedBy: Nullable(Name),
    adviseRule: Nullable(Type.String()),
    quorum: Count,
    /** Of the analysis in hand; those of older versions stand in the history. */
    opinions: Type.Array(
      Type.Object({ by: Name, opinion: OneOf(CHANGE_OPINIONS), note: Type.String(), at: Instant }),
    ),
    opinionNote: Type.String(),
    advisedBy: Nullable(Name),
    advisedAt: Nullable(Instant),
    /** The opinion is about the analysis in hand. */
    opinionCurrent: Type.Boolean(),
    fileDueAt: Nullable(Instant),
    fileRule: Nullable(Type.String()),
    foundHow: Type.String(),
    implementedAt: Nullable(Instant),
    implementedBy: Nullable(Name),
    deviations: Type.String(),
    audit: Type.String(),
    assessDueAt: Nullable(Instant),
    assessRule: Nullable(Type.String()),
    assessedAt: Nullable(Instant),
    assessor: Type.String(),
    assessment: Type.String(),
    compareRule: Nullable(Type.String()),
    comparison: Nullable(OneOf(CHANGE_COMPARISONS)),
    comparisonNote: Type.String(),
    comparedBy: Nullable(Name),
    closedAt: Nullable(Instant),
    /** Of the clouds, 200 at most. */
    told: Type.Array(ChangeCustomer),
    /** On-demand periods this change opened. */
    periods: Type.Array(
      Type.Object({
        id: Id,
        duty: BilingualText,
        dutyId: Type.String(),
        cloud: Type.String(),
        state: OneOf(PERIOD_STATES),
        dueAt: Instant,
      }),
    ),
    rectifications: Type.Array(Type.Object({ id: Id, number: Type.String() })),
    steps: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(CHANGE_STEPS),
        text: Type.String(),
        until: Nullable(Instant),
        by: Nullable(Name),
        org: Nullable(Name),
        at: Instant,
        files: Type.Array(StoredFile),
      }),
    ),
    actions: Type.Array(OneOf(CHANGE_ACTIONS)),
  }),
  errors: ["not-found"],
});
export type ChangeDetail = Static<typeof getChange.response>;

const plan = {
  kind: OneOf(CHANGE_KINDS),
  cloudIds: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
  title: Text(100),
  what: Type.String({ maxLength: 4000 }),
  why: Type.String({ maxLength: 4000 }),
  place: Type.Optional(Type.String({ maxLength: 2000 })),
  reach: OneOf(CHANGE_REACHES),
  systemIds: Type.Optional(Type.Array(Id, { maxItems: 500, uniqueItems: true })),
  plain: Type.String({ maxLength: 2000 }),
  dutyIds: DutyIds,
};
const planned = { ...plan, plannedFrom: Type.Optional(Moment), plannedTo: Type.Optional(Moment) };
const Numbered = Type.Object({ ...Created.properties, number: Type.String() });
const Moved = Type.Object({ version: Version, state: OneOf(CHANGE_STATES) });
const PLAN_ERRORS = ["not-found", "forbidden", "not-your-organisation"] as const;
const COMMON = ["not-found", "forbidden", "wrong-state", "stale-version", "not-your-organisation"] as const;
const ADVISER = [
  "not-found",
  "forbidden",
  "wrong-state",
  "stale-version",
  "same-organisation",
  "same-person",
  "not-supervisor-of-subject",
  "reason-required",
] as const;

export const draftChange = route({
  method: "POST",
  path: "/api/changes",
  access: "change.prepare",
  summary: { zh: "拟报重大变更", en: "Draft a change" },
  body: Type.Object(planned, strict),
  response: Numbered,
  errors: PLAN_ERRORS,
});

export const editChangeOf = route({
  method: "PUT",
  path: "/api/changes/:id",
  access: "change.prepare",
  summary: { zh: "修改变更草稿", en: "Edit a draft" },
  params: IdParams,
  body: Type.Object({ version: Version, ...planned }, strict),
  response: Moved,
  errors: COMMON,
});

export const announceChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/announce",
  access: "change.send",
  confirm: true,
  summary: { zh: "提前通知运行监管方和客户", en: "Tell the supervisor and the customers" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      shortReason: Type.Optional(Type.String({ maxLength: 2000 })),
      fileIds: Type.Optional(Files),
    },
    strict,
  ),
  response: Moved,
  errors: [...COMMON, "file-gone"],
});

export const rescheduleChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/reschedule",
  access: "change.send",
  summary: { zh: "调整计划实施时间，重新通知", en: "Another time; everybody is told anew" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      plannedFrom: Moment,
      plannedTo: Moment,
      shortReason: Type.Optional(Type.String({ maxLength: 2000 })),
      reason: Text(2000),
    },
    strict,
  ),
  response: Moved,
  errors: COMMON,
});

export const analyseChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/analysis",
  access: "change.send",
  summary: { zh: "提交安全影响分析表", en: "Hand in the impact analysis, or a new version of it" },
  params: IdParams,
  body: Type.Object(
    { version: Version, data: FormData, note: Type.Optional(Note), fileIds: Type.Optional(Files) },
    strict,
  ),
  response: Moved,
  errors: [...COMMON, "file-gone"],
});

export const withdrawChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/withdraw",
  access: "change.prepare",
  summary: { zh: "撤销变更", en: "Withdraw a change, or throw a draft away" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Moved,
  errors: [...COMMON, "reason-required"],
});

const done = {
  startedAt: Moment,
  endedAt: Moment,
  result: OneOf(CHANGE_RESULTS),
  deviations: Type.Optional(Type.String({ maxLength: 4000 })),
  /** Who had access, physically and logically, and how the work was audited (JGK-6.3.1.1-f). */
  audit: Text(4000),
  fileIds: Type.Optional(Files),
};

export const implementChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/implement",
  access: "change.send",
  confirm: true,
  summary: { zh: "报告变更实施情况", en: "Report what was done" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      ...done,
      /** Of a change somebody else found: what it was and whom it reaches. */
      explained: Type.Optional(
        Type.Object(
          {
            what: Text(4000),
            why: Text(4000),
            place: Type.Optional(Type.String({ maxLength: 2000 })),
            reach: OneOf(CHANGE_REACHES),
            systemIds: plan.systemIds,
            plain: Text(2000),
            dutyIds: DutyIds,
          },
          strict,
        ),
      ),
    },
    strict,
  ),
  response: Type.Object({ ...Moved.properties, against: Nullable(OneOf(CHANGE_AGAINST)) }),
  errors: [...COMMON, "file-gone"],
});

export const declareChangeOf = route({
  method: "POST",
  path: "/api/changes/emergencies",
  access: "change.send",
  confirm: true,
  summary: { zh: "补报紧急变更", en: "File an emergency change that was made already" },
  body: Type.Object({ ...plan, ...done }, strict),
  response: Type.Object({ ...Numbered.properties, late: Type.Boolean() }),
  errors: [...PLAN_ERRORS, "file-gone"],
});

export const findChangeOf = route({
  method: "POST",
  path: "/api/changes/unannounced",
  access: "change.find",
  summary: { zh: "登记未通知的变更", en: "Record a change that nobody announced" },
  body: Type.Object(
    {
      cloudId: Id,
      kind: OneOf(CHANGE_KINDS),
      title: Text(100),
      /** What was seen, and how. */
      how: Text(4000),
      noticedAt: Moment,
      fileIds: Type.Optional(Files),
    },
    strict,
  ),
  response: Numbered,
  errors: ["not-found", "same-organisation", "file-gone"],
});

export const dismissChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/dismiss",
  access: "change.advise",
  summary: { zh: "核实不属于未通知变更", en: "It was none" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Moved,
  errors: ADVISER,
});

export const assessChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/assess",
  access: "change.send",
  summary: { zh: "提交变更后验证与评估结果", en: "Hand in the results of verification and reassessment" },
  params: IdParams,
  body: Type.Object({ version: Version, assessor: Text(100), summary: Text(4000), fileIds: Files }, strict),
  response: Moved,
  errors: [...COMMON, "file-gone"],
});

export const adviseChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/opinion",
  access: "change.advise",
  confirm: true,
  summary: { zh: "出具变更意见", en: "Give an opinion on the analysis that was read" },
  params: IdParams,
  body: Type.Object(
    { version: Version, analysisVersion: Version, opinion: OneOf(CHANGE_OPINIONS), note: Note },
    strict,
  ),
  response: Type.Object({
    ...Moved.properties,
    /** Null while more people are asked. */
    opinion: Nullable(OneOf(CHANGE_OPINIONS)),
  }),
  errors: ADVISER,
});

export const compareChangeOf = route({
  method: "POST",
  path: "/api/changes/:id/compare",
  access: "change.advise",
  confirm: true,
  summary: { zh: "比对申报与实施情况", en: "Compare what was filed with what was done" },
  params: IdParams,
  body: Type.Object({ version: Version, outcome: OneOf(CHANGE_COMPARISONS), note: Note }, strict),
  response: Moved,
  errors: ADVISER,
});

export const answerChangeQuestion = route({
  method: "POST",
  path: "/api/changes/:id/answers",
  access: "change.prepare",
  summary: { zh: "答复客户提问与异议", en: "Answer a customer" },
  params: IdParams,
  body: Type.Object({ questionId: Id, text: Text(4000) }, strict),
  response: Type.Object({ version: Version }),
  errors: ["not-found", "not-your-organisation", "wrong-state"],
});

export const CHANGE_PAPERS = ["major-change", "change-impact-analysis", "change-statement"] as const;

export const getChangePaper = route({
  method: "GET",
  path: "/api/changes/:id/papers/:paper",
  access: "change.read",
  confirm: true,
  summary: { zh: "变更文书（Word）", en: "A paper of the change (Word)" },
  params: Type.Object({ id: Id, paper: OneOf(CHANGE_PAPERS) }),
  response: Binary,
  errors: ["not-found", "wrong-state"],
});

// What customers are told --------------------------------------------------------------------------------

const notice = {
  id: Id,
  version: Version,
  number: Type.String(),
  title: Type.String(),
  kind: OneOf(CHANGE_KINDS),
  mode: OneOf(CHANGE_MODES),
  state: OneOf(CHANGE_STATES),
  provider: Name,
  cloud: Name,
  systems: Type.Array(Name),
  plannedFrom: Nullable(Instant),
  plannedTo: Nullable(Instant),
  startedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  result: Nullable(OneOf(CHANGE_RESULTS)),
  toldBeforeAt: Nullable(Instant),
  acknowledgedBeforeAt: Nullable(Instant),
  toldAfterAt: Nullable(Instant),
  acknowledgedAfterAt: Nullable(Instant),
  /** Something told was not acknowledged yet. */
  open: Type.Boolean(),
  openQuestions: Count,
};
export const ChangeNoticeItem = Type.Object(notice);
export type ChangeNoticeItem = Static<typeof ChangeNoticeItem>;

export const listChangeNotices = route({
  method: "GET",
  path: "/api/change-notices",
  access: "change-notice.read",
  summary: { zh: "变更告知", en: "What the own organisation is told of changes, the newest first" },
  query: Type.Object({ ...Paging, open: Type.Optional(Type.Boolean()), cloudId: Type.Optional(Id) }, strict),
  response: Page(ChangeNoticeItem),
});

export const getChangeNotice = route({
  method: "GET",
  path: "/api/change-notices/:id",
  access: "change-notice.read",
  summary: { zh: "变更告知详情", en: "One of them, with questions and answers" },
  params: IdParams,
  response: Type.Object({
    ...notice,
    plain: Type.String(),
    outcome: Type.String(),
    acknowledgedBeforeBy: Nullable(Name),
    acknowledgedAfterBy: Nullable(Name),
    questions: Type.Array(Question),
    actions: Type.Array(OneOf(["acknowledge", "ask"])),
  }),
  errors: ["not-found"],
});
export type ChangeNoticeDetail = Static<typeof getChangeNotice.response>;

export const acknowledgeChange = route({
  method: "POST",
  path: "/api/change-notices/:id/acknowledge",
  access: "change-notice.respond",
  summary: { zh: "确认知悉变更", en: "Acknowledge what was told" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Type.Object({ version: Version }),
  errors: ["not-found", "stale-version", "wrong-state", "not-your-organisation"],
});

export const askAboutChange = route({
  method: "POST",
  path: "/api/change-notices/:id/questions",
  access: "change-notice.respond",
  summary: { zh: "提问或提出异议", en: "Ask, or object" },
  params: IdParams,
  body: Type.Object({ objection: Type.Boolean(), text: Text(2000) }, strict),
  response: Type.Object({ id: Id, version: Version }),
  errors: ["not-found", "not-your-organisation"],
});

// Terms of a cloud ---------------------------------------------------------------------------------------

const Agreed = Type.Object({
  amount: Type.Integer({ minimum: 1, maximum: 120 }),
  unit: OneOf(["workdays", "days"]),
});

export const getChangeTerms = route({
  method: "GET",
  path: "/api/clouds/:id/change-terms",
  access: "change.read",
  summary: { zh: "云平台的变更约定", en: "What was agreed about a cloud's changes" },
  params: IdParams,
  response: Type.Object({
    /** 0: nothing was agreed yet, the settings hold. */
    version: Count,
    notice: Window,
    assess: Window,
    quorum: Type.Object({ value: Count, source: Type.String() }),
    reason: Type.String(),
    changedAt: Nullable(Instant),
    changedBy: Nullable(Name),
    mayChange: Type.Boolean(),
  }),
  errors: ["not-found"],
});

export const agreeChangeTerms = route({
  method: "PUT",
  path: "/api/clouds/:id/change-terms",
  access: "change.advise",
  confirm: true,
  summary: { zh: "约定云平台的变更时限", en: "Agree other times for a cloud; null follows the settings" },
  params: IdParams,
  body: Type.Object(
    {
      version: Count,
      notice: Nullable(Agreed),
      assess: Nullable(Agreed),
      quorum: Nullable(Type.Integer({ minimum: 1, maximum: 9 })),
      reason: Text(500),
    },
    strict,
  ),
  response: Type.Object({ version: Version }),
  errors: ["not-found", "stale-version", "not-supervisor-of-subject"],
});
