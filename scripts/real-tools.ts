/**
 * Real evidence: runs the tools that Debian packages and npm bring, on this machine, and leaves their results
 * in a folder. Used by the browser tests and the README's tour:
 *   scripts/node scripts/real-tools.ts FOLDER
 */
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export type Tool = "openscap" | "lynis" | "nmap" | "npm";

export interface Evidence {
  readonly tool: Tool;
  readonly version: string;
  readonly file: string;
  /** Rows of Appendix A that it can serve. */
  readonly duties: readonly string[];
}

/** Longer than any of them takes on a busy machine; a tool that hangs does not hang the tests. */
const PATIENCE = 240_000;

const MAKERS: Readonly<Record<Tool, (folder: string) => Promise<Evidence>>> = { openscap, lynis, nmap, npm };

export async function makeEvidence(
  folder: string,
  tools = Object.keys(MAKERS) as Tool[],
): Promise<Evidence[]> {
  mkdirSync(folder, { recursive: true });
  return await Promise.all(tools.map((tool) => MAKERS[tool](path.resolve(folder))));
}

const CONTENT = "/usr/share/xml/scap/ssg/content";

async function openscap(folder: string): Promise<Evidence> {
  const names = readdirSync(CONTENT, { encoding: "utf8" }).filter((name) =>
    /^ssg-debian\d+-xccdf\.xml$/.test(name),
  );
  const newest = names.sort((a, b) => releaseOf(a) - releaseOf(b)).at(-1);
  if (newest === undefined) throw new Error(`no XCCDF content in ${CONTENT}: install ssg-debian`);
  const work = mkdtempSync(path.join(os.tmpdir(), "yunjian-oscap-"));
  try {
    for (const name of readdirSync(CONTENT).filter(
      (each) => each.startsWith(`ssg-debian${releaseOf(newest)}-`) && !each.includes("-ds"),
    )) {
      cpSync(path.join(CONTENT, name), path.join(work, name));
    }
    // The content names one Debian release and calls every rule inapplicable on the next one, although
    // what the rules look at, packages, files and their modes, has not changed.
    const content = readFileSync(path.join(CONTENT, newest), "utf8").replace(
      /^.*<[\w.-]*:?platform idref="cpe:\/o:debian[^>]*>.*\n/gm,
      "",
    );
    writeFileSync(path.join(work, newest), content);
    const file = path.join(folder, "openscap-results.xml");
    const profile = "xccdf_org.ssgproject.content_profile_anssi_np_nt28_average";
    // 2: some rules failed, which is a result.
    await run("oscap", ["xccdf", "eval", "--profile", profile, "--results", file, newest], {
      cwd: work,
      ends: [0, 2],
    });
    const version = /(\d+\.\d+\.\d+)/.exec(await run("oscap", ["--version"]))?.[1] ?? "";
    return { tool: "openscap", version, file: written(file), duties: ["JGK-A-47", "JGK-A-29"] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function releaseOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

/** Groups that look at the machine itself; searching all files for certificates takes minutes. */
const LYNIS_GROUPS =
  "authentication banners boot_services file_permissions kernel kernel_hardening logging networking shells ssh storage time";

async function lynis(folder: string): Promise<Evidence> {
  const file = path.join(folder, "lynis-report.dat");
  const log = path.join(folder, "lynis.log");
  rmSync(file, { force: true });
  const how = ["--quick", "--no-colors", "--quiet", "--no-plugins", "--tests-from-group", LYNIS_GROUPS];
  await run("lynis", ["audit", "system", ...how, "--report-file", file, "--log-file", log], { cwd: folder });
  rmSync(log, { force: true });
  const report = readFileSync(written(file), "utf8");
  if (!/^finish=true$/m.test(report)) throw new Error("lynis did not finish its audit");
  return {
    tool: "lynis",
    version: /^lynis_version=(.*)$/m.exec(report)?.[1] ?? "",
    file,
    duties: ["JGK-A-29", "JGK-A-22"],
  };
}

async function nmap(folder: string): Promise<Evidence> {
  const file = path.join(folder, "nmap-loopback.xml");
  await run("nmap", ["-oX", file, "-p", "1-200", "127.0.0.1"], { cwd: folder });
  const version = /Nmap version (\S+)/.exec(await run("nmap", ["--version"]))?.[1] ?? "";
  return { tool: "nmap", version, file: written(file), duties: ["JGK-A-47", "JGK-A-22"] };
}

/** The components of this very project, as its lock names them. */
async function npm(folder: string): Promise<Evidence> {
  const file = path.join(folder, "sbom.cdx.json");
  writeFileSync(
    file,
    await run("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], { cwd: ROOT }),
  );
  return {
    tool: "npm",
    version: (await run("npm", ["--version"])).trim(),
    file: written(file),
    duties: ["JGK-A-23", "JGK-A-27"],
  };
}

function written(file: string): string {
  if (statSync(file).size === 0) throw new Error(`${file} is empty`);
  return file;
}

/** Standard output of a tool; with its whole family it ends in time or not at all. */
function run(
  program: string,
  args: readonly string[],
  { cwd = ROOT, ends = [0] }: { cwd?: string; ends?: number[] } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let out = "";
    let err = "";
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, PATIENCE);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err = (err + text).slice(-2000)));
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        error.code === "ENOENT" ? new Error(`${program} is missing; npm test says what to install`) : error,
      );
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== null && ends.includes(code)) resolve(out);
      else reject(new Error(`${program} ended with ${signal ?? code}\n${err || out.slice(-2000)}`));
    });
  });
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error("scripts/node scripts/real-tools.ts FOLDER");
    process.exitCode = 2;
  } else {
    for (const { tool, version, file, duties } of await makeEvidence(folder))
      console.log([tool, version, file, duties.join(",")].join("\t"));
  }
}
