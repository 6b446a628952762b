import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/duties",
    page: lazy(() => import("./DutiesPage.tsx")),
    title: "duties.title",
    nav: { group: "work", order: 20, permission: "submission.prepare" },
  },
];
