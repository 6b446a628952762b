import type { FastifyInstance } from "fastify";
import type { Deps } from "../deps.ts";
import type { Api } from "../platform/http/api.ts";
import "./agreements/on.ts";
import "./identity/on.ts";
import "./obligations/on.ts";
import "./posture/jobs.ts";
import "./rectifications/on.ts";
import "./reviews/on.ts";
import { catalogueRoutes } from "./catalogue/routes.ts";
import { postureRoutes } from "./posture/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { peopleRoutes } from "./identity/people-routes.ts";
import { obligationRoutes } from "./obligations/routes.ts";
import { agreementRoutes } from "./agreements/routes.ts";
import { workRoutes } from "./work/routes.ts";
import { jobRoutes } from "./jobs/routes.ts";
import { settingRoutes } from "./settings/routes.ts";
import { calendarRoutes } from "./calendar/routes.ts";
import { identityRoutes } from "./identity/routes.ts";
import { registryRoutes } from "./registry/routes.ts";
import { rectificationRoutes } from "./rectifications/routes.ts";
import { reviewRoutes } from "./reviews/routes.ts";
import { noticeRoutes } from "./notices/routes.ts";
import { recordRoutes } from "./record/routes.ts";

/** The list of features: routes here, handlers of each other's events by importing their on.ts. */
export async function registerFeatures(app: FastifyInstance, api: Api, deps: Deps): Promise<void> {
  identityRoutes(api, { demo: deps.demo, secureCookie: deps.publicUrl.startsWith("https:") });
  peopleRoutes(api);
  registryRoutes(api);
  catalogueRoutes(api);
  calendarRoutes(api);
  settingRoutes(api);
  jobRoutes(api);
  agreementRoutes(api);
  obligationRoutes(api);
  reviewRoutes(api);
  rectificationRoutes(api);
  postureRoutes(api);
  await fileRoutes(app, api, deps);
  noticeRoutes(api);
  recordRoutes(api);
  workRoutes(api);
}
