import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/systems",
    page: lazy(() => import("./SystemsPage.tsx")),
    title: "registry.system.many",
    nav: { group: "systems", order: 10, permission: "registry.read" },
  },
  {
    path: "/systems/:id",
    page: lazy(() => import("./SystemPage.tsx")),
    title: "registry.system.one",
    permission: "registry.read",
  },
];
