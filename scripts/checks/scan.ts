/** Boundaries that are not imports: who reads the environment, who writes SQL, who asks the clock. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Rule = { name: string; applies(file: string): boolean; pattern: RegExp; remedy: string };

export const SCAN_RULES: readonly Rule[] = [
  {
    name: "environment",
    applies: (file) =>
      /^packages\/[^/]+\/src\//.test(file) &&
      file !== "packages/server/src/platform/config.ts" &&
      file !== "packages/cli/src/session.ts",
    pattern: /\bprocess\s*\.\s*env\b/,
    remedy:
      "only platform/config.ts (in the cli: session.ts) reads the environment; take the value as an argument",
  },
  {
    name: "sql",
    applies: (file) =>
      file.startsWith("packages/server/src/") &&
      !file.startsWith("packages/server/src/platform/") &&
      !/(^|[/-])(queries|read)(-[a-z-]+)?\.ts$/.test(file),
    pattern:
      /\bsql(<[^`]*>)?`|\bsql\.raw\(|\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\.query(<[^(]*>)?\(\s*["'`]|["'`]\s*(select\s[^"'`]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)/i,
    remedy: "only queries.ts, read.ts (or queries-x.ts, read-x.ts) and the platform contain SQL",
  },
  {
    name: "clock",
    applies: (file) => file.startsWith("packages/domain/src/"),
    pattern:
      /\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bMath\.random\(|\brandomUUID\(|\bperformance\.now\(/,
    remedy: "in the domain time, chance and ids are arguments",
  },
];

export type Finding = { rule: string; file: string; line: number; remedy: string };

export function scan(root: string): { files: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const files = sources(root);
  for (const file of files) {
    const rules = SCAN_RULES.filter((rule) => rule.applies(file));
    if (rules.length === 0) continue;
    const code = withoutComments(readFileSync(path.join(root, file), "utf8"));
    for (const { name, pattern, remedy } of rules) {
      for (const match of code.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
        const line = code.slice(0, match.index).split("\n").length;
        findings.push({ rule: name, file, line, remedy });
      }
    }
  }
  return { files: files.length, findings };
}

function sources(root: string): string[] {
  return readdirSync(path.join(root, "packages"))
    .map((name) => `packages/${name}/src`)
    .flatMap((folder) => {
      try {
        return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
          (file) => `${folder}/${file}`,
        );
      } catch {
        return [];
      }
    })
    .filter((file) => /\.(ts|tsx)$/.test(file));
}

/** Comments become spaces, so that line numbers stay; strings stay, for SQL lives in them. */
function withoutComments(code: string): string {
  return code.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (whole, text) => (text === undefined ? whole.replace(/[^\n]/g, " ") : whole),
  );
}
