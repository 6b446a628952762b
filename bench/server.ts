/** The product as people start it, in a process of its own, with its memory and a way to sign in. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createClient, signIn } from "@yunjian/contract";
import { PASSWORD } from "./city.ts";

export interface Running {
  readonly origin: string;
  readonly readyMs: number;
  readonly pid: number;
  readonly cookieOf: (email: string) => Promise<string>;
  /** Resident memory of the server and of its database in MB; shared pages are counted once. */
  readonly memory: () => { server: number; database: number };
  readonly stop: () => Promise<void>;
}

export async function startServer(root: string, dataDir: string, port: number): Promise<Running> {
  const begun = performance.now();
  const child = spawn(`${root}/scripts/node`, [`${root}/packages/server/src/main.ts`], {
    env: {
      PATH: process.env["PATH"] ?? "",
      YUNJIAN_DATA: dataDir,
      PORT: String(port),
      LOG_LEVEL: "error",
      // One generator stands for a city; what the server can do is measured, not what it allows one sender.
      RATE_LIMITS: "off",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const origin = `http://localhost:${port}`;
  await ready(child, origin);
  const readyMs = performance.now() - begun;
  return {
    origin,
    readyMs,
    pid: child.pid ?? 0,
    cookieOf: (email) => cookieOf(origin, email),
    memory: () => memoryOf(child.pid ?? 0, postmaster(dataDir)),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

async function ready(child: ChildProcess, origin: string): Promise<void> {
  for (let i = 0; i < 3000; i += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the server did not become ready within a minute");
}

async function cookieOf(origin: string, email: string): Promise<string> {
  let cookie = "";
  const call = createClient({
    baseUrl: origin,
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
      return answer;
    },
  });
  await call(signIn, { body: { email, password: PASSWORD } });
  return cookie;
}

function postmaster(dataDir: string): number {
  return Number(readFileSync(`${dataDir}/pg/postmaster.pid`, "utf8").split("\n")[0]);
}

function memoryOf(server: number, database: number): { server: number; database: number } {
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + pss(pid), 0);
  return {
    server: sum([server, ...descendants(server)]),
    database: sum([database, ...descendants(database)]),
  };
}

/** Proportional set size: shared buffers are divided among those who share them, so the sum is honest. */
function pss(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}
