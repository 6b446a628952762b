import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendLeaves, EMPTY_FRONTIER, type Hash, leafHash, treeRoot } from "../src/merkle.ts";

const sha256: Hash = (data) => createHash("sha256").update(data).digest();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

// The eight leaves and roots that Certificate Transparency's own tests use for RFC 6962.
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/** RFC 6962, section 2.1, word for word: the slow way. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const parts = [
    Uint8Array.of(1),
    rootByDefinition(leaves.slice(0, split)),
    rootByDefinition(leaves.slice(split)),
  ];
  return sha256(Buffer.concat(parts));
}

describe("Merkle tree", () => {
  it("gives the roots of the RFC 6962 test vectors at every size", () => {
    let tree = EMPTY_FRONTIER;
    expect(hex(treeRoot(sha256, tree))).toBe(ROOTS[0]);
    for (const [i, leaf] of LEAVES.entries()) {
      tree = appendLeaves(sha256, tree, [leafHash(sha256, Buffer.from(leaf, "hex"))]);
      expect(hex(treeRoot(sha256, tree))).toBe(ROOTS[i + 1]);
    }
  });

  it("gives the root of the definition, however the leaves were cut into batches", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 9 }), { maxLength: 9 }),
        (batches) => {
          const hashed = batches.map((batch) => batch.map((body) => leafHash(sha256, body)));
          const tree = hashed.reduce((grown, batch) => appendLeaves(sha256, grown, batch), EMPTY_FRONTIER);
          expect(hex(treeRoot(sha256, tree))).toBe(hex(rootByDefinition(hashed.flat())));
        },
      ),
    );
  });

  it("counts on beyond 2^32 and refuses a frontier that does not fit its size", () => {
    const size = 2 ** 40 + 1;
    const roots = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(appendLeaves(sha256, { size, roots }, [Buffer.alloc(32, 3)])).toMatchObject({ size: size + 1 });
    expect(appendLeaves(sha256, { size, roots }, [Buffer.alloc(32, 3)]).roots).toHaveLength(2);
    expect(() => appendLeaves(sha256, { size, roots: roots.slice(1) }, [])).toThrow(/perfect subtrees/);
  });
});
