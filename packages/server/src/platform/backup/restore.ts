import { createReadStream, existsSync, readdirSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { DatabaseConfig } from "../config.ts";
import { OperationError } from "../postgres/errors.ts";
import { checkExternal, loginOf } from "../postgres/external.ts";
import { startEmbedded } from "../postgres/launcher.ts";
import { JOB_SCHEMA, prepareJobSchema } from "../jobs/schema.ts";
import { appliedMigrations, migrate, migrationNames, refuseNewer } from "../postgres/migrate.ts";
import { connect } from "../postgres/pool.ts";
import { ROLES } from "../postgres/roles.ts";
import { copyFileHashed, eachFile, listFiles, makePrivate } from "./files.ts";
import { damaged, type Manifest, Meter, type Progress, readManifest, type TablePart } from "./format.ts";
import { columnList, listTables, makeLoadable, quoted } from "./tables.ts";
import { UNFINISHED } from "./unfinished.ts";

export type RestoreOptions = {
  /** The backup. */
  from: string;
  into: { dataDir: string; database: DatabaseConfig };
  /** Keys that were backed up apart. */
  keysFrom?: string;
  migrationsDir?: string;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
};

export type RestoreResult = { tables: number; rows: number; files: number; keys: number; migrated: string[] };

/** Into an empty place only; when it fails, the place is empty again. */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const manifest = readManifest(options.from);
  refuseNewer(manifest.migrations, await migrationNames(options.migrationsDir));
  const files = await readFileList(options.from, manifest);
  for (const table of manifest.tables) await verifyPart(options.from, table);
  const { dataDir } = options.into;
  const existed = existsSync(dataDir);
  if (existed && readdirSync(dataDir).length > 0) {
    throw new OperationError(
      `${dataDir} 不是空目录。恢复只写入空目录，请用 YUNJIAN_DATA 指定一个新的位置。`,
      `${dataDir} is not empty. A restore writes into an empty folder only; name a new one by YUNJIAN_DATA.`,
    );
  }
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const marker = path.join(dataDir, UNFINISHED);
  try {
    await writeFile(marker, `${options.from}\n`, { flush: true });
    await copyFiles(files, options);
    const keys = await copyKeys(options);
    const migrated = await fillDatabase(manifest, options);
    await rm(marker);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { tables: manifest.tables.length, rows, files: files.length, keys, migrated };
  } catch (error) {
    const made = existed ? (await readdir(dataDir)).map((name) => path.join(dataDir, name)) : [dataDir];
    for (const each of made) await rm(each, { recursive: true, force: true });
    // Cancelling shows up as whatever was interrupted.
    throw options.signal?.aborted ? options.signal.reason : error;
  }
}

type ListedFile = { path: string; sha256: string };

async function readFileList(folder: string, manifest: Manifest): Promise<ListedFile[]> {
  const meter = new Meter();
  meter.end(await readFile(path.join(folder, "files.sha256")));
  const text = (await meter.toArray()).map(String).join("");
  if (meter.sha256() !== manifest.files.sha256) throw damaged("files.sha256");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, sha256 = "", file = ""] = /^([0-9a-f]{64}) {2}files\/(.+)$/.exec(line) ?? [];
      if (file === "" || file.split("/").includes("..")) throw damaged("files.sha256");
      return { path: file, sha256 };
    });
}

/** Before anything is written: a damaged backup should cost nothing. */
async function verifyPart(folder: string, table: TablePart): Promise<void> {
  const meter = new Meter();
  meter.resume();
  await pipeline(createReadStream(path.join(folder, table.file)), meter).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? damaged(table.file, error) : error;
    },
  );
  if (meter.sha256() !== table.sha256) throw damaged(table.file);
}

async function copyFiles(files: readonly ListedFile[], options: RestoreOptions): Promise<void> {
  const blobs = path.join(options.into.dataDir, "blobs");
  await makePrivate(blobs);
  const digests = new Map(files.map((file) => [file.path, file.sha256]));
  let done = 0;
  await eachFile([...digests.keys()], async (file) => {
    options.signal?.throwIfAborted();
    const source = path.join(options.from, "files", file);
    const copied = await copyFileHashed(source, path.join(blobs, file), options.signal).catch(
      (error: NodeJS.ErrnoException) => {
        throw error.code === "ENOENT" ? damaged(`files/${file}`, error) : error;
      },
    );
    if (copied.sha256 !== digests.get(file)) throw damaged(`files/${file}`);
    options.onProgress?.({ step: "files", done: (done += 1), total: files.length });
  });
}

async function copyKeys(options: RestoreOptions): Promise<number> {
  const { keysFrom } = options;
  if (keysFrom === undefined) return 0;
  const files = await listFiles(keysFrom);
  if (files.length === 0) {
    throw new OperationError(`${keysFrom} 中没有密钥。`, `There are no keys in ${keysFrom}.`);
  }
  const keys = path.join(options.into.dataDir, "keys");
  await makePrivate(keys);
  for (const [index, file] of files.entries()) {
    await copyFileHashed(path.join(keysFrom, file), path.join(keys, file));
    options.onProgress?.({ step: "keys", done: index + 1, total: files.length });
  }
  return files.length;
}

async function fillDatabase(manifest: Manifest, options: RestoreOptions): Promise<string[]> {
  const { dataDir, database } = options.into;
  if (database.kind === "embedded") {
    const server = await startEmbedded({ dataDir });
    try {
      return await load(server.urls.admin, ROLES.app, manifest, options);
    } finally {
      await server.stop();
    }
  }
  const { url, adminUrl } = database;
  if (!adminUrl) {
    throw new OperationError(
      "DATABASE_ADMIN_URL：恢复到外部数据库需要管理账号，请设置。",
      "DATABASE_ADMIN_URL: restoring into an external database needs the admin login. Set it.",
    );
  }
  await checkExternal("DATABASE_ADMIN_URL", adminUrl);
  return load(adminUrl, loginOf(url), manifest, options);
}

async function load(
  adminUrl: string,
  appLogin: string,
  manifest: Manifest,
  options: RestoreOptions,
): Promise<string[]> {
  await refuseFilled(adminUrl);
  try {
    const dir = options.migrationsDir === undefined ? {} : { migrationsDir: options.migrationsDir };
    const newest = manifest.migrations.at(-1);
    if (newest === undefined) throw damaged("manifest.json");
    await migrate(adminUrl, appLogin, { ...dir, upTo: newest });
    await fill(adminUrl, manifest, options);
    const total = (await migrationNames(options.migrationsDir)).length;
    options.onProgress?.({ step: "migrate", done: manifest.migrations.length, total });
    const migrated = await migrate(adminUrl, appLogin, dir);
    options.onProgress?.({ step: "migrate", done: total, total });
    return migrated;
  } catch (error) {
    await empty(adminUrl);
    throw error;
  }
}

async function fill(adminUrl: string, manifest: Manifest, options: RestoreOptions): Promise<void> {
  const client = await connect(adminUrl, { name: "yunjian-restore", role: ROLES.owner });
  try {
    const applied = await appliedMigrations(client);
    if (applied.join() !== manifest.migrations.join()) {
      throw new OperationError(
        `备份的数据库结构（${manifest.migrations.join("、")}）与本程序的升级脚本不一致。`,
        `The schema of the backup (${manifest.migrations.join(", ")}) is not one this program's migrations lead to.`,
      );
    }
    // No migration of ours lays the tables of the job queue; what waited in them is part of the backup.
    if (manifest.tables.some((table) => table.schema === JOB_SCHEMA)) await prepareJobSchema(client);
    await loadTables(client, manifest, options);
  } finally {
    await client.end();
  }
}

/** The database had no table when we came, so all that yunjian_owner has in it is ours. */
async function empty(adminUrl: string): Promise<void> {
  const client = await connect(adminUrl);
  try {
    await client.query(`drop owned by ${ROLES.owner} cascade`);
  } finally {
    await client.end();
  }
}

async function refuseFilled(adminUrl: string): Promise<void> {
  const client = await connect(adminUrl);
  try {
    const [table] = await listTables(client);
    if (!table) return;
    throw new OperationError(
      `目标数据库不是空的（已有表 ${table.schema}.${table.table}）。恢复只写入空数据库。`,
      `The target database is not empty (it has ${table.schema}.${table.table}). A restore writes into an empty database only.`,
    );
  } finally {
    await client.end();
  }
}

/** All of it in one transaction: either the database is as it was in the backup, or it is empty. */
async function loadTables(client: pg.Client, manifest: Manifest, options: RestoreOptions): Promise<void> {
  await client.query("begin");
  await client.query("set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'");
  const present = await listTables(client);
  const names = new Set(present.map(quoted));
  const strange = manifest.tables.find((table) => !names.has(quoted(table)));
  if (strange) {
    throw new OperationError(
      `备份中的表 ${strange.schema}.${strange.table} 在本程序的数据库结构中不存在。`,
      `The table ${strange.schema}.${strange.table} of the backup is not in this program's schema.`,
    );
  }
  const loadable = await makeLoadable(client);
  // Rows that the migrations themselves wrote are in the backup too, in the state they had come to.
  if (present.length > 0) await client.query(`truncate ${present.map(quoted).join(", ")}`);
  for (const [index, table] of manifest.tables.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ step: "database", done: index, total: manifest.tables.length, name: table.table });
    await loadTable(client, table, options);
  }
  for (const { schema, sequence, lastValue, isCalled } of manifest.sequences) {
    await client.query("select setval(format('%I.%I', $1::text, $2::text)::regclass, $3::bigint, $4)", [
      schema,
      sequence,
      lastValue,
      isCalled,
    ]);
  }
  await loadable.finish();
  await client.query("commit");
  options.onProgress?.({ step: "database", done: manifest.tables.length, total: manifest.tables.length });
  await client.query("analyze");
}

async function loadTable(client: pg.Client, table: TablePart, options: RestoreOptions): Promise<void> {
  const rows = client.query(copyFrom(`copy ${quoted(table)} (${columnList(table)}) from stdin`));
  await pipeline(
    createReadStream(path.join(options.from, table.file)),
    createGunzip(),
    rows,
    options.signal ? { signal: options.signal } : {},
  );
  if (rows.rowCount !== table.rows) throw damaged(table.file);
}
