import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT, runTool } from "./tools.ts";

export type Violation = { rule: string; from: string; to: string };

type CruiseResult = {
  summary: {
    totalCruised: number;
    totalDependenciesCruised: number;
    violations: { rule: { name: string }; from: string; to: string; cycle?: { name: string }[] }[];
  };
};

export async function cruise(
  root: string,
): Promise<{ modules: number; dependencies: number; violations: Violation[] }> {
  const { output, errors } = await runTool(
    "cruiser",
    [
      "--config",
      path.join(ROOT, ".dependency-cruiser.cjs"),
      "--output-type",
      "json",
      "packages",
      "e2e",
      "bench",
      "scripts",
    ],
    { cwd: root },
  );
  if (!output.trimStart().startsWith("{")) throw new Error(`dependency-cruiser: ${errors || output}`);
  const { summary } = JSON.parse(output) as CruiseResult;
  return {
    modules: summary.totalCruised,
    dependencies: summary.totalDependenciesCruised,
    violations: summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle ? cycle.map((each) => each.name).join(" -> ") : to,
    })),
  };
}

export function ruleNames(): string[] {
  const require = createRequire(import.meta.url);
  const config = require(path.join(ROOT, ".dependency-cruiser.cjs")) as { forbidden: { name: string }[] };
  return config.forbidden.map((rule) => rule.name);
}

/** Each line of the workspace list in package.json, such as "packages/domain". */
export function workspaces(): string[] {
  return (JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { workspaces: string[] })
    .workspaces;
}
