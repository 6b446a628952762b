import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/organisations",
    page: lazy(() => import("./OrganisationsPage.tsx")),
    title: "registry.organisation.many",
    nav: { group: "admin", order: 10, permission: "registry.read" },
  },
  {
    path: "/organisations/:id",
    page: lazy(() => import("./OrganisationPage.tsx")),
    title: "registry.organisation.one",
    permission: "registry.read",
  },
];
