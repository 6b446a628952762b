import {
  HASH_SIZE,
  leafHash,
  TILE_WIDTH,
  type TileId,
  tilePath,
  type TreeName,
  widthOf,
} from "@yunjian/ledger";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { NATIVE } from "./hashes.ts";
import { recordMended } from "./mended.ts";
import { entriesFrom, expectedTile, readTiles, storeTiles } from "./tiles.ts";

/** A round over the whole record begins again after this long. */
const ROUND = 24 * 3_600_000;

export interface Scrubbed {
  /** Bundles of 256 entries that were read. */
  readonly read: number;
  readonly mended: readonly string[];
  readonly problems: readonly { readonly n: number; readonly problem: string }[];
  readonly more: boolean;
}

/**
 * Reads some of what is stored again, those first that were not seen whole for the longest time: entries
 * against the hashes they were written with, tiles against entries and lower tiles. A tile that differs is
 * written anew from the entries; an entry that differs is reported, never touched.
 */
export async function scrub(db: Db, now: Date, bundles: number): Promise<Scrubbed> {
  const due = await withActor(db, platformActor("scrub"), "read", (tx) => dueBundles(tx, now, bundles));
  const mended: string[] = [];
  const problems: { n: number; problem: string }[] = [];
  for (const n of due) {
    const found = await withActor(db, platformActor("scrub"), "write", (tx) => scrubBundle(tx, n, now));
    mended.push(...found.mended);
    if (found.problem !== null) problems.push({ n, problem: found.problem });
  }
  return { read: due.length, mended, problems, more: due.length === bundles };
}

/** Full bundles only: the edge is compared with its checkpoint before each signature. */
async function dueBundles(tx: Tx, now: Date, limit: number): Promise<number[]> {
  const head = await tx.selectFrom("ledger_head").select("size").executeTakeFirstOrThrow();
  const full = Math.floor(head.size / TILE_WIDTH);
  const last = await tx
    .selectFrom("ledger_seen")
    .select((eb) => eb.fn.max("n").as("n"))
    .executeTakeFirst();
  const fresh: number[] = [];
  for (let n = last?.n == null ? 0 : last.n + 1; n < full && fresh.length < limit; n += 1) fresh.push(n);
  if (fresh.length >= limit) return fresh;
  const old = await tx
    .selectFrom("ledger_seen")
    .select("n")
    .where((eb) => eb.or([eb("seen_at", "is", null), eb("seen_at", "<", new Date(now.getTime() - ROUND))]))
    .where((eb) =>
      eb.or([eb("problem_at", "is", null), eb("problem_at", "<", new Date(now.getTime() - ROUND))]),
    )
    .orderBy("seen_at", (ob) => ob.asc().nullsFirst())
    .limit(limit - fresh.length)
    .execute();
  return [...fresh, ...old.map((row) => row.n)];
}

async function scrubBundle(
  tx: Tx,
  n: number,
  now: Date,
): Promise<{ mended: string[]; problem: string | null }> {
  const first = n * TILE_WIDTH;
  const entries = await entriesFrom(tx, first, first + TILE_WIDTH);
  const broken = entries.find(({ body, leaf_hash }) => !leaf_hash.equals(leafHash(NATIVE.sha256, body)));
  let problem: string | null = null;
  if (entries.length !== TILE_WIDTH) problem = `entries ${entries.length}/${TILE_WIDTH}`;
  else if (broken) problem = `entry ${broken.position} ${broken.id}`;
  const mended: string[] = [];
  // From wrong entries no tile is built: what the tile says may be the only trace of the right ones.
  if (problem === null) {
    const trees = await tx.selectFrom("ledger_tree").select(["tree", "size"]).execute();
    for (const { tree, size } of trees)
      for (const id of tilesAbove(n, size))
        if (await mend(tx, tree as TreeName, id)) mended.push(`${tree} ${tilePath(id)}`);
  }
  if (mended.length > 0) await recordMended(tx, now, mended);
  const seen = problem === null ? { seen_at: now, problem, problem_at: null } : { problem, problem_at: now };
  await tx
    .insertInto("ledger_seen")
    .values({ n, ...seen })
    .onConflict((oc) => oc.column("n").doUpdateSet(seen))
    .execute();
  return { mended, problem };
}

/** The tile of a bundle, and those above it that it completes: each full tile is looked at once a round. */
function tilesAbove(n: number, size: number): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, at = n; ; level += 1) {
    if (widthOf(size, level, at) === TILE_WIDTH) tiles.push({ level, n: at, width: TILE_WIDTH });
    if (at % TILE_WIDTH !== TILE_WIDTH - 1) return tiles;
    at = Math.floor(at / TILE_WIDTH);
  }
}

async function mend(tx: Tx, tree: TreeName, id: TileId): Promise<boolean> {
  const expected = await expectedTile(tx, tree, id);
  const [stored] = await readTiles(tx, tree)([id]);
  if (stored?.length === TILE_WIDTH * HASH_SIZE && Buffer.from(expected).equals(stored)) return false;
  await storeTiles(tx, tree, [{ ...id, hashes: expected }]);
  return true;
}
