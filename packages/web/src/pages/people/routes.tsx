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
    path: "/people/review",
    page: lazy(() => import("./ReviewPage.tsx")),
    title: "people.review.title",
    nav: {
      group: "admin",
      order: 22,
      permission: ["people.manage", "people.manage-own", "privilege.oversee"],
    },
  },
  {
    path: "/people/:id",
    page: lazy(() => import("./PersonPage.tsx")),
    title: "people.one",
    permission: "people.read",
  },
];
