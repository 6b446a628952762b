import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Commands that need the machine of the data rather than a key: they run the server's own entry point with
 * the same options, and its exit code is ours.
 */
export function runOnThisMachine(entry: "backup" | "catalogue" | "record", args: readonly string[]): void {
  const file = {
    backup: "../../server/src/platform/backup/main.ts",
    catalogue: "../../server/src/operator/catalogue.ts",
    record: "../../server/src/operator/record.ts",
  }[entry];
  const ended = spawnSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: "inherit" });
  process.exitCode = ended.status ?? 1;
}
