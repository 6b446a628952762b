import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EXIT } from "./session.ts";

const ENTRIES = {
  backup: "../../server/src/platform/backup/main.ts",
  catalogue: "../../server/src/operator/catalogue.ts",
  keys: "../../server/src/operator/keys.ts",
  ledger: "../../server/src/operator/ledger.ts",
  storage: "../../server/src/operator/storage.ts",
  "storage-move": "../../server/src/operator/storage-move.ts",
  record: "../../server/src/operator/record.ts",
};

/**
 * Commands that need the machine of the data rather than a key: they run the server's own entry point with
 * the same options, and its exit code is ours.
 */
export async function runOnThisMachine(entry: keyof typeof ENTRIES, args: readonly string[]): Promise<void> {
  const file = fileURLToPath(new URL(ENTRIES[entry], import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: "inherit" });
  // It cleans up by itself; we wait for it. A terminal tells both, anything else only us.
  const ignore = (): void => {};
  const pass = (): void => void child.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", pass);
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? (signal === "SIGINT" ? EXIT.cancelled : EXIT.failed)),
    );
  });
  process.off("SIGINT", ignore).off("SIGTERM", pass);
}
