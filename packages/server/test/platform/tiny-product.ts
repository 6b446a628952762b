/** Started by lifecycle.test.ts: the real lifecycle around a product of three routes. */
import { setTimeout as sleep } from "node:timers/promises";
import { type FastifyBaseLogger, fastify } from "fastify";
import { readConfig } from "../../src/platform/config.ts";
import { run } from "../../src/platform/lifecycle.ts";

await run(readConfig(), async ({ log, pool, metrics, publicUrl }) => {
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({ loggerInstance, disableRequestLogging: true });
  metrics.watchRequests(app);
  app.get("/people/:id", async () => (await pool.query("select current_user as me")).rows[0]);
  app.get("/slow", async () => {
    log.info("slow has begun");
    await sleep(1000);
    return { done: true };
  });
  app.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  app.decorate("firstStart", async () => `${publicUrl}/setup#once`);
  return app;
});
