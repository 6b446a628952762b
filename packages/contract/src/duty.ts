import { DUTY_MODES, DUTY_NEEDS, DUTY_ROLES, SHIFT_LIMITS } from "@yunjian/domain";
import {
  Changed,
  Created,
  Day,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  route,
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Named = Type.Object({ id: Id, name: Type.String() });
const Reason = Type.String({ maxLength: 500 });

/** 值守点: a cloud, whose roster its provider keeps, or an organisation that keeps one of its own. */
export const DutyPlaceRef = Type.Object({
  id: Id,
  name: Type.String(),
  kind: OneOf(["cloud", "organisation"]),
  /** Who keeps the roster. */
  keeper: Named,
});
export type DutyPlaceRef = Static<typeof DutyPlaceRef>;

export const DutyShift = Type.Object({
  id: Id,
  /** Null: a contact without an account. */
  personId: Nullable(Id),
  name: Type.String(),
  /** Null where the caller may not see phone numbers. */
  phone: Nullable(Type.String()),
  mode: OneOf(DUTY_MODES),
  role: OneOf(DUTY_ROLES),
  from: Instant,
  /** The first instant after the shift. */
  to: Instant,
  note: Type.String(),
  version: Version,
});
export type DutyShift = Static<typeof DutyShift>;

/** A stretch that the roster leaves open. */
export const DutyGap = Type.Object({ from: Instant, to: Instant, need: OneOf(DUTY_NEEDS) });
export type DutyGap = Static<typeof DutyGap>;

export const DutyHandOver = Type.Object({
  id: Id,
  text: Type.String(),
  openItems: Type.Integer({ minimum: 0 }),
  writtenBy: Type.String(),
  writtenAt: Instant,
  receivedBy: Nullable(Type.String()),
  receivedAt: Nullable(Instant),
  mayReceive: Type.Boolean(),
  version: Version,
});
export type DutyHandOver = Static<typeof DutyHandOver>;

const Standing = {
  place: DutyPlaceRef,
  onDuty: Type.Array(DutyShift),
  /** What is missing at this very moment; null: nothing is. */
  missing: Nullable(OneOf(DUTY_NEEDS)),
};

/** Who is on duty now. One click from any incident; also for machines and the command line. */
export const getOnDuty = route({
  method: "GET",
  path: "/api/duty/now",
  access: "duty.read",
  summary: { zh: "当前值守人员", en: "Who is on duty now" },
  query: Type.Object({ cloudId: Id }),
  response: Type.Object({ at: Instant, ...Standing }),
  errors: ["not-found"],
});

export const listDutyPlaces = route({
  method: "GET",
  path: "/api/duty/places",
  access: "duty.read",
  summary: {
    zh: "值守总览：各云平台当前值守与空档",
    en: "Rosters: who is on duty where, and which gaps are ahead",
  },
  response: Type.Object({
    at: Instant,
    /** How far ahead gaps are looked for (setting duty.gapDays). */
    days: Type.Integer(),
    places: Type.Array(
      Type.Object({
        ...Standing,
        /** Whether anything was ever planned here. */
        kept: Type.Boolean(),
        gaps: Type.Integer({ minimum: 0 }),
        firstGap: Nullable(DutyGap),
        /** Share of what has to be covered within these days that is, in percent, rounded down. */
        coverage: Type.Integer({ minimum: 0, maximum: 100 }),
        /** Hand-over notes that nobody took over. */
        openHandOvers: Type.Integer({ minimum: 0 }),
        /** Whether the caller keeps this roster. */
        mine: Type.Boolean(),
      }),
    ),
  }),
});

export const getDutyRoster = route({
  method: "GET",
  path: "/api/duty/places/:id",
  access: "duty.read",
  summary: { zh: "一个值守点的排班、空档与交接班记录", en: "One roster: shifts, gaps, hand-over notes" },
  params: IdParams,
  query: Type.Object({
    from: Type.Optional(Day),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 42, description: "default 7" })),
  }),
  response: Type.Object({
    at: Instant,
    from: Day,
    to: Day,
    ...Standing,
    workingHours: Type.Object({ from: Type.Integer(), to: Type.Integer() }),
    shifts: Type.Array(DutyShift),
    gaps: Type.Array(DutyGap),
    coverage: Type.Integer(),
    handOvers: Type.Array(DutyHandOver),
    /** Whether hand-over notes are shown to the caller at all. */
    seesHandOvers: Type.Boolean(),
    may: Type.Object({ plan: Type.Boolean() }),
    /** Whom the roster's keeper can choose; empty for others. */
    people: Type.Array(Type.Object({ id: Id, name: Type.String(), phone: Type.String() })),
  }),
  errors: ["not-found"],
});

export const planShift = route({
  method: "POST",
  path: "/api/duty/shifts",
  access: "duty.work",
  summary: { zh: "安排班次；换班时注明被替换的班次", en: "Plan a shift, or put one in the place of another" },
  body: Type.Object(
    {
      /** A cloud, or the own organisation. */
      placeId: Id,
      personId: Nullable(Id),
      name: Type.String({ maxLength: SHIFT_LIMITS.name }),
      phone: Type.String({ maxLength: SHIFT_LIMITS.phone }),
      mode: OneOf(DUTY_MODES),
      role: OneOf(DUTY_ROLES),
      from: Instant,
      to: Instant,
      note: Type.String({ maxLength: SHIFT_LIMITS.note }),
      replaces: Type.Optional(Type.Object({ shiftId: Id, version: Version }, strict)),
    },
    strict,
  ),
  response: Created,
  errors: [
    "forbidden",
    "not-found",
    "not-your-organisation",
    "already-exists",
    "stale-version",
    "wrong-state",
  ],
});

export const withdrawShift = route({
  method: "POST",
  path: "/api/duty/shifts/:id/withdraw",
  access: "duty.work",
  summary: { zh: "撤销班次", en: "Take a shift off the roster" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Reason }, strict),
  response: Changed,
  errors: [
    "forbidden",
    "not-found",
    "not-your-organisation",
    "stale-version",
    "wrong-state",
    "reason-required",
  ],
});

export const writeHandOver = route({
  method: "POST",
  path: "/api/duty/places/:id/hand-overs",
  access: "duty.work",
  summary: { zh: "填写交班记录", en: "Write what is handed over" },
  params: IdParams,
  body: Type.Object(
    { text: Text(SHIFT_LIMITS.handOver), openItems: Type.Integer({ minimum: 0, maximum: 999 }) },
    strict,
  ),
  response: Created,
  errors: ["forbidden", "not-found", "not-your-organisation"],
});

export const receiveHandOver = route({
  method: "POST",
  path: "/api/duty/hand-overs/:id/receive",
  access: "duty.work",
  summary: { zh: "确认接班", en: "Take over" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["forbidden", "not-found", "not-your-organisation", "same-person", "stale-version", "wrong-state"],
});
