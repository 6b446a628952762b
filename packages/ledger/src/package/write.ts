/** Puts a package together: manifests, what is to be sealed, and the archive, streamed. */
import { utf8 } from "../bytes.ts";
import { type TreeName, TREES } from "../hash.ts";
import { type Crc32, portableCrc32, portableDigest, type StartDigest } from "./digests.ts";
import { PATHS, SEALED, writeManifest } from "./layout.ts";
import { inOrder, requireSafe } from "./names.ts";
import { writeProofLine, type ProofLine } from "./statements.ts";
import { localHeader, type ZipMember, zipEnd } from "./zip-form.ts";

/** A file of a package that is being made; its content is asked for once more when the archive is written. */
export interface Part {
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
  readonly digests: Readonly<Record<TreeName, string>>;
  content(): AsyncIterable<Uint8Array>;
}

export interface Tools {
  readonly digest: StartDigest;
  readonly crc32: Crc32;
}

export const PORTABLE_TOOLS: Tools = { digest: portableDigest, crc32: portableCrc32 };

/** Reads content once for its digests; it is not kept. */
export async function measure(
  path: string,
  content: () => AsyncIterable<Uint8Array>,
  tools: Tools = PORTABLE_TOOLS,
  onBytes: (count: number) => void = () => {},
): Promise<Part> {
  requireSafe(path);
  const running = { sha256: tools.digest("sha256"), sm3: tools.digest("sm3") };
  let [size, crc32] = [0, 0];
  for await (const piece of content()) {
    for (const tree of TREES) running[tree].update(piece);
    crc32 = tools.crc32(piece, crc32);
    size += piece.length;
    onBytes(piece.length);
  }
  return { path, size, crc32, digests: { sha256: running.sha256.hex(), sm3: running.sm3.hex() }, content };
}

export async function textPart(path: string, text: string, tools: Tools = PORTABLE_TOOLS): Promise<Part> {
  const bytes = utf8(text);
  return await measure(
    path,
    async function* () {
      yield bytes;
    },
    tools,
  );
}

const listOf = (parts: readonly Part[], tree: TreeName): string =>
  writeManifest(new Map(parts.map((part) => [part.path, part.digests[tree]])));

export interface Unsealed {
  readonly parts: readonly Part[];
  /** What the sealing entry has to hold: digests of the lists of everything. */
  readonly seal: Readonly<Record<TreeName, string>>;
}

/** `payload` lies below data/; `tags` are bagit.txt, bag-info.txt, index.html and verify.html. */
export async function readyToSeal(
  payload: readonly Part[],
  tags: readonly Part[],
  tools: Tools = PORTABLE_TOOLS,
): Promise<Unsealed> {
  const manifests = await Promise.all(
    TREES.map((tree) => textPart(PATHS.manifest(tree), listOf(payload, tree), tools)),
  );
  const covered = [...tags, ...manifests];
  const named = covered.map(({ path }) => path).sort(inOrder);
  if (named.join("\n") !== [...SEALED].sort(inOrder).join("\n"))
    throw new Error(`a package is sealed over ${SEALED.join(", ")}, not ${named.join(", ")}`);
  const lists = await Promise.all(
    TREES.map((tree) => textPart(PATHS.sealed(tree), listOf(covered, tree), tools)),
  );
  const digestOf = (i: number, tree: TreeName): string => lists[i]?.digests[tree] ?? "";
  return {
    parts: [...payload, ...covered, ...lists],
    seal: { sha256: digestOf(TREES.indexOf("sha256"), "sha256"), sm3: digestOf(TREES.indexOf("sm3"), "sm3") },
  };
}

export interface SealProof {
  readonly tree: TreeName;
  /** With its signatures. */
  readonly checkpoint: string;
  /** One for each entry in the order of the description's positions, then the seal's. */
  readonly proofs: readonly ProofLine[];
}

/** All files of the package in the order of the archive. */
export async function sealed(
  { parts }: Unsealed,
  entry: string,
  trees: readonly SealProof[],
  tools: Tools = PORTABLE_TOOLS,
): Promise<Part[]> {
  const proof = await Promise.all([
    textPart(PATHS.sealEntry, entry, tools),
    ...trees.flatMap(({ tree, checkpoint, proofs }) => [
      textPart(PATHS.checkpoint(tree), checkpoint, tools),
      textPart(
        PATHS.proofs(tree),
        proofs.map(({ index, path }) => writeProofLine(index, path)).join(""),
        tools,
      ),
    ]),
  ]);
  const all = [...parts, ...proof];
  const tags = all.filter(({ path }) => !path.startsWith("data/"));
  const manifests = await Promise.all(
    TREES.map((tree) => textPart(PATHS.tagManifest(tree), listOf(tags, tree), tools)),
  );
  return [...all, ...manifests].sort((a, b) => inOrder(a.path, b.path));
}

/** Streams the archive; ends with an error when a file is not what it was when it was measured. */
export async function* zipOf(
  base: string,
  parts: readonly Part[],
  crc32: Crc32 = portableCrc32,
): AsyncGenerator<Uint8Array> {
  const members: ZipMember[] = [];
  for (const part of parts) {
    const member = { name: `${base}/${part.path}`, size: part.size, crc32: part.crc32 };
    members.push(member);
    yield localHeader(member);
    let [size, crc] = [0, 0];
    for await (const piece of part.content()) {
      size += piece.length;
      crc = crc32(piece, crc);
      yield piece;
    }
    if (size !== part.size || crc !== part.crc32) throw new Error(`${part.path} changed while it was packed`);
  }
  yield zipEnd(members);
}
