import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type Call } from "@yunjian/contract";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll } from "vitest";
import { buildApp } from "../src/app.ts";
import type { Deps } from "../src/deps.ts";
import { openBlobs } from "../src/platform/blobs/folder.ts";
import { openKeys, placesIn } from "../src/platform/blobs/keys.ts";
import { custodyOf } from "../src/platform/custody.ts";
import { openPersonKeys } from "../src/platform/person-keys.ts";
import { vaultOf } from "../src/platform/vault.ts";
import { outgoing } from "../src/platform/http/outgoing.ts";
import { createMetrics } from "../src/platform/metrics.ts";
import { createKysely, createPool } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import type { Db } from "../src/platform/tenancy.ts";
import { cloneDatabase } from "./database.ts";

/** A clock that stands still until a test moves it. */
export class TestClock {
  #now: Date;
  constructor(start: string) {
    this.#now = new Date(start);
  }
  readonly read = (): Date => new Date(this.#now);
  set(to: string | Date): void {
    this.#now = new Date(to);
  }
  advance(by: { days?: number; hours?: number; minutes?: number }): void {
    const minutes = (by.days ?? 0) * 1440 + (by.hours ?? 0) * 60 + (by.minutes ?? 0);
    this.#now = new Date(this.#now.getTime() + minutes * 60_000);
  }
}

export interface TestApp {
  readonly app: FastifyInstance;
  readonly db: Db;
  readonly deps: Deps;
  readonly clock: TestClock;
  /** Statements sent to the database since the last call; for tests that count queries. */
  readonly statements: () => string[];
  /** A browser without a session; sign in with it. */
  readonly visitor: () => Visitor;
  readonly adminUrl: string;
  readonly appUrl: string;
}

export interface Visitor {
  readonly call: Call;
  readonly cookie: () => string | undefined;
}

/** The real product on a fresh, migrated database of its own; ends with the test file. */
export async function startApp(
  options: { now?: string; demo?: boolean; deps?: Partial<Deps> } = {},
): Promise<TestApp> {
  const database = await cloneDatabase();
  const pool = createPool(database.urls.app, { max: 6 });
  const log: string[] = [];
  const db = createKysely<Database>(pool);
  pool.on("connect", (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [first] = args;
      log.push(typeof first === "string" ? first : String((first as { text?: string }).text ?? ""));
      return send(...args);
    }) as typeof client.query;
  });
  const clock = new TestClock(options.now ?? "2026-11-20T02:00:00Z");
  const folder = await mkdtemp(path.join(tmpdir(), "yunjian-blobs-"));
  const keysFolder = path.join(folder, ".keys");
  const vault = vaultOf(randomBytes(32));
  const deps: Deps = {
    db,
    blobs: await openBlobs(folder, await openKeys(placesIn(keysFolder), "aes-256-gcm")),
    custody: custodyOf(placesIn(keysFolder), await openPersonKeys(keysFolder, vault)),
    clock: clock.read,
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    publicUrl: "http://localhost:8420",
    demo: options.demo ?? false,
    trustedProxies: [],
    rateLimits: null,
    outgoing: outgoing({ allowed: [] }),
    scanner: null,
    keysChangedAt: async () => null,
    vault,
    ...options.deps,
    checkAnswers: true,
  };
  const app = await buildApp(deps);
  afterAll(async () => {
    await app.close();
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    app,
    db,
    deps,
    clock,
    statements: () => log.splice(0),
    visitor: () => visit(app),
    adminUrl: database.urls.admin,
    appUrl: database.urls.app,
  };
}

/** The contract's client over app.inject, with a cookie jar of its own. */
function visit(app: FastifyInstance): Visitor {
  const jar = new Map<string, string>();
  const call = createClient({
    baseUrl: "",
    fetch: async (url, init) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = { ...(init?.headers as Record<string, string>), ...(cookie && { cookie }) };
      const answer = await app.inject({
        method: (init?.method ?? "GET") as "GET",
        url: String(url),
        headers,
        ...(init?.body != null && { payload: init.body as string }),
      });
      for (const set of answer.cookies) {
        if (set.value === "") jar.delete(set.name);
        else jar.set(set.name, set.value);
      }
      return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode });
    },
  });
  const cookie = () => (jar.has("yunjian") ? `yunjian=${jar.get("yunjian")}` : undefined);
  return { call, cookie };
}

export const anyKey = (): string => randomUUID();
