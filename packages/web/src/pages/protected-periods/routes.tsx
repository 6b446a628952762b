import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/protected-periods",
    page: lazy(() => import("./ListPage.tsx")),
    title: "protection.title",
    nav: { group: "supervision", order: 82, permission: "protection.read" },
  },
  {
    path: "/protected-periods/new",
    page: lazy(() => import("./DraftPage.tsx")),
    title: "protection.newTitle",
    permission: "protection.manage",
  },
  {
    path: "/protected-periods/:id",
    page: lazy(() => import("./PeriodPage.tsx")),
    title: "protection.pageTitle",
    permission: "protection.read",
  },
];
