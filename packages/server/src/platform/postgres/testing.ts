/**
 * Databases for tests: one server per run, one migrated template, and a copy of it for every test file.
 * The first half runs in Vitest's global set-up, the second in the test files.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readTestConfig } from "../config.ts";
import { startEmbedded } from "./launcher.ts";
import { endLeftover } from "./leftover.ts";
import { lockFolder } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { connect } from "./pool.ts";
import { prepareRoles, ROLES } from "./roles.ts";

/** Plain data: it crosses from the set-up to the workers. */
export type TestServer = {
  /** May create databases. */
  superuserUrl: string;
  ownerPassword: string;
  appPassword: string;
  template: string;
};

export type TestDatabase = {
  name: string;
  urls: { app: string; admin: string };
};

export type StartedTestServer = { server: TestServer; stop(): Promise<void> };

export async function startTestServer(migrationsDir?: string): Promise<StartedTestServer> {
  const given = readTestConfig().databaseAdminUrl;
  const own = given === undefined ? await startThrowaway() : undefined;
  const server: TestServer = {
    superuserUrl: given ?? own?.superuserUrl ?? "",
    ownerPassword: randomBytes(12).toString("hex"),
    appPassword: randomBytes(12).toString("hex"),
    template: `yunjian_template_${process.pid}_${randomBytes(4).toString("hex")}`,
  };
  try {
    await makeTemplate(server, migrationsDir);
  } catch (error) {
    await own?.stop();
    throw error;
  }
  return {
    server,
    stop: async () => {
      if (own) await own.stop();
      else await dropDatabasesOf(server);
    },
  };
}

const PREFIX = "yunjian-test-";

/** Runs that were killed leave a server and a folder; the lock tells them from runs that go on. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of readdirSync(os.tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const dataDir = path.join(os.tmpdir(), name);
    try {
      const age = Date.now() - statSync(dataDir).mtimeMs;
      if (age < 60_000) continue;
      const lock = await lockFolder(dataDir);
      try {
        const pgDir = path.join(dataDir, "pg");
        if (existsSync(pgDir)) await endLeftover(pgDir, path.join(dataDir, "run"));
        rmSync(dataDir, { recursive: true, force: true });
      } finally {
        await lock.release();
      }
    } catch {
      // In use, or somebody else's.
    }
  }
}

async function startThrowaway(): Promise<{ superuserUrl: string; stop(): Promise<void> }> {
  await sweepKilledRuns();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  try {
    const database = await startEmbedded({ dataDir, durability: "throwaway" });
    return {
      superuserUrl: database.urls.superuser,
      stop: async () => {
        await database.stop("immediate");
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function makeTemplate(server: TestServer, migrationsDir?: string): Promise<void> {
  const superuser = await connect(server.superuserUrl);
  try {
    await prepareRoles(superuser, {
      appLogin: ROLES.app,
      passwords: { owner: server.ownerPassword, app: server.appPassword },
    });
    await superuser.query(
      `create database ${server.template} owner ${ROLES.owner} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`,
    );
  } finally {
    await superuser.end();
  }
  const admin = urlOf(server, server.template, ROLES.owner, server.ownerPassword);
  await migrate(admin, ROLES.app, migrationsDir === undefined ? {} : { migrationsDir });
}

async function dropDatabasesOf(server: TestServer): Promise<void> {
  const superuser = await connect(server.superuserUrl);
  try {
    const { rows } = await superuser.query<{ datname: string }>(
      "select datname from pg_database where datname like $1",
      [`${server.template}%`],
    );
    for (const { datname } of rows) await superuser.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await superuser.end();
  }
}

/** A copy of the template. It is dropped with the server, in the global tear-down. */
export async function cloneDatabase(server: TestServer): Promise<TestDatabase> {
  const name = `${server.template}_${randomBytes(4).toString("hex")}`;
  const superuser = await connect(server.superuserUrl);
  try {
    await superuser.query(
      `create database ${name} template ${server.template} strategy file_copy owner ${ROLES.owner}`,
    );
  } finally {
    await superuser.end();
  }
  return {
    name,
    urls: {
      app: urlOf(server, name, ROLES.app, server.appPassword),
      admin: urlOf(server, name, ROLES.owner, server.ownerPassword),
    },
  };
}

function urlOf(server: TestServer, database: string, user: string, password: string): string {
  const url = new URL(server.superuserUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.toString();
}
