import { NEVER_TEMPORARY, PERMISSIONS, PRIVILEGE_STANDINGS } from "@yunjian/domain";
import { expect, it } from "vitest";
import { groupsOf } from "../src/features/rights/permissions.tsx";
import { en, zh } from "../src/messages/rights.ts";

it("every area of permissions and every standing of a privilege has its words", () => {
  const all = Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[];
  for (const words of [zh, en]) {
    const areas: Record<string, string> = words.rights.area;
    for (const [area] of groupsOf(all)) expect(areas[area], area).toBeTruthy();
    for (const standing of PRIVILEGE_STANDINGS) expect(words.privileges.standings[standing]).toBeTruthy();
  }
});

it("permissions stand under their areas in the order of the table, each once", () => {
  const groups = groupsOf([...NEVER_TEMPORARY].reverse());
  expect(groups.flatMap(([, permissions]) => permissions)).toHaveLength(NEVER_TEMPORARY.length);
  expect(groups.map(([area]) => area)).toEqual([
    "people",
    "disposal",
    "hold",
    "erasure",
    "setting",
    "privilege",
    "key",
  ]);
});
