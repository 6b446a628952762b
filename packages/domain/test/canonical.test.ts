import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalBytes, canonicalJson } from "../src/index.ts";

/** A double from its bits, as appendix B of RFC 8785 gives its samples. */
function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

describe("RFC 8785", () => {
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("number %s is written %s", (bits, text) => {
    expect(canonicalJson(fromBits(bits))).toBe(text);
  });

  test("the example of section 3.2.2", () => {
    const input: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test("keys are sorted by UTF-16 code units (section 3.2.3)", () => {
    const input: Record<string, string> = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const order = [...canonicalJson(input).matchAll(/:"([^"]+)"/g)].map((found) => found[1]);
    expect(order).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  test("nested members are sorted, arrays keep their order", () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }, 3], a: {}, c: [] })).toBe(
      '{"a":{},"b":[{"a":2,"z":1},3],"c":[]}',
    );
  });
});

describe("what JSON cannot carry is refused, with the place", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  test.each<[string, unknown, string]>([
    ["NaN", { a: [Number.NaN] }, "NaN at /a/0"],
    ["infinity", Number.POSITIVE_INFINITY, "Infinity at the top"],
    ["undefined in an array", [1, undefined], "undefined at /1"],
    ["a hole", Array(1), "undefined at /0"],
    ["undefined alone", undefined, "undefined at the top"],
    ["a lone surrogate", { a: "\ud83d" }, "a lone surrogate at /a"],
    ["a lone surrogate in a key", { "\ude00": 1 }, "a lone surrogate"],
    ["bigint", { n: 1n }, "bigint at /n"],
    ["a function", { f: () => 1 }, "function at /f"],
    ["a date", { d: new Date(0) }, "a Date at /d"],
    ["a map", new Map(), "a Map"],
    ["a cycle", cycle, "a cycle at /self"],
  ])("%s", (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});

test("undefined members are left out; the same object twice is no cycle", () => {
  const shared = { x: 1 };
  expect(canonicalJson({ a: undefined, b: shared, c: shared })).toBe('{"b":{"x":1},"c":{"x":1}}');
});

test("bytes are UTF-8", () => {
  expect([...canonicalBytes("鉴")]).toEqual([0x22, 0xe9, 0x89, 0xb4, 0x22]);
});

test("reading it back gives the same value, whatever the order of the keys", () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, reversed(member)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
