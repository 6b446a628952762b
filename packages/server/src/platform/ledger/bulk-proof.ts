import {
  inclusionRanges,
  parseNote,
  parseVerifier,
  type ReadTiles,
  rootsOf,
  type TileId,
  tilePath,
  type TreeName,
  verifySignatures,
} from "@yunjian/ledger";
import type { Tx } from "../tenancy.ts";
import { NATIVE, NATIVE_ENGINE } from "./hashes.ts";
import { logVerifiers, publishedCheckpoint } from "./proof.ts";
import { readTiles } from "./tiles.ts";

export interface BulkProof {
  readonly tree: TreeName;
  readonly checkpoint: string;
  readonly proofs: readonly { readonly index: number; readonly path: readonly Uint8Array[] }[];
}

export interface LedgerIdentity {
  /** Origin of the SHA-256 tree, also where only the other one is kept. */
  readonly log: string;
  readonly trees: readonly TreeName[];
  /** Public keys in text form: of the log, then of witnesses. */
  readonly keys: readonly string[];
}

/** Whose record this is; undefined before its first checkpoint. */
export async function ledgerIdentity(tx: Tx): Promise<LedgerIdentity | undefined> {
  const rows = await tx.selectFrom("ledger_tree").select(["tree", "origin"]).orderBy("tree").execute();
  const [first] = rows;
  if (!first) return undefined;
  const witnesses = await tx.selectFrom("ledger_witness").select("verifier").orderBy("verifier").execute();
  return {
    log: first.origin.replace(/\/sm3$/, ""),
    trees: rows.map(({ tree }) => tree as TreeName),
    keys: [...new Set([...(await logVerifiers(tx)), ...witnesses.map(({ verifier }) => verifier)])],
  };
}

/**
 * Proofs of many entries under one checkpoint of each tree, all of the same size; undefined while no published
 * checkpoint covers them all. Signatures by keys that are not named are left out.
 */
export async function proveEntries(
  tx: Tx,
  positions: readonly number[],
  { trees, keys }: LedgerIdentity,
): Promise<BulkProof[] | undefined> {
  const newest = [];
  for (const tree of trees) newest.push({ tree, checkpoint: await publishedCheckpoint(tx, tree) });
  const size = newest[0]?.checkpoint?.size;
  const last = positions.at(-1) ?? 0;
  if (size === undefined || size <= last || newest.some(({ checkpoint }) => checkpoint?.size !== size))
    return undefined;
  const known = keys.map((key) => parseVerifier(key, NATIVE_ENGINE));
  const all: BulkProof[] = [];
  for (const { tree, checkpoint } of newest) {
    if (!checkpoint) return undefined;
    const read = remembering(readTiles(tx, tree));
    const proofs = [];
    for (const index of positions)
      proofs.push({ index, path: await rootsOf(NATIVE[tree], size, inclusionRanges(size, index), read) });
    all.push({ tree, checkpoint: explained(checkpoint.note, known), proofs });
  }
  return all;
}

function explained(note: string, known: readonly ReturnType<typeof parseVerifier>[]): string {
  const parsed = parseNote(note);
  const verified = new Set(verifySignatures(parsed, known).map(({ key }) => `${key.name} ${key.id}`));
  const lines = parsed.signatures.filter(({ name, id }) => verified.has(`${name} ${id}`));
  return `${parsed.text}\n${lines.map(({ line }) => `${line}\n`).join("")}`;
}

/** Neighbours share most of their tiles. */
function remembering(read: ReadTiles): ReadTiles {
  const tiles = new Map<string, Uint8Array>();
  return async (ids: readonly TileId[]) => {
    const missing = ids.filter((id) => !tiles.has(tilePath(id)));
    for (const [i, bytes] of (await read(missing)).entries())
      tiles.set(tilePath(missing[i] as TileId), bytes);
    return ids.map((id) => tiles.get(tilePath(id)) ?? new Uint8Array());
  };
}
