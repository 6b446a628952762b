import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/clouds",
    page: lazy(() => import("./CloudsPage.tsx")),
    title: "registry.cloud.many",
    nav: { group: "monitoring", order: 10, permission: "registry.read" },
  },
  {
    path: "/clouds/:id",
    page: lazy(() => import("./CloudPage.tsx")),
    title: "registry.cloud.one",
    permission: "registry.read",
  },
];
