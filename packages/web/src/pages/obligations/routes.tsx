import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/obligations",
    page: lazy(() => import("./ObligationsPage.tsx")),
    title: "obligations.title",
    nav: { group: "supervision", order: 20, permission: "obligation.read" },
  },
  {
    path: "/periods",
    page: lazy(() => import("./PeriodsPage.tsx")),
    title: "obligations.periods",
    permission: "obligation.read",
  },
  {
    path: "/obligations/:id",
    page: lazy(() => import("./ObligationPage.tsx")),
    title: "obligations.one",
    permission: "obligation.read",
  },
  {
    path: "/periods/:id",
    page: lazy(() => import("./PeriodPage.tsx")),
    title: "periods.one",
    permission: "obligation.read",
  },
  {
    path: "/extensions",
    page: lazy(() => import("./ExtensionsPage.tsx")),
    title: "extensions.title",
    nav: { group: "supervision", order: 60, permission: ["extension.decide", "extension.request"] },
  },
];
