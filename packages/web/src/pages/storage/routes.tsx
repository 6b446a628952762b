import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/storage",
    page: lazy(() => import("./StoragePage.tsx")),
    title: "storage.title",
    nav: { group: "record", order: 40, permission: "storage.read" },
  },
];
