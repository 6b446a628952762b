/** Where what lies in a package, and its manifests (BagIt, RFC 8493). docs/EVIDENCE.md describes them for strangers. */
import { HASH_SIZE, type TreeName } from "../hash.ts";
import { PackageFailure } from "./failure.ts";
import { inOrder } from "./names.ts";

export const FORMAT = "yunjian-evidence-package/1";
/** Kind of the entry that seals a package. */
export const SEAL_KIND = "package.made";
export const BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

export const PATHS = {
  bagit: "bagit.txt",
  info: "bag-info.txt",
  index: "index.html",
  verifier: "verify.html",
  description: "data/package.json",
  entries: "data/record/entries.jsonl",
  openings: "data/record/openings.jsonl",
  keys: "data/record/keys.txt",
  sealEntry: "seal/entry.json",
  manifest: (name: TreeName) => `manifest-${name}.txt`,
  tagManifest: (name: TreeName) => `tagmanifest-${name}.txt`,
  /** Digests of what the seal covers beside the payload: manifests, index, verifier. */
  sealed: (name: TreeName) => `seal/contents-${name}.txt`,
  checkpoint: (tree: TreeName) => `seal/${tree}/checkpoint`,
  proofs: (tree: TreeName) => `seal/${tree}/proofs`,
} as const;

/** What the seal covers by its list; the payload is covered through the manifests. */
export const SEALED: readonly string[] = [
  PATHS.info,
  PATHS.bagit,
  PATHS.index,
  PATHS.manifest("sha256"),
  PATHS.manifest("sm3"),
  PATHS.verifier,
].sort(inOrder);

export const isPayload = (path: string): boolean => path.startsWith("data/");

/** A file of the package as its description names it. */
export interface DescribedFile {
  readonly id: string;
  /** Null: not in the package, for the reason in `state`. */
  readonly path: string | null;
  /** As it was handed in. */
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly sm3: string | null;
  /** 'kept', or why the content is not there. */
  readonly state: string;
}

export interface DescribedObject {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly path: string;
}

/** data/package.json */
export interface Description {
  readonly format: typeof FORMAT;
  readonly id: string;
  readonly number: string;
  /** Top folder of the archive. */
  readonly base: string;
  readonly title: string;
  readonly scope: {
    readonly type: string;
    readonly id: string;
    readonly name: string;
    readonly from: string | null;
    readonly to: string | null;
  };
  readonly madeAt: string;
  readonly madeBy: { readonly id: string; readonly name: string };
  readonly organisation: { readonly id: string; readonly name: string };
  /** Origin of the log's SHA-256 tree. */
  readonly log: string;
  readonly trees: readonly TreeName[];
  /** Places in the log of the lines of entries.jsonl, ascending. */
  readonly positions: readonly number[];
  readonly objects: readonly DescribedObject[];
  readonly files: readonly DescribedFile[];
}

/** A line of data/record/openings.jsonl: a text that an entry committed to. */
export interface Opening {
  readonly entry: string;
  readonly field: string;
  /** Hex. */
  readonly salt: string;
  readonly text: string;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isPlace = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const texts = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => isText(value[name]));

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function readDescription(text: string): Description {
  const value = jsonOf(text);
  if (!isObject(value)) throw new PackageFailure("package-malformed", "JSON");
  const format = value["format"];
  if (isText(format) && format.startsWith("yunjian-evidence-package/") && format !== FORMAT)
    throw new PackageFailure("package-version", format);
  const { trees, positions, objects, files, scope } = value;
  const fine =
    format === FORMAT &&
    texts(value, "id", "number", "base", "title", "madeAt", "log") &&
    texts(scope, "type", "id", "name") &&
    texts(value["madeBy"], "id", "name") &&
    texts(value["organisation"], "id", "name") &&
    Array.isArray(trees) &&
    trees.length > 0 &&
    trees.every((tree) => tree === "sha256" || tree === "sm3") &&
    new Set(trees).size === trees.length &&
    Array.isArray(positions) &&
    positions.every(isPlace) &&
    Array.isArray(objects) &&
    objects.every((object) => texts(object, "type", "id", "title", "path")) &&
    Array.isArray(files) &&
    files.every(
      (file: unknown) =>
        texts(file, "id", "name", "sha256", "state") &&
        isPlace((file as DescribedFile).size) &&
        [(file as DescribedFile).path, (file as DescribedFile).sm3].every(
          (each) => each === null || isText(each),
        ),
    );
  if (!fine) throw new PackageFailure("package-malformed");
  return value as unknown as Description;
}

export function readOpenings(text: string): Opening[] {
  return linesOf(text, "opening-malformed", PATHS.openings).map((line, i) => {
    const value = jsonOf(line);
    if (!texts(value, "entry", "field", "salt", "text") || !/^[0-9a-f]{64}$/.test((value as Opening).salt))
      throw new PackageFailure("opening-malformed", `${PATHS.openings}:${i + 1}`);
    return value as Opening;
  });
}

/** Lines that each end with a newline, none of them empty. */
export function linesOf(
  text: string,
  code:
    | "manifest-malformed"
    | "proofs-malformed"
    | "opening-malformed"
    | "entry-malformed"
    | "keys-malformed",
  about: string,
): string[] {
  if (text === "") return [];
  if (!text.endsWith("\n") || text.includes("\r")) throw new PackageFailure(code, about);
  const lines = text.slice(0, -1).split("\n");
  if (lines.includes("")) throw new PackageFailure(code, about);
  return lines;
}

/** Path and digest of each file, as the manifests list them. */
export type Listing = ReadonlyMap<string, string>;

export function writeManifest(digests: Listing): string {
  return [...digests]
    .sort(([a], [b]) => inOrder(a, b))
    .map(([path, digest]) => `${digest}  ${path}\n`)
    .join("");
}

/** One spelling only: ascending paths, two spaces, lower case hex. */
export function readManifest(text: string, name: string): Map<string, string> {
  const listed = new Map<string, string>();
  let before = "";
  for (const line of linesOf(text, "manifest-malformed", name)) {
    const [, digest = "", path = ""] = /^([0-9a-f]+) {2}(.+)$/.exec(line) ?? [];
    if (digest.length !== HASH_SIZE * 2) throw new PackageFailure("manifest-malformed", name);
    if (listed.has(path)) throw new PackageFailure("path-twice", `${name}: ${path}`);
    if (inOrder(before, path) >= 0) throw new PackageFailure("manifest-malformed", `${name}: ${path}`);
    listed.set(path, digest);
    before = path;
  }
  return listed;
}
