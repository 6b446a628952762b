import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationProvider, Migrator } from "kysely/migration";
import type pg from "pg";
import { prepareJobSchema } from "../jobs/schema.ts";
import { databaseErrorFacts, OperationError, SQLSTATE, sqlState } from "./errors.ts";
import { connect, createKysely, createPool } from "./pool.ts";
import { prepareRoles, ROLES } from "./roles.ts";

export const MIGRATIONS_DIR = fileURLToPath(new URL("../../../migrations", import.meta.url));

const FILE = /^\d{4}-[a-z0-9-]+\.sql$/;

export type MigrationOptions = {
  migrationsDir?: string;
  /** Stop after this one: a restore loads a backup into the schema it was made from. */
  upTo?: string;
  onApplied?: (name: string, milliseconds: number) => void;
};

/** Forward only, one transaction each, in the order of their names. */
class SqlFiles implements MigrationProvider {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {};
    for (const name of await migrationNames(this.#dir)) {
      const text = await readFile(path.join(this.#dir, `${name}.sql`), "utf8");
      migrations[name] = {
        up: async (db: Kysely<unknown>) => {
          await sql.raw(text).execute(db);
        },
      };
    }
    return migrations;
  }
}

export async function migrationNames(migrationsDir = MIGRATIONS_DIR): Promise<string[]> {
  const files = (await readdir(migrationsDir)).filter((file) => file.endsWith(".sql")).sort();
  const names = files.map((file) => {
    if (!FILE.test(file)) throw new Error(`${file}: migrations are named NNNN-name.sql`);
    return file.slice(0, -".sql".length);
  });
  const twice = names.find((name, i) => name.slice(0, 4) === names[i - 1]?.slice(0, 4));
  if (twice) throw new Error(`${twice}: two migrations share this number`);
  return names;
}

/** What the database has, in order; empty for a database nobody migrated. */
export async function appliedMigrations(client: pg.Client | pg.Pool): Promise<string[]> {
  try {
    const { rows } = await client.query<{ name: string }>("select name from kysely_migration order by name");
    return rows.map((row) => row.name);
  } catch (error) {
    if (sqlState(error) === SQLSTATE.undefinedTable) return [];
    throw error;
  }
}

export class NewerSchemaError extends OperationError {
  override name = "NewerSchemaError";

  constructor(unknown: readonly string[]) {
    super(
      `数据库结构比程序新（程序不认识 ${unknown.join("、")}）。请使用较新的版本启动；旧版本不会改动较新的数据。`,
      `The database schema is newer than this program, which does not know ${unknown.join(", ")}. Start a newer version; an old one does not touch newer data.`,
    );
  }
}

export function refuseNewer(applied: readonly string[], known: readonly string[]): void {
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new NewerSchemaError(unknown);
}

/** Roles, then every migration not yet applied. Safe to run from several processes at once. */
export async function migrate(
  adminUrl: string,
  appLogin: string = ROLES.app,
  options: MigrationOptions = {},
): Promise<string[]> {
  const admin = await connect(adminUrl, { name: "yunjian-migrate" });
  try {
    refuseNewer(await appliedMigrations(admin), await migrationNames(options.migrationsDir));
    await prepareRoles(admin, { appLogin });
  } finally {
    await admin.end();
  }

  const pool = createPool(adminUrl, {
    max: 2,
    name: "yunjian-migrate",
    statementTimeout: 0,
    role: ROLES.owner,
  });
  const db = createKysely<unknown>(pool);
  try {
    const provider = new SqlFiles(options.migrationsDir ?? MIGRATIONS_DIR);
    const migrator = new Migrator({ db, provider });
    const done: string[] = [];
    for (;;) {
      const next = await nextMigration(migrator, options.upTo);
      if (next === undefined) break;
      const started = performance.now();
      // One step up, not "to this one": should another process be ahead by now, that would lead down.
      const { error, results } = await migrator.migrateUp();
      if (error !== undefined) throw failed(next, error);
      for (const result of results ?? []) {
        done.push(result.migrationName);
        options.onApplied?.(result.migrationName, performance.now() - started);
      }
    }
    // Two processes that grant at once collide on one row of the catalogue: one after the other.
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('yunjian migrate', 0))`.execute(tx);
      await sql`grant select on kysely_migration to ${sql.id(ROLES.app)}`.execute(tx);
    });
    if (options.upTo === undefined) await prepareJobSchema(pool);
    return done;
  } finally {
    await db.destroy();
  }
}

async function nextMigration(migrator: Migrator, upTo: string | undefined): Promise<string | undefined> {
  const open = (await migrator.getMigrations()).filter((each) => each.executedAt === undefined);
  const next = open[0]?.name;
  return next !== undefined && (upTo === undefined || next <= upTo) ? next : undefined;
}

function failed(name: string, error: unknown): Error {
  const facts = error instanceof Error ? databaseErrorFacts(error) : { message: String(error) };
  return new OperationError(
    `数据库升级 ${name} 失败，已全部撤回：${facts.message}`,
    `The migration ${name} failed and was rolled back: ${facts.message}`,
    { cause: error },
  );
}

/** For a server without DATABASE_ADMIN_URL: it runs on exactly the schema it knows. */
export async function requireCurrentSchema(
  client: pg.Client | pg.Pool,
  migrationsDir?: string,
): Promise<void> {
  const known = await migrationNames(migrationsDir);
  const applied = await appliedMigrations(client);
  refuseNewer(applied, known);
  const open = known.filter((name) => !applied.includes(name));
  if (open.length === 0) return;
  throw new OperationError(
    `数据库尚未升级（缺 ${open.join("、")}）。请设置 DATABASE_ADMIN_URL 后启动一次。`,
    `The database lacks ${open.join(", ")}. Set DATABASE_ADMIN_URL and start once.`,
  );
}
