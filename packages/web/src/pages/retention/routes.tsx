import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/retention",
    page: lazy(() => import("./RetentionPage.tsx")),
    title: "retention.title",
    nav: { group: "record", order: 60, permission: "retention.read" },
  },
  {
    path: "/retention/requests",
    page: lazy(() => import("./RequestsPage.tsx")),
    title: "retention.requests.title",
    nav: { group: "record", order: 70, permission: "retention.read" },
  },
  {
    path: "/retention/requests/:id",
    page: lazy(() => import("./RequestPage.tsx")),
    title: "retention.requests.one",
    permission: "retention.read",
  },
  {
    path: "/retention/holds",
    page: lazy(() => import("./HoldsPage.tsx")),
    title: "retention.holds.title",
    nav: { group: "record", order: 80, permission: "retention.read" },
  },
  {
    path: "/retention/archives",
    page: lazy(() => import("./ArchivesPage.tsx")),
    title: "retention.archives.title",
    nav: { group: "record", order: 90, permission: "retention.read" },
  },
];
