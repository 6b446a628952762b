import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

const permission = ["registry.write", "registry.own", "people.manage", "people.manage-own"] as const;

export const routes: PageRoute[] = [
  {
    path: "/imports",
    page: lazy(() => import("./ImportsPage.tsx")),
    title: "registry.import.many",
    nav: { group: "admin", order: 30, permission },
  },
  {
    path: "/imports/new",
    page: lazy(() => import("./NewImportPage.tsx")),
    title: "registry.import.new",
    permission,
  },
  {
    path: "/imports/:id",
    page: lazy(() => import("./ImportPage.tsx")),
    title: "registry.import.one",
    permission,
  },
];
