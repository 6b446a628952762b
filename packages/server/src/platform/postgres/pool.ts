import { createHash } from "node:crypto";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

const { builtins } = pg.types;

const parsers = new Map<number, (value: string) => unknown>([
  // Counts and sums stay numbers while they are exact; what is larger stays a bigint rather than go wrong.
  [
    builtins.INT8,
    (value) => {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : BigInt(value);
    },
  ],
  // A calendar day has no instant: a Date would move it with the time zone of the process.
  [builtins.DATE, (value) => value],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    const own = format === "binary" ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};

/**
 * Queries that begin with this are planned once per connection instead of at each call. Only for what every
 * request asks and what is found by an index whatever the tables hold: a plan made while a table was empty is
 * kept, and preparing everything made lists hang (docs/adr/0003).
 */
export const PREPARED = "/* prepared */";
const names = new Map<string, string>();

class Client extends pg.Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- pg's own overloads
  override query(first: any, ...rest: any[]): any {
    if (typeof first !== "string" || !first.startsWith(PREPARED)) return super.query(first, ...rest);
    let name = names.get(first);
    if (name === undefined) {
      name = createHash("sha256").update(first).digest("hex").slice(0, 32);
      names.set(first, name);
    }
    return super.query({ name, text: first }, ...rest);
  }
}

export type PoolOptions = {
  max?: number;
  name?: string;
  /** Milliseconds; 0 turns the limit off (migrations, backup). */
  statementTimeout?: number;
  /** Become this role on connecting. */
  role?: string;
  /** A connection died while nobody used it, as when the database restarts. */
  onIdleError?: (error: Error) => void;
};

export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    Client,
    connectionString: url,
    types,
    max: options.max ?? 10,
    application_name: options.name ?? "yunjian",
    statement_timeout: options.statementTimeout ?? 30_000,
    idle_in_transaction_session_timeout: options.statementTimeout === 0 ? 0 : 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(options.role ? { options: `-c role=${options.role}` } : {}),
  });
  // Without a listener an idle connection that dies would end the process.
  pool.on("error", (error) => options.onIdleError?.(error));
  return pool;
}

/** A single connection with the same types, for what must not share one (migrations, COPY). */
export async function connect(url: string, options: Omit<PoolOptions, "max"> = {}): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    types,
    application_name: options.name ?? "yunjian",
    statement_timeout: options.statementTimeout ?? 0,
    connectionTimeoutMillis: 10_000,
    ...(options.role ? { options: `-c role=${options.role}` } : {}),
  });
  client.on("error", (error) => options.onIdleError?.(error));
  await client.connect();
  return client;
}

export function createKysely<Schema>(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

export type PoolUse = { total: number; idle: number; waiting: number };

export function poolUse(pool: pg.Pool): PoolUse {
  return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
