import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/sign-ins",
    page: lazy(() => import("./SignInsPage.tsx")),
    title: "signIn.log.title",
    nav: { group: "admin", order: 55, permission: "sign-in.read" },
  },
];
