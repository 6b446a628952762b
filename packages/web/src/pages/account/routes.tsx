import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  { path: "/account", page: lazy(() => import("./AccountPage.tsx")), title: "identity.account.title" },
];
