import { openApi, ROUTES } from "@yunjian/contract";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import manifest from "../../../../../package.json" with { type: "json" };
import type { Metrics } from "../metrics.ts";
import type { Db } from "../tenancy.ts";

/** For machines that watch this one: alive, ready, figures, and the contract as OpenAPI. */
export function operationRoutes(
  app: FastifyInstance,
  deps: { readonly db: Db; readonly metrics: Metrics },
): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    try {
      await sql`select 1`.execute(deps.db);
      return { status: "ready" };
    } catch {
      return reply.status(503).send({ status: "database-unavailable" });
    }
  });
  const description = JSON.stringify(openApi(ROUTES, manifest.version));
  app.get("/api/openapi.json", async (_request, reply) => reply.type("application/json").send(description));
  app.get("/metrics", async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await deps.metrics.text()),
  );
}
