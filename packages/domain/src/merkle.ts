/**
 * The Merkle tree of RFC 6962 over the record. Hashing is an argument, because the domain does no I/O and
 * runs in browsers too; SHA-256 is what the record uses.
 */
export type Hash = (data: Uint8Array) => Uint8Array;

export function leafHash(hash: Hash, body: Uint8Array): Uint8Array {
  return hash(joined(0, body));
}

function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash(joined(1, left, right));
}

/**
 * A tree that only grows, kept as the roots of its perfect subtrees, largest first: all that is needed to
 * go on from a size, however large it is.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

export function appendLeaves(hash: Hash, tree: Frontier, leaves: readonly Uint8Array[]): Frontier {
  if (tree.roots.length !== perfectSubtrees(tree.size)) {
    throw new RangeError(
      `a tree of ${tree.size} has ${perfectSubtrees(tree.size)} perfect subtrees, not ${tree.roots.length}`,
    );
  }
  const roots = [...tree.roots];
  let { size } = tree;
  for (const leaf of leaves) {
    let grown = leaf;
    // Sizes pass 2^31, so no bit operators.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2)
      grown = nodeHash(hash, roots.pop() ?? grown, grown);
    roots.push(grown);
    size += 1;
  }
  return { size, roots };
}

export function treeRoot(hash: Hash, tree: Frontier): Uint8Array {
  const last = tree.roots.at(-1);
  if (last === undefined) return hash(new Uint8Array());
  return tree.roots.slice(0, -1).reduceRight((right, left) => nodeHash(hash, left, right), last);
}

function perfectSubtrees(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
