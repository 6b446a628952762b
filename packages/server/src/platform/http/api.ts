import { createHash } from "node:crypto";
import { ApiFailure, type BodyOf, type OutputOf, type ParamsOf, type QueryOf, type RouteSpec } from "@yunjian/contract";
import { type Actor, PERMISSIONS, Refusal, requirePermission } from "@yunjian/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Db, type Tx, withActor } from "../tenancy.ts";
import { type Check, checker } from "./validate.ts";

/** A handler may give instants as Date; they leave as RFC 3339 text. */
export type Sent<T> = T extends string
  ? string extends T
    ? T | Date
    : T
  : T extends readonly (infer E)[]
    ? readonly Sent<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Sent<T[K]> }
      : T;

export interface HandlerInput<R extends RouteSpec> {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly now: Date;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
/** A refusal that is returned rather than thrown keeps what was written: a failed sign-in is counted. */
export type RouteHandler<R extends RouteSpec> = (input: HandlerInput<R>) => Promise<Sent<OutputOf<R>> | Refusal>;

export interface ApiOptions {
  readonly db: Db;
  readonly clock: () => Date;
  readonly authenticate: (request: FastifyRequest, now: Date) => Promise<Actor | null>;
  /** Who acts on public routes: the platform itself. */
  readonly nobody: (request: FastifyRequest) => Actor;
  /** Checks every answer against its schema. On in tests: an answer that says more than promised fails. */
  readonly checkAnswers: boolean;
}

/**
 * Registers contract routes on Fastify. One request is: who is it -> may it -> is the input right -> one
 * transaction under that actor -> answer. Every change is carried out once per idempotency key (rule 9).
 */
export class Api {
  readonly #app: FastifyInstance;
  readonly #options: ApiOptions;
  readonly routes = new Map<string, RouteSpec>();

  constructor(app: FastifyInstance, options: ApiOptions) {
    this.#app = app;
    this.#options = options;
  }

  on<R extends RouteSpec>(route: R, handler: RouteHandler<R>): void {
    const name = `${route.method} ${route.path}`;
    if (this.routes.has(name)) throw new Error(`${name} is registered twice`);
    if (!["public", "signed-in"].includes(route.access) && !(route.access in PERMISSIONS)) {
      throw new Error(`${name} asks for a permission that does not exist: ${route.access}`);
    }
    this.routes.set(name, route);

    const params = route.params && checker(route.params, { convert: true });
    const query = route.query && checker(route.query, { convert: true });
    const body = route.body && checker(route.body, { convert: false });
    const answer = this.#options.checkAnswers ? checker(route.response, { convert: false }) : undefined;
    const { db, clock } = this.#options;

    this.#app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const now = clock();
        const actor = await this.#actorFor(route, request, now);
        const input = {
          params: valid(params, request.params, ""),
          query: valid(query, request.query, ""),
          body: valid(body, request.body, ""),
        };
        const run = (tx: Tx) =>
          handler({ ...(input as object), tx, actor, now, request, reply } as unknown as HandlerInput<R>);
        const result = await withActor(db, actor, route.method === "GET" ? "read" : "write", (tx) =>
          route.method === "GET" || route.access === "public" ? run(tx) : once(tx, actor, now, route, request, run),
        );
        if (result instanceof Refusal) throw result;
        if (reply.sent) return reply;
        if (answer) {
          const plain: unknown = JSON.parse(JSON.stringify(result));
          const checked = answer(plain);
          if (!checked.ok) throw new Error(`${name} answered outside its contract: ${JSON.stringify(checked.problems)}`);
        }
        return reply.type("application/json; charset=utf-8").send(JSON.stringify(result));
      },
    });
  }

  async #actorFor(route: RouteSpec, request: FastifyRequest, now: Date): Promise<Actor> {
    if (route.access === "public") return this.#options.nobody(request);
    const actor = await this.#options.authenticate(request, now);
    if (!actor) throw new ApiFailure("not-signed-in");
    if (route.access !== "signed-in") requirePermission(actor, route.access);
    return actor;
  }
}

function valid(check: Check | undefined, raw: unknown, at: string): unknown {
  if (!check) return {};
  const result = check(raw ?? {});
  if (result.ok) return result.value;
  const fields = result.problems.map((problem) => ({ ...problem, field: `${at}${problem.field}` }));
  throw new Refusal("invalid-input", { count: fields.length }, fields);
}

/**
 * Carries a change out once per (caller, key). A repetition waits for the first and gets its answer; the
 * same key with other content is refused.
 */
async function once<T>(
  tx: Tx,
  actor: Actor,
  now: Date,
  route: RouteSpec,
  request: FastifyRequest,
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || key === "" || key.length > 100) throw new ApiFailure("idempotency-key-missing");
  const caller = actor.personId ?? "nobody";
  const hash = createHash("sha256")
    .update(`${route.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest("hex");
  const claimed = await tx
    .insertInto("idempotency")
    .values({ caller, key, route: `${route.method} ${route.path}`, request_hash: hash, response: "null", created_at: now })
    .onConflict((oc) => oc.columns(["caller", "key"]).doNothing())
    .returning("key")
    .executeTakeFirst();
  if (!claimed) {
    const before = await tx
      .selectFrom("idempotency")
      .select(["request_hash", "response"])
      .where("caller", "=", caller)
      .where("key", "=", key)
      .executeTakeFirstOrThrow();
    if (before.request_hash !== hash) throw new ApiFailure("idempotency-mismatch");
    return before.response as T;
  }
  const result = await run(tx);
  await tx
    .updateTable("idempotency")
    .set({ response: JSON.stringify(result ?? {}) })
    .where("caller", "=", caller)
    .where("key", "=", key)
    .execute();
  return result;
}
