import { createHash } from "node:crypto";
import { appendLeaves, EMPTY_FRONTIER, type Frontier, type Hash, leafHash, treeRoot } from "@yunjian/domain";
import { sql } from "kysely";
import { OperationError, SQLSTATE, sqlState } from "../postgres/errors.ts";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { checkpointText, type Signer } from "./note.ts";

export const sha256: Hash = (data) => createHash("sha256").update(data).digest();

const LOCK = 0x79_6a_6c_65; // one leader per database
const BATCH = 1000;

/** What is stored is not what was hashed when it was written. Nothing more is ordered until people looked. */
export class RecordDamaged extends OperationError {
  override name = "RecordDamaged";
  readonly entryId: string;
  constructor(entryId: string) {
    super(
      `存证条目 ${entryId} 的内容与写入时的摘要不一致，已停止编排。请立即核查数据库是否被改动。`,
      `Record entry ${entryId} differs from the hash it was written with. Ordering has stopped; find out who changed the database.`,
    );
    this.entryId = entryId;
  }
}

export class ForeignKey extends OperationError {
  override name = "ForeignKey";
  constructor(expected: string) {
    super(
      `本进程的存证签名密钥不是该数据库所用的密钥（${expected}）。请把原 keys/ledger.key 复制到本机数据目录。`,
      `This process holds another signing key than the record's (${expected}). Copy the original keys/ledger.key into its data folder.`,
    );
  }
}

export interface Sequenced {
  readonly taken: number;
  /** False: another process leads at this moment. */
  readonly leader: boolean;
}

/**
 * Gives every committed entry its position and signs the tree that results. Any number of processes may
 * call it: an advisory lock lets one work, and positions are unique, so that even a leader that lost its
 * lock cannot give one twice. Everything of a batch is one transaction.
 */
export async function sequence(
  db: Db,
  signer: Signer,
  now: Date,
  options: { wait?: boolean } = {},
): Promise<Sequenced> {
  let taken = 0;
  for (;;) {
    const step = await batch(db, signer, now, options.wait ?? true);
    taken += step.taken;
    if (!step.leader || step.taken < BATCH) return { taken, leader: step.leader };
  }
}

async function batch(db: Db, signer: Signer, now: Date, wait: boolean): Promise<Sequenced> {
  try {
    return await withActor(db, platformActor("sequencer"), "write", async (tx) => {
      if (!(await lead(tx, wait))) return { taken: 0, leader: false };
      const entries = await pending(tx);
      if (entries.length === 0) return { taken: 0, leader: true };
      await checkKey(tx, signer, now);
      const tree = await latestTree(tx);
      const leaves = entries.map((entry) => {
        const leaf = leafHash(sha256, entry.body);
        if (!entry.leaf_hash.equals(leaf)) throw new RecordDamaged(entry.id);
        return leaf;
      });
      await commitTo(tx, signer, now, tree, entries, leaves);
      return { taken: entries.length, leader: true };
    });
  } catch (error) {
    if (sqlState(error) === SQLSTATE.uniqueViolation) return { taken: 0, leader: false };
    throw error;
  }
}

async function lead(tx: Tx, wait: boolean): Promise<boolean> {
  if (wait) {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    return true;
  }
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as got`.execute(tx);
  return rows[0]?.got ?? false;
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

async function checkKey(tx: Tx, signer: Signer, now: Date): Promise<void> {
  const log = await tx.selectFrom("record_log").select("verifier").executeTakeFirst();
  if (!log) await tx.insertInto("record_log").values({ verifier: signer.verifier, at: now }).execute();
  else if (log.verifier !== signer.verifier) throw new ForeignKey(log.verifier);
}

async function latestTree(tx: Tx): Promise<Frontier> {
  const last = await tx
    .selectFrom("record_checkpoint")
    .select(["size", "frontier"])
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
  return last ? { size: Number(last.size), roots: last.frontier } : EMPTY_FRONTIER;
}

async function commitTo(
  tx: Tx,
  signer: Signer,
  now: Date,
  tree: Frontier,
  entries: readonly { id: string }[],
  leaves: readonly Uint8Array[],
): Promise<void> {
  const grown = appendLeaves(sha256, tree, leaves);
  const root = treeRoot(sha256, grown);
  const ids = entries.map((entry) => entry.id);
  await tx
    .insertInto("record_order")
    .values(ids.map((entry_id, i) => ({ position: tree.size + i, entry_id })))
    .execute();
  await tx
    .insertInto("record_checkpoint")
    .values({
      size: grown.size,
      root: Buffer.from(root),
      frontier: grown.roots.map((each) => Buffer.from(each)),
      note: signer.sign(checkpointText(signer.name, grown.size, root)),
      at: now,
    })
    .execute();
  await tx.deleteFrom("record_pending").where("entry_id", "in", ids).execute();
}
