/**
 * What can be said about the code without running it. `npm run check`; part of `npm test`.
 *   scripts/node scripts/check.ts [NAME ...]
 */
import { cruise } from "./checks/boundaries.ts";
import { checkCanary } from "./checks/canary.ts";
import { sbomProblems } from "./checks/sbom.ts";
import { scan } from "./checks/scan.ts";
import { securityProblems } from "./checks/security.ts";
import { ROOT, runTool } from "./checks/tools.ts";
import { lockProblems } from "./lock.mjs";

/** Problems to print; none means passed. */
type Check = () => Promise<string[]>;

const tool =
  (...call: Parameters<typeof runTool>): Check =>
  async () => {
    const { code, output, errors } = await runTool(...call);
    return code === 0 ? [] : [`${output}${errors}`.trim() || `ended with ${code}`];
  };

const CHECKS: Record<string, Check> = {
  lock: async () => lockProblems(),
  types: tool("tsc", ["-p", "tsconfig.json", "--noEmit"]),
  lint: tool("oxlint", ["--type-aware"]),
  format: tool("biome", ["format", "--max-diagnostics=10", "--reporter=summary", "."]),
  boundaries: async () => {
    const { modules, dependencies, violations } = await cruise(ROOT);
    const found = violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`);
    return modules > 0 && dependencies > 0 ? found : ["the checker saw no module at all", ...found];
  },
  scan: async () => {
    const { files, findings } = scan(ROOT);
    const found = findings.map(({ rule, file, line, remedy }) => `${rule}: ${file}:${line}: ${remedy}`);
    return files > 0 ? found : ["the scanner saw no file at all", ...found];
  },
  canary: checkCanary,
  security: async () => securityProblems(ROOT),
  sbom: async () => sbomProblems(ROOT),
  unused: tool("knip", ["--no-progress", "--no-config-hints"]),
};

export type CheckTotals = { passed: number; failed: number; failures: string[] };

export async function runChecks(names: readonly string[] = Object.keys(CHECKS)): Promise<CheckTotals> {
  const totals: CheckTotals = { passed: 0, failed: 0, failures: [] };
  for (const name of names) {
    const check = CHECKS[name];
    if (!check) throw new Error(`no check "${name}"; there are ${Object.keys(CHECKS).join(", ")}`);
    const started = performance.now();
    const problems = await check().catch((error: unknown) => [String(error)]);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (problems.length === 0) totals.passed += 1;
    else {
      totals.failed += 1;
      totals.failures.push(`${name}: ${problems[0]?.split("\n")[0]}`);
    }
    console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
    for (const problem of problems) console.log(excerpt(problem));
  }
  return totals;
}

/** Enough to begin with; the tool itself says the rest. */
function excerpt(text: string): string {
  const lines = text.split("\n");
  const shown = lines.slice(0, 60);
  if (lines.length > shown.length) shown.push(`... ${lines.length - shown.length} more lines`);
  return shown.map((line) => `     ${line}`).join("\n");
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  const { passed, failed } = await runChecks(names.length > 0 ? names : undefined);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
