import pg from "pg";
import { OperationError, SQLSTATE, sqlState, withoutSecrets } from "./errors.ts";
import { connect } from "./pool.ts";

export const OLDEST_MAJOR = 15;

/** The name that signs in with this address. */
export function loginOf(url: string): string {
  return new pg.Client({ connectionString: url }).user ?? "";
}

/** Connects once to tell the operator in plain words what is wrong with the address. */
export async function checkExternal(name: "DATABASE_URL" | "DATABASE_ADMIN_URL", url: string): Promise<void> {
  let client: pg.Client;
  try {
    client = await connect(url);
  } catch (cause) {
    const message = withoutSecrets(
      cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause),
    );
    const isMissing = sqlState(cause) === SQLSTATE.undefinedDatabase;
    throw new OperationError(
      `${name}：无法连接数据库（${message}）。${isMissing ? "请先创建数据库（UTF8 编码）。" : "请检查地址、账号、口令和网络。"}`,
      `${name}: cannot connect (${message}). ${isMissing ? "Create the database first, encoding UTF8." : "Check address, login, password and network."}`,
      { cause },
    );
  }
  try {
    const { rows } = await client.query<{ version: number; encoding: string }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`,
    );
    const { version = 0, encoding = "" } = rows[0] ?? {};
    if (Math.floor(version / 10_000) < OLDEST_MAJOR) {
      throw new OperationError(
        `${name}：PostgreSQL 版本过低（${Math.floor(version / 10_000)}），需要 ${OLDEST_MAJOR} 及以上。`,
        `${name}: PostgreSQL ${Math.floor(version / 10_000)} is too old, ${OLDEST_MAJOR} or newer is needed.`,
      );
    }
    if (encoding !== "UTF8") {
      throw new OperationError(
        `${name}：数据库编码是 ${encoding}，需要 UTF8。`,
        `${name}: the database is encoded in ${encoding}, UTF8 is needed.`,
      );
    }
  } finally {
    await client.end();
  }
}
