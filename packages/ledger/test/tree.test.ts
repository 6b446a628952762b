import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  bundlePath,
  GrowingTree,
  LedgerFailure,
  leafHash,
  nodeHash,
  parseTilePath,
  PORTABLE,
  readBundle,
  requireConsistent,
  rootOfInclusion,
  tilePath,
  tilesOf,
  widthOf,
  writeBundle,
} from "../src/index.ts";
import { entriesOf, hex, MemoryLog, NATIVE } from "./help.ts";

// Whole trees and thousands of changed proofs: seconds on a quiet machine, more on a busy one.
vi.setConfig({ testTimeout: 120_000 });

const sha256 = NATIVE.sha256;
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

/** RFC 6962, section 2.1, by its definition: the slow way. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(sha256, rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}

describe("tree", () => {
  it("gives the roots of the RFC 6962 test vectors at every size", () => {
    const tree = new GrowingTree(sha256);
    expect(hex(tree.root())).toBe(ROOTS[0]);
    for (const [i, leaf] of LEAVES.entries()) {
      tree.append(leafHash(sha256, Buffer.from(leaf, "hex")));
      expect(hex(tree.root())).toBe(ROOTS[i + 1]);
    }
  });

  it("gives the root of the definition, wherever growing was interrupted and taken up again", () => {
    const leaves = entriesOf(70_000).map((entry) => leafHash(sha256, entry));
    const whole = new GrowingTree(sha256);
    let parts = new GrowingTree(sha256);
    for (const [i, leaf] of leaves.entries()) {
      whole.append(leaf);
      parts.append(leaf);
      if (i % 977 === 0 || i === 65_535 || i === 255) {
        const edge: Uint8Array[] = [];
        for (const tile of parts.edge()) edge[tile.level] = tile.hashes;
        for (let level = 0; level < edge.length; level += 1) edge[level] ??= new Uint8Array();
        parts = new GrowingTree(sha256, parts.size, edge);
        expect(hex(parts.root())).toBe(hex(whole.root()));
      }
    }
    expect(hex(whole.root())).toBe(hex(rootByDefinition(leaves)));
    expect(hex(parts.root())).toBe(hex(whole.root()));
    // The example of the specification.
    const tiles = [...tilesOf(70_000)];
    expect(tiles.filter((t) => t.level === 0)).toHaveLength(274);
    expect(tiles.slice(-4).map((t) => [t.level, t.n, t.width])).toEqual([
      [0, 273, 112],
      [1, 0, 256],
      [1, 1, 17],
      [2, 0, 1],
    ]);
    const edge = whole.edge().map((t) => [t.level, t.n, t.width]);
    expect(edge).toEqual([
      [0, 273, 112],
      [1, 1, 17],
      [2, 0, 1],
    ]);
  });

  it("hashes the same with the portable functions and with the system's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        expect(hex(PORTABLE.sha256(data))).toBe(hex(NATIVE.sha256(data)));
        expect(hex(PORTABLE.sm3(data))).toBe(hex(NATIVE.sm3(data)));
      }),
    );
    expect(hex(PORTABLE.sm3(Buffer.from("abc")))).toBe(
      "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    );
  });
});

describe("proofs from tiles", () => {
  const logs = new Map(
    [1, 2, 3, 7, 255, 256, 257, 511, 513, 1000].map((n) => [n, new MemoryLog(entriesOf(n))]),
  );

  it("prove every entry, and no other entry, place or size", async () => {
    for (const [size, log] of logs) {
      const root = hex(log.heads.get("sm3")?.root ?? new Uint8Array());
      for (let index = 0; index < size; index += Math.max(1, Math.floor(size / 40))) {
        const text = await log.proof("sm3", index);
        const path =
          text
            .split("\n\n")[0]
            ?.split("\n")
            .slice(3)
            .map((line) => Buffer.from(line, "base64")) ?? [];
        const leaf = leafHash(NATIVE.sm3, log.entries[index] as Uint8Array);
        const rooted = (at: { index: number; size: number }, of = leaf, by: Uint8Array[] = path) => {
          try {
            return hex(rootOfInclusion(NATIVE.sm3, at, of, by));
          } catch (error) {
            expect(error).toBeInstanceOf(LedgerFailure);
            return "refused";
          }
        };
        expect(rooted({ index, size })).toBe(root);
        expect(rooted({ index: (index + 1) % size, size }, leaf)).not.toBe(size === 1 ? "" : root);
        expect(rooted({ index, size }, leafHash(NATIVE.sm3, Buffer.from("x")))).not.toBe(root);
        expect(rooted({ index, size }, leaf, [...path, leaf])).toBe("refused");
        if (path.length > 0) expect(rooted({ index, size }, leaf, path.slice(1))).not.toBe(root);
        expect(rooted({ index: size, size })).toBe("refused");
      }
    }
  });

  it("prove that each tree continues each smaller one, and nothing else", async () => {
    for (const [size, log] of logs) {
      const newer = { size, root: log.heads.get("sha256")?.root ?? new Uint8Array() };
      const growing = new GrowingTree(sha256);
      for (let old = 0; old <= size; old += 1) {
        if (old > 0) growing.append(leafHash(sha256, log.entries[old - 1] as Uint8Array));
        if (old % Math.max(1, Math.floor(size / 60)) !== 0 && old !== size) continue;
        const older = { size: old, root: growing.root() };
        const path = await log.consistency("sha256", old);
        requireConsistent(sha256, older, newer, path);
        const wrong = (other: Parameters<typeof requireConsistent>[1], by = path) =>
          expect(() => requireConsistent(sha256, other, newer, by)).toThrow(LedgerFailure);
        wrong({ size: old, root: sha256(Buffer.from("other")) });
        wrong(older, [...path, older.root]);
        wrong({ size: size + 1, root: older.root });
        if (path.length > 0) {
          wrong(older, path.slice(1));
          wrong(older, path.with(0, sha256(Buffer.from("other"))));
        }
      }
    }
  });
});

describe("paths and bundles", () => {
  it("are those of tlog-tiles", () => {
    expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
    expect(tilePath({ level: 1, n: 0, width: 17 })).toBe("tile/1/000.p/17");
    expect(bundlePath({ n: 1000, width: 256 })).toBe("tile/entries/x001/000");
    fc.assert(
      fc.property(
        fc.record({
          level: fc.integer({ min: 0, max: 63 }),
          n: fc.integer({ min: 0, max: 2 ** 40 }),
          width: fc.integer({ min: 1, max: 256 }),
        }),
        (id) => {
          expect(parseTilePath(tilePath(id).slice(5))).toEqual({ ...id, entries: false });
          expect(parseTilePath(bundlePath(id).slice(5))).toEqual({ ...id, level: 0, entries: true });
        },
      ),
    );
    for (const bad of [
      "0/1",
      "00/001",
      "64/001",
      "0/001.p/256",
      "0/001.p/0",
      "0/001.p/01",
      "0/x000/001",
      "0/001/x002",
      "entries/",
      "0/../001",
      "-1/000",
      "0/000.p/",
      "x/000",
    ])
      expect(parseTilePath(bad), bad).toBeUndefined();
    expect(widthOf(70_000, 1, 1)).toBe(17);
    expect(widthOf(70_000, 1, 2)).toBe(0);
  });

  it("bundle entries and give them back, and refuse what is cut or too many", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }), (entries) => {
        const bundle = writeBundle(entries);
        expect(readBundle(bundle, entries.length).map(hex)).toEqual(entries.map(hex));
        expect(() => readBundle(bundle, entries.length + 1)).toThrow(LedgerFailure);
        expect(() => readBundle(bundle.subarray(0, -1), entries.length)).toThrow(LedgerFailure);
      }),
    );
    expect(() => writeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});
