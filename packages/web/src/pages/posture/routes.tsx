import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/posture",
    page: lazy(() => import("./PosturePage.tsx")),
    title: "posture.title",
    nav: { group: "supervision", order: 10, permission: "posture.read" },
  },
  {
    path: "/posture/clouds/:id",
    page: lazy(() => import("./CloudPosturePage.tsx")),
    title: "posture.one.title",
    permission: "posture.read",
  },
  {
    path: "/comparison",
    page: lazy(() => import("./ProvidersPage.tsx")),
    title: "posture.providers.title",
    nav: { group: "supervision", order: 90, permission: ["posture.compare", "agreement.state-parameters"] },
  },
];
