import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/changes",
    page: lazy(() => import("./ListPage.tsx")),
    title: "changes.title",
    nav: { group: "supervision", order: 46, permission: "change.read" },
  },
  {
    path: "/changes/board",
    page: lazy(() => import("./BoardPage.tsx")),
    title: "changes.board.title",
    permission: "change.read",
  },
  {
    path: "/changes/calendar",
    page: lazy(() => import("./CalendarPage.tsx")),
    title: "changes.calendar.title",
    nav: { group: "supervision", order: 47, permission: "change.read" },
  },
  {
    path: "/changes/figures",
    page: lazy(() => import("./FiguresPage.tsx")),
    title: "changes.figures.title",
    permission: "change.read",
  },
  {
    path: "/changes/new",
    page: lazy(() => import("./DraftPage.tsx")),
    title: "changes.form.title",
    permission: "change.prepare",
  },
  {
    path: "/changes/emergency",
    page: lazy(() => import("./EmergencyPage.tsx")),
    title: "changes.form.titleEmergency",
    permission: "change.send",
  },
  {
    path: "/changes/told",
    page: lazy(() => import("./ToldListPage.tsx")),
    title: "changes.told.title",
    nav: { group: "systems", order: 50, permission: "change-notice.read" },
  },
  {
    path: "/changes/told/:id",
    page: lazy(() => import("./ToldPage.tsx")),
    title: "changes.told.title",
    permission: "change-notice.read",
  },
  {
    path: "/changes/:id",
    page: lazy(() => import("./ChangePage.tsx")),
    title: "changes.pageTitle",
    permission: "change.read",
  },
  {
    path: "/changes/:id/edit",
    page: lazy(() => import("./EditPage.tsx")),
    title: "changes.form.titleEdit",
    permission: "change.prepare",
  },
  {
    path: "/changes/:id/analysis",
    page: lazy(() => import("./AnalysisPage.tsx")),
    title: "changes.analyse.title",
    permission: "change.send",
  },
];
