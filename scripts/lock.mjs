/**
 * Completes package-lock.json. npm leaves optional packages of foreign platforms out of the lock when it
 * could not read them while writing it, and then `npm ci` refuses that lock ("Missing: ... from lock
 * file"). A stub with version and platform is enough: on this platform npm skips it.
 * Run it (`npm run lock`) after every `npm install`; `npm run check` looks whether that was forgotten.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** Names of missing optional packages with the entry each should have, by their place in the tree. */
export function missingEntries(packages) {
  const missing = new Map();
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(packages, place, name)) continue;
      if (!/^\d+\.\d+\.\d+/.test(range))
        throw new Error(`${place} wants ${name}@${range}: not an exact version`);
      missing.set(`node_modules/${name}`, stub(name, range, entry));
    }
  }
  return missing;
}

function resolves(packages, place, name) {
  for (let base = place; ; base = parentOf(base)) {
    if (packages[base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`]) return true;
    if (base === "") return false;
  }
}

function parentOf(place) {
  const cut = place.lastIndexOf("/node_modules/");
  return cut < 0 ? "" : place.slice(0, cut);
}

function stub(name, version, parent) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((each) => words.includes(each));
  const cpu = PROCESSORS.filter((each) => words.includes(each));
  if (os.length === 0 && cpu.length === 0)
    throw new Error(`${name}: its name tells no platform; add it to the lock by hand`);
  const libc = words.some((each) => each.startsWith("musl"))
    ? ["musl"]
    : words.some((each) => each.startsWith("gnu"))
      ? ["glibc"]
      : [];
  return {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const LOCK = path.join(ROOT, "package-lock.json");

/** What would make `npm ci` refuse the lock. */
export function lockProblems() {
  const missing = missingEntries(JSON.parse(readFileSync(LOCK, "utf8")).packages);
  if (missing.size === 0) return [];
  return [
    `package-lock.json lacks optional packages, npm ci would refuse it; run: npm run lock`,
    ...missing.keys(),
  ];
}

function complete() {
  const lock = JSON.parse(readFileSync(LOCK, "utf8"));
  const missing = missingEntries(lock.packages);
  if (missing.size === 0) return;
  const { "": root, ...others } = lock.packages;
  const entries = Object.entries({ ...others, ...Object.fromEntries(missing) });
  entries.sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = { "": root, ...Object.fromEntries(entries) };
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: added ${missing.size} optional packages of other platforms`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) complete();
