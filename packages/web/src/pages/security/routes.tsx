import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/security",
    page: lazy(() => import("./SecurityPage.tsx")),
    title: "security.title",
    nav: { group: "admin", order: 65, permission: "setting.read" },
  },
];
