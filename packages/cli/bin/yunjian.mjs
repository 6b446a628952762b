#!/usr/bin/env node
// Runs under whatever Node is on the machine and starts the real command under the pinned one.
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const { env } = process;
// Half of a short run is reading the program: keep it compiled, in a folder that nobody else writes to.
const cache = path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "yunjian");
const child = spawn(at("../../../scripts/node"), [at("../src/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { NODE_COMPILE_CACHE: cache, ...env },
});
// A terminal tells the whole group itself; a signal to this process alone has to be passed on.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
