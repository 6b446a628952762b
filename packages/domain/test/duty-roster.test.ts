import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BUILT_IN_CALENDAR,
  checkShift,
  dateOf,
  dutyCoverage,
  dutyGaps,
  DUTY_MODES,
  dutyNeeds,
  isWorkday,
  lengthOf,
  minuteOf,
  type Refusal,
  type ShiftInput,
} from "../src/index.ts";

const HOURS = { from: 9, to: 17 };
const at = (text: string) => new Date(`${text}+08:00`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });
const told = (spans: readonly { from: Date; to: Date; need: string }[]) =>
  spans.map(({ from, to, need }) => `${minuteOf(from)} – ${minuteOf(to)} ${need}`);

describe("what a roster has to cover", () => {
  it("is everything but the working hours of working days", () => {
    // Friday 20 to Monday 23 November 2026.
    expect(
      told(dutyNeeds(BUILT_IN_CALENDAR, span("2026-11-20T00:00:00", "2026-11-24T00:00:00"), HOURS)),
    ).toEqual([
      "2026-11-20 00:00 – 2026-11-20 09:00 reachable",
      "2026-11-20 17:00 – 2026-11-23 09:00 reachable",
      "2026-11-23 17:00 – 2026-11-24 00:00 reachable",
    ]);
  });
  it("is the whole of a holiday, and on site around the clock under protection", () => {
    const guarded = [span("2026-10-02T12:00:00", "2026-10-03T00:00:00")];
    expect(
      told(dutyNeeds(BUILT_IN_CALENDAR, span("2026-10-02T00:00:00", "2026-10-03T06:00:00"), HOURS, guarded)),
    ).toEqual([
      "2026-10-02 00:00 – 2026-10-02 12:00 reachable",
      "2026-10-02 12:00 – 2026-10-03 00:00 on-site",
      "2026-10-03 00:00 – 2026-10-03 06:00 reachable",
    ]);
  });
});

describe("gaps", () => {
  it("a phone does not stand on site; who stands there can be reached", () => {
    const needs = [
      { need: "on-site" as const, ...span("2026-11-21T00:00:00", "2026-11-21T12:00:00") },
      { need: "reachable" as const, ...span("2026-11-21T12:00:00", "2026-11-22T00:00:00") },
    ];
    const phone = { mode: "phone" as const, ...span("2026-11-21T00:00:00", "2026-11-22T00:00:00") };
    expect(told(dutyGaps(needs, [phone]))).toEqual(["2026-11-21 00:00 – 2026-11-21 12:00 on-site"]);
    expect(dutyGaps(needs, [{ ...phone, mode: "on-site" }])).toEqual([]);
    expect(dutyCoverage(needs, dutyGaps(needs, [phone]))).toBe(0.5);
  });

  const HOUR = 3_600_000;
  const start = at("2026-09-25T00:00:00").getTime(); // across the National Day holiday and its make-up days
  const spans = fc
    .tuple(fc.integer({ min: -48, max: 500 }), fc.integer({ min: 1, max: 60 }))
    .map(([from, length]) => ({
      from: new Date(start + from * HOUR),
      to: new Date(start + (from + length) * HOUR),
    }));
  const shifts = fc.array(
    fc.tuple(spans, fc.constantFrom(...DUTY_MODES)).map(([each, mode]) => ({ ...each, mode })),
    { maxLength: 25 },
  );
  const inside = (list: readonly { from: Date; to: Date }[], ms: number) =>
    list.some(({ from, to }) => from.getTime() <= ms && ms < to.getTime());

  it("an instant lies in a gap exactly when it is needed and nobody fit is there", () => {
    fc.assert(
      fc.property(
        spans,
        fc.array(spans, { maxLength: 4 }),
        shifts,
        fc.integer({ min: 0, max: 1000 }),
        (within, guarded, planned, nth) => {
          const needs = dutyNeeds(BUILT_IN_CALENDAR, within, HOURS, guarded);
          const gaps = dutyGaps(needs, planned);
          const ms =
            within.from.getTime() + Math.floor(((within.to.getTime() - within.from.getTime()) * nth) / 1001);
          const when = new Date(ms);
          const hour = Number(minuteOf(when).slice(11, 13));
          const office =
            isWorkday(BUILT_IN_CALENDAR, dateOf(when)).workday && hour >= HOURS.from && hour < HOURS.to;
          const onSite = inside(guarded, ms);
          expect(
            inside(
              needs.filter(({ need }) => need === "on-site"),
              ms,
            ),
          ).toBe(onSite);
          expect(
            inside(
              needs.filter(({ need }) => need === "reachable"),
              ms,
            ),
          ).toBe(!onSite && !office);
          const there = inside(onSite ? planned.filter(({ mode }) => mode === "on-site") : planned, ms);
          expect(inside(gaps, ms)).toBe((onSite || !office) && !there);
        },
      ),
      { numRuns: 400 },
    );
  });
  it("needs and gaps are in order, never overlap, and one more shift never opens a gap", () => {
    fc.assert(
      fc.property(
        spans,
        fc.array(spans, { maxLength: 4 }),
        shifts,
        shifts,
        (within, guarded, planned, more) => {
          const needs = dutyNeeds(BUILT_IN_CALENDAR, within, HOURS, guarded);
          const gaps = dutyGaps(needs, planned);
          for (const list of [needs, gaps])
            for (const [n, each] of list.entries()) {
              expect(each.from.getTime()).toBeLessThan(each.to.getTime());
              const next = list[n + 1];
              if (next) expect(each.to.getTime()).toBeLessThanOrEqual(next.from.getTime());
            }
          expect(lengthOf(dutyGaps(needs, [...planned, ...more]))).toBeLessThanOrEqual(lengthOf(gaps));
          expect(lengthOf(gaps)).toBeLessThanOrEqual(lengthOf(needs));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a shift", () => {
  const now = at("2026-11-20T10:00:00");
  const good: ShiftInput = {
    personId: null,
    name: " 徐杰 ",
    phone: "0571-88001234",
    mode: "phone",
    role: "watch",
    ...span("2026-11-20T17:00:00", "2026-11-21T09:00:00"),
    note: "",
  };
  const fields = (input: Partial<ShiftInput>) => {
    try {
      checkShift({ ...good, ...input }, now, 24);
      return [];
    } catch (error) {
      return (error as Refusal).fields.map(({ field }) => field);
    }
  };
  it("needs somebody, a number that can be called, and a sensible time", () => {
    expect(checkShift(good, now, 24).name).toBe("徐杰");
    expect(fields({ name: " " })).toEqual(["/name"]);
    expect(fields({ name: "", personId: "p" })).toEqual([]);
    expect(fields({ phone: "见通讯录" })).toEqual(["/phone"]);
    expect(fields({ to: good.from })).toEqual(["/to"]);
    expect(fields({ to: at("2026-11-21T17:00:01") })).toEqual(["/to"]);
    expect(fields(span("2026-11-19T17:00:00", "2026-11-20T09:00:00"))).toEqual(["/to"]);
    expect(fields(span("2028-11-19T17:00:00", "2028-11-20T09:00:00"))).toEqual(["/from"]);
  });
});
