/**
 * Everything, in the order in which a mistake is cheapest to hear of.
 *   npm test                          all of it
 *   npm test -- check|unit|server|e2e   parts of it
 * The last line is "N passed, N failed"; the exit code is 0 only when nothing failed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmbedded } from "../packages/server/src/platform/postgres/launcher.ts";
import { runChecks } from "./check.ts";
import { NODE, ROOT, TOOLS } from "./checks/tools.ts";

/** `failures`: what failed, by name: said again at the very end, where a log that was cut still shows it. */
type Totals = { passed: number; failed: number; failures: string[] };

const PARTS: Record<string, () => Promise<Totals>> = {
  check: () => runChecks(),
  unit: () => vitest(["--project", "unit"]),
  server: async () => {
    const embedded = await vitest(["--project", "server"]);
    return add(embedded, await serverOnDebian());
  },
  e2e: browser,
};

const DEBIAN_POSTGRES = "/usr/lib/postgresql/15/bin";

/** What the first run has shown and another database cannot change; it would double the suite's time. */
const NOT_ABOUT_SQL = [
  "**/platform/{launcher,lifecycle,config,docx-text,log,outgoing}.test.ts",
  "**/{walk,cli,cli-authorisations,ledger-cli,operator,import,uploads,mail,real-evidence}.test.ts",
  "**/{evidence-store,attacker,hostile,single-sign-on,lock-out,ledger-faults,ledger-public}.test.ts",
  "**/{isolation,rights,second-factor,evidence-backends,evidence-token,file-scan,file-scrub,packages}.test.ts",
  "**/{forms,files,people,settings,identity,clamd,pool}.test.ts",
];

/** The oldest PostgreSQL we promise to run on; what concerns only the embedded one is left out. */
async function serverOnDebian(): Promise<Totals> {
  if (!existsSync(path.join(DEBIAN_POSTGRES, "postgres"))) {
    console.log(
      `\nPostgreSQL 15 is not at ${DEBIAN_POSTGRES}: the server suite ran on the embedded one only.`,
    );
    return { passed: 0, failed: 0, failures: [] };
  }
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "yunjian-test-pg15-"));
  const database = await startEmbedded({ dataDir, binDir: DEBIAN_POSTGRES, durability: "throwaway" });
  console.log(`\nThe server suite again, on PostgreSQL 15 (${DEBIAN_POSTGRES})`);
  try {
    return await vitest(
      ["--project", "server", ...NOT_ABOUT_SQL.flatMap((each) => ["--exclude", each]), "--reporter=dot"],
      { TEST_DATABASE_ADMIN_URL: database.urls.superuser },
    );
  } finally {
    await database.stop("immediate");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function vitest(args: string[], env: Record<string, string> = {}): Promise<Totals> {
  type Report = {
    numPassedTests: number;
    numFailedTests: number;
    testResults: {
      name: string;
      status: string;
      message: string;
      assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
    }[];
  };
  const named = args.some((each) => each.startsWith("--reporter")) ? [] : ["--reporter=default"];
  return withReport(
    (file) => run("vitest", ["run", ...args, ...named, "--reporter=json", `--outputFile.json=${file}`], env),
    (text) => {
      const report = JSON.parse(text) as Report;
      // A file that could not even be read has no tests, yet it failed.
      const unread = report.testResults.filter(
        (each) => each.status === "failed" && each.assertionResults.length === 0,
      );
      const failures = report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === "failed")
          .map((each) => failure(`${path.relative(ROOT, name)} › ${each.fullName}`, each.failureMessages[0])),
      );
      return {
        passed: report.numPassedTests,
        failed: report.numFailedTests + unread.length,
        failures: [
          ...failures,
          ...unread.map(({ name, message }) => failure(path.relative(ROOT, name), message)),
        ],
      };
    },
  );
}

async function browser(): Promise<Totals> {
  const config = "e2e/playwright.config.ts";
  if (!existsSync(path.join(ROOT, config))) {
    console.log(`\n${config} is missing: no browser tests.`);
    return { passed: 0, failed: 1, failures: [config] };
  }
  type Suite = {
    file: string;
    specs?: { title: string; ok: boolean }[];
    suites?: Suite[];
  };
  type Report = {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: { message?: string }[];
    suites: Suite[];
  };
  const failed = ({ file, specs = [], suites = [] }: Suite): string[] => [
    ...specs.filter(({ ok }) => !ok).map(({ title }) => `e2e/${file} › ${title}`),
    ...suites.flatMap(failed),
  ];
  return withReport(
    (file) =>
      run("playwright", ["test", "-c", config, "--reporter=list,json"], {
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      }),
    (text) => {
      const { stats, errors, suites } = JSON.parse(text) as Report;
      // On CI a test has a second try (e2e/playwright.config.ts): counted as passed, but said aloud.
      if (stats.flaky > 0) console.log(`\n${stats.flaky} browser test(s) passed only at the second try`);
      return {
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + errors.length,
        failures: [...suites.flatMap(failed), ...errors.map(({ message }) => failure("e2e", message))],
      };
    },
  );
}

/** Believes the exit code too: errors outside any test appear in no count. */
async function withReport(
  tool: (file: string) => Promise<number>,
  read: (text: string) => Totals,
): Promise<Totals> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-report-"));
  try {
    const file = path.join(folder, "report.json");
    const code = await tool(file);
    const totals = existsSync(file)
      ? read(readFileSync(file, "utf8"))
      : { passed: 0, failed: 1, failures: [`no report: ended with ${code}`] };
    return code !== 0 && totals.failed === 0
      ? { ...totals, failed: 1, failures: [`no test failed, yet it ended with ${code}: see above`] }
      : totals;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(tool: keyof typeof TOOLS, args: string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [path.join(ROOT, TOOLS[tool]), ...args], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function add(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures],
  };
}

/** The name with the first line of the reason. */
function failure(name: string, reason = ""): string {
  const [line = ""] = reason.split("\n");
  return line === "" ? name : `${name}: ${line}`;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}

let totals: Totals = { passed: 0, failed: 0, failures: [] };
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n=== ${name}`);
  const started = performance.now();
  const result = await part().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, failures: [failure(name, String(error))] };
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`=== ${name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`);
  totals = add(totals, result);
}
for (const each of totals.failures) console.log(`FAILED ${each}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
