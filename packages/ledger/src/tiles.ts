/**
 * C2SP tlog-tiles: a tree as tiles of up to 256 hashes, eight levels of the tree each. All proofs are
 * computed from tiles; nothing else of the tree is stored.
 */
import { concat, decimal } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { HASH_SIZE, type Hash } from "./hash.ts";
import { nodeHash, type Range } from "./merkle.ts";

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

export interface TileId {
  /** 0 holds leaf hashes; each hash of level 1 is the root of a full tile of level 0, and so on. */
  readonly level: number;
  readonly n: number;
  /** 256, or fewer for a tile at the right edge. */
  readonly width: number;
}

/** Index as path elements of three digits, all but the last with an `x`: 1234067 is x001/x234/067. */
function indexPath(n: number): string {
  const digits = (part: number): string => String(part).padStart(3, "0");
  let path = digits(n % 1000);
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${digits(rest % 1000)}/${path}`;
  return path;
}

export function tilePath({ level, n, width }: TileId): string {
  return `tile/${level}/${indexPath(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

export function bundlePath({ n, width }: Pick<TileId, "n" | "width">): string {
  return `tile/entries/${indexPath(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`, as it stands after `tile/`; undefined when it is neither. */
export function parseTilePath(path: string): (TileId & { readonly entries: boolean }) | undefined {
  const found = /^(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (!found) return undefined;
  const [, kind = "", index = "", part] = found;
  const level = kind === "entries" ? 0 : decimal(kind);
  const width = part === undefined ? TILE_WIDTH : decimal(part);
  const n = Number(index.replaceAll(/[x/]/g, ""));
  if (level === undefined || level > 63 || !Number.isSafeInteger(n) || indexPath(n) !== index)
    return undefined;
  if (width === undefined || width < 1 || (part !== undefined && width >= TILE_WIDTH)) return undefined;
  return { level, n, width, entries: kind === "entries" };
}

/** How many hashes a level of tiles holds in all for a tree of this size. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The width that a tile has in a tree of this size; 0: it is not there. */
export function widthOf(size: number, level: number, n: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAtLevel(size, level) - n * TILE_WIDTH));
}

/** Every tile of a tree of this size, level by level. */
export function* tilesOf(size: number): Generator<TileId> {
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    for (let n = 0; widthOf(size, level, n) > 0; n += 1) yield { level, n, width: widthOf(size, level, n) };
  }
}

const pair = new Uint8Array(1 + 2 * HASH_SIZE);
pair[0] = 1;

/** Root of `count` hashes (a power of two) that lie side by side, from the i-th on. */
export function rootWithin(hash: Hash, tile: Uint8Array, i: number, count: number): Uint8Array {
  // A copy, where `slice` of a Buffer would be a view; each level is written over the one below it.
  const work = new Uint8Array(tile.subarray(i * HASH_SIZE, (i + count) * HASH_SIZE));
  for (let left = count / 2; left >= 1; left /= 2) {
    for (let at = 0; at < left; at += 1) {
      pair.set(work.subarray(at * 2 * HASH_SIZE, (at + 1) * 2 * HASH_SIZE), 1);
      work.set(hash(pair), at * HASH_SIZE);
    }
  }
  return work.slice(0, HASH_SIZE);
}

export function rootOfFullTile(hash: Hash, tile: Uint8Array): Uint8Array {
  return rootWithin(hash, tile, 0, TILE_WIDTH);
}

/** Perfect subtrees that a range consists of, left to right, each with the tile it is read from. */
interface Part {
  readonly tile: TileId;
  readonly first: number;
  readonly count: number;
}

function partsOf([start, end]: Range, size: number): Part[] {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const index = at / TILE_WIDTH ** level;
    const n = Math.floor(index / TILE_WIDTH);
    parts.push({ tile: { level, n, width: widthOf(size, level, n) }, first: index % TILE_WIDTH, count });
    at += 2 ** height;
  }
  return parts;
}

/** Gives the tiles that are asked for, in that order: from a table, from files, over HTTP. */
export type ReadTiles = (tiles: readonly TileId[]) => Promise<readonly Uint8Array[]>;

/** The root of each range in a tree of this size, from its tiles. */
export async function rootsOf(
  hash: Hash,
  size: number,
  ranges: readonly Range[],
  read: ReadTiles,
): Promise<Uint8Array[]> {
  const parts = ranges.map((range) => partsOf(range, size));
  const wanted = new Map<string, TileId>();
  for (const { tile } of parts.flat()) wanted.set(tilePath(tile), tile);
  const ids = [...wanted.values()];
  const tiles = new Map<string, Uint8Array>();
  for (const [i, bytes] of (await read(ids)).entries()) {
    const id = ids[i] as TileId;
    if (bytes.length !== id.width * HASH_SIZE) throw new LedgerFailure("tile-wrong", tilePath(id));
    tiles.set(tilePath(id), bytes);
  }
  return parts.map((pieces) =>
    pieces
      .map(({ tile, first, count }) =>
        rootWithin(hash, tiles.get(tilePath(tile)) as Uint8Array, first, count),
      )
      .reduceRight((right, left) => nodeHash(hash, left, right)),
  );
}

/** Entries as a bundle: each with its length before it, two bytes, most significant first. */
export function writeBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY) throw new RangeError(`an entry of ${entry.length} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );
}

/** What a bundle's length fields can say. */
export const MAX_ENTRY = 65_535;

export function readBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const length = ((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0);
    const end = at + 2 + length;
    if (end > bundle.length) throw new LedgerFailure("bundle-malformed");
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new LedgerFailure("bundle-malformed", `${entries.length} / ${width}`);
  return entries;
}
