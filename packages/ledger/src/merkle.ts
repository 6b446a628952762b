/**
 * The Merkle tree of RFC 6962 (section 2.1) and the checks of RFC 9162 (sections 2.1.3.2 and 2.1.4.2).
 * Sizes pass 2^31, so there are no bit operators on them.
 */
import { concat, equalBytes } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { HASH_SIZE, type Hash } from "./hash.ts";

const NODE = Uint8Array.of(1);

export function leafHash(hash: Hash, body: Uint8Array): Uint8Array {
  // Zero is what a new array holds: the prefix is there already.
  const bytes = new Uint8Array(1 + body.length);
  bytes.set(body, 1);
  return hash(bytes);
}

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash(concat(NODE, left, right));
}

/** Entries from `start` up to and without `end`. */
export type Range = readonly [start: number, end: number];

/** The largest power of two smaller than `size`. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** The subtrees whose roots are the inclusion proof of an entry, the leaf's sibling first. */
export function inclusionRanges(size: number, index: number): Range[] {
  if (!(index >= 0 && index < size)) throw new LedgerFailure("index-beyond", `${index} / ${size}`);
  const path: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  return path.reverse();
}

/** The subtrees whose roots prove that a tree of `size` continues one of `old` entries. */
export function consistencyRanges(old: number, size: number): Range[] {
  if (old > size) throw new LedgerFailure("history-rewritten", `${old} > ${size}`);
  if (old === 0 || old === size) return [];
  const path: Range[] = [];
  let [start, end] = [0, size];
  while (old !== end) {
    const middle = start + split(end - start);
    if (old <= middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  if (start > 0) path.push([start, end]);
  return path.reverse();
}

/** The root that leaf, place and path lead to; refuses a path that is too short or too long for the place. */
export function rootOfInclusion(
  hash: Hash,
  at: { readonly index: number; readonly size: number },
  leaf: Uint8Array,
  path: readonly Uint8Array[],
): Uint8Array {
  if (!(at.index >= 0 && at.index < at.size))
    throw new LedgerFailure("index-beyond", `${at.index} / ${at.size}`);
  let place = at.index;
  let last = at.size - 1;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0 || sibling.length !== HASH_SIZE) throw new LedgerFailure("path-wrong");
    if (place % 2 === 1 || place === last) {
      root = nodeHash(hash, sibling, root);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      root = nodeHash(hash, root, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new LedgerFailure("path-wrong");
  return root;
}

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Throws "history-rewritten" unless `newer` holds all of `older` unchanged and in its place. */
export function requireConsistent(
  hash: Hash,
  older: TreeHead,
  newer: TreeHead,
  path: readonly Uint8Array[],
): void {
  const where = `${older.size} → ${newer.size}`;
  const fail = (): never => {
    throw new LedgerFailure("history-rewritten", where);
  };
  if (older.size > newer.size) fail();
  if (older.size === newer.size) {
    if (path.length > 0 || !equalBytes(older.root, newer.root)) fail();
    return;
  }
  if (older.size === 0) {
    if (path.length > 0 || !equalBytes(older.root, hash(new Uint8Array()))) fail();
    return;
  }
  const isPower = split(older.size + 1) === older.size;
  const [first, ...rest] = isPower ? [older.root, ...path] : path;
  if (first === undefined) return fail();
  let place = older.size - 1;
  let last = newer.size - 1;
  while (place % 2 === 1) [place, last] = [(place - 1) / 2, Math.floor(last / 2)];
  let [before, after] = [first, first];
  for (const sibling of rest) {
    if (last === 0 || sibling.length !== HASH_SIZE) fail();
    if (place % 2 === 1 || place === last) {
      before = nodeHash(hash, sibling, before);
      after = nodeHash(hash, sibling, after);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      after = nodeHash(hash, after, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  if (last !== 0 || !equalBytes(before, older.root) || !equalBytes(after, newer.root)) fail();
}
