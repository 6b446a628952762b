import { ApiError } from "@yunjian/contract";
import { describe, expect, it } from "vitest";
import { csvField, toCsv } from "../src/lib/csv.ts";
import { applyFieldErrors, fieldPath, placeFieldErrors } from "../src/lib/field-errors.ts";
import { randomKey } from "../src/lib/key.ts";
import { safeReturnPath, signInPath } from "../src/lib/return-path.ts";

describe("the way back after signing in", () => {
  it.each(["/", "/work", "/rectifications/0190?tab=files#top", "/%E6%95%B4%E6%94%B9", "/a//b"])(
    "keeps %s",
    (path) => {
      expect(safeReturnPath(path)).toBe(path);
    },
  );
  it.each([
    null,
    "",
    "work",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\\/evil.example",
    "javascript:alert(1)",
    "/.//evil.example",
    "/sign-in?to=/x",
    "/setup#abc",
    "/link",
    "/api/files/1/download",
  ])("refuses %j", (path) => {
    expect(safeReturnPath(path)).toBe("/");
  });
  it("is carried to the sign-in page", () => {
    expect(signInPath({ pathname: "/reviews", search: "?q=a&b=c", hash: "" })).toBe(
      "/sign-in?to=%2Freviews%3Fq%3Da%26b%3Dc",
    );
    expect(signInPath({ pathname: "/", search: "", hash: "" })).toBe("/sign-in");
  });
});

describe("CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+86 10", "'+86 10"],
    ["-2", "'-2"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1", "'  =1"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ["a,b", '"a,b"'],
    ["第一行\n第二行", '"第一行\n第二行"'],
    ["普通", "普通"],
    [null, ""],
    [-3, "-3"],
  ])("writes %j harmlessly", (value, field) => expect(csvField(value)).toBe(field));

  it("begins with the mark by which spreadsheets know UTF-8", () => {
    expect(
      toCsv([
        ["名称", "数量"],
        ["甲", 2],
      ]),
    ).toBe("\uFEFF名称,数量\r\n甲,2\r\n");
  });
});

describe("field messages of the server", () => {
  const refusal = new ApiError({
    type: "urn:yunjian:error:invalid-input",
    name: "invalid-input",
    status: 422,
    title: "",
    requestId: "r",
    errors: [
      { field: "/items/0/startsOn", message: "太早" },
      { field: "/next", message: "太短" },
      { field: "/next", message: "常见" },
      { field: "/nowhere", message: "别处" },
    ],
  });
  const form = () => {
    const set: unknown[] = [];
    const names = [["items", 0, "startsOn"], ["password"], ["other"]];
    return {
      set,
      getFieldsError: () => names.map((name) => ({ name, errors: [], warnings: [] })),
      setFields: (fields: unknown) => set.push(fields),
      scrollToField: (name: unknown) => set.push(name),
    };
  };
  it("read pointers as antd names fields", () => {
    expect(fieldPath("/items/0/startsOn")).toEqual(["items", 0, "startsOn"]);
    expect(fieldPath("/a~1b/c~0d")).toEqual(["a/b", "c~d"]);
  });
  it("stand at their fields; the rest is left for the page", () => {
    const target = form();
    expect(applyFieldErrors(target as never, refusal, { "/next": "password" })).toBe(true);
    expect(target.set).toEqual([
      [
        { name: ["items", 0, "startsOn"], errors: ["太早"] },
        { name: ["password"], errors: ["太短", "常见"] },
      ],
      ["items", 0, "startsOn"],
    ]);
    expect(placeFieldErrors(target as never, refusal, { "/next": "password" }).left).toEqual([
      { field: "/nowhere", message: "别处" },
    ]);
  });
  it("are none for other errors", () => {
    expect(applyFieldErrors(form() as never, new Error("x"))).toBe(false);
  });
});

it("makes UUIDs of version 4, each its own", () => {
  const keys = Array.from({ length: 200 }, randomKey);
  for (const key of keys)
    expect(key).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(keys).size).toBe(keys.length);
});
