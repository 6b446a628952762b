/**
 * A violation of every rule, planted in a copy of the real tree. The rules are only worth something while
 * all of these are caught.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { cruise, ruleNames, workspaces } from "./boundaries.ts";
import { SCAN_RULES, scan } from "./scan.ts";
import { ROOT } from "./tools.ts";

type Plant = { rules: string[]; file: string; code: string };

const PLANTS: readonly Plant[] = [
  {
    rules: ["no-circular"],
    file: "packages/domain/src/canary-a.ts",
    code: 'import { b } from "./canary-b.ts";\nexport const a = (): unknown => b;\n',
  },
  {
    rules: [],
    file: "packages/domain/src/canary-b.ts",
    code: 'import { a } from "./canary-a.ts";\nexport const b = a;\n',
  },
  {
    rules: ["no-unresolvable"],
    file: "packages/domain/src/canary-c.ts",
    code: 'export * from "./nowhere.ts";\n',
  },
  {
    rules: ["domain-knows-nobody", "domain-does-no-io"],
    file: "packages/domain/src/canary-d.ts",
    code: 'import "@yunjian/contract";\nimport "node:fs";\n',
  },
  {
    rules: ["ledger-knows-nobody", "ledger-runs-anywhere"],
    file: "packages/ledger/src/canary.ts",
    code: 'import "@yunjian/domain";\nimport "node:crypto";\n',
  },
  {
    rules: ["catalogue-knows-domain"],
    file: "packages/catalogue/src/canary.ts",
    code: 'import "@yunjian/contract";\n',
  },
  {
    rules: ["contract-knows-domain"],
    file: "packages/contract/src/canary.ts",
    code: 'import "@yunjian/catalogue";\n',
  },
  {
    rules: ["server-knows-no-client", "product-knows-no-test"],
    file: "packages/server/src/canary.ts",
    code: 'import "../../web/src/ui/canary.ts";\nimport "../test/canary.ts";\n',
  },
  { rules: [], file: "packages/server/test/canary.ts", code: "export {};\n" },
  {
    rules: ["clients-know-contract", "clients-apart"],
    file: "packages/cli/src/canary.ts",
    code: 'import "@yunjian/catalogue";\nimport "../../web/src/features/one/canary.ts";\n',
  },
  {
    rules: ["platform-knows-no-feature"],
    file: "packages/server/src/platform/canary.ts",
    code: 'import "../features/canary-one/service.ts";\n',
  },
  {
    rules: ["feature-by-read-only", "features-do-not-compose"],
    file: "packages/server/src/features/canary-one/service.ts",
    code: 'import "../canary-two/service.ts";\nimport "../../canary.ts";\n',
  },
  { rules: [], file: "packages/server/src/features/canary-two/service.ts", code: "export {};\n" },
  {
    rules: ["web-features-apart", "web-parts-below"],
    file: "packages/web/src/features/one/canary.ts",
    code: 'import "../two/canary.ts";\nimport "../../pages/canary.ts";\n',
  },
  { rules: [], file: "packages/web/src/features/two/canary.ts", code: "export {};\n" },
  { rules: [], file: "packages/web/src/pages/canary.ts", code: "export {};\n" },
  {
    rules: ["web-ui-knows-no-feature"],
    file: "packages/web/src/ui/canary.ts",
    code: 'import "../features/two/canary.ts";\n',
  },
  {
    rules: ["environment", "sql"],
    file: "packages/server/src/features/canary-two/routes.ts",
    code: 'export const a = process.env["X"];\nexport const b = (db: any) => db.selectFrom("cloud");\n',
  },
  {
    rules: ["clock"],
    file: "packages/domain/src/canary-clock.ts",
    code: "export const now = () => new Date();\n",
  },
];

/** A read.ts of another feature is allowed; a rule that forbids everything would catch every plant too. */
const ALLOWED: readonly Plant[] = [
  { rules: [], file: "packages/server/src/features/canary-two/read.ts", code: "export {};\n" },
  {
    rules: [],
    file: "packages/server/src/features/canary-one/routes.ts",
    code: 'import "../canary-two/read.ts";\nimport "@yunjian/domain";\n// process.env in a comment, and select a from b too\n',
  },
];

/** Empty when every planted violation is caught and nothing that is allowed. */
export async function checkCanary(): Promise<string[]> {
  const copy = mkdtempSync(path.join(os.tmpdir(), "yunjian-canary-"));
  try {
    copyTree(copy);
    for (const { file, code } of [...PLANTS, ...ALLOWED]) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), code);
    }
    const { violations } = await cruise(copy);
    const caught = [
      ...violations.map(({ rule, from }) => `${rule} ${from}`),
      ...scan(copy).findings.map(({ rule, file }) => `${rule} ${file}`),
    ];
    const problems = PLANTS.flatMap(({ rules, file }) =>
      rules
        .filter((rule) => !caught.includes(`${rule} ${file}`))
        .map((rule) => `${rule} did not catch ${file}`),
    );
    for (const { file } of ALLOWED) {
      const wrongly = caught.filter((each) => each.endsWith(` ${file}`));
      problems.push(...wrongly.map((each) => `wrongly caught: ${each}`));
    }
    const planted = new Set(PLANTS.flatMap(({ rules }) => rules));
    for (const rule of [...ruleNames(), ...SCAN_RULES.map(({ name }) => name)]) {
      if (!planted.has(rule)) problems.push(`no violation of ${rule} is planted in scripts/checks/canary.ts`);
    }
    return problems;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** node_modules is linked, except our own packages: their links must lead into the copy. */
function copyTree(copy: string): void {
  for (const file of ["package.json", "tsconfig.json"]) cpSync(path.join(ROOT, file), path.join(copy, file));
  for (const folder of ["e2e", "bench", "scripts"]) mkdirSync(path.join(copy, folder), { recursive: true });
  const ours = path.join(copy, "node_modules", "@yunjian");
  mkdirSync(ours, { recursive: true });
  for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
    if (name === "@yunjian") continue;
    symlinkSync(path.join(ROOT, "node_modules", name), path.join(copy, "node_modules", name));
  }
  for (const workspace of workspaces()) {
    mkdirSync(path.join(copy, workspace), { recursive: true });
    for (const part of ["package.json", "src"]) {
      const source = path.join(ROOT, workspace, part);
      if (existsSync(source)) cpSync(source, path.join(copy, workspace, part), { recursive: true });
    }
    symlinkSync(path.join(copy, workspace), path.join(ours, path.basename(workspace)));
  }
}
