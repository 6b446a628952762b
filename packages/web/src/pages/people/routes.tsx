import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/people",
    page: lazy(() => import("./PeoplePage.tsx")),
    title: "people.many",
    nav: { group: "admin", order: 20, permission: "people.read" },
  },
  {
    path: "/people/:id",
    page: lazy(() => import("./PersonPage.tsx")),
    title: "people.one",
    permission: "people.read",
  },
];
