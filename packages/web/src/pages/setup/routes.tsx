import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  { path: "/setup", page: lazy(() => import("./SetupPage.tsx")), title: "identity.setup.title", open: true },
  {
    path: "/link",
    page: lazy(() => import("./LinkPage.tsx")),
    title: "identity.link.invitation",
    open: true,
  },
];
