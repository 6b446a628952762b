import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { embeddedBinaries } from "../../src/platform/postgres/binaries.ts";
import { chooseIdentity } from "../../src/platform/postgres/identity.ts";
import { startEmbedded } from "../../src/platform/postgres/launcher.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-identity-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

// Only root has to give PostgreSQL another user; CI runs as root.
describe.runIf(process.getuid?.() === 0)("started by root, PostgreSQL", () => {
  test("runs as another user, to whom its files belong", async () => {
    chmodSync(folder, 0o755);
    const dataDir = path.join(folder, "data");
    const said: string[] = [];
    const database = await startEmbedded({ dataDir, say: (_level, message) => said.push(message) });
    try {
      expect(statSync(path.join(dataDir, "pg")).uid).not.toBe(0);
      expect(statSync(`/proc/${database.pid()}`).uid).toBe(statSync(path.join(dataDir, "pg")).uid);
      expect(statSync(path.join(dataDir, "secrets", "database.json")).uid).toBe(0);
      expect(said).toEqual([]);
    } finally {
      await database.stop("immediate");
    }
  });

  test("passes a folder closed to its user, and says so", async () => {
    // As after a clone and npm ci by a root with umask 077.
    chmodSync(folder, 0o700);
    const { dir } = await embeddedBinaries();
    const native = path.join(folder, "native");
    cpSync(path.dirname(dir), native, { recursive: true, verbatimSymlinks: true });
    expect(spawnSync("chmod", ["-R", "go-rwx", native]).status).toBe(0);
    const said: string[] = [];
    const say = (_level: string, message: string, facts?: object): void =>
      void said.push(message + JSON.stringify(facts));
    const database = await startEmbedded({
      dataDir: path.join(folder, "data"),
      binDir: path.join(native, "bin"),
      say,
    });
    await database.stop("immediate");
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(folder);
  });

  test("without the means to pass, the start is refused and names the closed folder", async () => {
    chmodSync(folder, 0o700);
    const dataDir = path.join(folder, "data");
    mkdirSync(dataDir);
    // A PATH that has stat but no setpriv.
    const tools = mkdtempSync(path.join(os.tmpdir(), "yunjian-tools-"));
    chmodSync(tools, 0o755);
    for (const tool of ["stat", "test"]) cpSync(`/usr/bin/${tool}`, path.join(tools, tool));
    vi.stubEnv("PATH", tools);
    const { postgres } = await embeddedBinaries();
    try {
      expect(() => chooseIdentity(dataDir, postgres, () => {})).toThrow(`chmod o+x ${folder}`);
    } finally {
      rmSync(tools, { recursive: true });
    }
  });
});
