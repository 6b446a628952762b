import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/sign-in",
    page: lazy(() => import("./SignInPage.tsx")),
    title: "identity.signIn.title",
    open: true,
  },
  {
    path: "/sign-in/sso",
    page: lazy(() => import("./SsoReturnPage.tsx")),
    title: "signIn.sso.title",
    open: true,
  },
];
