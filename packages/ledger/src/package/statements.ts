/** The record's part of a package: checkpoints, entries with their proofs, texts that were opened. */
import { decimal, equalBytes, fromBase64, fromHex, concat, textOf, toBase64, toHex, utf8 } from "../bytes.ts";
import { type OpenedCheckpoint, openCheckpoint } from "../checkpoint.ts";
import { LedgerFailure } from "../failure.ts";
import { HASH_SIZE, type Hashes, originOf, type TreeName, treeOf } from "../hash.ts";
import { parseVerifier, type VerifierKey, verifierKey } from "../keys.ts";
import { leafHash, rootOfInclusion } from "../merkle.ts";
import { parseNote } from "../note.ts";
import { type Finding, findingOf, PackageFailure } from "./failure.ts";
import { type Description, jsonOf, linesOf, type Opening, PATHS } from "./layout.ts";

/** An entry as the package holds it. */
export interface PackageEntry {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly body: EntryBody;
}

export interface EntryBody {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly person: string | null; readonly org: string | null };
  readonly object: { readonly type: string; readonly id: string };
  readonly data: Readonly<Record<string, unknown>>;
  readonly commitments: Readonly<Record<string, string>>;
}

export function readEntry(bytes: Uint8Array, about: string): EntryBody {
  const value = jsonOf(textOf(bytes) ?? "") as Partial<EntryBody> | undefined;
  const isObject = (each: unknown): boolean => typeof each === "object" && each !== null;
  const isIdOrNull = (each: unknown): boolean => each === null || typeof each === "string";
  if (
    !isObject(value) ||
    ![value?.id, value?.at, value?.kind, value?.object?.type, value?.object?.id].every(
      (each) => typeof each === "string",
    ) ||
    ![value?.actor, value?.data, value?.commitments].every(isObject) ||
    !isIdOrNull(value?.actor?.person) ||
    !isIdOrNull(value?.actor?.org)
  )
    throw new PackageFailure("entry-malformed", about);
  return value as EntryBody;
}

/** Entries with the places they are said to have; ascending, and none twice. */
export function readEntries(text: string, positions: readonly number[], findings: Finding[]): PackageEntry[] {
  const lines = linesOf(text, "entry-malformed", PATHS.entries);
  if (lines.length !== positions.length)
    findings.push({ code: "entry-count", about: `${lines.length} / ${positions.length}` });
  const known = new Set<string>();
  return lines.flatMap((line, i) => {
    const position = positions[i];
    if (position === undefined) return [];
    const bytes = utf8(line);
    const body = readEntry(bytes, `${PATHS.entries}:${i + 1}`);
    if (known.has(body.id)) findings.push({ code: "entry-twice", about: body.id });
    else if (i > 0 && position <= (positions[i - 1] ?? 0))
      findings.push({ code: "entry-order", about: String(position) });
    known.add(body.id);
    return [{ position, bytes, body }];
  });
}

/** `<index> <hash> <hash> ...`, one line for each entry and the last for the seal. */
export function writeProofLine(index: number, path: readonly Uint8Array[]): string {
  return `${[String(index), ...path.map(toBase64)].join(" ")}\n`;
}

export interface ProofLine {
  readonly index: number;
  readonly path: readonly Uint8Array[];
}

export function readProofs(text: string, name: string): ProofLine[] {
  let before = -1;
  return linesOf(text, "proofs-malformed", name).map((line, i) => {
    const [digits = "", ...hashes] = line.split(" ");
    const index = decimal(digits);
    const path = hashes.map((hash) => fromBase64(hash) ?? new Uint8Array());
    if (index === undefined || path.length > 63 || path.some((hash) => hash.length !== HASH_SIZE))
      throw new PackageFailure("proofs-malformed", `${name}:${i + 1}`);
    if (index <= before) throw new PackageFailure("entry-order", `${name}:${i + 1}`);
    before = index;
    return { index, path };
  });
}

export interface Keys {
  /** Of the log and of witnesses, as the package states them. */
  readonly stated: readonly VerifierKey[];
  /** Of the log, kept by the verifier since before; none: the package's own are all there is. */
  readonly pinned: readonly VerifierKey[];
}

export function readKeys(text: string): VerifierKey[] {
  const known = new Set<string>();
  return linesOf(text, "keys-malformed", PATHS.keys).map((line) => {
    if (known.has(line)) throw new PackageFailure("keys-malformed", `${PATHS.keys}: ${line}`);
    known.add(line);
    const key = parseVerifier(line);
    if (key.text !== line) throw new PackageFailure("keys-malformed", `${PATHS.keys}: ${line}`);
    return key;
  });
}

/** A key that was kept of one tree speaks for both: a log signs them with the same secret under two names. */
export function forBothTrees(kept: readonly VerifierKey[]): VerifierKey[] {
  const all = kept.flatMap((key) => {
    if (key.type === "cosignature") return [key];
    const name = treeOf(key.name) === "sm3" ? key.name.slice(0, -"/sm3".length) : key.name;
    return (["sha256", "sm3"] as const).map((tree) =>
      verifierKey(originOf(tree, name), key.type, key.publicKey),
    );
  });
  return [...new Map(all.map((key) => [key.text, key])).values()];
}

export interface CheckedTree {
  readonly tree: TreeName;
  readonly checkpoint: OpenedCheckpoint;
}

/** A checkpoint of this log, with every signature on it explained. */
export function checkCheckpoint(
  text: string,
  tree: TreeName,
  description: Description,
  keys: Keys,
): CheckedTree {
  const about = PATHS.checkpoint(tree);
  const origin = originOf(tree, description.log);
  const stated = keys.stated.filter((key) => key.type !== "cosignature");
  const witnesses = [...keys.stated, ...keys.pinned].filter((key) => key.type === "cosignature");
  const pinned = keys.pinned.filter((key) => key.type !== "cosignature");
  const log = (pinned.length > 0 ? pinned : stated).filter((key) => key.name === origin);
  const claimed = parseNote(text).text.split("\n")[0] ?? "";
  if (claimed !== origin) throw new LedgerFailure("origin-differs", `${about}: ${claimed}`);
  // Keys that were kept decide; when none of them speaks for this log, the package is of another log than theirs.
  if (log.length === 0)
    throw pinned.length > 0
      ? new LedgerFailure("key-unknown", `${about}: ${origin}`)
      : new PackageFailure("key-missing", `${about}: ${origin}`);
  const unique = (list: readonly VerifierKey[]): VerifierKey[] => [
    ...new Map(list.map((key) => [key.text, key])).values(),
  ];
  // Every signature has to be right and by a key that is named, and one of them by a key that decides.
  const checkpoint = openCheckpoint(text, { log: unique([...log, ...stated]), witnesses: unique(witnesses) });
  if (checkpoint.signers.length + checkpoint.witnesses.length !== checkpoint.note.signatures.length)
    throw new PackageFailure("signature-unknown", about);
  if (!checkpoint.signers.some(({ key }) => log.some((each) => each.text === key.text)))
    throw new LedgerFailure("key-unknown", `${about}: ${origin}`);
  return { tree, checkpoint };
}

/** Undefined when the entry is under the checkpoint at its place, else what is wrong. */
export function checkInclusion(
  { tree, checkpoint }: CheckedTree,
  hashes: Hashes,
  entry: Pick<PackageEntry, "position" | "bytes">,
  proof: ProofLine | undefined,
): Finding | undefined {
  const about = `${tree} ${entry.position}`;
  if (proof?.index !== entry.position) return { code: "entry-count", about };
  try {
    const at = { index: entry.position, size: checkpoint.size };
    const root = rootOfInclusion(hashes[tree], at, leafHash(hashes[tree], entry.bytes), proof.path);
    return equalBytes(root, checkpoint.root) ? undefined : { code: "path-wrong", about };
  } catch (error) {
    return findingOf(error, about);
  }
}

/** Texts against what the entries committed to; gives the texts that hold, by entry and field. */
export function checkOpenings(
  openings: readonly Opening[],
  entries: readonly PackageEntry[],
  hashes: Hashes,
  findings: Finding[],
): Map<string, Map<string, string>> {
  const byId = new Map(entries.map(({ body }) => [body.id, body]));
  const opened = new Map<string, Map<string, string>>();
  for (const { entry, field, salt, text } of openings) {
    const about = `${entry} ${field}`;
    const fields = opened.get(entry) ?? new Map<string, string>();
    const commitments = byId.get(entry)?.commitments ?? {};
    const promised = Object.hasOwn(commitments, field) ? commitments[field] : undefined;
    const given = toHex(hashes.sha256(concat(fromHex(salt), utf8(text))));
    if (promised !== given || fields.has(field) || !text.isWellFormed())
      findings.push({ code: "opening-wrong", about });
    else opened.set(entry, fields.set(field, text));
  }
  return opened;
}
