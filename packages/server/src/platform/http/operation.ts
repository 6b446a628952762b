import { sql } from "kysely";
import type { FastifyInstance } from "fastify";
import type { Metrics } from "../metrics.ts";
import type { Db } from "../tenancy.ts";

/** For machines that watch this one: alive, ready, figures, and the contract as OpenAPI. */
export function operationRoutes(app: FastifyInstance, deps: { readonly db: Db; readonly metrics: Metrics }): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    try {
      await sql`select 1`.execute(deps.db);
      return { status: "ready" };
    } catch {
      return reply.status(503).send({ status: "database-unavailable" });
    }
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await deps.metrics.text()),
  );
}
