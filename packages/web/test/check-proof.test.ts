import type { TreeProofView } from "@yunjian/contract";
import { checkpointText, leafHash, makeKey, PORTABLE, signNote, utf8, writeProof } from "@yunjian/ledger";
import { beforeEach, expect, it, vi } from "vitest";
import { checkProof } from "../src/ui/proof/check-proof.ts";

const store = new Map<string, string>();
vi.stubGlobal("localStorage", {
  getItem: (key: string) => store.get(key) ?? null,
  setItem: (key: string, value: string) => void store.set(key, value),
});
beforeEach(() => store.clear());

const id = "01900000-0000-7000-8000-000000000001";

/** A log of one entry. */
function proofBy(key = makeKey("log.example", "ed25519"), entryId = id): TreeProofView {
  const entry = utf8(JSON.stringify({ id: entryId }));
  const root = leafHash(PORTABLE.sha256, entry);
  const checkpoint = signNote(checkpointText("log.example", 1, root), [key]);
  return {
    tree: "sha256",
    origin: "log.example",
    verifiers: [key.key.text],
    checkpoint: { size: 1, root: Buffer.from(root).toString("hex"), at: "2026-11-20T02:00:00Z" },
    witnesses: [],
    proof: writeProof({ index: 0, path: [], checkpoint, entry }),
  };
}

it("believes the log's key once, and says when it is another", async () => {
  const key = makeKey("log.example", "ed25519");
  expect(await checkProof(proofBy(key), id)).toMatchObject({ ok: true, key: "first", keyIds: [key.key.id] });
  expect(await checkProof(proofBy(key), id)).toMatchObject({ ok: true, key: "kept" });
  expect(await checkProof(proofBy(), id)).toMatchObject({ ok: true, key: "changed" });
  expect(await checkProof(proofBy(key), id)).toMatchObject({ ok: true, key: "kept" });
});

it("refuses a changed proof, and a good one for another entry", async () => {
  const proof = proofBy();
  const forged = { ...proof, proof: proof.proof.replace("\n1\n", "\n2\n") };
  expect(await checkProof(forged, id)).toMatchObject({ ok: false, failure: { code: "signature-wrong" } });
  const other = proofBy(undefined, "01900000-0000-7000-8000-000000000002");
  expect(await checkProof(other, id)).toMatchObject({ ok: false, failure: { code: "path-wrong" } });
});
