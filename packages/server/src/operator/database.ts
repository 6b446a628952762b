import { existsSync } from "node:fs";
import path from "node:path";
import { refuseUnfinishedRestore } from "../platform/backup/unfinished.ts";
import type { Config } from "../platform/config.ts";
import { OperationError } from "../platform/postgres/errors.ts";
import { checkExternal } from "../platform/postgres/external.ts";
import { runningUrls, startEmbedded } from "../platform/postgres/launcher.ts";
import { FolderInUseError } from "../platform/postgres/lock.ts";
import { requireCurrentSchema } from "../platform/postgres/migrate.ts";
import { createKysely, createPool } from "../platform/postgres/pool.ts";
import type { Database } from "../platform/schema.ts";
import type { Db } from "../platform/tenancy.ts";

/** Works on the database of this machine with the application's login, whether a server runs on it or not. */
export async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const { url, close } = await openHere(config);
  const pool = createPool(url, { max: 2, name: "yunjian-operator", statementTimeout: 0 });
  try {
    await requireCurrentSchema(pool);
    return await work(createKysely<Database>(pool));
  } finally {
    await pool.end();
    await close();
  }
}

async function openHere({ dataDir, database }: Config): Promise<{ url: string; close: () => Promise<void> }> {
  if (database.kind === "external") {
    await checkExternal("DATABASE_URL", database.url);
    return { url: database.url, close: async () => {} };
  }
  refuseUnfinishedRestore(dataDir);
  // Otherwise a mistyped folder would be filled with an empty database and found in perfect order.
  if (!existsSync(path.join(dataDir, "pg", "PG_VERSION"))) {
    throw new OperationError(
      `${dataDir} 中没有数据库。请用 YUNJIAN_DATA 指定数据目录。`,
      `There is no database in ${dataDir}. Name the data folder by YUNJIAN_DATA.`,
    );
  }
  try {
    const server = await startEmbedded({ dataDir });
    return { url: server.urls.app, close: () => server.stop() };
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    return { url: runningUrls(dataDir).app, close: async () => {} };
  }
}
