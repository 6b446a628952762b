import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/rectifications",
    page: lazy(() => import("./ListPage.tsx")),
    title: "rectifications.title",
    nav: { group: "supervision", order: 40, permission: "rectification.read" },
  },
  {
    path: "/rectifications/new",
    page: lazy(() => import("./IssuePage.tsx")),
    title: "rectifications.form.issueTitle",
    permission: "rectification.issue",
  },
  {
    path: "/rectifications/requests",
    page: lazy(() => import("./RequestsPage.tsx")),
    title: "rectifications.requests.title",
    nav: { group: "supervision", order: 45, permission: ["rectification.ask", "rectification.issue"] },
  },
  {
    path: "/rectifications/requests/new",
    page: lazy(() => import("./AskPage.tsx")),
    title: "rectifications.form.askTitle",
    permission: "rectification.ask",
  },
  {
    path: "/rectifications/requests/:id",
    page: lazy(() => import("./RequestPage.tsx")),
    title: "rectifications.requests.pageTitle",
    permission: "rectification.read",
  },
  {
    path: "/rectifications/:id",
    page: lazy(() => import("./RectificationPage.tsx")),
    title: "rectifications.pageTitle",
    permission: "rectification.read",
  },
];
