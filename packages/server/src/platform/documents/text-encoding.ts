import iconv from "iconv-lite";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

/** How a text is written, from its first bytes; undefined when it is no text. */
export function detectEncoding(head: Buffer): TextEncoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head.includes(0)) return guessUtf16(head);
  if (binaryShare(head) > 0.05) return undefined;
  if (decodes(head, "utf-8")) return "utf-8";
  return decodes(head, "gb18030") ? "gb18030" : undefined;
}

/** A whole text from any desktop here: a byte order mark decides, else UTF-8 if it is that throughout, else GB 18030. */
export function decodeWhole(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } {
  const [a, b] = bytes;
  const encoding =
    a === 0xff && b === 0xfe
      ? "utf-16le"
      : a === 0xfe && b === 0xff
        ? "utf-16be"
        : decodes(bytes, "utf-8", false)
          ? "utf-8"
          : "gb18030";
  // GBK text is hardly ever valid UTF-8; GB 18030 reads GBK and GB 2312 alike.
  return {
    text: iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding),
    encoding,
  };
}

/** Decodes piece by piece; a character cut in two by the end of a piece is held back. */
export function decoderOf(encoding: TextEncoding): { write(chunk: Buffer): string; end(): string } {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  return { write: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? "" };
}

/** A piece may end in the middle of a character, a whole may not. */
function decodes(bytes: Uint8Array, encoding: "utf-8" | "gb18030", stream = true): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

function guessUtf16(head: Buffer): TextEncoding | undefined {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  let low = 0;
  let high = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[i * 2] === 0) high += 1;
    if (head[i * 2 + 1] === 0) low += 1;
  }
  if (low > pairs * 0.4 && high < pairs * 0.02) return "utf-16le";
  if (high > pairs * 0.4 && low < pairs * 0.02) return "utf-16be";
  return undefined;
}

function binaryShare(head: Buffer): number {
  let odd = 0;
  for (const byte of head)
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) odd += 1;
  return head.length === 0 ? 0 : odd / head.length;
}
