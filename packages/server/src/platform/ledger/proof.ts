import {
  inclusionRanges,
  parseNote,
  parseVerifier,
  rootsOf,
  type TreeName,
  verifySignatures,
  writeProof,
} from "@yunjian/ledger";
import type { Tx } from "../tenancy.ts";
import { NATIVE, NATIVE_ENGINE } from "./hashes.ts";
import { readTiles } from "./tiles.ts";

export interface EntryProof {
  readonly tree: TreeName;
  readonly origin: string;
  readonly verifiers: readonly string[];
  readonly checkpoint: { readonly size: number; readonly root: Buffer; readonly at: Date };
  readonly witnesses: readonly { readonly name: string; readonly at: Date }[];
  /** C2SP tlog-proof with the entry enclosed. */
  readonly proof: string;
}

/** The proof of an ordered entry in every tree, under the newest published checkpoint; none: not published yet. */
export async function proveEntry(tx: Tx, position: number, entry: Uint8Array): Promise<EntryProof[]> {
  const trees = await tx
    .selectFrom("ledger_tree")
    .select(["tree", "origin", "verifiers"])
    .orderBy("tree")
    .execute();
  const known = await tx.selectFrom("ledger_witness").select("verifier").execute();
  const witnesses = known.map(({ verifier }) => parseVerifier(verifier, NATIVE_ENGINE));
  const proofs: EntryProof[] = [];
  for (const row of trees) {
    const tree = row.tree as TreeName;
    const checkpoint = await publishedCheckpoint(tx, tree);
    if (!checkpoint || checkpoint.size <= position) continue;
    const { size, root, at, note } = checkpoint;
    const path = await rootsOf(NATIVE[tree], size, inclusionRanges(size, position), readTiles(tx, tree));
    proofs.push({
      tree,
      origin: row.origin,
      verifiers: row.verifiers,
      checkpoint: { size, root, at },
      witnesses: verifySignatures(parseNote(note), witnesses).map(({ key, time }) => ({
        name: key.name,
        at: new Date((time ?? 0) * 1000),
      })),
      proof: writeProof({ index: position, path, checkpoint: note, entry }),
    });
  }
  return proofs;
}

/** The newest checkpoint that is published. */
export async function publishedCheckpoint(tx: Tx, tree: TreeName) {
  return await tx
    .selectFrom("record_checkpoint")
    .select(["size", "root", "at", "note"])
    .where("tree", "=", tree)
    .where("published_at", "is not", null)
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Public keys of the log, of all its trees. */
export async function logVerifiers(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("ledger_tree").select("verifiers").orderBy("tree").execute();
  return rows.flatMap((row) => row.verifiers);
}
