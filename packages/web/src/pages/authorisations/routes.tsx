import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/authorisations",
    page: lazy(() => import("./ListPage.tsx")),
    title: "authorisations.title",
    nav: { group: "systems", order: 40, permission: "authorisation.read" },
  },
  {
    path: "/authorisations/new",
    page: lazy(() => import("./AskPage.tsx")),
    title: "authorisations.form.title",
    permission: "authorisation.ask",
  },
  {
    path: "/authorisations/rules",
    page: lazy(() => import("./RulesPage.tsx")),
    title: "authorisations.rules.title",
    nav: { group: "systems", order: 45, permission: "authorisation.read" },
  },
  {
    path: "/authorisations/:id",
    page: lazy(() => import("./AuthorisationPage.tsx")),
    title: "authorisations.pageTitle",
    permission: "authorisation.read",
  },
];
