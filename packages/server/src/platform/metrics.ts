import type { FastifyInstance } from "fastify";
import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { poolUse } from "./postgres/pool.ts";

export type Metrics = {
  /** For counters and gauges of other parts. */
  registry: Registry;
  contentType: string;
  text(): Promise<string>;
  /** Counts every request by its route template; a path with ids in it would make a series per object. */
  watchRequests(app: FastifyInstance): void;
  watchPool(pool: pg.Pool, name?: string): void;
  stop(): void;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "From the first byte of the request to the last of the answer",
    labelNames: ["method", "route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const pools = new Map<string, pg.Pool>();
  const connections = new Gauge({
    name: "database_connections",
    help: "Connections of the pool; waiting: requests for one that wait",
    labelNames: ["pool", "state"],
    registers: [registry],
    collect() {
      for (const [name, pool] of pools) {
        const use = poolUse(pool);
        connections.set({ pool: name, state: "busy" }, use.total - use.idle);
        connections.set({ pool: name, state: "idle" }, use.idle);
        connections.set({ pool: name, state: "waiting" }, use.waiting);
      }
    },
  });

  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    watchRequests: (app) => {
      app.addHook("onResponse", async (request, reply) => {
        const route = request.routeOptions.url ?? "none";
        requests.inc({ method: request.method, route, status: reply.statusCode });
        durations.observe({ method: request.method, route }, reply.elapsedTime / 1000);
      });
    },
    watchPool: (pool, name = "app") => void pools.set(name, pool),
    stop: () => registry.clear(),
  };
}
