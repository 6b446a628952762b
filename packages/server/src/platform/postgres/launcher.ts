/** Starts and stops PostgreSQL in the data folder. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Binaries, binariesIn, embeddedBinaries } from "./binaries.ts";
import { OperationError, SQLSTATE, sqlState } from "./errors.ts";
import {
  type DatabasePasswords,
  databasePasswords,
  makeDataFolder,
  makePrivateFolder,
  SOCKET_PORT,
  socketFolder,
} from "./folders.ts";
import { chooseIdentity, type Identity, invocation } from "./identity.ts";
import { endLeftover } from "./leftover.ts";
import { lockFolder } from "./lock.ts";
import { connect } from "./pool.ts";
import { prepareRoles, ROLES } from "./roles.ts";
import { type Durability, serverSettings } from "./settings.ts";

const DATABASE = "yunjian";
const LOG_LIMIT = 16 * 1024 * 1024;

type Say = (level: "info" | "warn" | "error", message: string, facts?: Record<string, unknown>) => void;

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

function versionOf(binaries: Binaries, identity: Identity): number {
  const { command, args, options } = invocation(identity, binaries.postgres, ["--version"]);
  const result = spawnSync(command, args, { ...options, encoding: "utf8" });
  const major = /PostgreSQL\)? (\d+)/.exec(result.stdout ?? "")?.[1];
  if (major === undefined) {
    throw new OperationError(
      `无法运行 ${binaries.postgres}：${result.stderr || result.error?.message}`,
      `Cannot run ${binaries.postgres}: ${result.stderr || result.error?.message}`,
    );
  }
  return Number(major);
}

function refuseOtherMajor(pgDir: string, major: number): void {
  const found = readFileSync(path.join(pgDir, "PG_VERSION"), "utf8").trim();
  if (found === String(major)) return;
  throw new OperationError(
    `数据目录由 PostgreSQL ${found} 创建，当前程序带的是 ${major}。请用原版本执行 yunjian backup，再用本版本 yunjian restore 到新的数据目录。`,
    `The data folder was made by PostgreSQL ${found}, this program brings ${major}. Run yunjian backup with the old version, then yunjian restore with this one into a new data folder.`,
  );
}

type Initialisation = {
  binaries: Binaries;
  identity: Identity;
  dataDir: string;
  pgDir: string;
  runDir: string;
  passwords: DatabasePasswords;
  durability: Durability | undefined;
};

/** Into a folder beside, renamed when complete: a start that was killed half-way begins again. */
async function initialise(init: Initialisation): Promise<void> {
  const part = `${init.pgDir}.part`;
  const passwordFile = path.join(init.runDir, "initdb.password");
  rmSync(part, { recursive: true, force: true });
  makePrivateFolder(part, init.identity);
  writeFileSync(passwordFile, init.passwords.superuser, { mode: 0o600 });
  if (init.identity.user) chownSync(passwordFile, init.identity.user.uid, init.identity.user.gid);
  try {
    const { command, args, options } = invocation(init.identity, init.binaries.initdb, [
      `--pgdata=${part}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      ...(init.durability === "throwaway" ? ["--no-sync"] : []),
    ]);
    const { code, output } = await runToEnd(command, args, options);
    if (code !== 0) {
      throw new OperationError(
        `初始化数据库失败：\n${output}\n请检查 ${init.dataDir} 的磁盘空间和权限。`,
        `initdb failed, see above. Check free space and permissions of ${init.dataDir}.`,
      );
    }
    chmodSync(part, 0o700);
    renameSync(part, init.pgDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runToEnd(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; uid?: number; gid?: number },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
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

type SupervisorOptions = {
  binaries: Binaries;
  identity: Identity;
  pgDir: string;
  runDir: string;
  logFile: string;
  settings: Record<string, string>;
  superuserUrl: string;
  say: Say;
  onLost: (error: Error) => void;
};

class Supervisor {
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined;
  #stopping = false;
  #restarting: Promise<void> | undefined;
  #falls: number[] = [];
  readonly #onProcessExit = (): void => void this.#child?.kill("SIGINT");

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    await this.#launch();
    process.on("exit", this.#onProcessExit);
  }

  async stop(how: "fast" | "immediate"): Promise<void> {
    this.#stopping = true;
    process.off("exit", this.#onProcessExit);
    await this.#restarting?.catch(() => {});
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.ref();
      const steps: [NodeJS.Signals, number][] = [
        ["SIGINT", 30_000],
        ["SIGQUIT", 5000],
        ["SIGKILL", 5000],
      ];
      for (const [signal, patience] of how === "fast" ? steps : steps.slice(1)) {
        child.kill(signal);
        if (await exitsWithin(child, patience)) break;
      }
    }
    await endLeftover(this.#options.pgDir, this.#options.runDir);
  }

  async #launch(): Promise<void> {
    const { binaries, identity, pgDir, logFile, settings } = this.#options;
    keepSmall(logFile);
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const { command, args, options } = invocation(identity, binaries.postgres, ["-D", pgDir, ...flags]);
    const log = openSync(logFile, "a", 0o600);
    let child: ChildProcess;
    try {
      // A process group of its own: Ctrl-C in the terminal is for us, we stop the database after the drain.
      child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", log, log] });
    } finally {
      closeSync(log);
    }
    child.unref();
    this.#child = child;
    let failure: Error | undefined;
    child.once("error", (error) => {
      failure = error;
    });
    await this.#ready(child, () => failure);
    child.once("exit", (code, signal) => this.#onExit(code, signal));
    if (child.exitCode !== null || child.signalCode !== null) this.#onExit(child.exitCode, child.signalCode);
  }

  /** Crash recovery may take its time: as long as the process lives and says so, we wait. */
  async #ready(child: ChildProcess, failure: () => Error | undefined): Promise<void> {
    const { superuserUrl, logFile, say } = this.#options;
    const started = performance.now();
    let told = started;
    for (;;) {
      const error = await connect(superuserUrl).then(
        (client) => client.end().then(() => undefined),
        (reason: unknown) => reason,
      );
      if (error === undefined) return;
      if (failure() || child.exitCode !== null || child.signalCode !== null) {
        throw new OperationError(
          `数据库启动失败。日志 ${logFile} 的末尾：\n${tail(logFile)}`,
          `The database did not start; the end of its log is shown above.`,
          { cause: failure() },
        );
      }
      const waiting = performance.now() - started;
      const isRecovering = sqlState(error) === SQLSTATE.cannotConnectNow;
      if (!isRecovering && waiting > 30_000) {
        child.kill("SIGQUIT");
        throw new OperationError(
          `数据库 30 秒内没有应答：${(error as Error).message}`,
          `The database did not answer within 30 seconds: ${(error as Error).message}`,
          { cause: error },
        );
      }
      if (performance.now() - told > 5000) {
        told = performance.now();
        say("info", "正在等待数据库恢复 / waiting for the database to recover", {
          seconds: Math.round(waiting / 1000),
        });
      }
      await sleep(20);
    }
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping) return;
    this.#options.say(
      "error",
      "数据库进程意外退出，正在重新启动 / the database ended unexpectedly and is started again",
      { code, signal },
    );
    const now = performance.now();
    this.#falls = [...this.#falls.filter((at) => now - at < 60_000), now];
    this.#restarting = this.#restart().catch((error: unknown) => {
      if (!this.#stopping) this.#options.onLost(error instanceof Error ? error : new Error(String(error)));
    });
  }

  async #restart(): Promise<void> {
    if (this.#falls.length > 5) {
      throw new OperationError(
        `数据库一分钟内退出了 ${this.#falls.length} 次，不再重试。请查看 ${this.#options.logFile}。`,
        `The database ended ${this.#falls.length} times within a minute. See ${this.#options.logFile}.`,
      );
    }
    await endLeftover(this.#options.pgDir, this.#options.runDir);
    if (this.#stopping) return;
    await this.#launch();
    this.#options.say("info", "数据库已恢复 / the database is back");
  }
}

function exitsWithin(child: ChildProcess, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const onExit = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      child.off("exit", onExit);
      resolve(false);
    }, milliseconds);
    child.once("exit", onExit);
  });
}

function keepSmall(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) renameSync(logFile, `${logFile}.1`);
}

function tail(file: string): string {
  try {
    return readFileSync(file, "utf8").split("\n").slice(-15).join("\n");
  } catch {
    return "";
  }
}
