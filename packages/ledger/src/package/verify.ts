/** Verifies an evidence package: every file, every statement, with no server and no network. */
import { textOf, utf8 } from "../bytes.ts";
import { type Hashes, PORTABLE, type TreeName, TREES } from "../hash.ts";
import type { VerifierKey } from "../keys.ts";
import { portableDigest, type StartDigest } from "./digests.ts";
import { type Finding, findingOf, PackageFailure } from "./failure.ts";
import {
  BAGIT,
  type DescribedObject,
  type Description,
  isPayload,
  PATHS,
  readDescription,
  readManifest,
  readOpenings,
  SEAL_KIND,
  SEALED,
} from "./layout.ts";
import { inOrder, pathProblem, skeleton } from "./names.ts";
import type { OpenedPackage, PackageFile } from "./source.ts";
import {
  checkCheckpoint,
  type CheckedTree,
  checkInclusion,
  checkOpenings,
  forBothTrees,
  type Keys,
  type PackageEntry,
  readEntries,
  readEntry,
  readKeys,
  readProofs,
  type ProofLine,
} from "./statements.ts";

export interface PackageCheck {
  /** Keys of the log (and of witnesses) that the verifier kept since before; none: the package's own are used. */
  readonly keys?: readonly VerifierKey[];
  readonly hashes?: Hashes;
  readonly digest?: StartDigest;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FileReport {
  readonly path: string;
  readonly size: number;
  readonly ok: boolean;
  /** As it was handed in; null for parts of the package itself. */
  readonly name: string | null;
  readonly sha256: string | null;
  readonly sm3: string | null;
  /** Places of entries that hold this file's digest: the record vouches for it by itself. */
  readonly recorded: readonly number[];
}

export interface StatementReport {
  readonly position: number;
  readonly ok: boolean;
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly object: { readonly type: string; readonly id: string };
  readonly actor: { readonly person: string | null; readonly org: string | null };
  /** Trees under whose checkpoint it was found. */
  readonly trees: readonly TreeName[];
  /** Texts that are what the entry committed to. */
  readonly opened: Readonly<Record<string, string>>;
  /** Fields it committed to whose text is not in the package. */
  readonly closed: readonly string[];
}

export interface TreeReport {
  readonly tree: TreeName;
  readonly origin: string;
  readonly size: number;
  readonly signers: readonly {
    readonly name: string;
    readonly id: string;
    readonly type: string;
    readonly pinned: boolean;
  }[];
  readonly witnesses: readonly { readonly name: string; readonly at: string; readonly pinned: boolean }[];
}

export interface PackageReport {
  /** Everything holds. What that is worth depends on `trust`. */
  readonly valid: boolean;
  /** 'pinned': keys that the verifier kept. 'stated': only keys that the package itself brought along. */
  readonly trust: "pinned" | "stated";
  /** As the package says; undefined when that could not be read. */
  readonly description: Description | undefined;
  /** The entry that vouches for the package as a whole. */
  readonly seal: { readonly position: number; readonly at: string; readonly ok: boolean } | undefined;
  readonly trees: readonly TreeReport[];
  readonly files: readonly FileReport[];
  readonly objects: readonly DescribedObject[];
  readonly statements: readonly StatementReport[];
  readonly findings: readonly Finding[];
}

/** Parts of the package that are read as a whole. */
const LARGEST_PART = 256 * 1024 * 1024;
/** More than a person reads; the rest is counted. */
const MOST_FINDINGS = 1000;

interface Content {
  readonly size: number;
  readonly digests: Readonly<Record<TreeName, string>>;
  readonly text: string | undefined;
}

/** Never throws for what is in the package: everything that does not hold is a finding. */
export async function verifyPackage(opened: OpenedPackage, check: PackageCheck = {}): Promise<PackageReport> {
  const findings: Finding[] = [...opened.findings];
  const pinned = forBothTrees(check.keys ?? []);
  const base: PackageReport = {
    valid: false,
    trust: pinned.some((key) => key.type !== "cosignature") ? "pinned" : "stated",
    description: undefined,
    seal: undefined,
    trees: [],
    files: [],
    objects: [],
    statements: [],
    findings,
  };
  namesOf(opened.files, findings);
  // Where names cannot be trusted, what lies under them cannot be told apart.
  if (findings.length > 0) return base;

  const contents = await readAll(opened.files, check, findings);
  listings(opened.files, contents, findings);
  const text = (path: string): string => {
    const found = contents.get(path)?.text;
    if (found === undefined) throw new PackageFailure("file-missing", path);
    return found;
  };
  /** Each part says by itself what is wrong with it; the others go on. */
  const part = <T>(about: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      findings.push(findingOf(error, about));
      return undefined;
    }
  };

  part(PATHS.bagit, () => {
    if (text(PATHS.bagit) !== BAGIT) throw new PackageFailure("bag-malformed", PATHS.bagit);
  });
  const description = part(PATHS.description, () => readDescription(text(PATHS.description)));
  if (!description) return { ...base, files: plainFiles(opened.files, contents, findings) };
  if (opened.base !== undefined && opened.base !== description.base)
    findings.push({ code: "base-wrong", about: opened.base });

  const keys: Keys = { pinned, stated: part(PATHS.keys, () => readKeys(text(PATHS.keys))) ?? [] };
  const trees = description.trees.flatMap(
    (tree) =>
      part(PATHS.checkpoint(tree), () =>
        checkCheckpoint(text(PATHS.checkpoint(tree)), tree, description, keys),
      ) ?? [],
  );
  const [first] = trees;
  for (const { tree, checkpoint } of trees)
    if (first && checkpoint.size !== first.checkpoint.size)
      findings.push({ code: "sizes-differ", about: `${first.checkpoint.size} / ${tree} ${checkpoint.size}` });

  const entries =
    part(PATHS.entries, () => readEntries(text(PATHS.entries), description.positions, findings)) ?? [];
  const seal = part(PATHS.sealEntry, () => readSeal(text, description, contents, findings));
  const proofs = new Map<TreeName, readonly ProofLine[]>();
  for (const tree of description.trees) {
    const lines = part(PATHS.proofs(tree), () => readProofs(text(PATHS.proofs(tree)), PATHS.proofs(tree)));
    proofs.set(tree, lines ?? []);
    if (lines && lines.length !== description.positions.length + 1)
      findings.push({
        code: "entry-count",
        about: `${PATHS.proofs(tree)}: ${lines.length} / ${description.positions.length + 1}`,
      });
  }
  const hashes = check.hashes ?? PORTABLE;
  const included = (entry: Pick<PackageEntry, "position" | "bytes">, line: number): TreeName[] =>
    trees.flatMap((each) => {
      const wrong = checkInclusion(each, hashes, entry, proofs.get(each.tree)?.[line]);
      if (wrong) findings.push(wrong);
      return wrong ? [] : [each.tree];
    });
  const proved = entries.map((entry, i) => ({ entry, trees: included(entry, i) }));
  const sealPosition = proofs.get(description.trees[0] as TreeName)?.at(-1)?.index;
  const sealed =
    seal && sealPosition !== undefined
      ? {
          position: sealPosition,
          at: seal.at,
          ok:
            seal.holds &&
            included(
              { position: sealPosition, bytes: utf8(text(PATHS.sealEntry)) },
              description.positions.length,
            ).length === description.trees.length,
        }
      : undefined;
  const openings = part(PATHS.openings, () => readOpenings(text(PATHS.openings))) ?? [];
  const texts = checkOpenings(openings, entries, hashes, findings);
  const recorded = recordedDigests(entries);
  for (const object of description.objects)
    if (!contents.has(object.path)) findings.push({ code: "file-missing", about: object.path });
  describedFiles(description, contents, entries, findings);
  const cut = findings.length > MOST_FINDINGS ? findings.slice(0, MOST_FINDINGS) : findings;
  return {
    ...base,
    valid: findings.length === 0 && sealed?.ok === true && trees.length === description.trees.length,
    description,
    seal: sealed,
    trees: trees.map((tree) => treeReport(tree, pinned)),
    files: plainFiles(opened.files, contents, findings, description, recorded),
    objects: description.objects,
    statements: proved.map(({ entry, trees: under }) => {
      const fields = texts.get(entry.body.id) ?? new Map<string, string>();
      return {
        position: entry.position,
        ok: under.length === description.trees.length,
        id: entry.body.id,
        at: entry.body.at,
        kind: entry.body.kind,
        object: { type: entry.body.object.type, id: entry.body.object.id },
        actor: { person: entry.body.actor.person ?? null, org: entry.body.actor.org ?? null },
        trees: under,
        opened: Object.fromEntries(fields),
        closed: Object.keys(entry.body.commitments).filter((field) => !fields.has(field)),
      };
    }),
    findings: cut,
  };
}

function namesOf(files: readonly PackageFile[], findings: Finding[]): void {
  const seen = new Map<string, string>();
  const exact = new Set<string>();
  for (const { path } of files) {
    const problem = pathProblem(path);
    if (problem !== undefined) findings.push({ code: problem, about: path });
    if (exact.has(path)) findings.push({ code: "path-twice", about: path });
    exact.add(path);
    const like = skeleton(path);
    const other = seen.get(like);
    if (other !== undefined && other !== path)
      findings.push({ code: "path-lookalike", about: `${other} / ${path}` });
    seen.set(like, path);
  }
}

/** Files whose text the verifier needs; everything else only flows by. */
function isRead(path: string): boolean {
  return (
    !path.startsWith("data/") ||
    [PATHS.description, PATHS.entries, PATHS.openings, PATHS.keys].includes(path as never)
  );
}

async function readAll(
  files: readonly PackageFile[],
  check: PackageCheck,
  findings: Finding[],
): Promise<Map<string, Content>> {
  const start = check.digest ?? portableDigest;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const contents = new Map<string, Content>();
  let done = 0;
  for (const file of files) {
    const running = { sha256: start("sha256"), sm3: start("sm3") };
    const kept: Uint8Array[] = [];
    const reads = isRead(file.path);
    let size = 0;
    try {
      if (reads && file.size > LARGEST_PART) throw new PackageFailure("too-large", file.path);
      for await (const piece of file.content()) {
        size += piece.length;
        if (size > file.size) throw new PackageFailure("zip-promise", file.path);
        for (const tree of TREES) running[tree].update(piece);
        if (reads) kept.push(Uint8Array.from(piece));
        done += piece.length;
        check.onProgress?.(done, total);
      }
    } catch (error) {
      findings.push(findingOf(error, file.path));
    }
    contents.set(file.path, {
      size,
      digests: { sha256: running.sha256.hex(), sm3: running.sm3.hex() },
      text: reads ? wholeText(kept, size) : undefined,
    });
  }
  return contents;
}

function wholeText(pieces: readonly Uint8Array[], size: number): string | undefined {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return textOf(bytes);
}

/** Manifests against each other, against the files, and the files against their digests. */
function listings(
  files: readonly PackageFile[],
  contents: ReadonlyMap<string, Content>,
  findings: Finding[],
): void {
  const present = new Set(files.map(({ path }) => path));
  const tagManifests = TREES.map(PATHS.tagManifest);
  const kinds = [
    { name: PATHS.manifest, of: (path: string) => isPayload(path) },
    {
      name: PATHS.tagManifest,
      of: (path: string) => !isPayload(path) && !tagManifests.includes(path),
    },
  ];
  for (const { name, of } of kinds) {
    let before: string[] | undefined;
    for (const tree of TREES) {
      const manifest = name(tree);
      const found = contents.get(manifest)?.text;
      if (found === undefined) {
        findings.push({
          code: present.has(manifest) ? "manifest-malformed" : "file-missing",
          about: manifest,
        });
        continue;
      }
      let listed: Map<string, string>;
      try {
        listed = readManifest(found, manifest);
      } catch (error) {
        findings.push(findingOf(error, manifest));
        continue;
      }
      for (const [path, digest] of listed) {
        const problem = pathProblem(path);
        if (problem !== undefined) findings.push({ code: problem, about: `${manifest}: ${path}` });
        else if (!of(path)) findings.push({ code: "manifest-malformed", about: `${manifest}: ${path}` });
        else if (!present.has(path)) findings.push({ code: "file-missing", about: path });
        else if (contents.get(path)?.digests[tree] !== digest)
          findings.push({ code: "file-changed", about: `${path} (${tree})` });
      }
      const paths = [...listed.keys()];
      if (before && paths.join("\n") !== before.join("\n"))
        findings.push({ code: "manifests-differ", about: manifest });
      before = paths;
      for (const path of present)
        if (of(path) && !listed.has(path)) findings.push({ code: "file-extra", about: path });
    }
  }
  const known = new Set<string>([
    ...SEALED,
    ...tagManifests,
    PATHS.sealEntry,
    ...TREES.flatMap((tree) => [PATHS.sealed(tree), PATHS.checkpoint(tree), PATHS.proofs(tree)]),
  ]);
  for (const path of present)
    if (!isPayload(path) && !known.has(path)) findings.push({ code: "file-extra", about: path });
}

/** Whether the seal is over this content: its lists over the files, and its entry over its lists. */
function readSeal(
  text: (path: string) => string,
  description: Description,
  contents: ReadonlyMap<string, Content>,
  findings: Finding[],
): { at: string; holds: boolean } {
  const body = readEntry(utf8(text(PATHS.sealEntry)), PATHS.sealEntry);
  const before = findings.length;
  const wrong = (about: string): void => void findings.push({ code: "seal-wrong", about });
  if (body.kind !== SEAL_KIND || body.object.id !== description.id) wrong(PATHS.sealEntry);
  for (const tree of TREES) {
    const list = PATHS.sealed(tree);
    const listed = readManifest(text(list), list);
    if ([...listed.keys()].join("\n") !== [...SEALED].sort(inOrder).join("\n")) wrong(list);
    for (const [path, digest] of listed)
      if (contents.get(path)?.digests[tree] !== digest) wrong(`${list}: ${path}`);
    if (body.data[tree] !== contents.get(list)?.digests[tree]) wrong(list);
  }
  return { at: body.at, holds: findings.length === before };
}

/** Where the record holds the SHA-256 of something. */
function recordedDigests(entries: readonly PackageEntry[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { position, body } of entries) {
    const { sha256 } = body.data;
    for (const digest of Array.isArray(sha256) ? sha256 : [sha256])
      if (typeof digest === "string") places.set(digest, [...(places.get(digest) ?? []), position]);
  }
  return places;
}

function describedFiles(
  description: Description,
  contents: ReadonlyMap<string, Content>,
  entries: readonly PackageEntry[],
  findings: Finding[],
): void {
  const uploads = new Map(
    entries.filter(({ body }) => body.kind === "file.uploaded").map(({ body }) => [body.object.id, body]),
  );
  // SM3 of large files is recorded after their upload, together with the SHA-256 that was seen with it.
  const later = new Map(
    entries
      .filter(({ body }) => body.kind === "file.sm3-recorded" && body.data["sha256"] !== undefined)
      .map(({ body }) => [body.object.id, body.data]),
  );
  for (const file of description.files) {
    const data = uploads.get(file.id)?.data;
    const sm3 = data?.["sm3"] ?? later.get(file.id)?.["sm3"] ?? null;
    const other = later.get(file.id)?.["sha256"] ?? file.sha256;
    if (
      (data && data["sha256"] !== file.sha256) ||
      other !== file.sha256 ||
      (sm3 !== null && file.sm3 !== null && sm3 !== file.sm3)
    )
      findings.push({ code: "record-differs", about: file.path ?? file.name });
    if (file.path === null) continue;
    const content = contents.get(file.path);
    if (!content) findings.push({ code: "file-missing", about: file.path });
    else if (
      content.digests.sha256 !== file.sha256 ||
      (file.sm3 !== null && content.digests.sm3 !== file.sm3) ||
      content.size !== file.size
    )
      findings.push({ code: "record-differs", about: file.path });
  }
}

function plainFiles(
  files: readonly PackageFile[],
  contents: ReadonlyMap<string, Content>,
  findings: readonly Finding[],
  description?: Description,
  recorded?: ReadonlyMap<string, readonly number[]>,
): FileReport[] {
  const named = new Map((description?.files ?? []).map((file) => [file.path, file]));
  return files.map(({ path, size }) => {
    const digests = contents.get(path)?.digests;
    return {
      path,
      size,
      ok: !findings.some(
        ({ about }) => about === path || about.startsWith(`${path} `) || about.endsWith(`: ${path}`),
      ),
      name: named.get(path)?.name ?? null,
      sha256: digests?.sha256 ?? null,
      sm3: digests?.sm3 ?? null,
      recorded: recorded?.get(digests?.sha256 ?? "") ?? [],
    };
  });
}

function treeReport({ tree, checkpoint }: CheckedTree, pinned: readonly VerifierKey[]): TreeReport {
  const isPinned = (key: VerifierKey): boolean => pinned.some((each) => each.text === key.text);
  return {
    tree,
    origin: checkpoint.origin,
    size: checkpoint.size,
    signers: checkpoint.signers.map(({ key }) => ({
      name: key.name,
      id: key.id,
      type: key.type,
      pinned: isPinned(key),
    })),
    witnesses: checkpoint.witnesses.map(({ key, time }) => ({
      name: key.name,
      at: instantOf(time ?? 0),
      pinned: isPinned(key),
    })),
  };
}

/** Seconds as a witness signed them; a key that nobody vouches for may have signed any number. */
function instantOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? String(seconds) : at.toISOString();
}
