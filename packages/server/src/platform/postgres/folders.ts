import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { OperationError } from "./errors.ts";
import type { Identity } from "./identity.ts";

/** sun_path holds 108 bytes with the closing zero. */
const SOCKET_PATH_LIMIT = 107;

export const SOCKET_PORT = 5432;

const socketName = `.s.PGSQL.${SOCKET_PORT}`;

/**
 * Mode bits are set after making: a umask must neither open nor close more than meant. For root the
 * folder can be passed through, not listed, because PostgreSQL runs as somebody else.
 */
export function makeDataFolder(dataDir: string): void {
  if (existsSync(dataDir)) {
    if (!statSync(dataDir).isDirectory()) {
      throw new OperationError(
        `YUNJIAN_DATA ${dataDir} 不是目录。`,
        `YUNJIAN_DATA ${dataDir} is not a folder.`,
      );
    }
    return;
  }
  try {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (cause) {
    throw new OperationError(
      `无法创建数据目录 ${dataDir}。请检查上级目录的权限，或用 YUNJIAN_DATA 指定别的位置。`,
      `The data folder ${dataDir} cannot be made. Check the permissions of its parent, or name another place by YUNJIAN_DATA.`,
      { cause },
    );
  }
}

/** A 0700 folder that belongs to the user PostgreSQL runs as. */
export function makePrivateFolder(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true });
  const stat = lstatSync(folder);
  const owner = identity.user?.uid ?? process.getuid?.() ?? stat.uid;
  const mayGive = process.getuid?.() === 0;
  if (!stat.isDirectory() || (stat.uid !== owner && !mayGive)) {
    throw new OperationError(
      `${folder} 不是属于当前用户的目录，请删除它或改用其他用户启动。`,
      `${folder} is not a folder of this user. Remove it, or start as another user.`,
    );
  }
  if (stat.uid !== owner && identity.user) chownSync(folder, identity.user.uid, identity.user.gid);
  chmodSync(folder, 0o700);
}

/** Inside the data folder, unless that path is too long for a socket. */
export function socketFolder(dataDir: string): string {
  const inside = path.join(dataDir, "run");
  if (fits(inside)) return inside;
  const { dev, ino } = statSync(dataDir);
  const short = createHash("sha256").update(`${dev}/${ino}`).digest("hex").slice(0, 16);
  const outside = [os.tmpdir(), "/tmp"].map((folder) => path.join(folder, `yunjian-${short}`)).find(fits);
  if (outside !== undefined) return outside;
  throw new OperationError(
    `数据目录的路径过长，数据库套接字放不下：${dataDir}`,
    `The path of the data folder is too long for the database's socket: ${dataDir}`,
  );
}

function fits(folder: string): boolean {
  return Buffer.byteLength(path.join(folder, socketName)) <= SOCKET_PATH_LIMIT;
}

export function socketFile(folder: string): string {
  return path.join(folder, socketName);
}

export type DatabasePasswords = { superuser: string; owner: string; app: string };

/** Written whole or not at all: half a file would lock us out of the database. */
export function databasePasswords(dataDir: string): DatabasePasswords {
  const folder = path.join(dataDir, "secrets");
  const file = path.join(folder, "database.json");
  if (!existsSync(file)) {
    if (existsSync(path.join(dataDir, "pg", "PG_VERSION"))) {
      throw new OperationError(
        `数据库口令文件 ${file} 丢失。请从机器备份中恢复该文件，或用 yunjian restore 恢复到新的数据目录。`,
        `The file with the database passwords, ${file}, is missing. Bring it back from a backup of the machine, or use yunjian restore into a new data folder.`,
      );
    }
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
    const secret = (): string => randomBytes(24).toString("base64url");
    const passwords: DatabasePasswords = { superuser: secret(), owner: secret(), app: secret() };
    const part = `${file}.part`;
    writeFileSync(part, JSON.stringify(passwords), { mode: 0o600, flush: true });
    chmodSync(part, 0o600);
    renameSync(part, file);
  }
  return JSON.parse(readFileSync(file, "utf8")) as DatabasePasswords;
}
