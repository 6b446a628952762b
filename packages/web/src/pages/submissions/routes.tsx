import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/submissions",
    page: lazy(() => import("./SubmissionsPage.tsx")),
    title: "submissions.list.title",
    nav: { group: "work", order: 30, permission: ["submission.prepare", "submission.sign-off"] },
  },
  {
    path: "/submissions/sign-off",
    page: lazy(() => import("./SignOffPage.tsx")),
    title: "submissions.signOff.title",
    nav: { group: "work", order: 40, permission: "submission.sign-off" },
  },
  {
    path: "/submissions/batch",
    page: lazy(() => import("./BatchPage.tsx")),
    title: "submissions.batch.title",
    permission: "submission.prepare",
  },
  {
    path: "/submissions/:id",
    page: lazy(() => import("./SubmissionPage.tsx")),
    title: "submissions.one",
    permission: "submission.read",
  },
  {
    path: "/files/purges",
    page: lazy(() => import("./PurgesPage.tsx")),
    title: "files.purge.list",
    nav: { group: "admin", order: 80, permission: "file.purge-approve" },
    permission: "file.purge",
  },
];
