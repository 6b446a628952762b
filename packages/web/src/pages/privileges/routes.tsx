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
    title: "privileges.one",
    permission: ["privilege.ask", "privilege.decide", "privilege.oversee", "record.read"],
  },
];
