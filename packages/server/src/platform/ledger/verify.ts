import { appendLeaves, EMPTY_FRONTIER, type Frontier, leafHash, treeRoot } from "@yunjian/domain";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { checkpointText, openNote } from "./note.ts";
import { sha256 } from "./sequencer.ts";

export type RecordProblem =
  | { readonly kind: "gap"; readonly position: number }
  | { readonly kind: "body-changed" | "columns-changed"; readonly position: number; readonly entryId: string }
  | { readonly kind: "root-differs" | "signature-wrong"; readonly size: number }
  | { readonly kind: "checkpoint-beyond" | "without-checkpoint"; readonly size: number }
  | { readonly kind: "never-ordered"; readonly entryId: string };

export interface RecordReport {
  /** Entries that have a position. */
  readonly size: number;
  readonly root: string;
  readonly checkpoints: number;
  readonly verifier: string | null;
  readonly problems: readonly RecordProblem[];
}

const BATCH = 2000;

/**
 * Reads the whole record again: every entry's bytes against its hash and its columns, the tree against
 * every checkpoint, every checkpoint against the key. `verifier` is the key an auditor kept; without it
 * the one in the database is taken at its word.
 */
export async function verifyRecord(
  db: Db,
  options: { readonly verifier?: string } = {},
): Promise<RecordReport> {
  const read = <T>(work: (tx: Tx) => Promise<T>) => withActor(db, platformActor("verify"), "read", work);
  const problems: RecordProblem[] = [];
  const verifier = options.verifier ?? (await read(verifierOf)) ?? null;
  let tree: Frontier = EMPTY_FRONTIER;
  let checked = 0;
  let checkpoints = await read((tx) => checkpointsAfter(tx, 0));
  const checkAgainst = (checkpoint: Checkpoint): void => {
    checked += 1;
    const size = Number(checkpoint.size);
    const root = Buffer.from(treeRoot(sha256, tree));
    if (!root.equals(checkpoint.root)) problems.push({ kind: "root-differs", size });
    const text = verifier === null ? undefined : openNote(checkpoint.note, verifier);
    const origin = verifier?.split("+")[0] ?? "";
    if (text !== checkpointText(origin, size, checkpoint.root))
      problems.push({ kind: "signature-wrong", size });
  };

  for (let next = 0; ; ) {
    const rows = await read((tx) => entriesFrom(tx, next));
    for (const row of rows) {
      const position = Number(row.position);
      if (position !== next) problems.push({ kind: "gap", position: next });
      const leaf = leafHash(sha256, row.body);
      if (!row.leaf_hash.equals(leaf)) problems.push({ kind: "body-changed", position, entryId: row.id });
      else if (!columnsMatch(row)) problems.push({ kind: "columns-changed", position, entryId: row.id });
      tree = appendLeaves(sha256, tree, [leaf]);
      next = position + 1;
      while (checkpoints[0] && Number(checkpoints[0].size) <= tree.size) {
        const [checkpoint] = checkpoints.splice(0, 1);
        if (checkpoint) checkAgainst(checkpoint);
        if (checkpoints.length === 0)
          checkpoints = await read((tx) => checkpointsAfter(tx, Number(checkpoint?.size)));
      }
    }
    // On a running server a checkpoint may be newer than the entries just read: look once more.
    if (rows.length === 0 || (rows.length < BATCH && checkpoints.length === 0)) break;
  }

  for (const { size } of checkpoints) problems.push({ kind: "checkpoint-beyond", size: Number(size) });
  const last = await read(largestCheckpoint);
  if (last < tree.size) problems.push({ kind: "without-checkpoint", size: tree.size });
  for (const { id } of await read(neverOrdered)) problems.push({ kind: "never-ordered", entryId: id });
  return {
    size: tree.size,
    root: Buffer.from(treeRoot(sha256, tree)).toString("hex"),
    checkpoints: checked,
    verifier,
    problems,
  };
}

type Checkpoint = Awaited<ReturnType<typeof checkpointsAfter>>[number];
type Row = Awaited<ReturnType<typeof entriesFrom>>[number];

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

async function entriesFrom(tx: Tx, position: number) {
  return await tx
    .selectFrom("record_order as o")
    .innerJoin("record_entry as e", "e.id", "o.entry_id")
    .selectAll("e")
    .select("o.position")
    .where("o.position", ">=", position)
    .orderBy("o.position")
    .limit(BATCH)
    .execute();
}

async function checkpointsAfter(tx: Tx, size: number) {
  return await tx
    .selectFrom("record_checkpoint")
    .select(["size", "root", "note"])
    .where("size", ">", size)
    .orderBy("size")
    .limit(BATCH)
    .execute();
}

async function largestCheckpoint(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom("record_checkpoint")
    .select((eb) => eb.fn.max("size").as("size"))
    .executeTakeFirst();
  return Number(row?.size ?? 0);
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
