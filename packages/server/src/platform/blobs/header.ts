import { randomBytes } from "node:crypto";
import type { EvidenceKeys, SpaceKey } from "./keys.ts";
import { EvidenceProblem } from "./problem.ts";
import { type Sealer, SUITES, type Suite, suiteNamed } from "./suites.ts";

/**
 * The head of a sealed object, 512 bytes:
 *
 *   0    4  "YJEV"            7   1  zero
 *   4    1  version, 1 or 2   8  16  random id of the object
 *   5    1  suite            24  64  space, filled up with zeros
 *   6    1  log2 of a chunk
 *   128 and 256: two slots for the wrapped data key; the valid one of the highest generation counts:
 *        4 generation, 8 id of the space's key, then nonce, wrapped key and tag
 *
 * Rewrapping writes the slot that is not in use, so a crash in between leaves the other.
 */
export const HEAD = 512;
const FIXED = 88;
/** Behind it lies nothing but what opens the object. */
export const SLOTS_FROM = 128;
const SLOTS = [SLOTS_FROM, 256] as const;
const SLOT = 128;
/** The first kept SM3 in the trailer, too; today it may come later, and stands in the database. */
const VERSION = 2;
export const CHUNK_BITS = 19;

export interface Head {
  /** The first 88 bytes: they are authenticated with every chunk. */
  readonly fixed: Buffer;
  readonly version: number;
  readonly suite: Suite;
  readonly chunk: number;
  readonly space: string;
  readonly dataKey: Buffer;
  readonly sealer: Sealer;
  /** What wraps the data key, and where. */
  readonly wrappedBy: Buffer;
  readonly slot: 0 | 1;
  readonly generation: number;
}

/** Where sealed bytes lie: a file here, or an object of a bucket. */
export interface SealedBytes {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** The random id of an object, from its head. */
export function idIn(head: Buffer): string {
  return head.toString("hex", 8, 24);
}

interface SealedWriter {
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<unknown>;
}

/** What a wrapped key belongs to: an unfinished part, or the content whose digest is its name. */
export type Binding = `part:${string}` | `sha256:${string}`;

export function newHead(keys: EvidenceKeys, space: string): Omit<Head, "wrappedBy" | "slot" | "generation"> {
  const suite = suiteNamed(keys.cipher);
  const fixed = Buffer.alloc(FIXED);
  fixed.write("YJEV", 0, "latin1");
  fixed[4] = VERSION;
  fixed[5] = suite.id;
  fixed[6] = CHUNK_BITS;
  randomBytes(16).copy(fixed, 8);
  fixed.write(space, 24, 64, "latin1");
  const dataKey = randomBytes(32);
  const sealer = suite.sealer(dataKey, "data");
  return { fixed, version: VERSION, suite, chunk: 1 << CHUNK_BITS, space, dataKey, sealer };
}

/** The whole head of a new object, with its key in the first slot. */
export function encodeHead(
  head: Pick<Head, "fixed" | "suite" | "dataKey">,
  by: SpaceKey,
  binding: Binding,
): Buffer {
  const bytes = Buffer.alloc(HEAD);
  head.fixed.copy(bytes);
  encodeSlot(head, by, binding, 1).copy(bytes, SLOTS[0]);
  return bytes;
}

function encodeSlot(
  { fixed, suite, dataKey }: Pick<Head, "fixed" | "suite" | "dataKey">,
  by: SpaceKey,
  binding: Binding,
  generation: number,
): Buffer {
  const slot = Buffer.alloc(SLOT);
  slot.writeUInt32BE(generation, 0);
  by.id.copy(slot, 4);
  const aad = slotAad(fixed, slot.subarray(0, 12), binding);
  Buffer.concat(suite.sealer(by.key, "wrap").seal(aad, dataKey)).copy(slot, 12);
  return slot;
}

function slotAad(fixed: Buffer, about: Buffer, binding: Binding): Buffer {
  return Buffer.concat([fixed, about, Buffer.from(binding)]);
}

/** Reads a head and opens its data key. `about` names the object in what is thrown. */
export async function readHead(
  file: Pick<SealedBytes, "read">,
  keys: EvidenceKeys,
  space: string | null,
  binding: Binding,
  about: string,
): Promise<Head> {
  const bytes = Buffer.alloc(HEAD);
  const { bytesRead } = await file.read(bytes, 0, HEAD, 0);
  if (bytesRead < HEAD) throw new EvidenceProblem("truncated", about);
  const fixed = bytes.subarray(0, FIXED);
  if (fixed.toString("latin1", 0, 4) !== "YJEV") throw new EvidenceProblem("not-sealed", about);
  const suite = SUITES.find((each) => each.id === fixed[5]);
  const [version = 0, bits = 0] = [fixed[4], fixed[6]];
  if (version < 1 || version > VERSION || !suite || bits < 12 || bits > 24)
    throw new EvidenceProblem("version-unknown", about);
  const its = fixed.toString("latin1", 24).replace(/\0+$/, "");
  if (space !== null && its !== space) throw new EvidenceProblem("wrong-space", `${about} belongs to ${its}`);
  let best: Head | undefined;
  let problem: EvidenceProblem | undefined;
  for (const [index, at] of SLOTS.entries()) {
    const slot = bytes.subarray(at, at + SLOT);
    const generation = slot.readUInt32BE(0);
    if (generation === 0 || (best && best.generation >= generation)) continue;
    try {
      const by = await keys.byId(its, slot.subarray(4, 12));
      const sealed = slot.subarray(12, 12 + 32 + suite.overhead);
      const dataKey = suite
        .sealer(by.key, "wrap")
        .open(slotAad(fixed, slot.subarray(0, 12), binding), sealed);
      if (!dataKey) continue;
      const [wrappedBy, chunk] = [by.id, 1 << bits];
      const sealer = suite.sealer(dataKey, "data");
      best = {
        fixed,
        version,
        suite,
        chunk,
        space: its,
        dataKey,
        sealer,
        wrappedBy,
        slot: index as 0 | 1,
        generation,
      };
    } catch (error) {
      if (!(error instanceof EvidenceProblem)) throw error;
      problem = error;
    }
  }
  if (best) return best;
  if (problem) throw problem;
  throw new EvidenceProblem("header-damaged", about);
}

/** Wraps the data key anew, into the slot that is not in use. The caller makes it durable. */
export async function writeSlot(
  file: SealedWriter,
  head: Head,
  by: SpaceKey,
  binding: Binding,
): Promise<void> {
  const slot = encodeSlot(head, by, binding, head.generation + 1);
  await file.write(slot, 0, SLOT, SLOTS[head.slot === 0 ? 1 : 0]);
}
