/** Keeps one postmaster running until it is told to stop. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { OperationError, SQLSTATE, sqlState } from "./errors.ts";
import { type Identity, invocation } from "./identity.ts";
import { endLeftover } from "./leftover.ts";
import { connect } from "./pool.ts";

const LOG_LIMIT = 16 * 1024 * 1024;

export type Say = (
  level: "info" | "warn" | "error",
  message: string,
  facts?: Record<string, unknown>,
) => void;

export type SupervisorOptions = {
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

export class Supervisor {
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
