import { createWriteStream, existsSync } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { DatabaseConfig } from "../config.ts";
import { OperationError } from "../postgres/errors.ts";
import { appliedMigrations } from "../postgres/migrate.ts";
import { connect } from "../postgres/pool.ts";
import { ROLES } from "../postgres/roles.ts";
import { connectAsOperator } from "./connection.ts";
import { copyFileHashed, eachFile, isGone, listFiles, makePrivate, type StoredFile } from "./files.ts";
import { FORMAT, type Manifest, Meter, type Progress, type TablePart } from "./format.ts";
import { columnList, listSequences, listTables, quoted, type Table } from "./tables.ts";

export type BackupOptions = {
  dataDir: string;
  database: DatabaseConfig;
  /** A folder that does not exist yet. */
  out: string;
  now: Date;
  /** Write the keys too, into this folder that does not exist yet; keep it elsewhere than the backup. */
  keysOut?: string;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
};

export type BackupResult = {
  out: string;
  keysOut?: string;
  tables: number;
  rows: number;
  files: number;
  bytes: number;
};

/**
 * A consistent copy while the server goes on: one snapshot of the whole database, then the files. A file
 * is stored before the row that names it and never changes, so every file the snapshot names is there.
 */
export async function createBackup(options: BackupOptions): Promise<BackupResult> {
  const { dataDir, out, keysOut } = options;
  for (const target of [out, ...(keysOut ? [keysOut] : [])]) refuseExisting(target);
  if (keysOut !== undefined && isInside(keysOut, out)) {
    throw new OperationError(
      `密钥不能放在备份目录里：${keysOut}。请指定备份之外的位置。`,
      `Keys do not belong inside the backup: ${keysOut}. Name a place outside of it.`,
    );
  }
  if (options.database.kind === "embedded" && !existsSync(path.join(dataDir, "pg", "PG_VERSION"))) {
    throw new OperationError(
      `${dataDir} 中没有数据库，无可备份。请检查 YUNJIAN_DATA。`,
      `There is no database in ${dataDir} to back up. Check YUNJIAN_DATA.`,
    );
  }
  const part = `${out}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(path.join(part, "database"), { recursive: true, mode: 0o700 });
  try {
    const connection = await connectAsOperator(dataDir, options.database);
    let database: Pick<Manifest, "migrations" | "postgres" | "tables" | "sequences">;
    try {
      database = await dumpDatabase(connection.adminUrl, part, options);
    } finally {
      await connection.close();
    }
    const files = await copyFiles(path.join(dataDir, "blobs"), part, options);
    const manifest: Manifest = { format: FORMAT, createdAt: options.now.toISOString(), ...database, files };
    await writeDurably(path.join(part, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    if (keysOut !== undefined) await copyKeys(path.join(dataDir, "keys"), keysOut, options);
    await rename(part, out);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, files.bytes);
    const result: BackupResult = { out, tables: manifest.tables.length, rows, files: files.count, bytes };
    return keysOut === undefined ? result : { ...result, keysOut };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    // Cancelling shows up as whatever was interrupted.
    throw options.signal?.aborted ? options.signal.reason : error;
  }
}

async function dumpDatabase(
  adminUrl: string,
  part: string,
  options: BackupOptions,
): Promise<Pick<Manifest, "migrations" | "postgres" | "tables" | "sequences">> {
  const client = await connect(adminUrl, { name: "yunjian-backup", role: ROLES.owner });
  try {
    await client.query("begin isolation level repeatable read read only");
    // A table whose policies would hide rows from us is an error, not a smaller backup.
    await client.query("set local row_security = off");
    await client.query(
      "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex'",
    );
    const migrations = await appliedMigrations(client);
    const tables = await listTables(client);
    const parts: TablePart[] = [];
    for (const [index, table] of tables.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.({ step: "database", done: index, total: tables.length, name: table.table });
      parts.push(await dumpTable(client, table, part, options.signal));
    }
    options.onProgress?.({ step: "database", done: tables.length, total: tables.length });
    const sequences = await listSequences(client);
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    );
    await client.query("commit");
    return { migrations, postgres: rows[0]?.version ?? "", tables: parts, sequences };
  } finally {
    await client.end();
  }
}

async function dumpTable(
  client: pg.Client,
  table: Table,
  part: string,
  signal?: AbortSignal,
): Promise<TablePart> {
  const file = `database/${table.schema}.${table.table}.gz`;
  const rows = client.query(copyTo(`copy ${quoted(table)} (${columnList(table)}) to stdout`));
  const meter = new Meter();
  await pipeline(
    rows,
    createGzip({ level: 3 }),
    meter,
    createWriteStream(path.join(part, file), { mode: 0o600, flush: true }),
    signal ? { signal } : {},
  );
  return { ...table, rows: rows.rowCount, file, bytes: meter.bytes, sha256: meter.sha256() };
}

async function copyFiles(blobs: string, part: string, options: BackupOptions): Promise<Manifest["files"]> {
  const files = await listFiles(blobs);
  const copied: StoredFile[] = [];
  let done = 0;
  await eachFile(files, async (file) => {
    options.signal?.throwIfAborted();
    const source = path.join(blobs, file);
    const target = path.join(part, "files", file);
    try {
      copied.push({ path: file, ...(await copyFileHashed(source, target, options.signal)) });
    } catch (error) {
      if (!(await isGone(source))) throw error;
      await rm(target, { force: true });
    }
    options.onProgress?.({ step: "files", done: (done += 1), total: files.length });
  });
  copied.sort((a, b) => (a.path < b.path ? -1 : 1));
  const meter = new Meter();
  const list = copied.map(({ sha256, path: file }) => `${sha256}  files/${file.split(path.sep).join("/")}\n`);
  await pipeline(
    list,
    meter,
    createWriteStream(path.join(part, "files.sha256"), { mode: 0o600, flush: true }),
  );
  const bytes = copied.reduce((sum, file) => sum + file.bytes, 0);
  return { count: copied.length, bytes, sha256: meter.sha256() };
}

async function copyKeys(keys: string, out: string, options: BackupOptions): Promise<void> {
  const files = await listFiles(keys);
  await makePrivate(out);
  for (const [index, file] of files.entries()) {
    await copyFileHashed(path.join(keys, file), path.join(out, file));
    options.onProgress?.({ step: "keys", done: index + 1, total: files.length });
  }
}

function refuseExisting(target: string): void {
  if (!existsSync(target)) return;
  throw new OperationError(
    `${target} 已存在。备份不覆盖任何东西，请指定一个新的位置。`,
    `${target} exists already. A backup overwrites nothing; name a new place.`,
  );
}

function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(path.resolve(outer), path.resolve(inner));
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}

async function writeDurably(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flush: true });
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
