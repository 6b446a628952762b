import type { Actor } from "./actor.ts";
import { requireOther, requirePermission } from "./actor.ts";
import { isWorkday, type WorkCalendar } from "./calendar.ts";
import { addDays, dateOf, startOfDay } from "./dates.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";

/**
 * 值守: who can be reached for a cloud, or for an organisation, when. Outside the eight working hours somebody
 * watches and answers (GWZ-8.5-c, CQZ-8.1.5, CQZ-8.3.4); while a cloud is under protection somebody stands on site
 * around the clock (CQZ-8.3.4). Whether a roster leaves a gap is computed, never stored.
 */

/** CQZ-8.3.4 names the three ways. */
export const DUTY_MODES = ["on-site", "phone", "online"] as const; // 现场 / 电话 / 网上
export type DutyMode = (typeof DUTY_MODES)[number];

export const DUTY_ROLES = ["lead", "watch"] as const; // 带班 / 值班
export type DutyRole = (typeof DUTY_ROLES)[number];

/** Half open: the instant `to` belongs to the next. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** What a stretch of time asks for: somebody who answers, or somebody who stands there. */
export const DUTY_NEEDS = ["reachable", "on-site"] as const;
export type DutyNeed = (typeof DUTY_NEEDS)[number];

export interface NeededSpan extends TimeSpan {
  readonly need: DutyNeed;
}

export interface ShiftSpan extends TimeSpan {
  readonly mode: DutyMode;
}

/** Hours of the day between which the office itself answers; settings duty.workFromHour and duty.workToHour. */
export interface WorkingHours {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const LONGEST_LOOK = 400;

/**
 * What a roster has to cover within `within`, in order and without overlap: everything outside working hours, and
 * on site everything inside `guarded` (protected periods that ask for it).
 */
export function dutyNeeds(
  cal: WorkCalendar,
  within: TimeSpan,
  hours: WorkingHours,
  guarded: readonly TimeSpan[] = [],
): NeededSpan[] {
  const onSite = unite(guarded.map(cut(within)).filter(isLong));
  const outside = subtract([range(within)], workingSpans(cal, within, hours));
  const reachable = subtract(outside, onSite);
  return [...onSite.map(spanned("on-site")), ...reachable.map(spanned("reachable"))].sort(
    (a, b) => a.from.getTime() - b.from.getTime(),
  );
}

/** What of the needs no shift meets. On site counts as reachable, not the other way round. */
export function dutyGaps(needs: readonly NeededSpan[], shifts: readonly ShiftSpan[]): NeededSpan[] {
  const anybody = unite(shifts.map(range));
  const onSite = unite(shifts.filter(({ mode }) => mode === "on-site").map(range));
  const open = needs.flatMap(({ need, ...span }) =>
    subtract([range(span)], need === "on-site" ? onSite : anybody).map(spanned(need)),
  );
  return joined(open);
}

/** The share of the needs that is met, in [0, 1]; 1 where nothing is needed. */
export function dutyCoverage(needs: readonly NeededSpan[], gaps: readonly NeededSpan[]): number {
  const needed = lengthOf(needs);
  return needed === 0 ? 1 : 1 - lengthOf(gaps) / needed;
}

export function lengthOf(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0);
}

/** Working hours of the working days that touch the span. */
function workingSpans(cal: WorkCalendar, within: TimeSpan, hours: WorkingHours): Range[] {
  const found: Range[] = [];
  if (hours.to <= hours.from) return found;
  const last = dateOf(within.to);
  let day = dateOf(within.from);
  for (let n = 0; day <= last; day = addDays(day, 1)) {
    if (++n > LONGEST_LOOK) throw new RangeError("a roster is looked at for a year at most");
    if (!isWorkday(cal, day).workday) continue;
    const midnight = startOfDay(day).getTime();
    found.push([midnight + hours.from * HOUR, midnight + hours.to * HOUR]);
  }
  return found;
}

// Spans as pairs of milliseconds ---------------------------------------------------------------------

type Range = readonly [from: number, to: number];

const range = ({ from, to }: TimeSpan): Range => [from.getTime(), to.getTime()];
const isLong = ([from, to]: Range): boolean => to > from;
const cut =
  (within: TimeSpan) =>
  (span: TimeSpan): Range => [
    Math.max(span.from.getTime(), within.from.getTime()),
    Math.min(span.to.getTime(), within.to.getTime()),
  ];
const spanned =
  (need: DutyNeed) =>
  ([from, to]: Range): NeededSpan => ({ need, from: new Date(from), to: new Date(to) });

/** The same instants as pieces in order that neither overlap nor touch. */
function unite(ranges: readonly Range[]): Range[] {
  const found: [number, number][] = [];
  for (const [from, to] of ranges.filter(isLong).sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

function subtract(from: readonly Range[], minus: readonly Range[]): Range[] {
  const holes = unite(minus);
  return unite(from).flatMap((piece) => {
    const left: Range[] = [];
    let start = piece[0];
    const end = piece[1];
    for (const [holeFrom, holeTo] of holes) {
      if (holeTo <= start || holeFrom >= end) continue;
      if (holeFrom > start) left.push([start, holeFrom]);
      start = Math.max(start, holeTo);
    }
    return start < end ? [...left, [start, end]] : left;
  });
}

/** Neighbours that ask for the same are one gap. */
function joined(spans: readonly NeededSpan[]): NeededSpan[] {
  const found: NeededSpan[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last && last.need === span.need && last.to.getTime() === span.from.getTime())
      found[found.length - 1] = { ...last, to: span.to };
    else found.push(span);
  }
  return found;
}

// Planning -----------------------------------------------------------------------------------------

/** Whose roster it is: a cloud's is kept by its provider, an organisation's own by itself. */
export interface DutyPlace {
  readonly id: string;
  readonly cloudId: string | null;
  readonly orgId: string;
}

export interface ShiftInput {
  readonly personId: string | null;
  readonly name: string;
  readonly phone: string;
  readonly mode: DutyMode;
  readonly role: DutyRole;
  readonly from: Date;
  readonly to: Date;
  readonly note: string;
}

export const SHIFT_LIMITS = { name: 50, phone: 30, note: 200, handOver: 4000 } as const;
const FURTHEST_DAYS = 400;

export function requireRosterKeeper(actor: Actor, place: DutyPlace): void {
  requirePermission(actor, "duty.work");
  if (actor.orgId !== place.orgId) throw new Refusal("not-your-organisation");
}

/** Whether a phone number on a roster may be shown: personal data, for those who would have to call. */
export function maySeeDutyPhones(actor: Actor): boolean {
  return actor.permissions.has("duty.contact");
}

/** Throws with every field that is wrong. A shift may begin in the past: somebody stepped in last night. */
export function checkShift(input: ShiftInput, now: Date, maxHours: number): ShiftInput {
  const name = input.name.trim();
  const phone = input.phone.trim();
  const length = input.to.getTime() - input.from.getTime();
  const problems: (FieldProblem | false)[] = [
    input.personId === null &&
      name === "" &&
      say("/name", "请选择人员或填写姓名。", "Choose a person or write a name."),
    !/^\+?[0-9][0-9 ()-]{4,28}$/.test(phone) &&
      say(
        "/phone",
        "请填写值守期间能打通的电话，如 0571-88001234 或 13800000000。",
        "A number that is answered during the shift, such as 0571-88001234.",
      ),
    length <= 0 && say("/to", "结束时间应晚于开始时间。", "The end lies before the beginning."),
    length > maxHours * HOUR &&
      say("/to", `单个班次最长 ${maxHours} 小时，请分班。`, `A shift lasts ${maxHours} hours at most.`),
    input.to.getTime() <= now.getTime() &&
      say("/to", "该班次已经结束，不能再安排。", "The shift is over; it cannot be planned any more."),
    input.from.getTime() > now.getTime() + FURTHEST_DAYS * 24 * HOUR &&
      say("/from", "最多提前安排 400 天。", "At most 400 days ahead."),
  ];
  const wrong = problems.filter((each) => each !== false);
  if (wrong.length > 0) throw invalid(...wrong);
  return { ...input, name, phone, note: input.note.trim() };
}

/** A shift that is over is history. */
export function requireShiftOpen(
  shift: { readonly to: Date; readonly withdrawnAt: Date | null },
  now: Date,
): void {
  if (shift.withdrawnAt !== null)
    throw new Refusal("wrong-state", { state: "withdrawn", allowed: "planned" });
  if (shift.to.getTime() <= now.getTime())
    throw new Refusal("wrong-state", { state: "over", allowed: "planned" });
}

/** What was handed over is taken over by somebody else of the same organisation, once. */
export function requireTakeOver(
  actor: Actor,
  note: { readonly orgId: string; readonly writtenBy: string; readonly receivedAt: Date | null },
): void {
  requirePermission(actor, "duty.work");
  if (actor.orgId !== note.orgId) throw new Refusal("not-your-organisation");
  requireOther(actor, note.writtenBy);
  if (note.receivedAt !== null) throw new Refusal("wrong-state", { state: "received", allowed: "written" });
}

function say(field: string, zh: string, en: string): FieldProblem {
  return { field, message: { zh, en } };
}
