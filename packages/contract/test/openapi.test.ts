import { readFileSync } from "node:fs";
import { PERMISSIONS } from "@yunjian/domain";
import { describe, expect, it } from "vitest";
import { openApi, ROUTES } from "../src/index.ts";

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: string };

describe("the contract", () => {
  it("is what openapi.json says; otherwise run `npm run openapi`", () => {
    const { version } = read("../../../package.json");
    expect(read("../openapi.json")).toEqual(JSON.parse(JSON.stringify(openApi(ROUTES, version))));
  });

  it("names every endpoint once, with an access that exists and a summary in both languages", () => {
    const names = ROUTES.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
    for (const route of ROUTES) {
      expect(["public", "signed-in", ...Object.keys(PERMISSIONS)]).toContain(route.access);
      expect(route.summary.zh).toMatch(/\p{Script=Han}/u);
      expect(route.summary.en).toMatch(/^[A-Z]/);
    }
  });

  it("declares every path parameter", () => {
    for (const route of ROUTES) {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
      expect(Object.keys(route.params?.properties ?? {}).sort(), route.path).toEqual(inPath.sort());
    }
  });

  it("puts no secret into an address", () => {
    const inAddresses = ROUTES.flatMap(({ path, params, query }) =>
      [params, query].flatMap((part) =>
        Object.keys((part as { properties?: object } | undefined)?.properties ?? {}).map(
          (name) => `${path} ${name}`,
        ),
      ),
    );
    expect(inAddresses.length).toBeGreaterThan(100);
    expect(inAddresses.filter((each) => / (.*token|.*password|.*secret|code)$/i.test(each))).toEqual([]);
  });
});
