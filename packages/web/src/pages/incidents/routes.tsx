import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/incidents",
    page: lazy(() => import("./ListPage.tsx")),
    title: "incidents.title",
    nav: { group: "supervision", order: 70, permission: "incident.read" },
  },
  {
    path: "/incidents/new",
    page: lazy(() => import("./ReportPage.tsx")),
    title: "incidents.form.title",
    permission: "incident.report",
  },
  {
    path: "/incidents/:id",
    page: lazy(() => import("./IncidentPage.tsx")),
    title: "incidents.pageTitle",
    permission: "incident.read",
  },
  {
    path: "/incident-notices",
    page: lazy(() => import("./NoticesPage.tsx")),
    title: "incidentNotices.title",
    nav: { group: "supervision", order: 72, permission: "incident-notice.read" },
  },
  {
    path: "/incident-notices/:id",
    page: lazy(() => import("./NoticePage.tsx")),
    title: "incidentNotices.title",
    permission: "incident-notice.read",
  },
];
