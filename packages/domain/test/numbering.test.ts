import fc from "fast-check";
import { expect, test } from "vitest";
import { formatNumber, NUMBER_KINDS, numberYear, parseNumber } from "../src/index.ts";

test("numbers look like those of official papers", () => {
  expect(formatNumber("整改", 2026, 17)).toBe("整改〔2026〕17号");
  expect(() => formatNumber("提交", 2026, 0)).toThrow(RangeError);
  expect(() => formatNumber("提交", 26, 1)).toThrow(RangeError);
});

test("what was written is read back", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NUMBER_KINDS),
      fc.integer({ min: 1900, max: 9999 }),
      fc.integer({ min: 1, max: 10_000_000 }),
      (kind, year, n) => {
        expect(parseNumber(formatNumber(kind, year, n))).toEqual({ kind, year, n });
      },
    ),
  );
});

test("people type other brackets; other words are no numbers", () => {
  const expected = { kind: "整改", year: 2026, n: 17 };
  for (const text of ["整改[2026]17号", "整改（2026） 17 号", "整改〔2026〕017", " 整改［2026］17号 "]) {
    expect(parseNumber(text), text).toEqual(expected);
  }
  for (const text of ["通报〔2026〕17号", "整改〔2026〕0号", "整改2026-17", "", "整改〔1026〕1号"]) {
    expect(parseNumber(text), text).toBeNull();
  }
});

test("the year turns in Shanghai, not in Greenwich", () => {
  expect(numberYear(new Date("2026-12-31T15:59:59.999Z"))).toBe(2026);
  expect(numberYear(new Date("2026-12-31T16:00:00.000Z"))).toBe(2027);
});
