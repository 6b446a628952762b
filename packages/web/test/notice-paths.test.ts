import { NOTICE_KEYS, noticePath, OBJECT_TYPES } from "@yunjian/domain";
import { matchPath } from "react-router";
import { expect, it } from "vitest";
import type { PageRoute } from "../src/app/routes.ts";

const modules = import.meta.glob<{ routes: readonly PageRoute[] }>("../src/pages/*/routes.tsx", {
  eager: true,
});
const pages = Object.values(modules).flatMap((module) => module.routes);

it("every link of a notice leads to a page that exists", () => {
  const id = "01a1f85f-9551-7398-921d-3e6e8e1084ef";
  const links = new Set(
    NOTICE_KEYS.flatMap((key) => OBJECT_TYPES.map((type) => noticePath(key, { type, id }))),
  );
  expect([...links].filter((link) => !pages.some(({ path }) => matchPath(path, link)))).toEqual([]);
});
