import type { Readable } from "node:stream";

export interface Stored {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Where files are kept, addressed by their content inside a space (an organisation): the same content is
 * stored once per space and never shared across. What is stored is whole and durable, or is not there.
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

/** Files that arrive bit by bit and survive a restart. Their length on the disk is how far they are. */
export interface Parts {
  create(id: string): Promise<void>;
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
