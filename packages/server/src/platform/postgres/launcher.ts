/** Starts and stops PostgreSQL in the data folder. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { binariesIn, embeddedBinaries } from "./binaries.ts";
import {
  type DatabasePasswords,
  databasePasswords,
  makeDataFolder,
  makePrivateFolder,
  SOCKET_PORT,
  socketFolder,
} from "./folders.ts";
import { chooseIdentity } from "./identity.ts";
import { initialise, refuseOtherMajor, versionOf } from "./initdb.ts";
import { endLeftover } from "./leftover.ts";
import { lockFolder } from "./lock.ts";
import { connect } from "./pool.ts";
import { prepareRoles, ROLES } from "./roles.ts";
import { type Durability, serverSettings } from "./settings.ts";
import { type Say, Supervisor } from "./supervisor.ts";

const DATABASE = "yunjian";

export type EmbeddedOptions = {
  dataDir: string;
  say?: Say;
  /** Other binaries than those npm installed. */
  binDir?: string;
  durability?: Durability;
  /** PostgreSQL ended by itself and could not be started again. */
  onLost?: (error: Error) => void;
};

export type DatabaseUrls = { app: string; admin: string };

export type EmbeddedDatabase = {
  urls: DatabaseUrls & { superuser: string };
  /** Of the running postmaster. */
  pid(): number;
  /** Resolves when no process of it is left and the data folder is free. */
  stop(how?: "fast" | "immediate"): Promise<void>;
};

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const say: Say = options.say ?? (() => {});
  const binaries = options.binDir ? binariesIn(options.binDir) : await embeddedBinaries();
  const dataDir = path.resolve(options.dataDir);
  makeDataFolder(dataDir);
  const lock = await lockFolder(dataDir);
  try {
    const identity = chooseIdentity(dataDir, binaries.postgres, (folder) =>
      say(
        "warn",
        "PostgreSQL 以其他用户运行，而该目录不对其开放，已授予其访问能力；建议改用普通用户启动 / PostgreSQL runs as another user and this folder is closed to it; it was given a capability to pass, an ordinary user would be better",
        { folder },
      ),
    );
    const pgDir = path.join(dataDir, "pg");
    const runDir = socketFolder(dataDir);
    makePrivateFolder(runDir, identity);
    const passwords = databasePasswords(dataDir);
    if (existsSync(pgDir) && (await endLeftover(pgDir, runDir))) {
      say(
        "warn",
        "上次未正常退出，已清理遗留的数据库进程 / cleared away the database of a run that was killed",
      );
    }
    const major = versionOf(binaries, identity);
    if (existsSync(path.join(pgDir, "PG_VERSION"))) refuseOtherMajor(pgDir, major);
    else
      await initialise({
        binaries,
        identity,
        dataDir,
        pgDir,
        runDir,
        passwords,
        durability: options.durability,
      });

    const server = new Supervisor({
      binaries,
      identity,
      pgDir,
      runDir,
      logFile: path.join(dataDir, "postgres.log"),
      settings: serverSettings(major, runDir, options.durability ?? "durable"),
      superuserUrl: socketUrl(runDir, "postgres", passwords.superuser, "postgres"),
      say,
      onLost: options.onLost ?? (() => {}),
    });
    await server.start();
    try {
      await prepareDatabase(runDir, passwords);
    } catch (error) {
      await server.stop("fast");
      throw error;
    }
    let stopped: Promise<void> | undefined;
    return {
      urls: embeddedUrls(runDir, passwords),
      pid: () => server.pid(),
      stop: (how = "fast") => {
        stopped ??= (async () => {
          await server.stop(how);
          if (!runDir.startsWith(`${dataDir}${path.sep}`)) rmSync(runDir, { recursive: true, force: true });
          await lock.release();
        })();
        return stopped;
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Addresses of the database that another process of ours runs in this folder. */
export function runningUrls(dataDir: string): DatabaseUrls & { superuser: string } {
  return embeddedUrls(socketFolder(path.resolve(dataDir)), databasePasswords(path.resolve(dataDir)));
}

function embeddedUrls(runDir: string, passwords: DatabasePasswords): DatabaseUrls & { superuser: string } {
  return {
    app: socketUrl(runDir, ROLES.app, passwords.app, DATABASE),
    admin: socketUrl(runDir, ROLES.owner, passwords.owner, DATABASE),
    superuser: socketUrl(runDir, "postgres", passwords.superuser, DATABASE),
  };
}

function socketUrl(folder: string, user: string, password: string, database: string): string {
  const query = `host=${encodeURIComponent(folder)}&port=${SOCKET_PORT}`;
  return `postgresql://${user}:${encodeURIComponent(password)}@localhost/${database}?${query}`;
}

async function prepareDatabase(runDir: string, passwords: DatabasePasswords): Promise<void> {
  const superuser = await connect(socketUrl(runDir, "postgres", passwords.superuser, "postgres"));
  try {
    await prepareRoles(superuser, { appLogin: ROLES.app, passwords });
    const { rowCount } = await superuser.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) {
      await superuser.query(
        `create database ${DATABASE} owner ${ROLES.owner} template template0 encoding 'UTF8'`,
      );
    }
  } finally {
    await superuser.end();
  }
}
