import { createHash } from "node:crypto";
import limiting from "@fastify/rate-limit";
import { ApiFailure } from "@yunjian/contract";
import type { Actor } from "@yunjian/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Requests a minute. An address may be a whole office behind one router, so its limit is the widest. */
export interface RateLimits {
  /** Of one address, to anything below /api. */
  readonly address: number;
  /** Of one address, to what needs no sign-in: a password check is dear on purpose. */
  readonly entry: number;
  readonly person: number;
  readonly key: number;
}

/**
 * Why these: a person who works fast makes two requests a second, a page loads with up to twenty at once; a
 * machine that hands in for a whole provider sends four a second. Ten times that is an error or an attack.
 */
export const DEFAULT_RATES: RateLimits = { address: 6000, entry: 240, person: 1200, key: 1200 };

const MINUTE = 60_000;

/** Refused for now; the answer says when to come again. */
export class TooManyRequests extends ApiFailure {
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super("too-many-requests");
    this.retryAfter = Math.max(1, retryAfter);
  }
}

export type ActorLimit = (request: FastifyRequest, actor: Actor) => Promise<void>;

/**
 * Counts requests in this process: by address before anything else is asked, by person or key once it is
 * known who calls. Each keeps 5,000 counters at most, the least used one goes: a flood of addresses costs no
 * memory. Null: something in front of the server does it.
 */
export async function limitRates(app: FastifyInstance, rates: RateLimits | null): Promise<ActorLimit> {
  if (rates === null) return async () => {};
  await app.register(limiting, { global: false });
  const actors = new WeakMap<FastifyRequest, string>();
  const limit = (max: number, key?: (request: FastifyRequest) => string) =>
    app.createRateLimit({ max, timeWindow: MINUTE, ...(key && { keyGenerator: key }) });
  const ofActor = (request: FastifyRequest): string => actors.get(request) ?? "";
  const [address, entry] = [limit(rates.address), limit(rates.entry)];
  const [person, key] = [limit(rates.person, ofActor), limit(rates.key, ofActor)];

  async function count(counter: ReturnType<typeof limit>, request: FastifyRequest): Promise<void> {
    const found = await counter(request);
    if (!found.isAllowed && found.isExceeded) throw new TooManyRequests(found.ttlInSeconds);
  }

  app.addHook("onRequest", async (request) => {
    if (!request.url.startsWith("/api/")) return;
    await count(address, request);
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie === undefined) await count(entry, request);
    else if (request.method === "POST" && OPEN.test(request.url)) await count(entry, request);
  });

  return async (request, actor) => {
    const machine = actor.via === "api-key";
    const name = machine ? (request.headers.authorization ?? "") : (actor.personId ?? "");
    actors.set(request, createHash("sha256").update(name).digest("base64"));
    await count(machine ? key : person, request);
  };
}

/** Where passwords, codes and one-time links are tried; a cookie of no worth does not lead around it. */
const OPEN = /^\/api\/(sign-in|setup|links|sso)\b/;
