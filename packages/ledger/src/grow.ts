import { HASH_SIZE, type Hash } from "./hash.ts";
import { nodeHash } from "./merkle.ts";
import { hashesAtLevel, rootOfFullTile, rootWithin, TILE_WIDTH, type TileId } from "./tiles.ts";

/** A tile as it stands after growing. */
export interface GrownTile extends TileId {
  readonly hashes: Uint8Array;
}

/**
 * A tree that grows by leaf hashes, kept as its tiles at the right edge: at most one per level, however
 * large the tree is. What is finished or changed is handed over as tiles.
 */
export class GrowingTree {
  readonly #hash: Hash;
  readonly #edge: { readonly hashes: Uint8Array; width: number }[] = [];
  #finished: GrownTile[] = [];
  #size: number;

  /** `edge`: the partial tiles of a tree of this size, from level 0 up; an empty one where there is none. */
  constructor(hash: Hash, size = 0, edge: readonly Uint8Array[] = []) {
    this.#hash = hash;
    this.#size = size;
    for (let level = 0; level < edge.length || hashesAtLevel(size, level) > 0; level += 1) {
      const width = hashesAtLevel(size, level) % TILE_WIDTH;
      const given = edge[level] ?? new Uint8Array();
      if (given.length !== width * HASH_SIZE)
        throw new RangeError(`a tree of ${size} has ${width} hashes at the edge of level ${level}`);
      const hashes = new Uint8Array(TILE_WIDTH * HASH_SIZE);
      hashes.set(given);
      this.#edge.push({ hashes, width });
    }
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    this.#push(0, leaf);
    this.#size += 1;
  }

  #push(level: number, node: Uint8Array): void {
    let tile = this.#edge[level];
    if (!tile) {
      tile = { hashes: new Uint8Array(TILE_WIDTH * HASH_SIZE), width: 0 };
      this.#edge[level] = tile;
    }
    tile.hashes.set(node, tile.width * HASH_SIZE);
    tile.width += 1;
    if (tile.width < TILE_WIDTH) return;
    const n = Math.floor(this.#size / TILE_WIDTH ** (level + 1));
    this.#finished.push({ level, n, width: TILE_WIDTH, hashes: tile.hashes.slice() });
    tile.width = 0;
    this.#push(level + 1, rootOfFullTile(this.#hash, tile.hashes));
  }

  /** Full tiles finished since the last call, and the partial ones as they stand. */
  tiles(): GrownTile[] {
    const finished = this.#finished;
    this.#finished = [];
    return [...finished, ...this.edge()];
  }

  edge(): GrownTile[] {
    return this.#edge.flatMap(({ hashes, width }, level) =>
      width === 0
        ? []
        : [
            {
              level,
              n: Math.floor(hashesAtLevel(this.#size, level) / TILE_WIDTH),
              width,
              hashes: hashes.slice(0, width * HASH_SIZE),
            },
          ],
    );
  }

  /** Root of the tree as it stands (RFC 6962, MTH). */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const { hashes, width } of this.#edge) {
      // From right to left: the smallest perfect subtree is the last one.
      for (let end = width, count = 1; end > 0; count *= 2) {
        if (Math.floor(end / count) % 2 === 0) continue;
        const part = rootWithin(this.#hash, hashes, end - count, count);
        root = root ? nodeHash(this.#hash, part, root) : part;
        end -= count;
      }
    }
    return root ?? this.#hash(new Uint8Array());
  }
}
