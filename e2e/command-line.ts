import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./product.ts";

const run = promisify(execFile);

/** What real tools say about this very machine and this very project: names of the files they wrote. */
export async function realEvidence(): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-evidence-"));
  await run(path.join(ROOT, "scripts/node"), [path.join(ROOT, "scripts/real-tools.ts"), folder], {
    maxBuffer: 64 << 20,
  });
  return readdirSync(folder).map((name) => path.join(folder, name));
}

/** `npx yunjian ... --json`, as a provider's script calls it. */
export async function yunjian(
  target: { url: string; key: string },
  ...args: readonly string[]
): Promise<unknown> {
  const env = {
    ...process.env,
    YUNJIAN_URL: target.url,
    YUNJIAN_KEY: target.key,
    XDG_STATE_HOME: os.tmpdir(),
  };
  const { stdout } = await run("npx", ["yunjian", ...args, "--json"], {
    cwd: ROOT,
    env,
    maxBuffer: 16 << 20,
  });
  return JSON.parse(stdout) as unknown;
}
