import type { Readable } from "node:stream";
import type { Digests } from "./digests.ts";

export interface Stored extends Digests {
  readonly key: string;
  readonly size: number;
}

/**
 * Where files are kept, addressed by their content inside a space (an organisation): the same content is
 * stored once per space and never shared across. What is stored is encrypted, whole and durable, or is not there.
 * What cannot be read as it was written throws an EvidenceProblem that names why.
 */
export interface Blobs {
  /** Streams a whole object in; resolves when it is on the disk (fsync). Storing it twice is harmless. */
  put(space: string, content: Readable | Uint8Array): Promise<Stored>;
  /** Keeps a part that arrived whole, without copying it. The part stays until it is removed. */
  adopt(space: string, part: string, sha256: string): Promise<Stored>;
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Random access, for reading the directory of an archive without the rest. */
  open(key: string): Promise<Source>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Reads the whole object again and compares it with its name; throws an EvidenceProblem if it differs. */
  check(key: string): Promise<Stored>;
  /** All keys, in no order; `sealed` is false for what an older version stored in plain. */
  walk(): AsyncIterable<{ key: string; sealed: boolean }>;
  /** Encrypts what an older version stored in plain; harmless when it is encrypted already. */
  seal(key: string): Promise<void>;
  /** Wraps an object's data key with the space's key of now; false when it was already. Rewrites no content. */
  rewrap(key: string): Promise<boolean>;
  /** What has not arrived whole yet. */
  readonly parts: Parts;
}

/** Both ends included, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes at any place of a file. */
export interface Source {
  readonly size: number;
  read(start: number, length: number): Promise<Buffer>;
  stream(start?: number, end?: number): Readable;
  close(): Promise<void>;
}

/** Files that arrive bit by bit and survive a restart, encrypted from the first byte. */
export interface Parts {
  create(space: string, id: string): Promise<void>;
  /** How many bytes are there; null when there is no such part. */
  size(id: string): Promise<number | null>;
  /** Appends at an offset what arrives, and makes it durable, also when the stream breaks off. */
  append(id: string, offset: number, content: AsyncIterable<Uint8Array>): Promise<number>;
  sha256(id: string): Promise<string>;
  open(id: string): Promise<Source>;
  /** A part that is not there is removed already. */
  remove(id: string): Promise<void>;
  list(): Promise<{ id: string; changedAt: Date }[]>;
}
