import type { DatabaseConfig } from "../config.ts";
import { OperationError } from "../postgres/errors.ts";
import { checkExternal } from "../postgres/external.ts";
import { runningUrls, startEmbedded } from "../postgres/launcher.ts";
import { FolderInUseError } from "../postgres/lock.ts";

export type OperatorConnection = { adminUrl: string; close(): Promise<void> };

/** The database of a data folder, whether a server runs on it at the moment or not. */
export async function connectAsOperator(
  dataDir: string,
  database: DatabaseConfig,
): Promise<OperatorConnection> {
  if (database.kind === "external") {
    const { adminUrl } = database;
    if (!adminUrl) {
      throw new OperationError(
        "DATABASE_ADMIN_URL：备份和恢复外部数据库需要管理账号，请设置。",
        "DATABASE_ADMIN_URL: backup and restore of an external database need the admin login. Set it.",
      );
    }
    await checkExternal("DATABASE_ADMIN_URL", adminUrl);
    return { adminUrl, close: async () => {} };
  }
  try {
    const server = await startEmbedded({ dataDir });
    return { adminUrl: server.urls.admin, close: () => server.stop() };
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    return { adminUrl: runningUrls(dataDir).admin, close: async () => {} };
  }
}
