import { ApiFailure, type ErrorName, problem } from "@yunjian/contract";
import { Refusal } from "@yunjian/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sqlState } from "../postgres/errors.ts";
import { langOf } from "./language.ts";
import { TooManyRequests } from "./limits.ts";

/** Every error leaves as problem details (RFC 9457) in the caller's language, with the request's id. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const lang = langOf(request);
    if (error instanceof Refusal) {
      return send(reply, problem(error.code, error.params, error.fields, lang, request.id));
    }
    if (error instanceof TooManyRequests) void reply.header("retry-after", String(error.retryAfter));
    if (error instanceof ApiFailure) return send(reply, problem(error.code, {}, [], lang, request.id));
    const name = nameOf(error);
    if (sqlState(error)?.startsWith("22")) request.log.warn({ err: error }, "refused by the database");
    if (name === "internal") request.log.error({ err: error }, "request failed");
    return send(reply, problem(name, {}, [], lang, request.id));
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    send(reply, problem("not-found", {}, [], langOf(request), request.id)),
  );
}

function nameOf(error: unknown): ErrorName {
  const state = sqlState(error);
  if (state === "53100") return "storage-full";
  // A value that passed the schema and that the database cannot take: a page key somebody made up, a number
  // out of range. What we send ourselves is typed, so this is the caller's.
  if (state?.startsWith("22")) return "request-invalid";
  // Connection lost, shutting down, too many connections, cannot connect now.
  if (state !== undefined && /^(08|57P|53)/.test(state)) return "unavailable";
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && ["ECONNREFUSED", "ECONNRESET", "ENOENT_SOCKET", "EPIPE"].includes(code))
    return "unavailable";
  if (code === "ENOSPC") return "storage-full";
  const message = error instanceof Error ? error.message : "";
  if (/Connection terminated|timeout exceeded when trying to connect|connect ENOENT/.test(message))
    return "unavailable";
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) return "too-large";
  if (typeof status === "number" && status >= 400 && status < 500) return "request-invalid";
  return "internal";
}

function send(reply: FastifyReply, body: ReturnType<typeof problem>): FastifyReply {
  return reply.status(body.status).type("application/problem+json; charset=utf-8").send(JSON.stringify(body));
}
