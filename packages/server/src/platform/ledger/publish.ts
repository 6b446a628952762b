import {
  consistencyRanges,
  type Checkpoint,
  LedgerFailure,
  parseNote,
  parseSignature,
  parseVerifier,
  requireConsistent,
  rootsOf,
  SIZE_TYPE,
  type TreeName,
  type VerifierKey,
  verifySignatures,
  withSignatures,
  writeAddCheckpoint,
} from "@yunjian/ledger";
import { type Outgoing, outgoing } from "../http/outgoing.ts";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import type { Guard } from "./guard.ts";
import { NATIVE, NATIVE_ENGINE } from "./hashes.ts";
import type { Signer } from "./note.ts";
import type { LogForked } from "./problems.ts";
import { readTiles } from "./tiles.ts";

/** A witness as the operator configured it. */
export interface Witness {
  readonly verifier: string;
  /** Submission prefix; `/add-checkpoint` is asked below it. */
  readonly url: string;
}

export interface PublishOptions {
  readonly witnesses: readonly Witness[];
  /** How many of them must cosign before a checkpoint is published. */
  readonly quorum: number;
  readonly guard: Guard;
  readonly send?: Outgoing;
}

/** Witnesses are named by the operator, so they may stand inside the closed network. */
function sendTo(witnesses: readonly Witness[]): Outgoing {
  return outgoing({
    allowed: witnesses.map(({ url }) => {
      const { hostname, port, protocol } = new URL(url);
      const http = protocol === "http:";
      return { host: hostname, port: Number(port) || (http ? 80 : 443), http };
    }),
    timeout: PATIENCE,
    maxBytes: 64 * 1024,
  });
}

const PATIENCE = 5_000;

interface Newest extends Checkpoint {
  readonly tree: TreeName;
  readonly note: string;
  readonly published: boolean;
  /** The witnesses are to be asked (again). */
  readonly due: boolean;
}

/**
 * Takes the newest checkpoints to the witnesses, and publishes them when enough of them have cosigned: both
 * trees together, so that what is published always covers the same entries. Then writes them down outside
 * the database. Any process may do so, several at once too: witnesses decide.
 */
export async function publish(db: Db, signer: Signer, now: Date, options: PublishOptions): Promise<void> {
  const { witnesses, quorum, guard } = options;
  const read = readerOf(db);
  const newest = await read((tx) => newestOf(tx, signer));
  if (newest.length === 0) return;
  if (witnesses.length > 0 && newest.some(({ due }) => due)) {
    const answers = await Promise.all(
      newest.map(async (checkpoint) => ({ checkpoint, said: await askAll(read, checkpoint, options) })),
    );
    await withActor(db, platformActor("publish"), "write", (tx) => keep(tx, now, answers, quorum));
    const forked = answers.flatMap(({ said }) => said).find((each) => each.forked)?.forked;
    if (forked) throw forked;
  }
  for (const { tree, size, root, note } of await read((tx) => newestOf(tx, signer, true)))
    await guard.remember(tree, { size, root }, note);
}

/**
 * Asks every witness about the newest checkpoint there is, before anything new is signed: one that knows
 * more shows that this database is behind. Witnesses that cannot be reached say nothing.
 */
export async function learn(db: Db, signer: Signer, options: PublishOptions): Promise<void> {
  const read = readerOf(db);
  for (const checkpoint of await read((tx) => newestOf(tx, signer))) await askAll(read, checkpoint, options);
}

type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

function readerOf(db: Db): Read {
  return (work) => withActor(db, platformActor("publish"), "read", work);
}

async function askAll(read: Read, checkpoint: Newest, options: PublishOptions): Promise<Said[]> {
  const log: OwnLog = {
    pathFrom: (old) => read((tx) => pathFrom(tx, checkpoint, old)),
    size: async () =>
      (await read((tx) => tx.selectFrom("ledger_head").select("size").executeTakeFirst()))?.size ?? 0,
  };
  return await Promise.all(options.witnesses.map((witness) => ask(witness, checkpoint, log, options)));
}

interface OwnLog {
  pathFrom(old: number): Promise<Uint8Array[]>;
  /** As it is by now: another process may have gone on. */
  size(): Promise<number>;
}

/** A consistency proof, checked against what we signed ourselves: a damaged tile must not look like a fork. */
async function pathFrom(tx: Tx, { tree, size, root }: Newest, old: number): Promise<Uint8Array[]> {
  const hash = NATIVE[tree];
  const path = await rootsOf(hash, size, consistencyRanges(old, size), readTiles(tx, tree));
  const before = await tx
    .selectFrom("record_checkpoint")
    .select("root")
    .where("tree", "=", tree)
    .where("size", "=", old)
    .executeTakeFirst();
  if (before) requireConsistent(hash, { size: old, root: before.root }, { size, root }, path);
  return path;
}

interface Said {
  readonly witness: Witness;
  readonly line: string | undefined;
  readonly problem: string | undefined;
  readonly forked: LogForked | undefined;
}

/** One witness, one checkpoint: at most twice, because the first answer may tell where it stands. */
async function ask(
  witness: Witness,
  checkpoint: Newest,
  log: OwnLog,
  options: PublishOptions,
): Promise<Said> {
  const key = parseVerifier(witness.verifier, NATIVE_ENGINE);
  const { tree, size } = checkpoint;
  const said = (rest: Partial<Said>): Said => ({
    witness,
    line: undefined,
    problem: undefined,
    forked: undefined,
    ...rest,
  });
  const fork = (known: number): Said =>
    said({
      problem: `409 ${known}`,
      forked: options.guard.refuse(tree, { size: known, from: key.name }, size),
    });
  try {
    // What it cosigned may be more than we have: then it says so.
    let old = Math.min(size, options.guard.cosigned.get(`${witness.verifier} ${tree}`) ?? size);
    for (let turn = 0; turn < 3; turn += 1) {
      const body = writeAddCheckpoint({ old, path: await log.pathFrom(old), checkpoint: checkpoint.note });
      const send = options.send ?? sendTo([witness]);
      const answer = await send(`${witness.url.replace(/\/$/, "")}/add-checkpoint`, {
        method: "POST",
        body,
        redirect: "error",
      });
      const text = (await answer.text()).slice(0, 20_000);
      if (answer.status === 200) {
        options.guard.cosigned.set(`${witness.verifier} ${tree}`, size);
        return said({ line: ownLine(checkpoint.note, text, key) });
      }
      if (answer.status === 409 && answer.headers.get("content-type")?.startsWith(SIZE_TYPE)) {
        const known = Number(text.trim());
        if (!Number.isSafeInteger(known)) return said({ problem: "409" });
        if (known > size) return known > (await log.size()) ? fork(known) : said({});
        if (known === size && old === size) return fork(known);
        old = known;
        continue;
      }
      // The proof from what the witness cosigned does not hold: it knows another history.
      if (answer.status === 422) return fork(old);
      if (answer.status === 409) return fork(old);
      return said({ problem: `HTTP ${answer.status} ${text.slice(0, 100)}`.trim() });
    }
    return said({ problem: "409" });
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return said({ problem: (cause?.code ?? message).slice(0, 200) });
  }
}

/** The witness's cosignature out of its answer, verified; others in it are not asked for. */
function ownLine(note: string, answer: string, key: VerifierKey): string {
  const line = answer
    .split("\n")
    .filter((each) => each.startsWith("— "))
    .find((each) => {
      const { name, id } = parseSignature(each);
      return name === key.name && id === key.id;
    });
  if (line === undefined) throw new LedgerFailure("key-unknown", key.name);
  const { text } = parseNote(note);
  verifySignatures(parseNote(`${text}\n${line}\n`), [key]);
  return `${line}\n`;
}

async function newestOf(tx: Tx, signer: Signer, publishedOnly = false): Promise<Newest[]> {
  const found: Newest[] = [];
  for (const { tree, origin } of signer.trees) {
    let query = tx
      .selectFrom("record_checkpoint as c")
      .innerJoin("ledger_tree as t", "t.tree", "c.tree")
      .select(["c.size", "c.root", "c.note", "c.published_at", "c.cosigned_at", "c.renewed_at"])
      .where("c.tree", "=", tree)
      .whereRef("c.size", "<=", "t.size");
    if (publishedOnly) query = query.where("c.published_at", "is not", null);
    const row = await query.orderBy("c.size", "desc").limit(1).executeTakeFirst();
    if (!row) continue;
    const published = row.published_at !== null;
    const due =
      !published || row.cosigned_at === null || (row.renewed_at !== null && row.renewed_at > row.cosigned_at);
    found.push({ tree, origin, size: row.size, root: row.root, note: row.note, published, due });
  }
  return found;
}

type Answers = readonly { readonly checkpoint: Newest; readonly said: readonly Said[] }[];

async function keep(tx: Tx, now: Date, answers: Answers, quorum: number): Promise<void> {
  const enough = answers.every(({ said }) => said.filter((each) => each.line !== undefined).length >= quorum);
  const sizes = new Set(answers.map(({ checkpoint }) => checkpoint.size));
  for (const { checkpoint, said } of answers) {
    const lines = said.flatMap(({ line }) => (line === undefined ? [] : [line]));
    const complete = lines.length === said.length;
    const row = await tx
      .selectFrom("record_checkpoint")
      .select("note")
      .where("tree", "=", checkpoint.tree)
      .where("size", "=", checkpoint.size)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await tx
      .updateTable("record_checkpoint")
      .set({
        note: lines.length > 0 ? withSignatures(row.note, lines) : row.note,
        ...(complete && { cosigned_at: now }),
        ...(enough && sizes.size === 1 && !checkpoint.published && { published_at: now }),
      })
      .where("tree", "=", checkpoint.tree)
      .where("size", "=", checkpoint.size)
      .execute();
    for (const { witness, line, problem } of said) {
      const good = line === undefined ? {} : { size: checkpoint.size, cosigned_at: now, problem: null };
      const bad = problem === undefined ? {} : { problem, problem_at: now };
      await tx
        .insertInto("ledger_witness")
        .values({ verifier: witness.verifier, url: witness.url, ...good, ...bad })
        .onConflict((oc) => oc.column("verifier").doUpdateSet({ url: witness.url, ...good, ...bad }))
        .execute();
    }
  }
}
