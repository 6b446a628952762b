import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/agreements",
    page: lazy(() => import("./AgreementsPage.tsx")),
    title: "agreements.title",
    nav: { group: "supervision", order: 70, permission: "agreement.read" },
  },
  {
    path: "/agreements/:cloudId",
    page: lazy(() => import("./AgreementPage.tsx")),
    title: "agreements.one",
    permission: "agreement.read",
  },
];
