import {
  GrowingTree,
  type GrownTile,
  hashesAtLevel,
  type Hash,
  HASH_SIZE,
  leafHash,
  type ReadTiles,
  rootOfFullTile,
  TILE_WIDTH,
  type TileId,
  type TreeName,
  widthOf,
} from "@yunjian/ledger";
import { sql } from "kysely";
import type { Tx } from "../tenancy.ts";
import { NATIVE } from "./hashes.ts";

type TileKey = Pick<TileId, "level" | "n">;

/** Tiles as they are stored: those at the edge may be wider by now than what was asked for. */
async function storedTiles(
  tx: Tx,
  tree: TreeName,
  ids: readonly TileKey[],
): Promise<Map<string, Uint8Array>> {
  const { rows } = await sql<{ level: number; n: number; hashes: Buffer }>`
    select t.level, t.n, t.hashes
      from unnest(${ids.map((id) => id.level)}::int[], ${ids.map((id) => id.n)}::bigint[]) as w (level, n)
      join ledger_tile t on t.tree = ${tree} and t.level = w.level and t.n = w.n`.execute(tx);
  return new Map(rows.map((row) => [`${row.level}/${row.n}`, row.hashes]));
}

/** Reads tiles for proofs, each cut to the width it has in the tree that is asked about. */
export function readTiles(tx: Tx, tree: TreeName): ReadTiles {
  return async (ids) => {
    const found = await storedTiles(tx, tree, ids);
    return ids.map(
      ({ level, n, width }) => found.get(`${level}/${n}`)?.subarray(0, width * HASH_SIZE) ?? new Uint8Array(),
    );
  };
}

/** The tree at a size, ready to grow: its tiles at the right edge. */
export async function growingTree(tx: Tx, tree: TreeName, size: number): Promise<GrowingTree> {
  const edge = edgeOf(size);
  const found = await storedTiles(tx, tree, edge);
  return new GrowingTree(
    NATIVE[tree],
    size,
    edge.map(
      ({ level, n, width }) => found.get(`${level}/${n}`)?.subarray(0, width * HASH_SIZE) ?? new Uint8Array(),
    ),
  );
}

/** The tile at the right edge of every level; its width may be 0. */
export function edgeOf(size: number): TileId[] {
  const edge: TileId[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    const n = Math.floor(hashesAtLevel(size, level) / TILE_WIDTH);
    edge.push({ level, n, width: widthOf(size, level, n) });
  }
  return edge;
}

export async function storeTiles(tx: Tx, tree: TreeName, tiles: readonly GrownTile[]): Promise<void> {
  if (tiles.length === 0) return;
  await sql`insert into ledger_tile (tree, level, n, hashes)
    select ${tree}, * from unnest(${tiles.map((tile) => tile.level)}::int[],
      ${tiles.map((tile) => tile.n)}::bigint[], ${tiles.map((tile) => Buffer.from(tile.hashes))}::bytea[])
    on conflict (tree, level, n) do update set hashes = excluded.hashes`.execute(tx);
}

export interface StoredEntry {
  readonly id: string;
  readonly position: number;
  readonly body: Buffer;
  readonly leaf_hash: Buffer;
}

/** Ordered entries from a position on. */
export async function entriesFrom(tx: Tx, from: number, until: number): Promise<StoredEntry[]> {
  const { rows } = await sql<StoredEntry>`
    select o.position, e.id, e.body, e.leaf_hash
      from record_order o join record_entry e on e.id = o.entry_id
     where o.position >= ${from} and o.position < ${until} order by o.position`.execute(tx);
  return rows;
}

/** What a tile must hold, from what lies below it: entries for level 0, full tiles for the others. */
export async function expectedTile(tx: Tx, tree: TreeName, id: TileId): Promise<Uint8Array> {
  const hash: Hash = NATIVE[tree];
  const first = id.n * TILE_WIDTH;
  const hashes = new Uint8Array(id.width * HASH_SIZE);
  if (id.level === 0) {
    const entries = await entriesFrom(tx, first, first + id.width);
    for (const { position, body } of entries)
      hashes.set(leafHash(hash, body), (position - first) * HASH_SIZE);
    return hashes;
  }
  const below = Array.from({ length: id.width }, (_, i) => ({ level: id.level - 1, n: first + i }));
  const found = await storedTiles(tx, tree, below);
  for (const [i, { level, n }] of below.entries()) {
    const tile = found.get(`${level}/${n}`);
    if (tile?.length === TILE_WIDTH * HASH_SIZE) hashes.set(rootOfFullTile(hash, tile), i * HASH_SIZE);
  }
  return hashes;
}

/** Rebuilds the tiles at the right edge from the entries; gives those that were wrong. */
export async function mendEdge(tx: Tx, tree: TreeName, size: number): Promise<TileId[]> {
  const mended: TileId[] = [];
  for (const id of edgeOf(size)) {
    if (id.width === 0) continue;
    const stored = (await storedTiles(tx, tree, [id])).get(`${id.level}/${id.n}`);
    const expected = await expectedTile(tx, tree, id);
    if (stored && Buffer.from(expected).equals(stored.subarray(0, expected.length))) continue;
    await storeTiles(tx, tree, [{ ...id, hashes: expected }]);
    mended.push(id);
  }
  return mended;
}
