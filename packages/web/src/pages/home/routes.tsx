import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/",
    page: lazy(() => import("./HomePage.tsx")),
    title: "work.title",
    nav: { group: "work", order: 0 },
  },
];
