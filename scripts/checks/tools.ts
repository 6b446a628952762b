import { spawn } from "node:child_process";
import path from "node:path";

export const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** The Node this runs on; the tools in node_modules are called by their path, never by what PATH finds. */
export const NODE = process.execPath;

export const TOOLS = {
  tsc: "node_modules/typescript7/bin/tsc",
  oxlint: "node_modules/oxlint/bin/oxlint",
  cruiser: "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
  knip: "node_modules/knip/bin/knip.js",
  biome: "node_modules/@biomejs/biome/bin/biome",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
} as const;

export type ToolResult = { code: number; output: string; errors: string };

export function runTool(
  tool: keyof typeof TOOLS,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [path.join(ROOT, TOOLS[tool]), ...args], {
      cwd: options.cwd ?? ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const result = { output: "", errors: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      result.output += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      result.errors += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, ...result }));
  });
}
