import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/settings",
    page: lazy(() => import("./SettingsPage.tsx")),
    title: "settings.title",
    nav: { group: "admin", order: 70, permission: "setting.read" },
  },
  {
    path: "/calendar",
    page: lazy(() => import("./CalendarPage.tsx")),
    title: "calendar.title",
    nav: { group: "admin", order: 75, permission: "setting.read" },
  },
];
