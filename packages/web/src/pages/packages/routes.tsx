import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/packages",
    page: lazy(() => import("./PackagesPage.tsx")),
    title: "packages.title",
    nav: { group: "record", order: 30, permission: "rectification.read" },
  },
];
