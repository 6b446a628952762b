import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/catalogue",
    page: lazy(() => import("./CataloguePage.tsx")),
    title: "catalogue.title",
    nav: { group: "responsibility", order: 10, permission: "catalogue.read" },
  },
  {
    path: "/catalogue/documents",
    page: lazy(() => import("./DocumentsPage.tsx")),
    title: "catalogue.attach.title",
    permission: "catalogue.read",
  },
  {
    path: "/catalogue/:id",
    page: lazy(() => import("./EntryPage.tsx")),
    title: "catalogue.entry",
    permission: "catalogue.read",
  },
  {
    path: "/glossary",
    page: lazy(() => import("./GlossaryPage.tsx")),
    title: "glossary.title",
    nav: { group: "responsibility", order: 90 },
  },
];
