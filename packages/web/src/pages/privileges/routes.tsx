import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/privileges",
    page: lazy(() => import("./PrivilegesPage.tsx")),
    title: "privileges.title",
    nav: {
      group: "admin",
      order: 30,
      permission: ["privilege.ask", "privilege.decide", "privilege.oversee", "record.read"],
    },
  },
  {
    path: "/privileges/:id",
    page: lazy(() => import("./PrivilegePage.tsx")),
    // Everybody who is signed in: while one is in use its holder has no right to ask for another, yet sees this one.
    title: "privileges.one",
  },
];
