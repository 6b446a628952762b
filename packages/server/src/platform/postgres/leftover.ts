/** What a killed server left behind: a postmaster without a parent, its children, a stale pid file. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "./errors.ts";
import { socketFile } from "./folders.ts";

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
 * Ends what still runs in the folder and removes its pid and socket files; true if there was anything.
 * An orphan is ended rather than adopted: it may be of an older version and has the settings of
 * yesterday. The files go only once no process is left, for they are PostgreSQL's own guard against two
 * servers on one folder; and they do go, because a pid that was given to another program, or that stays
 * as a zombie in a container without an init, would make PostgreSQL refuse to start.
 */
export async function endLeftover(pgDir: string, runDir: string): Promise<boolean> {
  const postmaster = recordedPostmaster(pgDir);
  let running = processesIn(pgDir);
  if (running.length > 0) {
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
  } else if (postmaster === undefined) return false;

  await refuseForeignServer(runDir);
  const socket = socketFile(runDir);
  for (const file of [path.join(pgDir, "postmaster.pid"), socket, `${socket}.lock`])
    rmSync(file, { force: true });
  return true;
}

/** Processes in a container are invisible from outside it, but a server that answers is there all the same. */
async function refuseForeignServer(runDir: string): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = net.connect(socketFile(runDir));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
  if (!answers) return;
  throw new OperationError(
    "另有数据库服务正在使用这个数据目录，但本机看不到它的进程（可能在容器中）。请先停止它。",
    "A database server that is not visible from here (in a container, perhaps) uses this data folder. Stop it first.",
  );
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
