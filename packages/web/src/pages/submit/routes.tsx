import { lazy } from "react";
import type { PageRoute } from "../../app/routes.ts";

export const routes: PageRoute[] = [
  {
    path: "/submit",
    page: lazy(() => import("./SubmitPage.tsx")),
    title: "submissions.submit.title",
    permission: "submission.prepare",
  },
];
