import cookie from "@fastify/cookie";
import { ROUTES } from "@yunjian/contract";
import { type FastifyInstance, fastify, LogController } from "fastify";
import type { Deps } from "./deps.ts";
import { authenticator, cookieOf } from "./features/sign-in/authenticate.ts";
import { registerFeatures } from "./features/index.ts";
import { settingsInForce } from "./features/settings/in-force.ts";
import { Api } from "./platform/http/api.ts";
import { answerErrors } from "./platform/http/errors.ts";
import { ledgerRoutes } from "./platform/http/ledger.ts";
import { limitRates } from "./platform/http/limits.ts";
import { operationRoutes } from "./platform/http/operation.ts";
import { securityHeaders } from "./platform/http/security.ts";
import { wholeRequests } from "./platform/http/slow.ts";
import { webClient } from "./platform/http/web.ts";
import { newId } from "./platform/ids.ts";
import { keepPersonKeys } from "./platform/person-keys.ts";
import { platformActor } from "./platform/tenancy.ts";

/** Composes the server: transport first, then every feature, then the check that nothing is missing. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  keepPersonKeys(deps.db, deps.custody.persons);
  const app: FastifyInstance = fastify({
    loggerInstance: deps.log,
    // Requests are counted in /metrics and told in the record; the log keeps to what went wrong.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: deps.trustedProxies.length > 0 ? [...deps.trustedProxies] : false,
    genReqId: () => newId(deps.clock()),
    bodyLimit: 2 * 1024 * 1024,
    // A line on which nothing moves for three minutes is nobody's; headers come at once or not at all.
    connectionTimeout: 180_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16_384 },
    ...(deps.tls && { https: deps.tls }),
  });
  await app.register(cookie);
  answerErrors(app);
  securityHeaders(app, deps);
  wholeRequests(app);
  const limit = await limitRates(app, deps.rateLimits);
  deps.metrics.watchRequests(app);

  const settings = settingsInForce(deps.db, deps.clock);
  const api = new Api(app, {
    db: deps.db,
    clock: deps.clock,
    authenticate: authenticator(deps.db, settings, cookieOf(deps.publicUrl)),
    settings,
    nobody: (request) => platformActor(request.id),
    limit,
    checkAnswers: deps.checkAnswers,
  });
  await registerFeatures(app, api, deps);
  operationRoutes(app, deps);
  ledgerRoutes(app, api, deps);
  await webClient(app);

  // Rule: an endpoint of the contract that nobody answers stops the boot.
  const missing = ROUTES.filter((route) => !api.routes.has(`${route.method} ${route.path}`));
  if (missing.length > 0) {
    throw new Error(`no handler for ${missing.map((route) => `${route.method} ${route.path}`).join(", ")}`);
  }
  return app;
}
