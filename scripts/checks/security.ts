/** docs/security.md names a test for every line; this checks that each of them exists and that no line is bare. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export interface SecurityLine {
  readonly id: string;
  readonly how: string;
  readonly test: string;
}

/** The lines of the tables: requirement, our words, how it is met, the test. */
export function securityLines(page: string): SecurityLine[] {
  return [...page.matchAll(/^\| (V?\d[\d.]*|Y-\d+) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map((row) => ({
    id: row[1] ?? "",
    how: row[3] ?? "",
    test: (row[4] ?? "").trim(),
  }));
}

/** Words that stand where a test would, with the reason in the column before. */
const WITHOUT = ["not applicable", "not met", "by review"];

export function securityProblems(root: string): string[] {
  const lines = securityLines(readFileSync(path.join(root, "docs/security.md"), "utf8"));
  if (lines.length < 50) return [`docs/security.md has ${lines.length} lines: the table was not read`];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { id, how, test } of lines) {
    if (seen.has(id)) problems.push(`${id}: stands twice`);
    seen.add(id);
    if (WITHOUT.includes(test)) {
      if (how.length < 20) problems.push(`${id}: "${test}" needs its reason`);
      continue;
    }
    const named = [...test.matchAll(/`([^`]+)` › (.+?)(?=; `|$)/g)];
    if (named.length === 0) problems.push(`${id}: names no test`);
    for (const [, file = "", name = ""] of named) {
      const at = path.join(root, file);
      if (!existsSync(at)) problems.push(`${id}: there is no ${file}`);
      else if (!says(readFileSync(at, "utf8"), name.trim()))
        problems.push(`${id}: no test "${name.trim()}" in ${file}`);
    }
  }
  return problems;
}

/** The name as it stands in the code, in whichever quotes; `%s` and its like are part of it. */
function says(code: string, name: string): boolean {
  return ['"', "`", "'"].some((quote) => code.includes(`${quote}${name}${quote}`));
}
