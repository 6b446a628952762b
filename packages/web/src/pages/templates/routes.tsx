import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/templates",
    page: lazy(() => import("./TemplatesPage.tsx")),
    title: "forms.title",
    nav: { group: "admin", order: 60, permission: "template.manage" },
    permission: "submission.read",
  },
  {
    path: "/templates/:key",
    page: lazy(() => import("./TemplatePage.tsx")),
    title: "forms.one",
    permission: "submission.read",
  },
];
