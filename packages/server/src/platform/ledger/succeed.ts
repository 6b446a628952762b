import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { openCheckpoint, parseVerifier, type TreeName, treeOf } from "@yunjian/ledger";
import { emit } from "../events.ts";
import { OperationError } from "../postgres/errors.ts";
import { type Db, platformActor, withActor } from "../tenancy.ts";
import { NATIVE_ENGINE } from "./hashes.ts";
import { ledgerSigner } from "./key.ts";
import { PLATFORM } from "./mended.ts";

export interface Succession {
  readonly former: string;
  readonly verifier: string;
  /** Entries that were signed for, and those this database still has. */
  readonly lastSize: number;
  readonly keptSize: number;
}

/**
 * Goes on with a record that may not be signed under its old name any more, because newer checkpoints of it
 * exist than this database has entries: the same entries under a new key and so a new origin. What was lost is
 * written into the record itself. The old keys stay, aside; nothing old becomes invalid.
 */
export async function succeed(
  db: Db,
  now: Date,
  options: {
    readonly keysFolder: string;
    readonly copyFolder: string;
    readonly trees: readonly TreeName[];
    readonly reason: string;
    /** The newest checkpoint that is known elsewhere: a witness's, or the copy's. */
    readonly last?: string;
  },
): Promise<Succession> {
  const { keysFolder, copyFolder, trees } = options;
  const next = path.join(keysFolder, "next");
  const old = await ledgerSigner(keysFolder, trees);
  await mkdir(keysFolder, { recursive: true, mode: 0o700 });
  const signer = await ledgerSigner(next, trees);
  const done = await withActor(db, platformActor("succeed"), "write", async (tx) => {
    const head = await tx.selectFrom("ledger_head").select("size").forUpdate().executeTakeFirstOrThrow();
    const log = await tx.selectFrom("record_log").select("verifier").executeTakeFirst();
    // Interrupted after this transaction the time before: only the files are left to move.
    if (log?.verifier === signer.verifier) return undefined;
    if (log?.verifier !== old.verifier) {
      throw new OperationError(
        "keys 目录中的密钥不是该数据库账本的密钥，未作更改。",
        "The keys in the folder are not those of this database's ledger; nothing was changed.",
      );
    }
    const known = options.last === undefined ? undefined : lastOf(options.last, old.trees);
    const rows = await tx.selectFrom("ledger_tree").selectAll().execute();
    let lastSize = head.size;
    for (const row of rows) {
      const own = await tx
        .selectFrom("record_checkpoint")
        .select(["size", "root"])
        .where("tree", "=", row.tree)
        .orderBy("size", "desc")
        .limit(1)
        .executeTakeFirst();
      const newest = known && known.tree === row.tree && known.size > (own?.size ?? 0) ? known : own;
      lastSize = Math.max(lastSize, newest?.size ?? 0);
      for (const verifier of row.verifiers) {
        await tx
          .insertInto("ledger_former")
          .values({
            verifier,
            tree: row.tree,
            last_size: newest?.size ?? 0,
            last_root: Buffer.from(newest?.root ?? new Uint8Array(32)),
            kept_size: head.size,
            reason: options.reason,
            at: now,
          })
          .execute();
      }
      const heir = signer.trees.find((each) => each.tree === row.tree);
      if (!heir) continue;
      await tx
        .updateTable("ledger_tree")
        .set({ origin: heir.origin, verifiers: [...heir.verifiers] })
        .where("tree", "=", row.tree)
        .execute();
    }
    await tx.updateTable("record_log").set({ verifier: signer.verifier, at: now }).execute();
    await emit(tx, platformActor("succeed"), now, {
      kind: "ledger.succeeded",
      object: { type: "platform", id: PLATFORM },
      subjectId: null,
      data: { former: old.verifier, verifier: signer.verifier, lastSize, keptSize: head.size },
      secret: { reason: options.reason },
    });
    return { lastSize, keptSize: head.size };
  });
  const aside = path.join(keysFolder, `former-${old.verifier.split("+")[1] ?? "key"}`);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const file of ["ledger.key", "ledger-sm2.key"]) {
    if (!existsSync(path.join(next, file))) continue;
    if (existsSync(path.join(keysFolder, file)))
      await rename(path.join(keysFolder, file), path.join(aside, file));
    await rename(path.join(next, file), path.join(keysFolder, file));
  }
  await rm(next, { recursive: true, force: true });
  // What the copy says is about the old log.
  if (existsSync(copyFolder)) await rename(copyFolder, path.join(aside, "checkpoints"));
  return { former: old.verifier, verifier: signer.verifier, lastSize: 0, keptSize: 0, ...done };
}

function lastOf(note: string, trees: readonly { readonly verifiers: readonly string[] }[]) {
  const log = trees.flatMap((tree) =>
    tree.verifiers.map((verifier) => parseVerifier(verifier, NATIVE_ENGINE)),
  );
  const { origin, size, root } = openCheckpoint(note, { log });
  return { tree: treeOf(origin), size, root };
}
