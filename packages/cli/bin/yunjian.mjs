#!/usr/bin/env node
// Runs under whatever Node is on the machine and starts the real command under the pinned one.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const child = spawn(at("../../../scripts/node"), [at("../src/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
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
