import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { once } from "node:events";
import { afterAll } from "vitest";
import { askClamd, type ClamdAddress } from "../src/platform/scanner/clamd.ts";
import { TEST_STRING } from "../src/platform/scanner/trusted.ts";

/** What else it knows: a made-up signature, for files that are found only by a scanner. */
export const PLANTED = ["YUNJIAN", "PLANTED", "SIGNATURE"].join("-");

const PROGRAM = ["/usr/sbin/clamd", "/usr/bin/clamd"].find(existsSync);

export interface Clamd {
  readonly address: ClamdAddress;
  start(): Promise<void>;
  /** As `kill -9` does. */
  kill(): Promise<void>;
}

/** A real clamd with two signatures of its own and nothing else; ends with the test file. */
export async function realClamd(settings: readonly string[] = []): Promise<Clamd> {
  if (!PROGRAM) throw new Error("no clamd: apt-get install clamav-daemon (npm test does it as root)");
  const folder = await mkdtemp(path.join(tmpdir(), "yunjian-clamd-"));
  await mkdir(path.join(folder, "db"));
  const signature = (name: string, text: string) => `${name}:0:*:${Buffer.from(text).toString("hex")}\n`;
  await writeFile(
    path.join(folder, "db", "test.ndb"),
    signature("Test-String", TEST_STRING) + signature("Planted", PLANTED),
  );
  const socket = path.join(folder, "clamd.sock");
  const config = path.join(folder, "clamd.conf");
  await writeFile(
    config,
    [
      `LocalSocket ${socket}`,
      `DatabaseDirectory ${folder}/db`,
      `TemporaryDirectory ${folder}`,
      "Foreground yes",
      "FixStaleSocket yes",
      ...settings,
      "",
    ].join("\n"),
  );
  const address = { path: socket };
  let child: ChildProcess | undefined;
  const clamd: Clamd = {
    address,
    async start() {
      child = spawn(PROGRAM, [`--config-file=${config}`], { stdio: "ignore" });
      const ended = once(child, "exit");
      for (;;) {
        const answer = await askClamd(address, "PING").catch(() => undefined);
        if (answer === "PONG") return;
        if (child.exitCode !== null) throw new Error(`clamd ended with ${child.exitCode}`);
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
      }
    },
    async kill() {
      if (!child || child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
  await clamd.start();
  afterAll(async () => {
    await clamd.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return clamd;
}
