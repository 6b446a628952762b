/** What a killed server left behind: a postmaster without a parent, its children, a stale pid file. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "./errors.ts";

/** PostgreSQL's processes work inside their data folder, which is how they are told from any other. */
export function processesIn(pgDir: string): number[] {
  const folder = realpathSync(pgDir);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    })
    .filter((pid) => isPostgres(pid))
    .map(Number);
}

function isPostgres(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
  } catch {
    return false;
  }
}

export function recordedPostmaster(pgDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(pgDir, "postmaster.pid"), "utf8").split("\n", 1)[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends what still runs in the folder and removes the pid file; true if there was anything. An orphan is
 * ended rather than adopted: it may be of an older version and runs with the settings of yesterday.
 * The pid file is removed only once no process is left, for it is PostgreSQL's own guard against two
 * servers on one folder.
 */
export async function endLeftover(pgDir: string): Promise<boolean> {
  const postmaster = recordedPostmaster(pgDir);
  let running = processesIn(pgDir);
  if (postmaster === undefined && running.length === 0) return false;

  if (postmaster !== undefined && running.includes(postmaster)) {
    signal([postmaster], "SIGINT");
    running = await goneWithin(pgDir, 20_000);
  } else {
    // Children of a dead postmaster notice by themselves and leave.
    running = await goneWithin(pgDir, 5000);
  }
  for (const [name, patience] of [
    ["SIGQUIT", 5000],
    ["SIGKILL", 5000],
  ] as const) {
    if (running.length === 0) break;
    signal(running, name);
    running = await goneWithin(pgDir, patience);
  }
  if (running.length > 0) {
    throw new OperationError(
      `上次遗留的数据库进程（${running.join("、")}）无法结束。请手工结束后再启动。`,
      `Database processes of an earlier run (${running.join(", ")}) cannot be ended. End them by hand and start again.`,
    );
  }
  rmSync(path.join(pgDir, "postmaster.pid"), { force: true });
  return true;
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone already, or not ours; the caller looks again.
    }
  }
}

async function goneWithin(pgDir: string, milliseconds: number): Promise<number[]> {
  const end = performance.now() + milliseconds;
  let running = processesIn(pgDir);
  while (running.length > 0 && performance.now() < end) {
    await sleep(25);
    running = processesIn(pgDir);
  }
  return running;
}
