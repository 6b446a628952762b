import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/keys",
    page: lazy(() => import("./KeysPage.tsx")),
    title: "people.key.many",
    nav: { group: "admin", order: 40, permission: "key.own" },
  },
];
