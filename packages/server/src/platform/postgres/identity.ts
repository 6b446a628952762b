/**
 * PostgreSQL refuses to run as root. A server started by root therefore gives it another user: the
 * owner of the data folder, or `nobody`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { childEnvironment } from "../config.ts";
import { OperationError } from "./errors.ts";

export type Identity = {
  /** Undefined: the user we already are. */
  user?: { uid: number; gid: number };
  /** Put before every command. */
  prefix: readonly string[];
};

const OURSELVES: Identity = { prefix: [] };

/** Capabilities that let a process through a folder closed to its user, the lesser one first. */
const PASSAGES = ["dac_read_search", "dac_override"] as const;

export type Invocation = {
  command: string;
  args: string[];
  options: { uid?: number; gid?: number; cwd: string; env: Record<string, string> };
};

export function invocation(identity: Identity, command: string, args: readonly string[]): Invocation {
  const [first, ...rest] = [...identity.prefix, command, ...args];
  // With a prefix setpriv changes the user; it needs root to hand the capability on.
  const user = identity.prefix.length > 0 ? undefined : identity.user;
  return { command: first ?? command, args: rest, options: { ...user, cwd: "/", env: childEnvironment() } };
}

export function chooseIdentity(
  dataDir: string,
  postgres: string,
  onPassage: (folder: string) => void,
): Identity {
  if (process.getuid?.() !== 0) return OURSELVES;
  const user = ownerOf(path.join(dataDir, "pg")) ?? ownerOf(dataDir) ?? nobody();
  const plain: Identity = { user, prefix: [] };
  if (works(plain, dataDir, postgres)) return plain;

  const closed = reaches(plain, `${dataDir}/.`) ? postgres : dataDir;
  const folder = firstClosedFolder(plain, closed);
  for (const passage of PASSAGES) {
    const prefix = [
      "setpriv",
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      "--clear-groups",
      // Without it access(2), which initdb asks, would forget the capability.
      "--securebits=+no_setuid_fixup",
      `--inh-caps=+${passage}`,
      `--ambient-caps=+${passage}`,
    ];
    const helped: Identity = { user, prefix };
    if (works(helped, dataDir, postgres)) {
      onPassage(folder);
      return helped;
    }
  }
  throw new OperationError(
    `服务以 root 启动，PostgreSQL 须换用用户 uid ${user.uid} 运行，但该用户进不了目录 ${folder}（要访问的是 ${closed}）。请用普通用户启动，或执行 chmod o+x ${folder}，或把 YUNJIAN_DATA 放到它能到达的位置。`,
    `The server was started by root, so PostgreSQL runs as uid ${user.uid}; that user cannot enter ${folder} (on the way to ${closed}). Start as an ordinary user, or run chmod o+x ${folder}, or move YUNJIAN_DATA to where it can be reached.`,
  );
}

/** Tried, not computed from mode bits: access lists, mounts and capabilities have a say too. */
function works(identity: Identity, dataDir: string, postgres: string): boolean {
  return (
    reaches(identity, `${dataDir}/.`) &&
    succeeds(identity, "test", ["-x", postgres]) &&
    succeeds(identity, postgres, ["--version"])
  );
}

function reaches(identity: Identity, target: string): boolean {
  return succeeds(identity, "stat", ["--", target]);
}

function succeeds(identity: Identity, program: string, programArgs: string[]): boolean {
  const { command, args, options } = invocation(identity, program, programArgs);
  return spawnSync(command, args, { ...options, stdio: "ignore" }).status === 0;
}

function firstClosedFolder(identity: Identity, target: string): string {
  let folder = path.parse(target).root;
  for (const part of path.relative(folder, target).split(path.sep)) {
    if (!reaches(identity, `${folder}/.`)) return folder;
    folder = path.join(folder, part);
  }
  return folder;
}

function ownerOf(target: string): { uid: number; gid: number } | undefined {
  const stat = statSync(target, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function nobody(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith("nobody:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}
