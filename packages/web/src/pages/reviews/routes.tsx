import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: readonly PageRoute[] = [
  {
    path: "/reviews",
    page: lazy(() => import("./QueuePage.tsx")),
    title: "reviews.title",
    nav: { group: "supervision", order: 20, permission: "review.work" },
  },
  {
    path: "/reviews/:periodId",
    page: lazy(() => import("./ReviewPage.tsx")),
    title: "reviews.pageTitle",
    permission: "submission.read",
  },
  {
    path: "/disputes",
    page: lazy(() => import("./DisputesPage.tsx")),
    title: "disputes.title",
    nav: { group: "supervision", order: 25, permission: ["dispute.raise", "review.work"] },
  },
  {
    path: "/disputes/:id",
    page: lazy(() => import("./DisputePage.tsx")),
    title: "disputes.pageTitle",
    permission: "submission.read",
  },
];
