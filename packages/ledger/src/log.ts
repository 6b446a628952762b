/** Verification of a whole log from its public form: every entry, every tile, the checkpoints of all trees. */
import { equalBytes, textOf } from "./bytes.ts";
import { type OpenedCheckpoint, openCheckpoint, type Trust } from "./checkpoint.ts";
import { LedgerFailure } from "./failure.ts";
import { GrowingTree } from "./grow.ts";
import { HASH_SIZE, type Hashes, originOf, PORTABLE, type TreeName } from "./hash.ts";
import { leafHash, type TreeHead } from "./merkle.ts";
import { bundlePath, readBundle, TILE_WIDTH, tilePath, widthOf } from "./tiles.ts";

/** Resources of a log by their path below its prefix; undefined: it is not there. */
export interface LogSource {
  read(path: string): Promise<Uint8Array | undefined>;
}

export interface LogCheck {
  readonly trees: readonly TreeName[];
  readonly trust: Trust;
  /** False: the hashes alone, where the entries may not be read. */
  readonly entries: boolean;
  readonly hashes?: Hashes;
  /** Heads the verifier kept from before; the log must contain them unchanged. */
  readonly known?: readonly (TreeHead & { readonly tree: TreeName })[];
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with every entry in order. */
  readonly onEntry?: (index: number, entry: Uint8Array) => void;
  readonly atOnce?: number;
}

export interface LogReport {
  readonly size: number;
  readonly checkpoints: readonly (OpenedCheckpoint & { readonly tree: TreeName })[];
}

/** Throws the first thing that is wrong, by name and place. */
export async function verifyLog(source: LogSource, check: LogCheck): Promise<LogReport> {
  const hashes = check.hashes ?? PORTABLE;
  const checkpoints = [];
  for (const tree of check.trees)
    checkpoints.push({ tree, ...openCheckpoint(await text(source, `${tree}/checkpoint`), check.trust) });
  for (const { tree, origin } of checkpoints)
    if (origin !== originOf(tree, checkpoints[0]?.origin.replace(/\/sm3$/, "") ?? ""))
      throw new LedgerFailure("origin-differs", origin);
  // The second tree may have been published a moment later: what both cover is compared.
  const size = checkpoints[0]?.size ?? 0;
  for (const checkpoint of checkpoints)
    if (checkpoint.size !== size)
      throw new LedgerFailure("sizes-differ", checkpoints.map((c) => `${c.tree} ${c.size}`).join(", "));
  const trees = checkpoints.map(({ tree, root }) => ({
    tree,
    root,
    hash: hashes[tree],
    growing: new GrowingTree(hashes[tree]),
    known: (check.known ?? []).filter((head) => head.tree === tree),
  }));
  const first = check.trees[0];
  if (first === undefined) return { size, checkpoints };
  for (const { known } of trees)
    for (const head of known)
      if (head.size > size) throw new LedgerFailure("history-rewritten", `${head.size} > ${size}`);

  const count = Math.ceil(size / TILE_WIDTH);
  const load = async (n: number) => {
    const width = widthOf(size, 0, n);
    const bundle = check.entries ? await bytes(source, `${first}/${bundlePath({ n, width })}`) : undefined;
    const tiles = await Promise.all(
      trees.map(({ tree }) => bytes(source, `${tree}/${tilePath({ level: 0, n, width })}`)),
    );
    return { width, bundle, tiles };
  };
  for await (const { n, width, bundle, tiles } of ahead(count, check.atOnce ?? 8, load)) {
    const entries = bundle && readBundle(bundle, width);
    entries?.forEach((entry, i) => check.onEntry?.(n * TILE_WIDTH + i, entry));
    for (const [t, { tree, hash, growing, known }] of trees.entries()) {
      const tile = tiles[t] as Uint8Array;
      if (tile.length !== width * HASH_SIZE)
        throw new LedgerFailure("tile-wrong", `${tree} ${tilePath({ level: 0, n, width })}`);
      for (let i = 0; i < width; i += 1) {
        const stored = tile.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE);
        const entry = entries?.[i];
        const leaf = entry ? leafHash(hash, entry) : stored;
        if (entry && !equalBytes(leaf, stored))
          throw new LedgerFailure("tile-wrong", `${tree}, ${n * TILE_WIDTH + i}`);
        growing.append(leaf);
        const head = known.find((each) => each.size === growing.size);
        if (head && !equalBytes(growing.root(), head.root))
          throw new LedgerFailure("history-rewritten", `${tree}, ${head.size}`);
      }
      for (const grown of growing.tiles()) {
        if (grown.level === 0 || (grown.width < TILE_WIDTH && growing.size < size)) continue;
        const served = await bytes(source, `${tree}/${tilePath(grown)}`);
        if (!equalBytes(served, grown.hashes))
          throw new LedgerFailure("tile-wrong", `${tree} ${tilePath(grown)}`);
      }
    }
    check.onProgress?.(n * TILE_WIDTH + width, size);
  }
  for (const { tree, growing, root } of trees)
    if (!equalBytes(growing.root(), root)) throw new LedgerFailure("root-differs", `${tree}, ${size}`);
  return { size, checkpoints };
}

async function bytes(source: LogSource, path: string): Promise<Uint8Array> {
  const found = await source.read(path);
  if (!found) throw new LedgerFailure("resource-missing", path);
  return found;
}

async function text(source: LogSource, path: string): Promise<string> {
  const found = textOf(await bytes(source, path));
  if (found === undefined) throw new LedgerFailure("note-malformed", path);
  return found;
}

/** Loads a few items ahead of the one that is worked on, in order. */
async function* ahead<T>(
  count: number,
  atOnce: number,
  load: (n: number) => Promise<T>,
): AsyncGenerator<T & { n: number }> {
  const loading: Promise<T>[] = [];
  let next = 0;
  try {
    for (let n = 0; n < count; n += 1) {
      while (next < count && loading.length < atOnce) {
        const item = load(next);
        // Looked at in its turn; until then a failure is nobody's.
        item.catch(() => {});
        loading.push(item);
        next += 1;
      }
      yield { n, ...(await (loading.shift() as Promise<T>)) };
    }
  } finally {
    await Promise.allSettled(loading);
  }
}
