import { realpathSync, statSync } from "node:fs";
import net from "node:net";
import { OperationError } from "./errors.ts";

export type FolderLock = { release(): Promise<void> };

export class FolderInUseError extends OperationError {
  override name = "FolderInUseError";
  readonly pid: string;

  constructor(folder: string, pid: string) {
    super(
      `数据目录 ${folder} 正由另一个实例使用（进程 ${pid}）。请先停止它，或用 YUNJIAN_DATA 指定别的目录。`,
      `The data folder ${folder} is in use by another instance (process ${pid}). Stop it first, or name another folder by YUNJIAN_DATA.`,
    );
    this.pid = pid;
  }
}

/**
 * One instance per data folder. The lock is an abstract Unix socket named after the folder's inode: the
 * kernel gives it to exactly one process and takes it back however that process ends, so unlike a pid
 * file it is never stale. Whoever connects is told our pid.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { dev, ino } = statSync(realpathSync(folder));
  const address = `\0yunjian/${dev}/${ino}`;
  const server = net.createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(String(process.pid));
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new FolderInUseError(folder, await askPid(address));
  });
  return {
    release: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function askPid(address: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = net.connect(address);
    const finish = (): void => {
      socket.destroy();
      resolve(answer || "?");
    };
    socket.setTimeout(1000, finish);
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("end", finish);
    socket.on("error", finish);
  });
}
