import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/roster",
    page: lazy(() => import("./RostersPage.tsx")),
    title: "duty.title",
    nav: { group: "supervision", order: 80, permission: "duty.read" },
  },
  {
    path: "/roster/:id",
    page: lazy(() => import("./RosterPage.tsx")),
    title: "duty.pageTitle",
    permission: "duty.read",
  },
];
