import { createHash } from "node:crypto";
import {
  checkpointText,
  consistencyRanges,
  cosign,
  GrowingTree,
  type Hash,
  type Hashes,
  inclusionRanges,
  leafHash,
  type LogSource,
  makeKey,
  originOf,
  type ReadTiles,
  rootsOf,
  signNote,
  type TileId,
  tilePath,
  TREES,
  type TreeName,
  utf8,
  withSignatures,
  writeBundle,
  writeProof,
  bundlePath,
  tilesOf,
} from "../src/index.ts";

export const native = (name: string): Hash => {
  return (data) => new Uint8Array(createHash(name).update(data).digest());
};
export const NATIVE: Hashes = { sha256: native("sha256"), sm3: native("sm3") };
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** A whole log in memory: what a server publishes, as files by path. */
export class MemoryLog implements LogSource {
  readonly files = new Map<string, Uint8Array>();
  readonly entries: Uint8Array[];
  readonly log = makeKey("log.example/city", "ed25519");
  readonly sm2 = makeKey("log.example/city", "sm2");
  readonly witness = makeKey("witness.example/audit", "cosignature");
  readonly heads = new Map<TreeName, { size: number; root: Uint8Array }>();

  constructor(entries: readonly Uint8Array[]) {
    this.entries = [...entries];
    this.#build();
  }

  append(entry: Uint8Array): void {
    this.entries.push(entry);
    this.#build();
  }

  #build(): void {
    const { entries } = this;
    const size = entries.length;
    for (const tree of TREES) {
      const growing = new GrowingTree(NATIVE[tree]);
      for (const entry of entries) growing.append(leafHash(NATIVE[tree], entry));
      const tiles = new Map(growing.tiles().map((tile) => [tilePath(tile), tile.hashes]));
      for (const id of tilesOf(size))
        this.files.set(`${tree}/${tilePath(id)}`, tiles.get(tilePath(id)) as Uint8Array);
      for (const id of [...tilesOf(size)].filter((each) => each.level === 0)) {
        const bundle = entries.slice(id.n * 256, id.n * 256 + id.width);
        this.files.set(`${tree}/${bundlePath(id)}`, writeBundle(bundle));
      }
      this.heads.set(tree, { size, root: growing.root() });
      this.files.set(`${tree}/checkpoint`, utf8(this.note(tree, size, growing.root())));
    }
  }

  note(tree: TreeName, size: number, root: Uint8Array): string {
    const origin = originOf(tree, "log.example/city");
    const text = checkpointText(origin, size, root);
    const note = signNote(text, [this.log.named(origin), this.sm2.named(origin)]);
    return withSignatures(note, [cosign(text, this.witness, 1_700_000_000)]);
  }

  get trust() {
    return {
      log: TREES.flatMap((tree) =>
        [this.log, this.sm2].map((key) => key.named(originOf(tree, "log.example/city")).key),
      ),
      witnesses: [this.witness.key],
    };
  }

  read = async (path: string): Promise<Uint8Array | undefined> => this.files.get(path);

  tiles(tree: TreeName): ReadTiles {
    return async (ids: readonly TileId[]) =>
      ids.map((id) => this.files.get(`${tree}/${tilePath(id)}`) ?? new Uint8Array());
  }

  async proof(tree: TreeName, index: number, enclosed = true): Promise<string> {
    const { size, root } = this.heads.get(tree) ?? { size: 0, root: new Uint8Array() };
    return writeProof({
      index,
      path: await rootsOf(NATIVE[tree], size, inclusionRanges(size, index), this.tiles(tree)),
      checkpoint: this.note(tree, size, root),
      entry: enclosed ? this.entries[index] : undefined,
    });
  }

  async consistency(tree: TreeName, old: number): Promise<Uint8Array[]> {
    const size = this.entries.length;
    return await rootsOf(NATIVE[tree], size, consistencyRanges(old, size), this.tiles(tree));
  }
}

export function entriesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => utf8(`{"n":${i},"v":1}`));
}
