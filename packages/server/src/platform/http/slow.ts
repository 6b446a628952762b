import type { FastifyInstance, FastifyRequest } from "fastify";
import { UPLOADS_PATH } from "@yunjian/contract";

/** How long a request that is no upload may take to arrive, in milliseconds. */
export const ARRIVAL = 60_000;

/**
 * Ends the line of a request whose body does not come: two megabytes take a minute on the slowest line we
 * know of. Uploads may take as long as they move (connectionTimeout watches those).
 */
export function wholeRequests(app: FastifyInstance, arrival = ARRIVAL): void {
  const waiting = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const arrived = async (request: FastifyRequest): Promise<void> => clearTimeout(waiting.get(request));
  app.addHook("onRequest", async (request) => {
    if (request.method === "GET" || request.method === "HEAD" || request.url.startsWith(UPLOADS_PATH)) return;
    waiting.set(
      request,
      setTimeout(() => request.raw.socket.destroy(), arrival),
    );
  });
  app.addHook("preValidation", arrived);
  app.addHook("onResponse", arrived);
  app.addHook("onRequestAbort", arrived);
}
