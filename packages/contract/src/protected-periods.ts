import {
  DUTY_NEEDS,
  NIL_STANDINGS,
  PROTECTED_PERIOD_ACTIONS,
  PROTECTED_PERIOD_STANDINGS,
} from "@yunjian/domain";
import {
  Binary,
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
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Named = Type.Object({ id: Id, name: Type.String() });
const Count = Type.Integer({ minimum: 0 });

export const ProtectedPeriodItem = Type.Object({
  id: Id,
  number: Type.String(),
  name: Type.String(),
  organisation: Named,
  standing: OneOf(PROTECTED_PERIOD_STANDINGS),
  from: Instant,
  to: Instant,
  clouds: Count,
  /** The hour by which each day's report is in. */
  nilHour: Type.Integer(),
  onSite: Type.Boolean(),
  freeze: Type.Boolean(),
  noTests: Type.Boolean(),
  version: Version,
});
export type ProtectedPeriodItem = Static<typeof ProtectedPeriodItem>;

export const listProtectedPeriods = route({
  method: "GET",
  path: "/api/protected-periods",
  access: "protection.read",
  summary: { zh: "重保列表", en: "Protected periods" },
  query: Type.Object({
    standing: Type.Optional(Type.Array(OneOf(PROTECTED_PERIOD_STANDINGS), { uniqueItems: true })),
    cloudId: Type.Optional(Id),
    ...Paging,
  }),
  response: Page(ProtectedPeriodItem),
});

const NilCell = Type.Object({
  day: Day,
  dueAt: Instant,
  standing: OneOf(NIL_STANDINGS),
  events: Nullable(Count),
  note: Nullable(Type.String()),
  filedAt: Nullable(Instant),
  filedBy: Nullable(Type.String()),
  /** How often it was reported again. */
  corrections: Count,
});
export type NilCell = Static<typeof NilCell>;

const BoardRow = Type.Object({
  cloud: Named,
  provider: Named,
  /** Whether the caller reports for this cloud. */
  mine: Type.Boolean(),
  /** Nobody but supervision and the provider reads reports; null for others. */
  cells: Nullable(Type.Array(NilCell)),
  onDuty: Type.Array(Type.String()),
  missing: Nullable(OneOf(DUTY_NEEDS)),
  /** Share of the roster asked for that is covered from beginning to end, percent. */
  coverage: Count,
  /** Hours of the period, still ahead, that nobody covers. */
  openHours: Count,
});
export type ProtectedBoardRow = Static<typeof BoardRow>;

export const NilFigures = Type.Object({
  expected: Count,
  nil: Count,
  events: Count,
  late: Count,
  missing: Count,
  waiting: Count,
});

export const getProtectedPeriod = route({
  method: "GET",
  path: "/api/protected-periods/:id",
  access: "protection.read",
  summary: { zh: "重保详情与每日零报告总览", en: "One protected period with the board of daily reports" },
  params: IdParams,
  response: Type.Object({
    ...ProtectedPeriodItem.properties,
    plan: Type.String(),
    plannedTo: Instant,
    systems: Type.Array(Named),
    madeBy: Type.String(),
    deployedBy: Nullable(Type.String()),
    deployedAt: Nullable(Instant),
    endedBy: Nullable(Type.String()),
    endedAt: Nullable(Instant),
    summary: Type.String(),
    reason: Type.String(),
    /** The days for which reports are asked, the last first. */
    days: Type.Array(Type.Object({ day: Day, dueAt: Instant })),
    /** The day whose reports are waited for now, or the last one. */
    today: Nullable(Day),
    board: Type.Array(BoardRow),
    /** Of the day named by `today`, and of all that fell due so far. */
    figures: Type.Object({ today: NilFigures, all: NilFigures }),
    actions: Type.Array(OneOf(PROTECTED_PERIOD_ACTIONS)),
  }),
  errors: ["not-found"],
});

const Terms = {
  name: Text(100),
  plan: Text(4000),
  from: Instant,
  to: Instant,
  cloudIds: Type.Array(Id, { maxItems: 500, uniqueItems: true }),
  /** Systems in focus on those clouds. */
  systemIds: Type.Array(Id, { maxItems: 500, uniqueItems: true }),
  nilHour: Type.Integer({ minimum: 0, maximum: 23 }),
  onSite: Type.Boolean(),
  freeze: Type.Boolean(),
  noTests: Type.Boolean(),
};

const STEP_ERRORS = [
  "forbidden",
  "not-found",
  "not-your-organisation",
  "stale-version",
  "wrong-state",
] as const;

export const draftProtectedPeriod = route({
  method: "POST",
  path: "/api/protected-periods",
  access: "protection.manage",
  summary: { zh: "拟定重保", en: "Draft a protected period" },
  body: Type.Object(Terms, strict),
  response: Created,
  errors: ["forbidden", "not-found", "not-supervisor-of-subject"],
});

export const changeProtectedPeriod = route({
  method: "PUT",
  path: "/api/protected-periods/:id",
  access: "protection.manage",
  summary: { zh: "修改重保草案", en: "Change a draft" },
  params: IdParams,
  body: Type.Object({ ...Terms, version: Version }, strict),
  response: Changed,
  errors: [...STEP_ERRORS, "not-supervisor-of-subject"],
});

export const deployProtectedPeriod = route({
  method: "POST",
  path: "/api/protected-periods/:id/deploy",
  access: "protection.manage",
  summary: {
    zh: "部署重保：通知各云服务商，期内要求生效",
    en: "Deploy: providers are told, what is asked takes effect",
  },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: [...STEP_ERRORS, "deadline-passed"],
});

export const rescheduleProtectedPeriod = route({
  method: "POST",
  path: "/api/protected-periods/:id/reschedule",
  access: "protection.manage",
  summary: { zh: "调整重保结束时间", en: "Let it end later or earlier" },
  params: IdParams,
  body: Type.Object({ version: Version, to: Instant, reason: Note }, strict),
  response: Changed,
  errors: [...STEP_ERRORS, "reason-required"],
});

export const withdrawProtectedPeriod = route({
  method: "POST",
  path: "/api/protected-periods/:id/withdraw",
  access: "protection.manage",
  summary: { zh: "取消尚未开始的重保", en: "Withdraw one that has not begun" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Changed,
  errors: [...STEP_ERRORS, "reason-required"],
});

export const closeProtectedPeriod = route({
  method: "POST",
  path: "/api/protected-periods/:id/close",
  access: "protection.manage",
  confirm: true,
  summary: { zh: "总结并办结重保", en: "Sum it up and close it" },
  params: IdParams,
  body: Type.Object({ version: Version, summary: Text(4000) }, strict),
  response: Changed,
  errors: STEP_ERRORS,
});

export const getProtectionSummary = route({
  method: "GET",
  path: "/api/protected-periods/:id/summary.docx",
  access: "protection.read",
  confirm: true,
  summary: { zh: "重保总结（Word）", en: "Summary with figures, as a Word file" },
  params: IdParams,
  response: Binary,
  errors: ["not-found", "wrong-state"],
});

/** 零报告. A second one for the same day takes the first one's place; both are kept. */
export const fileNilReport = route({
  method: "POST",
  path: "/api/protected-periods/:id/nil-reports",
  access: "protection.report",
  summary: { zh: "报送零报告", en: "File the day's nil report" },
  params: IdParams,
  body: Type.Object(
    {
      cloudId: Id,
      day: Day,
      /** 0: nothing happened. */
      events: Type.Integer({ minimum: 0, maximum: 9999 }),
      note: Type.String({ maxLength: 1000 }),
    },
    strict,
  ),
  response: Type.Object({ id: Id, late: Type.Boolean() }),
  errors: ["forbidden", "not-found", "not-your-organisation", "wrong-state"],
});
