/**
 * C2SP tlog-proof: an entry's place, its inclusion path and the checkpoint, in one text. The `extra` line
 * holds the entry itself, so that the file can be checked alone.
 */
import { decimal, equalBytes, fromBase64, toBase64 } from "./bytes.ts";
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint, type Trust } from "./checkpoint.ts";
import { LedgerFailure } from "./failure.ts";
import { HASH_SIZE, type Hashes, PORTABLE, type TreeName, treeOf } from "./hash.ts";
import { leafHash, rootOfInclusion } from "./merkle.ts";
import { parseNote } from "./note.ts";

const HEAD = "c2sp.org/tlog-proof@v1";
/** A tree of 2^53 entries has a path of 53 hashes. */
const LONGEST_PATH = 63;

export interface Proof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The checkpoint with its signatures, verbatim. */
  readonly checkpoint: string;
  /** The entry's bytes, if they are enclosed. */
  readonly entry: Uint8Array | undefined;
}

export function writeProof({ index, path, checkpoint, entry }: Proof): string {
  return [
    HEAD,
    ...(entry ? [`extra ${toBase64(entry)}`] : []),
    `index ${index}`,
    ...path.map(toBase64),
    "",
    checkpoint,
  ].join("\n");
}

export function parseProof(text: string): Proof {
  const malformed = (why: string): LedgerFailure => new LedgerFailure("proof-malformed", why);
  const end = text.indexOf("\n\n");
  if (end < 0) throw malformed("no checkpoint");
  const lines = text.slice(0, end).split("\n");
  if (lines.shift() !== HEAD) throw malformed("first line");
  let entry: Uint8Array | undefined;
  if (lines[0]?.startsWith("extra ")) {
    entry = fromBase64(lines.shift()?.slice("extra ".length) ?? "");
    if (!entry) throw malformed("extra");
  }
  const [, digits] = /^index (\S+)$/.exec(lines.shift() ?? "") ?? [];
  const index = decimal(digits ?? "");
  if (index === undefined) throw malformed("index");
  if (lines.length > LONGEST_PATH) throw malformed("path too long");
  const path = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_SIZE) throw malformed("path");
    return hash;
  });
  return { index, path, checkpoint: text.slice(end + 2), entry };
}

export interface VerifiedProof {
  readonly index: number;
  readonly tree: TreeName;
  readonly entry: Uint8Array;
  readonly checkpoint: OpenedCheckpoint;
}

/**
 * That the entry is in the log, at this place, under a checkpoint that trusted keys signed; or throws what
 * is wrong. `entry` is needed when the proof does not enclose it, and must be the same when both are there.
 */
export function verifyProof(
  text: string,
  trust: Trust,
  options: { readonly entry?: Uint8Array; readonly hashes?: Hashes } = {},
): VerifiedProof {
  const proof = parseProof(text);
  const { checkpoint } = proof;
  const opened = openCheckpoint(checkpoint, trust);
  const entry = options.entry ?? proof.entry;
  if (!entry) throw new LedgerFailure("entry-missing");
  if (proof.entry && !equalBytes(entry, proof.entry)) throw new LedgerFailure("path-wrong", "extra");
  const tree = treeOf(opened.origin);
  const hash = (options.hashes ?? PORTABLE)[tree];
  const { index } = proof;
  const root = rootOfInclusion(hash, { index, size: opened.size }, leafHash(hash, entry), proof.path);
  if (!equalBytes(root, opened.root)) throw new LedgerFailure("path-wrong");
  return { index, tree, entry, checkpoint: opened };
}

/** What a proof claims, unverified: to show before, or to choose the keys by. */
export function claimOf(text: string): { origin: string; size: number; index: number; tree: TreeName } {
  const { index, checkpoint } = parseProof(text);
  const { origin, size } = parseCheckpoint(parseNote(checkpoint).text);
  return { origin, size, index, tree: treeOf(origin) };
}
