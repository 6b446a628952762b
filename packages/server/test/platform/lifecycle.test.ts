import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { processesIn } from "../../src/platform/postgres/leftover.ts";

const PRODUCT = path.join(import.meta.dirname, "tiny-product.ts");

type Started = { child: ChildProcess; output: () => string; address: string; exit: Promise<number | null> };

const folders: string[] = [];
const children: ChildProcess[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-lifecycle-"));
  folders.push(folder);
  return path.join(folder, "data");
}

function launch(dataDir: string, env: Record<string, string> = {}): Omit<Started, "address"> {
  const child = spawn(process.execPath, [PRODUCT], {
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", YUNJIAN_DATA: dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output, exit: once(child, "exit").then(([code]) => code as number | null) };
}

async function says({ output }: Pick<Started, "output">, text: string): Promise<void> {
  await expect.poll(output, { timeout: 20_000, interval: 20 }).toContain(text);
}

async function start(dataDir: string, env: Record<string, string> = {}): Promise<Started> {
  const launched = launch(dataDir, env);
  const address = /running at (http:\/\/localhost:\d+)/;
  await expect.poll(() => launched.output(), { timeout: 20_000, interval: 20 }).toMatch(address);
  return {
    ...launched,
    address: address.exec(launched.output())?.[1]?.replace("localhost", "127.0.0.1") ?? "",
  };
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await Promise.race([once(child, "exit"), sleep(10_000)]);
    }
  }
  for (const folder of folders.splice(0)) {
    for (const pid of processesInIfAny(folder)) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

function processesInIfAny(folder: string): number[] {
  try {
    return processesIn(path.join(folder, "data", "pg"));
  } catch {
    return [];
  }
}

test("it starts, prints address and set-up link, answers, and SIGTERM ends it with 0 and no process left", async () => {
  const dataDir = newFolder();
  const { child, address, exit, output } = await start(dataDir);
  expect(output()).toContain("云鉴已启动：http://localhost:");
  expect(output()).toContain("/setup#once");
  expect(await (await fetch(`${address}/people/7`)).json()).toEqual({ me: "yunjian_app" });

  const metrics = await (await fetch(`${address}/metrics`)).text();
  expect(metrics).toContain('http_requests_total{method="GET",route="/people/:id",status="200"} 1');
  expect(metrics).toMatch(/database_connections\{pool="app",state="idle"\} 1/);
  expect(metrics).toMatch(/nodejs_eventloop_lag_seconds \d/);
  expect(metrics).toMatch(/process_resident_memory_bytes \d/);

  expect(processesIn(path.join(dataDir, "pg")).length).toBeGreaterThan(0);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(processesIn(path.join(dataDir, "pg"))).toEqual([]);
});

test("Ctrl-C goes to the whole process group and still drains: the running request ends well", async () => {
  const dataDir = newFolder();
  const { child, address, exit, output } = await start(dataDir);
  const slow = fetch(`${address}/slow`);
  await says({ output }, "slow has begun");
  process.kill(-(child.pid ?? 0), "SIGINT");
  expect(await (await slow).json()).toEqual({ done: true });
  const drained = performance.now();
  expect(await exit).toBe(0);
  expect(performance.now() - drained).toBeLessThan(5000);
  await expect(fetch(`${address}/people/7`)).rejects.toThrow();
});

test("a second signal ends it at once, and the database follows", async () => {
  const dataDir = newFolder();
  const { child, address, exit, output } = await start(dataDir);
  const slow = fetch(`${address}/slow`).catch(() => "cut");
  await says({ output }, "slow has begun");
  child.kill("SIGTERM");
  await says({ output }, "正在停止");
  child.kill("SIGTERM");
  expect(await exit).toBe(1);
  expect(await slow).toBe("cut");
  await expect.poll(() => processesIn(path.join(dataDir, "pg")), { timeout: 10_000 }).toEqual([]);
});

test("a signal during the start is obeyed, and the next start works", async () => {
  const dataDir = newFolder();
  const { child, exit } = launch(dataDir);
  await expect
    .poll(() => existsSync(path.join(dataDir, "pg.part")), { timeout: 20_000, interval: 5 })
    .toBe(true);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(processesInIfAny(path.dirname(dataDir))).toEqual([]);
  await start(dataDir);
});

test("after kill -9 it starts again on the same folder and port", async () => {
  const dataDir = newFolder();
  const first = await start(dataDir);
  const port = new URL(first.address).port;
  first.child.kill("SIGKILL");
  await first.exit;
  expect(processesIn(path.join(dataDir, "pg")).length).toBeGreaterThan(0);
  const second = await start(dataDir, { PORT: port });
  expect(await (await fetch(`${second.address}/people/7`)).json()).toEqual({ me: "yunjian_app" });
});

describe("what it refuses, in plain words", () => {
  test("a taken port, leaving no database behind", async () => {
    const blocker = net.createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as net.AddressInfo;
    const dataDir = newFolder();
    const { exit, output } = launch(dataDir, { PORT: String(port) });
    expect(await exit).toBe(1);
    expect(output()).toContain(`端口 ${port} 已被其他程序占用`);
    expect(processesIn(path.join(dataDir, "pg"))).toEqual([]);
    blocker.close();
  });

  test("a second instance on the same folder, naming the first, which goes on", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    const second = launch(dataDir);
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`进程 ${first.child.pid}`);
    expect((await fetch(`${first.address}/people/7`)).status).toBe(200);
  });

  test("a database address that nothing answers, without repeating the password", async () => {
    const { exit, output } = launch(newFolder(), {
      DATABASE_URL: "postgres://app:s3cret@127.0.0.1:9/yunjian",
    });
    expect(await exit).toBe(1);
    expect(output()).toContain("DATABASE_URL：无法连接数据库");
    expect(output()).not.toContain("s3cret");
  });
});

test("server and database together stay below 400 MB while idle", async () => {
  const dataDir = newFolder();
  const { child } = await start(dataDir);
  const pids = [child.pid ?? 0, ...processesIn(path.join(dataDir, "pg"))];
  // Proportional set size: pages that PostgreSQL's processes share are counted once.
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]),
  );
  const megabytes = kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
  expect(megabytes).toBeGreaterThan(50);
  expect(megabytes).toBeLessThan(400);
});
