import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Binaries } from "./binaries.ts";
import { OperationError } from "./errors.ts";
import { type DatabasePasswords, makePrivateFolder } from "./folders.ts";
import { type Identity, invocation } from "./identity.ts";
import type { Durability } from "./settings.ts";

export function versionOf(binaries: Binaries, identity: Identity): number {
  const { command, args, options } = invocation(identity, binaries.postgres, ["--version"]);
  const result = spawnSync(command, args, { ...options, encoding: "utf8" });
  const major = /PostgreSQL\)? (\d+)/.exec(result.stdout ?? "")?.[1];
  if (major === undefined) {
    throw new OperationError(
      `无法运行 ${binaries.postgres}：${result.stderr || result.error?.message}`,
      `Cannot run ${binaries.postgres}: ${result.stderr || result.error?.message}`,
    );
  }
  return Number(major);
}

export function refuseOtherMajor(pgDir: string, major: number): void {
  const found = readFileSync(path.join(pgDir, "PG_VERSION"), "utf8").trim();
  if (found === String(major)) return;
  throw new OperationError(
    `数据目录由 PostgreSQL ${found} 创建，当前程序带的是 ${major}。请用原版本执行 yunjian backup，再用本版本 yunjian restore 到新的数据目录。`,
    `The data folder was made by PostgreSQL ${found}, this program brings ${major}. Run yunjian backup with the old version, then yunjian restore with this one into a new data folder.`,
  );
}

export type Initialisation = {
  binaries: Binaries;
  identity: Identity;
  dataDir: string;
  pgDir: string;
  runDir: string;
  passwords: DatabasePasswords;
  durability: Durability | undefined;
};

/** Into a folder beside, renamed when complete: a start that was killed half-way begins again. */
export async function initialise(init: Initialisation): Promise<void> {
  const part = `${init.pgDir}.part`;
  const passwordFile = path.join(init.runDir, "initdb.password");
  rmSync(part, { recursive: true, force: true });
  makePrivateFolder(part, init.identity);
  writeFileSync(passwordFile, init.passwords.superuser, { mode: 0o600 });
  if (init.identity.user) chownSync(passwordFile, init.identity.user.uid, init.identity.user.gid);
  try {
    const { command, args, options } = invocation(init.identity, init.binaries.initdb, [
      `--pgdata=${part}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      ...(init.durability === "throwaway" ? ["--no-sync"] : []),
    ]);
    const { code, output } = await runToEnd(command, args, options);
    if (code !== 0) {
      throw new OperationError(
        `初始化数据库失败：\n${output}\n请检查 ${init.dataDir} 的磁盘空间和权限。`,
        `initdb failed, see above. Check free space and permissions of ${init.dataDir}.`,
      );
    }
    chmodSync(part, 0o700);
    renameSync(part, init.pgDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runToEnd(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; uid?: number; gid?: number },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
