/**
 * What is shipped, as CycloneDX: docs/sbom.cdx.json, written by `npm run sbom` from the lock alone, so that it
 * is the same wherever it is made. A lock that changed without it fails the check.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./tools.ts";

const FILE = "docs/sbom.cdx.json";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly scope?: string;
  readonly licenses?: unknown;
  readonly hashes?: unknown;
}
interface Sbom {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** The packages of production with licence and hash, sorted; without dates, serial numbers and machine paths. */
export function sbomOf(root: string): string {
  const made = spawnSync(
    "npm",
    ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only", "--silent"],
    { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (made.status !== 0) throw new Error(`npm sbom: ${made.stderr || made.stdout}`);
  const { components, dependencies } = JSON.parse(made.stdout) as Sbom;
  const version = (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string })
    .version;
  const sorted = <T>(list: readonly T[], key: (each: T) => string): T[] =>
    [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return `${JSON.stringify(
    {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      version: 1,
      metadata: { component: { type: "application", name: "yunjian", version } },
      components: sorted(
        components.map(({ "bom-ref": ref, name, version: of, purl, scope, licenses, hashes }) => ({
          "bom-ref": ref,
          type: "library",
          name,
          version: of,
          ...(purl !== undefined && { purl }),
          ...(scope !== undefined && { scope }),
          ...(licenses !== undefined && { licenses }),
          ...(hashes !== undefined && { hashes }),
        })),
        (each) => each["bom-ref"],
      ),
      dependencies: sorted(
        dependencies.map(({ ref, dependsOn }) => ({ ref, dependsOn: [...dependsOn].sort() })),
        (each) => each.ref,
      ),
    },
    null,
    1,
  )}\n`;
}

export function sbomProblems(root: string): string[] {
  const at = path.join(root, FILE);
  if (!existsSync(at)) return [`${FILE} is missing: npm run sbom`];
  const plain = (text: string): string => JSON.stringify(JSON.parse(text));
  return plain(readFileSync(at, "utf8")) === plain(sbomOf(root))
    ? []
    : [`${FILE} is not what the lock says: npm run sbom`];
}

if (import.meta.main) {
  writeFileSync(path.join(ROOT, FILE), sbomOf(ROOT));
  console.log(`${FILE} written`);
}
