import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/notices",
    page: lazy(() => import("./InboxPage.tsx")),
    title: "notices.title",
    nav: { group: "work", order: 90 },
  },
  {
    path: "/notice-rules",
    page: lazy(() => import("./RulesPage.tsx")),
    title: "notices.rules.title",
    nav: { group: "admin", order: 60, permission: "setting.read" },
  },
  {
    path: "/mails",
    page: lazy(() => import("./MailPage.tsx")),
    title: "notices.mail.title",
    nav: { group: "admin", order: 80, permission: "operation.run" },
  },
];
