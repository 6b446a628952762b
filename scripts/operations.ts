/**
 * What only a whole installation can show, for .ci/run:
 *   - a running instance is backed up; the backup, restored into an empty folder, is the same again to
 *     the byte, and starts;
 *   - the data folder of the previous release starts under this one;
 *   - SIGTERM to `npm start` leaves no process behind.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { readManifest } from "../packages/server/src/platform/backup/format.ts";
import { processesIn } from "../packages/server/src/platform/postgres/leftover.ts";
import { ROOT } from "./checks/tools.ts";

const PATIENCE = 15 * 60_000;

const work = mkdtempSync(path.join(os.tmpdir(), "yunjian-operations-"));
const running = new Set<ChildProcess>();

type Instance = { address: string; stop(): Promise<void> };

/** `npm start`, as a newcomer would, in the tree of this release or of another. */
async function start(dataDir: string, root = ROOT): Promise<Instance> {
  const child = spawn("npm", ["start"], {
    cwd: root,
    env: { ...process.env, PORT: "0", YUNJIAN_DATA: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const end = performance.now() + PATIENCE;
  let address: string | undefined;
  while (address === undefined) {
    address = /running at (http:\/\/\S+)/.exec(output)?.[1];
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`npm start did not start:\n${output}`);
    await sleep(100);
  }
  address = address.replace("localhost", "127.0.0.1");
  for (const route of ["/healthz", "/readyz", "/metrics"]) {
    const { status } = await fetch(address + route);
    if (status !== 200) throw new Error(`${route} answers ${status}\n${output}`);
  }
  return {
    address,
    stop: async () => {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
      running.delete(child);
      await gone(dataDir);
    },
  };
}

async function gone(dataDir: string): Promise<void> {
  if (!existsSync(path.join(dataDir, "pg"))) return;
  const end = performance.now() + 60_000;
  while (processesIn(path.join(dataDir, "pg")).length > 0) {
    if (performance.now() > end)
      throw new Error(`SIGTERM to npm start left PostgreSQL running in ${dataDir}`);
    await sleep(100);
  }
}

function operator(dataDir: string, ...args: string[]): void {
  const main = path.join(ROOT, "packages/server/src/platform/backup/main.ts");
  const result = spawnSync(process.execPath, [main, ...args], {
    env: { ...process.env, YUNJIAN_DATA: dataDir },
    stdio: "inherit",
  });
  if (result.status !== 0) throw new Error(`${args.join(" ")} ended with ${result.status}`);
}

async function backupAndRestore(): Promise<void> {
  const first = path.join(work, "first");
  const second = path.join(work, "second");
  const backup = path.join(work, "backup");
  const again = path.join(work, "backup-of-restored");
  const instance = await start(first);
  // Once while it serves, which must work; then at rest, to compare.
  operator(first, "backup", "--out", path.join(work, "backup-of-running"));
  await instance.stop();
  operator(first, "backup", "--out", backup, "--with-keys");
  operator(second, "restore", "--from", backup, "--keys-from", `${backup}-keys`);
  operator(second, "backup", "--out", again);
  const [before, after] = [readManifest(backup), readManifest(again)];
  for (const part of ["migrations", "tables", "sequences", "files"] as const) {
    if (!isDeepStrictEqual(before[part], after[part]))
      throw new Error(`restored ${part} differ from the backup`);
  }
  const rows = before.tables.reduce((sum, table) => sum + table.rows, 0);
  if (rows === 0) throw new Error("the backup holds no row at all");
  await (await start(second)).stop();
  console.log(
    `ok   backup and restore: ${before.tables.length} tables, ${rows} rows, ${before.files.count} files`,
  );
}

async function previousRelease(): Promise<void> {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  // The newest tag that is not this very commit.
  const tag = git("tag", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-creatordate").split("\n")[0];
  if (!tag) {
    console.log("skip previous release: there is no tag yet");
    return;
  }
  const tree = path.join(work, "previous");
  const dataDir = path.join(work, "previous-data");
  git("worktree", "add", "--detach", tree, tag);
  try {
    await (await start(dataDir, tree)).stop();
    await (await start(dataDir)).stop();
    console.log(`ok   the data folder of ${tag} starts under this release`);
  } finally {
    git("worktree", "remove", "--force", tree);
  }
}

try {
  await backupAndRestore();
  await previousRelease();
} finally {
  for (const child of running) child.kill("SIGTERM");
  for (const folder of ["first", "second", "previous-data"]) {
    await gone(path.join(work, folder)).catch(() => {});
  }
  rmSync(work, { recursive: true, force: true });
}
