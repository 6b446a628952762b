import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type EmbeddedDatabase, startEmbedded } from "../../src/platform/postgres/launcher.ts";
import { processesIn } from "../../src/platform/postgres/leftover.ts";
import { FolderInUseError } from "../../src/platform/postgres/lock.ts";
import { connect } from "../../src/platform/postgres/pool.ts";

const HOLDER = path.join(import.meta.dirname, "hold-database.ts");

const folders: string[] = [];
const databases: EmbeddedDatabase[] = [];
const holders: ChildProcess[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-launcher-"));
  folders.push(folder);
  return path.join(folder, "data");
}

async function start(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir });
  databases.push(database);
  return database;
}

/** A process of its own that starts the database and says so; it can be killed. */
async function hold(dataDir: string): Promise<{ holder: ChildProcess; postmaster: number }> {
  const holder = spawn(process.execPath, [HOLDER, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  holders.push(holder);
  const [line] = (await once(holder.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return { holder, postmaster: Number(line.toString()) };
}

async function count(database: EmbeddedDatabase): Promise<number> {
  const client = await connect(database.urls.admin);
  try {
    const { rows } = await client.query<{ n: number }>("select count(*) as n from kept");
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
}

/** A zombie, waiting for an init that does not come, is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

afterEach(async () => {
  for (const database of databases.splice(0)) await database.stop("immediate");
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("a new data folder", () => {
  test("is initialised, closed to others, and starts again with what was stored", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    expect(statSync(path.join(dataDir, "pg")).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(dataDir, "secrets", "database.json")).mode & 0o777).toBe(0o600);
    const client = await connect(first.urls.admin);
    await client.query("create table kept as select 1 as n");
    const { rows } = await client.query(
      `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as listens,
              (select datcollate from pg_database where datname = current_database()) as collation`,
    );
    expect(rows[0]).toEqual({ encoding: "UTF8", fsync: "on", commit: "on", listens: "", collation: "C" });
    await client.end();
    await first.stop();
    expect(processesIn(path.join(dataDir, "pg"))).toEqual([]);

    expect(await count(await start(dataDir))).toBe(1);
  });

  test("whose initialisation was killed half-way begins again", async () => {
    const dataDir = newFolder();
    mkdirSync(path.join(dataDir, "pg.part", "base"), { recursive: true });
    writeFileSync(path.join(dataDir, "pg.part", "PG_VERSION"), "18\n");
    await start(dataDir);
    expect(existsSync(path.join(dataDir, "pg.part"))).toBe(false);
  });

  test("with a path too long for a socket works all the same", async () => {
    const dataDir = path.join(newFolder(), "云鉴".repeat(12), "a".repeat(60));
    const database = await start(dataDir);
    const client = await connect(database.urls.app);
    expect((await client.query("select current_user as me")).rows).toEqual([{ me: "yunjian_app" }]);
    await client.end();
  });
});

describe("after kill -9", () => {
  test("of the server the next start ends the orphan and loses nothing that was committed", async () => {
    const dataDir = newFolder();
    const { holder, postmaster } = await hold(dataDir);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(isAlive(postmaster)).toBe(true);

    const database = await start(dataDir);
    expect(database.pid()).not.toBe(postmaster);
    expect(isAlive(postmaster)).toBe(false);
    expect(await count(database)).toBe(1);
  });

  test("of server and postmaster, leaving pid file and socket, the next start recovers", async () => {
    const dataDir = newFolder();
    const { holder, postmaster } = await hold(dataDir);
    holder.kill("SIGKILL");
    process.kill(postmaster, "SIGKILL");
    await once(holder, "exit");
    expect(existsSync(path.join(dataDir, "pg", "postmaster.pid"))).toBe(true);

    expect(await count(await start(dataDir))).toBe(1);
  });

  test("of the postmaster alone it is started again under the same server", async () => {
    const dataDir = newFolder();
    const database = await start(dataDir);
    const client = await connect(database.urls.admin, { onIdleError: () => {} });
    await client.query("create table kept as select 1 as n");
    const before = database.pid();
    process.kill(before, "SIGKILL");
    await expect
      .poll(() => count(database).catch(() => undefined), { timeout: 20_000, interval: 100 })
      .toBe(1);
    expect(database.pid()).not.toBe(before);
  });
});

test("a pid file whose number another program has by now does not stop the start", async () => {
  const dataDir = newFolder();
  await (await start(dataDir)).stop();
  const other = spawn("sleep", ["60"]);
  try {
    writeFileSync(path.join(dataDir, "pg", "postmaster.pid"), `${other.pid}\n${dataDir}/pg\n`);
    await start(dataDir);
    expect(isAlive(other.pid ?? 0)).toBe(true);
  } finally {
    other.kill();
  }
});

test("a second instance on the folder is refused and told who has it", async () => {
  const dataDir = newFolder();
  const { holder } = await hold(dataDir);
  const refusal = await startEmbedded({ dataDir }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderInUseError);
  expect((refusal as Error).message).toContain(`进程 ${holder.pid}`);
});

test("a data folder of another major version is refused before anything is touched", async () => {
  const dataDir = newFolder();
  await (await start(dataDir)).stop();
  const file = path.join(dataDir, "pg", "PG_VERSION");
  writeFileSync(file, "14\n");
  await expect(startEmbedded({ dataDir })).rejects.toThrow("PostgreSQL 14");
  expect(readFileSync(file, "utf8")).toBe("14\n");
});

test("stop leaves no process and no open connection behind", async () => {
  const dataDir = newFolder();
  const database = await startEmbedded({ dataDir });
  const client = await connect(database.urls.app, { onIdleError: () => {} });
  await database.stop();
  expect(processesIn(path.join(dataDir, "pg"))).toEqual([]);
  await expect(client.query("select 1")).rejects.toThrow();
});
