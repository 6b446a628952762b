import type { TreeProofView } from "@yunjian/contract";
import type { LedgerFailure } from "@yunjian/ledger";
import { keep, kept } from "../../lib/store.ts";

export type ProofCheck =
  | { readonly ok: true; readonly key: "first" | "kept" | "changed"; readonly keyIds: readonly string[] }
  | { readonly ok: false; readonly failure: LedgerFailure };

/**
 * Checks a proof here, with nothing of the server's but the proof. The log's keys are those this browser saw
 * first; what the server says its keys are is only believed once. The library is loaded when it is needed.
 */
export async function checkProof(proof: TreeProofView, entryId: string): Promise<ProofCheck> {
  const { LedgerFailure: Failure, parseVerifier, textOf, verifyProof } = await import("@yunjian/ledger");
  const place = `ledger-key.${proof.origin}`;
  const remembered = kept<string[]>(place);
  const changed = remembered !== undefined && !remembered.some((key) => proof.verifiers.includes(key));
  try {
    const trusted = changed || !remembered ? proof.verifiers : remembered;
    const { checkpoint, entry } = verifyProof(proof.proof, { log: trusted.map((key) => parseVerifier(key)) });
    // A valid proof of another entry proves nothing about this one.
    if ((JSON.parse(textOf(entry) ?? "{}") as { id?: string }).id !== entryId)
      return { ok: false, failure: new Failure("path-wrong", entryId) };
    if (!remembered) keep(place, proof.verifiers);
    const keyIds = checkpoint.signers.map(({ key }) => key.id);
    return { ok: true, key: changed ? "changed" : remembered ? "kept" : "first", keyIds };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error };
    throw error;
  }
}
