import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import {
  ApiFailure,
  type BodyOf,
  type OutputOf,
  type ParamsOf,
  type QueryOf,
  type RouteSpec,
} from "@yunjian/contract";
import {
  type Actor,
  PERMISSIONS,
  pendingStep,
  Refusal,
  requireConfirmed,
  requirePermission,
  requireSettled,
  type StoredSettings,
} from "@yunjian/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Db, type Tx, withActor } from "../tenancy.ts";
import type { ActorLimit } from "./limits.ts";
import { type Check, checker, wrongText } from "./validate.ts";

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
export type RouteHandler<R extends RouteSpec> = (
  input: HandlerInput<R>,
) => Promise<Sent<OutputOf<R>> | Refusal>;

/** For answers that stream or take long: the handler opens the transactions it needs by itself. */
export interface OutsideInput<R extends RouteSpec> extends Omit<HandlerInput<R>, "tx"> {
  readonly inTx: <T>(mode: "read" | "write", work: (tx: Tx) => Promise<T>) => Promise<T>;
}
/** An answer that is a file. */
export class Streamed {
  readonly content: Readable;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(content: Readable, headers: Readonly<Record<string, string>>, status = 200) {
    this.content = content;
    this.headers = headers;
    this.status = status;
  }
}
export type OutsideHandler<R extends RouteSpec> = (
  input: OutsideInput<R>,
) => Promise<Sent<OutputOf<R>> | Streamed>;

export interface ApiOptions {
  readonly db: Db;
  readonly clock: () => Date;
  readonly authenticate: (request: FastifyRequest, now: Date) => Promise<Actor | null>;
  /** What is set now, for how far a session is trusted. */
  readonly settings: () => Promise<StoredSettings>;
  /** Who acts on public routes: the platform itself. */
  readonly nobody: (request: FastifyRequest) => Actor;
  /** Throws when this person or key asks too often. */
  readonly limit: ActorLimit;
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
    const name = this.#enter(route);
    const input = inputOf(route);
    const answer = this.#options.checkAnswers ? checker(route.response, { convert: false }) : undefined;
    const { db, clock } = this.#options;

    this.#app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
      handler: async (request, reply) => {
        const now = clock();
        const actor = await this.admit(route, request, now);
        const parts = input(request);
        const run = (tx: Tx) =>
          handler({ ...parts, tx, actor, now, request, reply } as unknown as HandlerInput<R>);
        const result = await withActor(db, actor, route.method === "GET" ? "read" : "write", (tx) =>
          route.method === "GET" || route.access === "public"
            ? run(tx)
            : once(tx, actor, now, route, request, run),
        );
        if (result instanceof Refusal) throw result;
        if (reply.sent) return reply;
        if (answer) {
          const plain: unknown = JSON.parse(JSON.stringify(result));
          const checked = answer(plain);
          if (!checked.ok)
            throw new Error(`${name} answered outside its contract: ${JSON.stringify(checked.problems)}`);
        }
        return reply.type("application/json; charset=utf-8").send(JSON.stringify(result));
      },
    });
  }

  /** An endpoint whose work does not fit into one transaction: files that stream, checks that take long. */
  outside<R extends RouteSpec>(route: R, handler: OutsideHandler<R>): void {
    this.#enter(route);
    const input = inputOf(route);
    const { db, clock } = this.#options;
    this.#app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
      handler: async (request, reply) => {
        const now = clock();
        const actor = await this.admit(route, request, now);
        const inTx: OutsideInput<R>["inTx"] = (mode, work) => withActor(db, actor, mode, work);
        const result = await handler({
          ...input(request),
          inTx,
          actor,
          now,
          request,
          reply,
        } as unknown as OutsideInput<R>);
        if (result instanceof Streamed)
          return reply.status(result.status).headers(result.headers).send(result.content);
        return reply.type("application/json; charset=utf-8").send(JSON.stringify(result));
      },
    });
  }

  /**
   * Who sent a request, if it may: for what speaks another protocol than the contract's. A session that owes
   * its second factor, or sits at a step that matters unconfirmed for long, gets no further.
   */
  async admit(
    { access, confirm, early }: Pick<RouteSpec, "access" | "confirm" | "early">,
    request: FastifyRequest,
    now: Date,
  ): Promise<Actor> {
    if (access === "public") return this.#options.nobody(request);
    const actor = await this.#options.authenticate(request, now);
    if (!actor) throw new ApiFailure("not-signed-in");
    await this.#options.limit(request, actor);
    if (actor.assurance) {
      const settings = await this.#options.settings();
      if (!early) requireSettled(pendingStep(actor.assurance, actor.posts, settings, now));
      if (confirm) requireConfirmed(actor.via, actor.assurance, actor.posts, settings, now, confirm);
    }
    if (access !== "signed-in") requirePermission(actor, access);
    return actor;
  }

  #enter(route: RouteSpec): string {
    const name = `${route.method} ${route.path}`;
    if (this.routes.has(name)) throw new Error(`${name} is registered twice`);
    if (!["public", "signed-in"].includes(route.access) && !(route.access in PERMISSIONS)) {
      throw new Error(`${name} asks for a permission that does not exist: ${route.access}`);
    }
    this.routes.set(name, route);
    return name;
  }
}

/** Checks the parts of a request against the route's schemas. */
function inputOf(
  route: RouteSpec,
): (request: FastifyRequest) => Record<"params" | "query" | "body", unknown> {
  const params = route.params && checker(route.params, { convert: true });
  const query = route.query && checker(route.query, { convert: true });
  const body = route.body && checker(route.body, { convert: false });
  return (request) => ({
    params: valid(params, request.params),
    query: valid(query, request.query),
    body: valid(body, request.body),
  });
}

function valid(check: Check | undefined, raw: unknown): unknown {
  if (!check) return {};
  const wrong = wrongText(raw);
  if (wrong.length > 0) throw new Refusal("invalid-input", { count: wrong.length }, wrong);
  const result = check(raw ?? {});
  if (result.ok) return result.value;
  throw new Refusal("invalid-input", { count: result.problems.length }, result.problems);
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
  if (typeof key !== "string" || key === "" || key.length > 100)
    throw new ApiFailure("idempotency-key-missing");
  const caller = actor.personId ?? "nobody";
  const hash = createHash("sha256")
    .update(`${route.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest("hex");
  const claimed = await tx
    .insertInto("idempotency")
    .values({
      caller,
      key,
      route: `${route.method} ${route.path}`,
      request_hash: hash,
      response: "null",
      created_at: now,
    })
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
    if (route.answersSecret) throw new ApiFailure("already-answered");
    return before.response as T;
  }
  const result = await run(tx);
  if (route.answersSecret) return result;
  await tx
    .updateTable("idempotency")
    .set({ response: JSON.stringify(result ?? {}) })
    .where("caller", "=", caller)
    .where("key", "=", key)
    .execute();
  return result;
}
