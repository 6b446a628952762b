import type { FastifyInstance } from "fastify";
import type { Deps } from "../app.ts";
import type { Api } from "../platform/http/api.ts";
import "./agreements/on.ts";
import "./identity/on.ts";
import "./obligations/on.ts";
import { catalogueRoutes } from "./catalogue/routes.ts";
import { postureRoutes } from "./posture/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { identityRoutes } from "./identity/routes.ts";

/** The list of features: routes here, handlers of each other's events by importing their on.ts. */
export async function registerFeatures(app: FastifyInstance, api: Api, deps: Deps): Promise<void> {
  identityRoutes(api, { demo: deps.demo, secureCookie: deps.publicUrl.startsWith("https:") });
  catalogueRoutes(api);
  postureRoutes(api);
  await fileRoutes(app, api, deps);
}
