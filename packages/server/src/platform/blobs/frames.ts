import { Readable } from "node:stream";
import type { Source } from "./blobs.ts";
import type { Running } from "./digests.ts";
import { HEAD, type Head, type SealedBytes } from "./header.ts";
import { EvidenceProblem } from "./problem.ts";
import type { Sealing } from "./suites.ts";

/**
 * Behind the head: chunks of plaintext, each sealed by itself with the head, its number and what it is as
 * additional data, then a trailer that holds the digests and the size. Every chunk but the last is full.
 * A missing trailer is a truncated object; a chunk in another place, or of another object, does not open.
 */
const DATA = 0;
const TRAILER = 1;

type Sealed = Pick<Head, "fixed" | "version" | "suite" | "chunk" | "sealer">;

/** SHA-256, in the first version SM3, and the size. */
const plainTrailerOf = (head: Sealed): number => (head.version === 1 ? 72 : 40);

export const frameOf = (head: Sealed): number => head.chunk + head.suite.overhead;
export const trailerOf = (head: Sealed): number => plainTrailerOf(head) + head.suite.overhead;
export const placeOf = (head: Sealed, index: number): number => HEAD + index * frameOf(head);

function aad(head: Sealed, index: number, what: number): Buffer {
  const bytes = Buffer.allocUnsafe(head.fixed.length + 9);
  head.fixed.copy(bytes);
  bytes.writeBigUInt64BE(BigInt(index), head.fixed.length);
  bytes[head.fixed.length + 8] = what;
  return bytes;
}

export function openFrame(head: Sealed, index: number, sealed: Buffer): Buffer | null {
  return head.sealer.open(aad(head, index, DATA), sealed);
}

/**
 * Seals what arrives. Begins with chunk `index`, of which `tail` is there already. When the sender breaks off,
 * what arrived is sealed before the error goes on.
 */
export async function* sealing(
  head: Sealed,
  index: number,
  tail: Buffer,
  content: AsyncIterable<Uint8Array>,
  running: Running | undefined,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let at = index;
  let used = 0;
  let open: Sealing | undefined;
  /** Takes what the chunk has room for; what is sealed is handed on piece by piece, and gathered nowhere. */
  function* add(plain: Uint8Array): Generator<Buffer> {
    if (!open) {
      open = head.sealer.begin(aad(head, at++, DATA));
      yield open.nonce;
    }
    used += plain.length;
    yield open.update(plain);
    if (used === head.chunk) yield* close();
  }
  function* close(): Generator<Buffer> {
    if (!open) return;
    yield open.tag();
    open = undefined;
    used = 0;
  }
  if (tail.length > 0) yield* add(tail);
  try {
    for await (const arrived of content) {
      // Counted first: when a digest fails, the count no longer fits what is stored, and is not used.
      count(arrived.length);
      const full = running?.update(arrived);
      if (full) await full;
      for (let left = arrived; left.length > 0; ) {
        const taken = Math.min(left.length, head.chunk - used);
        yield* add(left.subarray(0, taken));
        left = left.subarray(taken);
      }
    }
  } catch (error) {
    yield* close();
    throw error;
  }
  yield* close();
}

export interface Trailer {
  readonly sha256: string;
  readonly size: number;
}

export function sealTrailer(head: Sealed, { sha256, size, sm3 }: Trailer & { sm3: string | null }): Buffer {
  const plain = Buffer.alloc(plainTrailerOf(head));
  plain.write(sha256, 0, "hex");
  // An upload that began under the first version is completed as such; a reader takes zeros for nothing.
  if (head.version === 1 && sm3 !== null) plain.write(sm3, 32, "hex");
  plain.writeBigUInt64BE(BigInt(size), plain.length - 8);
  return Buffer.concat(head.sealer.seal(aad(head, Math.ceil(size / head.chunk), TRAILER), plain));
}

/** The trailer at the end of a file of this length; undefined when there is none that fits. */
export async function readTrailer(
  file: Pick<SealedBytes, "read">,
  head: Sealed,
  length: number,
): Promise<Trailer | undefined> {
  const body = length - HEAD - trailerOf(head);
  if (body < 0) return undefined;
  const index = Math.ceil(body / frameOf(head));
  const size = body - index * head.suite.overhead;
  const sealed = await bytesAt(file, HEAD + body, trailerOf(head));
  const plain = head.sealer.open(aad(head, index, TRAILER), sealed);
  if (plain?.length !== plainTrailerOf(head)) return undefined;
  if (Number(plain.readBigUInt64BE(plain.length - 8)) !== size) return undefined;
  return { sha256: plain.toString("hex", 0, 32), size };
}

export async function bytesAt(
  file: Pick<SealedBytes, "read">,
  start: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(buffer, got, length - got, start + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}

/** How much is read from the disk at once while streaming. */
const AHEAD = 8;

/** Random access to the plaintext. `tail` stands for the last chunk when the file itself lacks it. */
export function sourceOf(
  file: SealedBytes,
  head: Sealed,
  size: number,
  about: string,
  tail?: { readonly index: number; readonly plain: Buffer },
): Source {
  const chunks = Math.ceil(size / head.chunk);
  const sizeAt = (index: number) => Math.min(head.chunk, size - index * head.chunk);
  const decode = (index: number, sealed: Buffer): Buffer => {
    const plain = tail?.index === index ? tail.plain : openFrame(head, index, sealed);
    if (plain?.length === sizeAt(index)) return plain;
    throw new EvidenceProblem(
      sealed.length < sizeAt(index) + head.suite.overhead ? "truncated" : "chunk-damaged",
      `${about}, chunk ${index}`,
    );
  };
  /** Some chunks in a row, with one read. */
  const load = async (from: number, upTo: number): Promise<Buffer[]> => {
    const last = Math.min(upTo, chunks - 1);
    const length = (last - from) * frameOf(head) + sizeAt(last) + head.suite.overhead;
    const bytes = await bytesAt(file, placeOf(head, from), length);
    return Array.from({ length: last - from + 1 }, (_, i) =>
      decode(from + i, bytes.subarray(i * frameOf(head), (i + 1) * frameOf(head))),
    );
  };
  let kept: { index: number; plain: Buffer } | undefined;
  const one = async (index: number): Promise<Buffer> => {
    if (kept?.index === index) return kept.plain;
    const [plain = Buffer.alloc(0)] = await load(index, index);
    kept = { index, plain };
    return plain;
  };
  async function* streaming(start: number, end: number): AsyncGenerator<Buffer> {
    const last = Math.floor(end / head.chunk);
    let from = Math.floor(start / head.chunk);
    // The first one alone, so that the first byte is there soon.
    let ahead = load(from, from);
    let loaded = from;
    while (from <= last) {
      const plains = await ahead;
      const next = loaded + 1;
      if (next <= last) {
        loaded = Math.min(last, next + AHEAD - 1);
        ahead = load(next, loaded);
        ahead.catch(() => {});
      }
      for (const plain of plains) {
        const base = from * head.chunk;
        yield plain.subarray(Math.max(0, start - base), Math.min(plain.length, end + 1 - base));
        from += 1;
      }
    }
  }
  return {
    size,
    async read(start, length) {
      const end = Math.min(start + length, size);
      if (start >= end) return Buffer.alloc(0);
      const pieces: Buffer[] = [];
      for (let index = Math.floor(start / head.chunk); index * head.chunk < end; index += 1) {
        const plain = await one(index);
        const base = index * head.chunk;
        pieces.push(plain.subarray(Math.max(0, start - base), Math.min(plain.length, end - base)));
      }
      return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
    },
    stream: (start = 0, end = size - 1) =>
      Readable.from(size === 0 || start > end ? [] : streaming(start, Math.min(end, size - 1)), {
        objectMode: false,
        highWaterMark: 256 * 1024,
      }),
    close: () => file.close(),
  };
}
