import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/record",
    page: lazy(() => import("./RecordPage.tsx")),
    title: "record.title",
    nav: { group: "record", order: 10, permission: "record.read" },
  },
  {
    path: "/checkpoints",
    page: lazy(() => import("./CheckpointsPage.tsx")),
    title: "record.checkpoints.title",
    nav: { group: "record", order: 20, permission: "record.read" },
  },
];
