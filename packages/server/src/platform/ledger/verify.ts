import {
  checkpointText,
  GrowingTree,
  hashesAtLevel,
  leafHash,
  type OpenedCheckpoint,
  openCheckpoint,
  parseVerifier,
  LedgerFailure,
  TILE_WIDTH,
  tilePath,
  type TreeName,
  type VerifierKey,
} from "@yunjian/ledger";
import { sql } from "kysely";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { NATIVE, NATIVE_ENGINE } from "./hashes.ts";
import { readTiles } from "./tiles.ts";

export type RecordProblem =
  | { readonly kind: "gap"; readonly position: number }
  | {
      readonly kind: "body-changed" | "columns-changed" | "too-long";
      readonly position: number;
      readonly entryId: string;
    }
  | {
      readonly kind: "root-differs" | "signature-wrong";
      readonly tree: TreeName;
      readonly size: number;
    }
  | {
      readonly kind: "checkpoint-beyond" | "without-checkpoint";
      readonly tree: TreeName;
      readonly size: number;
    }
  | { readonly kind: "tile-wrong"; readonly tree: TreeName; readonly tile: string }
  | { readonly kind: "sizes-differ"; readonly size: number; readonly sizes: string }
  | { readonly kind: "time-ran-back"; readonly tree: TreeName; readonly size: number }
  | { readonly kind: "never-ordered"; readonly entryId: string };

export interface TreeReport {
  readonly tree: TreeName;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly verifiers: readonly string[];
}

export interface RecordReport {
  /** Entries that have a position. */
  readonly size: number;
  /** Root of the SHA-256 tree over them. */
  readonly root: string;
  readonly trees: readonly TreeReport[];
  readonly checkpoints: number;
  readonly verifier: string | null;
  readonly problems: readonly RecordProblem[];
}

export interface VerifyOptions {
  /** The key an auditor kept; without it those in the database are taken at their word. */
  readonly verifier?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

const BATCH = 2000;

/**
 * Reads the whole record again: every entry's bytes against its hash and its columns, every tile against
 * the entries, every tree against every checkpoint, every checkpoint against the keys.
 */
export async function verifyRecord(db: Db, options: VerifyOptions = {}): Promise<RecordReport> {
  const read = <T>(work: (tx: Tx) => Promise<T>) => withActor(db, platformActor("verify"), "read", work);
  const problems: RecordProblem[] = [];
  const verifier = options.verifier ?? (await read(verifierOf)) ?? null;
  const stored = await read(treesOf);
  const size = await read(sizeOf);
  const trees = stored.map((row) => ({
    ...row,
    hash: NATIVE[row.tree],
    growing: new GrowingTree(NATIVE[row.tree]),
    checkpoints: [] as Checkpoint[],
    /** Size of the last checkpoint that was read. */
    seen: 0,
    at: new Date(0),
  }));
  // Without trees (a record older than they are) the entries are still compared with their own hashes.
  const plain = new GrowingTree(NATIVE.sha256);
  const keys = await keysOf(options.verifier, stored, read);
  let checked = 0;

  const check = (tree: (typeof trees)[number], checkpoint: Checkpoint): void => {
    checked += 1;
    const about = { tree: tree.tree, size: checkpoint.size };
    const root = Buffer.from(tree.growing.root());
    if (!root.equals(checkpoint.root)) problems.push({ kind: "root-differs", ...about });
    const wrong = signatureProblem(checkpoint, keys);
    if (wrong) problems.push({ kind: wrong, ...about });
    if (checkpoint.at < tree.at) problems.push({ kind: "time-ran-back", ...about });
    tree.at = checkpoint.at;
  };
  const nextCheckpoint = async (tree: (typeof trees)[number]): Promise<Checkpoint | undefined> => {
    if (tree.checkpoints.length === 0)
      tree.checkpoints = await read((tx) => checkpointsAfter(tx, tree.tree, tree.seen));
    return tree.checkpoints[0];
  };

  for (let next = 0; next < size; ) {
    const rows = await read((tx) => entriesFrom(tx, next, Math.min(next + BATCH, size)));
    if (rows.length === 0) {
      problems.push({ kind: "gap", position: next });
      break;
    }
    for (const row of rows) {
      const { position, body, id: entryId } = row;
      if (position !== next) problems.push({ kind: "gap", position: next });
      const leaf = leafHash(NATIVE.sha256, body);
      if (!row.leaf_hash.equals(leaf)) problems.push({ kind: "body-changed", position, entryId });
      else if (!columnsMatch(row)) problems.push({ kind: "columns-changed", position, entryId });
      if (body.length > 65_535) problems.push({ kind: "too-long", position, entryId });
      if (trees.length === 0) plain.append(leaf);
      for (const tree of trees) {
        tree.growing.append(tree.tree === "sha256" ? leaf : leafHash(tree.hash, body));
        for (
          let checkpoint = await nextCheckpoint(tree);
          checkpoint && checkpoint.size <= tree.growing.size;
          checkpoint = await nextCheckpoint(tree)
        ) {
          check(tree, checkpoint);
          tree.seen = checkpoint.size;
          tree.checkpoints.shift();
        }
      }
      next = position + 1;
    }
    for (const tree of trees) problems.push(...(await wrongTiles(read, tree)));
    options.onProgress?.(next, size);
  }

  for (const tree of trees) {
    for (let beyond = await nextCheckpoint(tree); beyond; beyond = await nextCheckpoint(tree)) {
      // On a running server entries may have come since the size was read; nothing else explains it.
      const came = beyond.size > size && beyond.size <= (await read(sizeOf));
      if (!came) problems.push({ kind: "checkpoint-beyond", tree: tree.tree, size: beyond.size });
      tree.seen = beyond.size;
      tree.checkpoints.shift();
    }
    if (tree.size >= size && tree.seen < size)
      problems.push({ kind: "without-checkpoint", tree: tree.tree, size });
  }
  const published = await read(publishedSizes);
  if (new Set(published.map((each) => each.size)).size > 1) {
    const sizes = published.map((each) => `${each.tree} ${each.size}`).join(", ");
    problems.push({ kind: "sizes-differ", size, sizes });
  }
  for (const { id } of await read(neverOrdered)) problems.push({ kind: "never-ordered", entryId: id });
  const main = trees.find((tree) => tree.tree === "sha256")?.growing ?? plain;
  return {
    size,
    root: Buffer.from(main.root()).toString("hex"),
    trees: trees.map(({ tree, origin, verifiers, growing }) => ({
      tree,
      origin,
      verifiers,
      size: growing.size,
      root: Buffer.from(growing.root()).toString("hex"),
    })),
    checkpoints: checked,
    verifier,
    problems,
  };
}

type Checkpoint = Awaited<ReturnType<typeof checkpointsAfter>>[number];
type Row = Awaited<ReturnType<typeof entriesFrom>>[number];
type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Tiles that were finished since the last look, and the edge at the end of what the tree holds. */
async function wrongTiles(
  read: Read,
  tree: { readonly tree: TreeName; readonly size: number; readonly growing: GrowingTree },
): Promise<RecordProblem[]> {
  const grown = tree.growing
    .tiles()
    .filter(
      ({ level, n, width }) =>
        (n + 1) * TILE_WIDTH <= hashesAtLevel(tree.size, level) ||
        (tree.growing.size === tree.size && width < TILE_WIDTH),
    );
  const stored = await read((tx) => readTiles(tx, tree.tree)(grown));
  return grown
    .filter(({ width, hashes }, i) => width > 0 && !Buffer.from(hashes).equals(stored[i] ?? new Uint8Array()))
    .map((id) => ({ kind: "tile-wrong", tree: tree.tree, tile: tilePath(id) }));
}

/** Keys that may have signed: those the auditor kept, or all the database names, earlier ones included. */
async function keysOf(
  verifier: string | undefined,
  trees: readonly { readonly verifiers: readonly string[] }[],
  read: Read,
): Promise<VerifierKey[]> {
  const texts =
    verifier === undefined
      ? [...trees.flatMap((tree) => tree.verifiers), ...(await read(formerVerifiers))]
      : verifier.split(/[\s,]+/).filter((each) => each !== "");
  if (texts.length === 0) {
    const own = await read(verifierOf);
    if (own !== undefined) texts.push(own);
  }
  return texts.map((text) => parseVerifier(text, NATIVE_ENGINE));
}

function signatureProblem(
  { note, tree, size, root }: Checkpoint,
  keys: readonly VerifierKey[],
): "signature-wrong" | undefined {
  // An auditor who kept the first key alone has none for the second tree.
  const own = keys.filter((key) => key.name.endsWith("/sm3") === (tree === "sm3"));
  if (own.length === 0) return undefined;
  let opened: OpenedCheckpoint;
  try {
    opened = openCheckpoint(note, { log: own });
  } catch (error) {
    if (error instanceof LedgerFailure) return "signature-wrong";
    throw error;
  }
  return opened.note.text === checkpointText(opened.origin, size, root) ? undefined : "signature-wrong";
}

/** The columns are what lists show and filter by: they must say what the bytes say. */
function columnsMatch(row: Row): boolean {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(row.body.toString("utf8")) as Record<string, unknown>;
  } catch {
    return false;
  }
  const actor = body["actor"] as Record<string, unknown> | undefined;
  const object = body["object"] as Record<string, unknown> | undefined;
  return (
    body["v"] === row.schema_version &&
    body["id"] === row.id &&
    body["at"] === row.at.toISOString() &&
    body["kind"] === row.kind &&
    body["subject"] === row.subject_id &&
    body["request"] === row.request_id &&
    actor?.["person"] === row.actor_person &&
    actor["org"] === row.actor_org &&
    object?.["type"] === row.object_type &&
    object["id"] === row.object_id
  );
}

async function verifierOf(tx: Tx): Promise<string | undefined> {
  return (await tx.selectFrom("record_log").select("verifier").executeTakeFirst())?.verifier;
}

async function formerVerifiers(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("ledger_former").select("verifier").execute();
  return rows.map((row) => row.verifier);
}

async function treesOf(tx: Tx) {
  const rows = await tx.selectFrom("ledger_tree").selectAll().orderBy("tree").execute();
  return rows.map((row) => ({ ...row, tree: row.tree as TreeName }));
}

/** Entries that have a position: by the positions themselves, because the counter may be what was changed. */
async function sizeOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ size: number }>`select greatest(
    (select coalesce(max(position) + 1, 0) from record_order), 0) as size`.execute(tx);
  return rows[0]?.size ?? 0;
}

async function entriesFrom(tx: Tx, from: number, until: number) {
  return await tx
    .selectFrom("record_order as o")
    .innerJoin("record_entry as e", "e.id", "o.entry_id")
    .selectAll("e")
    .select("o.position")
    .where("o.position", ">=", from)
    .where("o.position", "<", until)
    .orderBy("o.position")
    .execute();
}

async function checkpointsAfter(tx: Tx, tree: TreeName, size: number) {
  return await tx
    .selectFrom("record_checkpoint")
    .select(["tree", "size", "root", "note", "at"])
    .where("tree", "=", tree)
    .where("size", ">", size)
    .orderBy("size")
    .limit(BATCH)
    .execute();
}

/** The newest published checkpoint of each tree that is not being built at the moment. */
async function publishedSizes(tx: Tx) {
  return await tx
    .selectFrom("record_checkpoint as c")
    .innerJoin("ledger_tree as t", "t.tree", "c.tree")
    .innerJoin("ledger_head as h", "h.size", "t.size")
    .select((eb) => ["c.tree", eb.fn.max("c.size").as("size")])
    .where("c.published_at", "is not", null)
    .groupBy("c.tree")
    .execute();
}

/** Somebody took an entry out of the queue before it was ordered. */
async function neverOrdered(tx: Tx) {
  return await tx
    .selectFrom("record_entry as e")
    .select("e.id")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom("record_order as o").select("o.position").whereRef("o.entry_id", "=", "e.id"),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom("record_pending as p").select("p.entry_id").whereRef("p.entry_id", "=", "e.id"),
        ),
      ),
    )
    .limit(100)
    .execute();
}
