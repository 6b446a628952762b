/** A package as it is opened, from a zip file or a folder, by whoever can read bytes. */
import type { Finding } from "./failure.ts";

/** Bytes at any place: a file handle, a Blob of a browser, memory. */
export interface Bytes {
  readonly size: number;
  /** Fewer bytes only where the end is reached. */
  read(start: number, length: number): Promise<Uint8Array>;
}

export interface PackageFile {
  /** Below the package's own folder, with slashes. */
  readonly path: string;
  readonly size: number;
  content(): AsyncIterable<Uint8Array>;
}

export interface OpenedPackage {
  /** Name of the top folder in an archive; undefined for a folder, which people may name as they like. */
  readonly base: string | undefined;
  readonly files: readonly PackageFile[];
  /** What is wrong with the archive or folder itself. */
  readonly findings: readonly Finding[];
}

/** Pieces in which content is read. */
export const PIECE = 1 << 20;

export function memoryBytes(bytes: Uint8Array): Bytes {
  return { size: bytes.length, read: async (start, length) => bytes.subarray(start, start + length) };
}

export async function* piecesOf(bytes: Bytes, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const piece = await bytes.read(at, Math.min(PIECE, end - at));
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}
