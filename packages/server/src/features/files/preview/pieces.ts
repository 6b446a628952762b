import type { Source } from "../../../platform/blobs/blobs.ts";
import type { Zip, ZipEntry } from "../../../platform/documents/zip.ts";
import { decoderOf, detectEncoding, type TextEncoding } from "../../../platform/documents/text-encoding.ts";

/** A member larger than this is no document a person would read here. */
export const MAX_MEMBER = 512 * 1024 * 1024;

export async function encodingOf(source: Source): Promise<TextEncoding> {
  return detectEncoding(await source.read(0, 64 * 1024)) ?? "utf-8";
}

/** A text file as decoded pieces. */
export async function* textPieces(source: Source, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of source.stream()) yield decoder.write(chunk as Buffer);
  yield decoder.end();
}

/** A member of an Office file as decoded pieces; they are always UTF-8 in practice. */
export async function* memberPieces(zip: Zip, entry: ZipEntry): AsyncGenerator<string> {
  const decoder = decoderOf("utf-8");
  for await (const chunk of zip.read(entry, MAX_MEMBER)) yield decoder.write(chunk);
  yield decoder.end();
}

export interface Window {
  readonly from: number;
  readonly count: number;
}
