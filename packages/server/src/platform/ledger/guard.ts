import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import {
  LedgerFailure,
  openCheckpoint,
  parseVerifier,
  rootsOf,
  type TreeHead,
  type TreeName,
  TREES,
} from "@yunjian/ledger";
import type { Tx } from "../tenancy.ts";
import { NATIVE, NATIVE_ENGINE } from "./hashes.ts";
import type { Signer } from "./note.ts";
import { LogForked } from "./problems.ts";
import { readTiles } from "./tiles.ts";

interface Known extends TreeHead {
  readonly from: string;
}

/**
 * What is known of this log outside its database: the newest checkpoint in a file that backups do not hold,
 * and what witnesses answered. A database that does not continue it was restored or copied, and must not be
 * signed on.
 */
export class Guard {
  readonly #folder: string;
  readonly #signer: Signer;
  readonly #known = new Map<TreeName, Known>();
  /** Compared with the database already. */
  readonly #compared = new Map<TreeName, Known>();
  #refused: LogForked | undefined;
  /** What each witness cosigned last, so that it is asked right at the first time. */
  readonly cosigned = new Map<string, number>();
  readonly onMended: (tree: TreeName, tiles: number) => void;

  constructor(folder: string, signer: Signer, onMended: (tree: TreeName, tiles: number) => void = () => {}) {
    this.#folder = folder;
    this.#signer = signer;
    this.onMended = onMended;
  }

  /** Reads the copies. One that is damaged says nothing; one that others signed is not about this log. */
  static async open(
    folder: string,
    signer: Signer,
    onMended?: (tree: TreeName, tiles: number) => void,
  ): Promise<Guard> {
    const guard = new Guard(folder, signer, onMended);
    for (const tree of TREES) {
      const file = guard.#file(tree);
      const note = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
      if (note === undefined) continue;
      try {
        guard.learn(tree, openCheckpoint(note, { log: guard.#keys(tree) }), file);
      } catch (error) {
        if (!(error instanceof LedgerFailure)) throw error;
      }
    }
    return guard;
  }

  learn(tree: TreeName, head: TreeHead, from: string): void {
    const known = this.#known.get(tree);
    if (!known || known.size < head.size) this.#known.set(tree, { size: head.size, root: head.root, from });
  }

  /** A witness knows more than we, or something else: nothing is signed from now on. */
  refuse(tree: TreeName, known: { readonly size: number; readonly from: string }, ours: number): LogForked {
    this.#refused ??= new LogForked(tree, known, ours);
    return this.#refused;
  }

  mended(tree: TreeName, tiles: number): void {
    this.onMended(tree, tiles);
  }

  /** Throws LogForked unless the tree continues all that is known of it. */
  async require(tx: Tx, tree: TreeName, head: TreeHead): Promise<void> {
    if (this.#refused) throw this.#refused;
    const known = this.#known.get(tree);
    if (!known || this.#compared.get(tree) === known) return;
    if (known.size > head.size) throw new LogForked(tree, known, head.size);
    if (!Buffer.from(await rootAt(tx, tree, head, known.size)).equals(Buffer.from(known.root)))
      throw new LogForked(tree, known, head.size);
    this.#compared.set(tree, known);
  }

  /** Writes the newest checkpoint down outside the database, durably; never an older one over a newer. */
  async remember(tree: TreeName, head: TreeHead, note: string): Promise<void> {
    const known = this.#known.get(tree);
    if (known && known.size > head.size) return;
    const file = this.#file(tree);
    // Compared with the database and written already: idling writes nothing.
    if (known?.size === head.size && known.from === file && this.#compared.get(tree) === known) return;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const part = `${file}.${process.pid}.part`;
    const handle = await open(part, "w", 0o600);
    try {
      await handle.writeFile(note);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
    const own = { size: head.size, root: head.root, from: file };
    this.#known.set(tree, own);
    this.#compared.set(tree, own);
  }

  #file(tree: TreeName): string {
    return path.join(this.#folder, `newest-${tree}.checkpoint`);
  }

  #keys(tree: TreeName) {
    const signer = this.#signer.trees.find((each) => each.tree === tree);
    return (signer?.verifiers ?? []).map((verifier) => parseVerifier(verifier, NATIVE_ENGINE));
  }
}

/** The root that a tree had at a smaller size. */
async function rootAt(tx: Tx, tree: TreeName, head: TreeHead, size: number): Promise<Uint8Array> {
  if (size === head.size) return head.root;
  if (size === 0) return NATIVE[tree](new Uint8Array());
  const [root] = await rootsOf(NATIVE[tree], size, [[0, size]], readTiles(tx, tree));
  return root ?? new Uint8Array();
}
