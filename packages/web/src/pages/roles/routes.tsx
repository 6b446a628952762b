import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/roles",
    page: lazy(() => import("./RolesPage.tsx")),
    title: "roles.title",
    // Everybody may know who may do what; in the navigation it stands where people are managed.
    permission: "registry.read",
    nav: { group: "admin", order: 25, permission: "people.read" },
  },
];
