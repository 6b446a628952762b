/**
 * What is shipped, as CycloneDX 1.5: docs/sbom.cdx.json, written by `npm run sbom` from package-lock.json alone.
 * `npm sbom` is not asked: another version of npm lists other packages for the same lock, and this file must be
 * the same wherever it is made. A lock that changed without it fails the check.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./tools.ts";

const FILE = "docs/sbom.cdx.json";

/** The members of a lock entry (lockfileVersion 3) that are read here. */
export interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages of production with licence and hash, sorted; without dates, serial numbers and machine paths. */
export function sbomOf(packages: Readonly<Record<string, Locked>>): object {
  const shipped = new Map<string, Locked>();
  for (const [place, entry] of Object.entries(packages)) {
    if (place !== "" && !entry.dev && !entry.link) shipped.set(place, entry);
  }
  // One package in two places of the tree is one component.
  const components = new Map<string, object>();
  const dependencies = new Map<string, Set<string>>();
  for (const [place, entry] of shipped) {
    const ref = refOf(place, entry);
    components.set(ref, component(place, entry));
    const needed = dependencies.get(ref) ?? new Set();
    dependencies.set(ref, needed);
    const names = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
    for (const name of Object.keys(names)) {
      const at = resolve(packages, place, name);
      const found = at === undefined ? undefined : shipped.get(at);
      if (at !== undefined && found) needed.add(refOf(at, found));
    }
  }
  const root = packages[""] ?? {};
  const byRef = <T>(map: Map<string, T>): [string, T][] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { type: "application", name: root.name, version: root.version } },
    components: byRef(components).map(([, each]) => each),
    dependencies: byRef(dependencies).map(([ref, on]) => ({ ref, dependsOn: [...on].sort() })),
  };
}

function component(place: string, entry: Locked): object {
  const name = nameOf(place, entry);
  const [algorithm, digest] = entry.integrity?.split("-", 2) ?? [];
  return {
    "bom-ref": refOf(place, entry),
    type: "library",
    name,
    version: entry.version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${entry.version}`,
    scope: entry.optional ? "optional" : "required",
    ...(entry.license !== undefined && { licenses: [licence(entry.license)] }),
    ...(algorithm !== undefined &&
      digest !== undefined && {
        hashes: [
          {
            alg: algorithm.toUpperCase().replace(/^SHA(?=\d)/, "SHA-"),
            content: Buffer.from(digest, "base64").toString("hex"),
          },
        ],
      }),
  };
}

/** One SPDX id, or an expression of several. */
function licence(text: string): object {
  return / (AND|OR|WITH) /.test(text) ? { expression: text } : { license: { id: text } };
}

function refOf(place: string, entry: Locked): string {
  return `${nameOf(place, entry)}@${entry.version}`;
}

function nameOf(place: string, entry: Locked): string {
  return entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Where Node would find the package from there: the nearest node_modules upwards, workspaces by their link. */
function resolve(packages: Readonly<Record<string, Locked>>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const at = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    const found = packages[at];
    if (found) return found.link ? found.resolved : at;
    if (folder === "") return undefined;
  }
}

function parentOf(place: string): string {
  const inside = place.lastIndexOf("/node_modules/");
  return inside === -1 ? "" : place.slice(0, inside);
}

function lockOf(root: string): Readonly<Record<string, Locked>> {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  return lock.packages;
}

export function sbomProblems(root: string): string[] {
  const at = path.join(root, FILE);
  if (!existsSync(at)) return [`${FILE} is missing: npm run sbom`];
  const stored = JSON.stringify(JSON.parse(readFileSync(at, "utf8")));
  return stored === JSON.stringify(sbomOf(lockOf(root)))
    ? []
    : [`${FILE} is not what the lock says: npm run sbom`];
}

if (import.meta.main) {
  writeFileSync(path.join(ROOT, FILE), `${JSON.stringify(sbomOf(lockOf(ROOT)), null, 1)}\n`);
  console.log(`${FILE} written`);
}
