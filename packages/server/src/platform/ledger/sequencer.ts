import {
  checkpointText,
  equalBytes,
  type GrowingTree,
  leafHash,
  tilePath,
  type TreeName,
} from "@yunjian/ledger";
import { sql } from "kysely";
import { SQLSTATE, sqlState } from "../postgres/errors.ts";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import type { Guard } from "./guard.ts";
import { NATIVE } from "./hashes.ts";
import { recordMended } from "./mended.ts";
import type { Signer, TreeSigner } from "./note.ts";
import { ForeignKey, RecordDamaged, TreeDamaged } from "./problems.ts";
import { entriesFrom, growingTree, mendEdge, storeTiles } from "./tiles.ts";

export { ForeignKey, RecordDamaged } from "./problems.ts";

/** Entries of one transaction: large enough for 10,000 a second, small enough to be over in half a second. */
const BATCH = 5000;
const HEARTBEAT = 3_600_000;

export interface Sequenced {
  readonly taken: number;
  /** False: another process leads at this moment. */
  readonly leader: boolean;
}

export interface SequenceOptions {
  /** Wait for another leader to finish rather than leave. */
  readonly wait?: boolean;
  /** What is known of this log outside the database. */
  readonly guard?: Guard;
  /** False: a checkpoint is published when its witnesses have cosigned. */
  readonly publish?: boolean;
}

/**
 * Gives every committed entry its position and signs the trees that result. Any number of processes may
 * call it: the row of the log's size is held by one at a time, and is changed only from the size that was
 * read in the same transaction. Everything of a batch is one transaction, so a process that is killed
 * leaves nothing half done.
 */
export async function sequence(
  db: Db,
  signer: Signer,
  now: Date,
  options: SequenceOptions = {},
): Promise<Sequenced> {
  let taken = 0;
  if (!(await somethingToDo(db, signer, now))) return { taken, leader: true };
  for (;;) {
    const step = await batch(db, signer, now, options);
    taken += step.taken;
    if (!step.leader || !step.more) return { taken, leader: step.leader };
  }
}

/** Asked several times a second by every process: reads only, so that idling writes nothing. */
async function somethingToDo(db: Db, signer: Signer, now: Date): Promise<boolean> {
  const trees = signer.trees.map((each) => each.tree);
  return await withActor(db, platformActor("sequencer"), "read", async (tx) => {
    const { rows } = await sql<{ yes: boolean }>`select
      exists (select from record_pending)
      or (select h.size > 0 and (select count(*) from ledger_tree t
            where t.size = h.size and t.tree = any(${trees}::text[])) < ${trees.length} from ledger_head h)
      or exists (select from ledger_tree t join record_checkpoint c on c.tree = t.tree and c.size = t.size
            where t.tree = any(${trees}::text[])
              and abs(extract(epoch from ${now}::timestamptz - coalesce(c.renewed_at, c.at))) >= ${HEARTBEAT / 1000})
      as yes`.execute(tx);
    return rows[0]?.yes ?? true;
  });
}

type Step = Sequenced & { readonly more: boolean };

async function batch(db: Db, signer: Signer, now: Date, options: SequenceOptions): Promise<Step> {
  try {
    return await withActor(db, platformActor("sequencer"), "write", async (tx) => {
      const size = await lead(tx, options.wait ?? true);
      if (size === undefined) return { taken: 0, leader: false, more: false };
      const entries = await pending(tx);
      if (entries.length > 0) await requireKey(tx, signer, now);
      const trees = await treesOf(tx, signer, entries.length > 0);
      const live = trees.filter((tree) => tree.size === size);
      let behind = false;
      for (const tree of trees.filter((each) => each.size < size)) {
        await catchUpTree(tx, tree, size, now, options);
        behind = true;
      }
      for (const entry of entries) {
        if (!entry.leaf_hash.equals(leafHash(NATIVE.sha256, entry.body))) throw new RecordDamaged(entry.id);
      }
      if (entries.length > 0) {
        await order(tx, size, entries);
        for (const tree of live) {
          const growing = await requireWhole(tx, tree, now, options);
          for (const { body } of entries) growing.append(leafHash(NATIVE[tree.tree], body));
          await keep(tx, tree, growing);
          await signCheckpoint(tx, tree, growing, now, options);
        }
      } else {
        for (const tree of live) await heartbeat(tx, tree, now, options);
      }
      return { taken: entries.length, leader: true, more: behind || entries.length === BATCH };
    });
  } catch (error) {
    // Another leader was faster in spite of the lock, as after a fail-over that lost it.
    if (sqlState(error) === SQLSTATE.uniqueViolation) return { taken: 0, leader: false, more: false };
    throw error;
  }
}

/** The log's size, held for this transaction; undefined: somebody else holds it. */
async function lead(tx: Tx, wait: boolean): Promise<number | undefined> {
  const row = tx.selectFrom("ledger_head").select("size").forUpdate();
  return (await (wait ? row : row.skipLocked()).executeTakeFirst())?.size;
}

async function pending(tx: Tx) {
  return await tx
    .selectFrom("record_pending as p")
    .innerJoin("record_entry as e", "e.id", "p.entry_id")
    .select(["e.id", "e.body", "e.leaf_hash"])
    .orderBy("p.entry_id")
    .limit(BATCH)
    .execute();
}

async function requireKey(tx: Tx, signer: Signer, now: Date): Promise<void> {
  const log = await tx.selectFrom("record_log").select("verifier").executeTakeFirst();
  if (!log) await tx.insertInto("record_log").values({ verifier: signer.verifier, at: now }).execute();
  else if (log.verifier !== signer.verifier) throw new ForeignKey(log.verifier);
}

export interface Tree {
  readonly tree: TreeName;
  readonly size: number;
  readonly signer: TreeSigner;
}

/** The trees this process keeps. One that is new begins empty and catches up from the stored entries. */
async function treesOf(tx: Tx, signer: Signer, begin: boolean): Promise<Tree[]> {
  const rows = await tx.selectFrom("ledger_tree").select(["tree", "verifiers", "size"]).execute();
  const trees: Tree[] = [];
  for (const each of signer.trees) {
    const row = rows.find(({ tree }) => tree === each.tree);
    // An empty log has no tree yet; it begins with its first entries.
    if (!row && !begin && !(await hasKey(tx, signer))) continue;
    if (!row) {
      await tx
        .insertInto("ledger_tree")
        .values({ tree: each.tree, origin: each.origin, verifiers: [...each.verifiers], size: 0 })
        .execute();
    } else if (row.verifiers.join() !== each.verifiers.join()) {
      // A log that was signed with Ed25519 alone gains an SM2 key; no key is ever exchanged.
      const grown = row.verifiers.every((verifier) => each.verifiers.includes(verifier));
      const shrunk = each.verifiers.every((verifier) => row.verifiers.includes(verifier));
      if (!grown && !shrunk) throw new ForeignKey(row.verifiers.join(" "));
      if (grown)
        await tx
          .updateTable("ledger_tree")
          .set({ verifiers: [...each.verifiers] })
          .where("tree", "=", each.tree)
          .execute();
    }
    trees.push({ tree: each.tree, size: row?.size ?? 0, signer: each });
  }
  return trees;
}

async function hasKey(tx: Tx, signer: Signer): Promise<boolean> {
  const log = await tx.selectFrom("record_log").select("verifier").executeTakeFirst();
  if (log && log.verifier !== signer.verifier) throw new ForeignKey(log.verifier);
  return log !== undefined;
}

/** Positions, in the order of the ids; the size moves only from what it was. */
async function order(tx: Tx, size: number, entries: readonly { readonly id: string }[]): Promise<void> {
  const ids = entries.map((entry) => entry.id);
  await sql`insert into record_order (position, entry_id)
    select ${size}::bigint + ord - 1, id from unnest(${ids}::uuid[]) with ordinality as u (id, ord)`.execute(
    tx,
  );
  await sql`delete from record_pending where entry_id = any(${ids}::uuid[])`.execute(tx);
  const moved = await tx
    .updateTable("ledger_head")
    .set({ size: size + ids.length })
    .where("size", "=", size)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new Error("the size of the log changed under its lock");
}

async function keep(tx: Tx, tree: Tree, growing: GrowingTree): Promise<void> {
  await storeTiles(tx, tree.tree, growing.tiles());
  const moved = await tx
    .updateTable("ledger_tree")
    .set({ size: growing.size })
    .where("tree", "=", tree.tree)
    .where("size", "=", tree.size)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n)
    throw new Error(`the size of the tree ${tree.tree} changed under its lock`);
}

async function newestCheckpoint(tx: Tx, tree: TreeName) {
  return await tx
    .selectFrom("record_checkpoint")
    .select(["size", "root", "at", "renewed_at"])
    .where("tree", "=", tree)
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The tree as stored, when it is what was signed last and what others know of it; its edge is mended if need be. */
async function requireWhole(tx: Tx, tree: Tree, now: Date, options: SequenceOptions): Promise<GrowingTree> {
  const signed = await newestCheckpoint(tx, tree.tree);
  let growing: GrowingTree | undefined;
  try {
    growing = await growingTree(tx, tree.tree, tree.size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const fits = (candidate: GrowingTree): boolean =>
    signed === undefined || (signed.size === candidate.size && signed.root.equals(candidate.root()));
  if (!growing || !fits(growing)) {
    const mended = await mendEdge(tx, tree.tree, tree.size);
    growing = await growingTree(tx, tree.tree, tree.size);
    if (!fits(growing)) throw new TreeDamaged(tree.tree, tree.size);
    await recordMended(
      tx,
      now,
      mended.map((id) => `${tree.tree} ${tilePath(id)}`),
    );
    options.guard?.mended(tree.tree, mended.length);
  }
  await options.guard?.require(tx, tree.tree, { size: tree.size, root: growing.root() });
  return growing;
}

async function signCheckpoint(
  tx: Tx,
  tree: Tree,
  growing: GrowingTree,
  now: Date,
  options: SequenceOptions,
): Promise<void> {
  const root = growing.root();
  const before = await newestCheckpoint(tx, tree.tree);
  // Time never runs backwards in the log, whatever the clock does.
  const at = before && before.at > now ? before.at : now;
  await tx
    .insertInto("record_checkpoint")
    .values({
      tree: tree.tree,
      size: growing.size,
      root: Buffer.from(root),
      note: tree.signer.sign(checkpointText(tree.signer.origin, growing.size, root)),
      at,
      renewed_at: at,
      published_at: (options.publish ?? true) ? at : null,
    })
    .execute();
}

/** Builds a tree that is behind from the stored entries, one batch, and checks it against what was signed. */
async function catchUpTree(
  tx: Tx,
  tree: Tree,
  size: number,
  now: Date,
  options: SequenceOptions,
): Promise<void> {
  const until = Math.min(size, tree.size + BATCH);
  const growing = await growingTree(tx, tree.tree, tree.size);
  const signed = await tx
    .selectFrom("record_checkpoint")
    .select(["size", "root"])
    .where("tree", "=", tree.tree)
    .where("size", ">", tree.size)
    .where("size", "<=", until)
    .orderBy("size")
    .execute();
  const roots = new Map(signed.map((each) => [each.size, each.root]));
  for (const { id, position, body, leaf_hash } of await entriesFrom(tx, tree.size, until)) {
    if (position !== growing.size || !leaf_hash.equals(leafHash(NATIVE.sha256, body)))
      throw new RecordDamaged(id);
    growing.append(leafHash(NATIVE[tree.tree], body));
    const root = roots.get(growing.size);
    if (root && !equalBytes(growing.root(), root)) throw new TreeDamaged(tree.tree, growing.size);
  }
  if (growing.size !== until) throw new TreeDamaged(tree.tree, until);
  await keep(tx, tree, growing);
  if (until === size && !roots.has(size)) {
    await options.guard?.require(tx, tree.tree, { size, root: growing.root() });
    await signCheckpoint(tx, tree, growing, now, options);
  }
}

/**
 * Once an hour without entries the tree is read and compared with its checkpoint again; witnesses renew
 * their cosignature after it. The same checkpoint, so nothing is added to the log.
 */
async function heartbeat(tx: Tx, tree: Tree, now: Date, options: SequenceOptions): Promise<void> {
  const signed = await newestCheckpoint(tx, tree.tree);
  if (!signed) return;
  const last = (signed.renewed_at ?? signed.at).getTime();
  // A clock that was set back counts as time that has passed: better one heartbeat too many than none.
  if (Math.abs(now.getTime() - last) < HEARTBEAT) return;
  await requireWhole(tx, tree, now, options);
  await tx
    .updateTable("record_checkpoint")
    .set({ renewed_at: now })
    .where("tree", "=", tree.tree)
    .where("size", "=", signed.size)
    .execute();
}
