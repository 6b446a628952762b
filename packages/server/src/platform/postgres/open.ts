/** From configuration to a migrated database, embedded or external. */
import { refuseUnfinishedRestore } from "../backup/unfinished.ts";
import type { DatabaseConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { checkExternal, loginOf } from "./external.ts";
import { type DatabaseUrls, startEmbedded } from "./launcher.ts";
import { migrate, requireCurrentSchema } from "./migrate.ts";
import { connect } from "./pool.ts";
import { checkAppLogin, ROLES } from "./roles.ts";

export type OpenDatabase = {
  urls: { app: string; admin?: string };
  close(how?: "fast" | "immediate"): Promise<void>;
};

export type OpenOptions = {
  dataDir: string;
  database: DatabaseConfig;
  log: Log;
  onLost: (error: Error) => void;
};

export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const { log } = options;
  refuseUnfinishedRestore(options.dataDir);
  const onApplied = (name: string, milliseconds: number): void =>
    log.info({ name, ms: Math.round(milliseconds) }, "数据库结构已升级 / migrated");

  if (options.database.kind === "embedded") {
    const server = await startEmbedded({
      dataDir: options.dataDir,
      say: (level, message, facts) => log[level](facts ?? {}, message),
      onLost: options.onLost,
    });
    try {
      await migrate(server.urls.admin, ROLES.app, { onApplied });
      await checkApp(server.urls.app);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { urls: { app: server.urls.app, admin: server.urls.admin }, close: (how) => server.stop(how) };
  }

  const { url, adminUrl } = options.database;
  await checkExternal("DATABASE_URL", url);
  if (adminUrl) {
    await checkExternal("DATABASE_ADMIN_URL", adminUrl);
    await migrate(adminUrl, loginOf(url), { onApplied });
  }
  const app = await connect(url);
  try {
    await checkAppLogin(app);
    await requireCurrentSchema(app);
  } finally {
    await app.end();
  }
  return { urls: adminUrl ? { app: url, admin: adminUrl } : { app: url }, close: async () => {} };
}

async function checkApp(url: DatabaseUrls["app"]): Promise<void> {
  const app = await connect(url);
  try {
    await checkAppLogin(app);
  } finally {
    await app.end();
  }
}
