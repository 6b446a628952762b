import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/contracts",
    page: lazy(() => import("./ContractsPage.tsx")),
    title: "registry.contract.many",
    nav: { group: "systems", order: 20, permission: "registry.read" },
  },
  {
    path: "/contracts/:id",
    page: lazy(() => import("./ContractPage.tsx")),
    title: "registry.contract.one",
    permission: "registry.read",
  },
];
