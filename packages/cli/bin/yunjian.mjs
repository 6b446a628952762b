#!/usr/bin/env node
// Runs under whatever Node is on the machine and starts the real command under the pinned one.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ended = spawnSync(at("../../../scripts/node"), [at("../src/main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(ended.status ?? 1);
