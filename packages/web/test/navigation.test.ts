import { permissionsOf } from "@yunjian/domain";
import { lazy } from "react";
import { describe, expect, it } from "vitest";
import { currentEntry, navigationFor } from "../src/app/navigation.ts";
import { type PageRoute, PAGES } from "../src/app/routes.ts";
import { can, type Me } from "../src/lib/me.ts";

const page = lazy(async () => ({ default: () => null }));
const person = (post: Parameters<typeof permissionsOf>[0][number]): Me =>
  ({ permissions: [...permissionsOf([post])] }) as unknown as Me;
const pages: PageRoute[] = [
  { path: "/people", page, title: "a", nav: { group: "admin", order: 2, permission: "people.manage" } },
  { path: "/reviews", page, title: "b", nav: { group: "supervision", order: 2, permission: "review.work" } },
  {
    path: "/reviews/disputes",
    page,
    title: "c",
    nav: { group: "supervision", order: 1, permission: ["dispute.decide", "review.work"] },
  },
  { path: "/work", page, title: "d", nav: { group: "work", order: 1 } },
  { path: "/hidden/:id", page, title: "e" },
];

describe("navigation", () => {
  it("shows what the posts can use, in the order of groups and entries", () => {
    const paths = navigationFor(person("supervisor-reviewer"), pages).map(({ group, entries }) => [
      group,
      ...entries.map((entry) => entry.path),
    ]);
    expect(paths).toEqual([
      ["work", "/work"],
      ["supervision", "/reviews/disputes", "/reviews"],
    ]);
    expect(navigationFor(person("system-admin"), pages).map(({ group }) => group)).toEqual(["work", "admin"]);
  });
  it("marks the nearest entry", () => {
    const groups = navigationFor(person("supervisor-lead"), pages);
    expect(currentEntry("/reviews/0190", groups)?.path).toBe("/reviews");
    expect(currentEntry("/reviews/disputes/0190", groups)?.path).toBe("/reviews/disputes");
    expect(currentEntry("/reviewsx", groups)).toBeUndefined();
  });
  it("takes one of several permissions as enough", () => {
    expect(can(person("supervisor-reviewer"), ["dispute.decide", "review.work"])).toBe(true);
    expect(can(person("provider-member"), ["dispute.decide", "review.work"])).toBe(false);
    expect(can(person("provider-member"), undefined)).toBe(true);
  });
});

it("has no two pages at one address", () => {
  const paths = PAGES.map(({ path }) => path.replace(/:\w+/g, ":"));
  expect(paths).toEqual([...new Set(paths)]);
});
