import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/organisations/:id/sso",
    page: lazy(() => import("./SsoPage.tsx")),
    title: "signIn.sso.title",
    permission: "sso.manage",
  },
];
