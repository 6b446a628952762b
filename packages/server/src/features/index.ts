import type { FastifyInstance } from "fastify";
import type { Deps } from "../deps.ts";
import type { Api } from "../platform/http/api.ts";
import "./agreements/on.ts";
import "./authorisations/on.ts";
import "./changes/on.ts";
import "./duty/import-kinds.ts";
import "./identity/import-kinds.ts";
import "./identity/on.ts";
import "./incidents/on.ts";
import "./registry/import-kinds.ts";
import "./obligations/on.ts";
import "./posture/jobs.ts";
import "./rectifications/jobs.ts";
import "./rectifications/on.ts";
import "./privileges/on.ts";
import "./reviews/on.ts";
import "./sign-in/on.ts";
import "./submissions/on.ts";
import { catalogueRoutes } from "./catalogue/routes.ts";
import { postureRoutes } from "./posture/routes.ts";
import { exportRoutes } from "./exports/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { obligationRoutes } from "./obligations/routes.ts";
import { agreementRoutes } from "./agreements/routes.ts";
import { authorisationRoutes } from "./authorisations/routes.ts";
import { changeRoutes } from "./changes/routes.ts";
import { dutyRoutes } from "./duty/routes.ts";
import { incidentRoutes } from "./incidents/routes.ts";
import { protectedPeriodRoutes } from "./protected-periods/routes.ts";
import { workRoutes } from "./work/routes.ts";
import { jobRoutes } from "./jobs/routes.ts";
import { privilegeRoutes } from "./privileges/routes.ts";
import { settingRoutes } from "./settings/routes.ts";
import { calendarRoutes } from "./calendar/routes.ts";
import { formRoutes } from "./forms/routes.ts";
import { storageRoutes } from "./storage/routes.ts";
import { submissionRoutes } from "./submissions/routes.ts";
import { addMember, foundPlatform } from "./identity/founding.ts";
import { identityRoutes } from "./identity/routes.ts";
import { importRoutes } from "./registry/imports-routes.ts";
import { registryRoutes } from "./registry/routes.ts";
import { rectificationRoutes } from "./rectifications/routes.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { retentionRoutes } from "./retention/routes.ts";
import { reviewRoutes } from "./reviews/routes.ts";
import { noticeRoutes } from "./notices/routes.ts";
import { packageRoutes } from "./packages/routes.ts";
import { recordRoutes } from "./record/routes.ts";

/** The list of features: routes here, handlers of each other's events by importing their on.ts. */
export async function registerFeatures(app: FastifyInstance, api: Api, deps: Deps): Promise<void> {
  signInRoutes(api, {
    demo: deps.demo,
    publicUrl: deps.publicUrl,
    vault: deps.vault,
    found: foundPlatform,
    outgoing: deps.outgoing,
    addMember,
  });
  identityRoutes(api);
  exportRoutes(api);
  registryRoutes(api);
  importRoutes(api);
  catalogueRoutes(api);
  calendarRoutes(api);
  settingRoutes(api);
  privilegeRoutes(api);
  jobRoutes(api);
  agreementRoutes(api);
  obligationRoutes(api);
  reviewRoutes(api);
  rectificationRoutes(api);
  authorisationRoutes(api);
  incidentRoutes(api);
  changeRoutes(api, deps);
  dutyRoutes(api);
  protectedPeriodRoutes(api);
  postureRoutes(api);
  await fileRoutes(app, api, deps);
  storageRoutes(api, deps);
  submissionRoutes(api, deps);
  formRoutes(api, deps);
  retentionRoutes(api, deps);
  noticeRoutes(api);
  recordRoutes(api);
  packageRoutes(api, deps);
  workRoutes(api);
}
