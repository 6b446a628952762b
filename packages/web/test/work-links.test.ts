import { WORK_SECTIONS } from "@yunjian/contract";
import { matchPath } from "react-router";
import { describe, expect, it } from "vitest";
import { PAGES } from "../src/app/routes.ts";
import { PLACES } from "../src/features/work/links.ts";

const ITEM = {
  id: "01a1f864-7847-714d-bbdc-f02a7a29a718",
  aboutId: "01a1f864-7847-714d-bbdc-f02a7a29a719",
  title: null,
  label: null,
  place: null,
  party: null,
  dueAt: null,
};

/** Pages whose path has no parameter go first, as the router ranks them. */
function pageOf(address: string): string | undefined {
  const path = address.split("?")[0] ?? "";
  const matching = PAGES.filter((page) => matchPath(page.path, path) !== null).map((page) => page.path);
  return matching.sort((a, b) => a.split(":").length - b.split(":").length)[0];
}

describe.each(WORK_SECTIONS)("work of kind %s", (section) => {
  const { list, item } = PLACES[section];
  it("leads to pages that exist", () => {
    expect([list, pageOf(list)]).toEqual([list, expect.any(String)]);
    expect(pageOf(list)).not.toContain(":");
    expect([item(ITEM), pageOf(item(ITEM))]).toEqual([item(ITEM), expect.any(String)]);
  });
});
