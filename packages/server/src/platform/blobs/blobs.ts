import type { Readable } from "node:stream";

/** Where files are kept, by key. Content-addressed by the caller; a put either is whole and durable or is not. */
export interface Blobs {
  /** Streams a whole object in; resolves when it is on the disk (fsync). Storing the same key twice is harmless. */
  put(key: string, content: Readable): Promise<{ size: number; sha256: string }>;
  /** Takes over a finished file on the same file system, without copying where possible. */
  adopt(key: string, path: string): Promise<void>;
  get(key: string, range?: { start: number; end: number }): Promise<Readable>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
}
