/** C2SP signed-note: a text, an empty line, and one line per signature. */
import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { isKeyName, type SigningKey, type VerifierKey } from "./keys.ts";

export interface NoteSignature {
  readonly name: string;
  /** Hex. */
  readonly id: string;
  readonly signature: Uint8Array;
  /** The line as it stands, without its newline. */
  readonly line: string;
}

export interface Note {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const LARGEST = 1_000_000;
const MOST_SIGNATURES = 100;

export function parseNote(note: string): Note {
  const malformed = (why: string): LedgerFailure => new LedgerFailure("note-malformed", why);
  if (note.length > LARGEST) throw malformed("too large");
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.isWellFormed())
    throw malformed("control characters");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw malformed("no signatures");
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw malformed("too many signatures");
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

export function parseSignature(line: string): NoteSignature {
  const found = /^— (\S+) (\S+)$/u.exec(line);
  const bytes = fromBase64(found?.[2] ?? "") ?? new Uint8Array();
  const name = found?.[1] ?? "";
  if (!isKeyName(name) || bytes.length < 5)
    throw new LedgerFailure("note-malformed", `signature line: ${line.slice(0, 80)}`);
  return { name, id: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4), line };
}

export function signatureLine(key: VerifierKey, signature: Uint8Array): string {
  return `— ${key.name} ${toBase64(concat(fromHex(key.id), signature))}\n`;
}

/** `text` ends with a newline. */
export function signNote(text: string, keys: readonly SigningKey[]): string {
  const message = utf8(text);
  return `${text}\n${keys.map((key) => signatureLine(key.key, key.sign(message))).join("")}`;
}

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** When a witness says it cosigned, in seconds since 1970; null for other signatures. */
  readonly time: number | null;
}

/**
 * The signatures by keys we know. Unknown keys are passed over; a known key whose signature is wrong
 * condemns the whole note, and so does one that signs twice.
 */
export function verifySignatures(note: Note, keys: readonly VerifierKey[]): VerifiedSignature[] {
  const verified: VerifiedSignature[] = [];
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((each) => each.name === name && each.id === id);
    if (!key) continue;
    if (verified.some((each) => each.key === key)) throw new LedgerFailure("signature-repeated", name);
    verified.push({ key, time: timeOf(note.text, signature, key) });
  }
  return verified;
}

function timeOf(text: string, signature: Uint8Array, key: VerifierKey): number | null {
  if (key.type !== "cosignature") {
    if (!key.verifies(signature, utf8(text))) throw new LedgerFailure("signature-wrong", key.name);
    return null;
  }
  const time = signature.length === 72 ? seconds(signature) : undefined;
  if (time === undefined || !key.verifies(signature.subarray(8), cosignedMessage(text, time)))
    throw new LedgerFailure("signature-wrong", key.name);
  return time;
}

function seconds(signature: Uint8Array): number | undefined {
  const value = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}

/** What a witness signs (tlog-cosignature, Ed25519). */
function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

/** A witness's signature line over a checkpoint's text. */
export function cosign(text: string, key: SigningKey, time: number): string {
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  return signatureLine(key.key, concat(stamp, key.sign(cosignedMessage(text, time))));
}

/** Adds signature lines, leaving out what is there already under the same name and key id. */
export function withSignatures(note: string, lines: readonly string[]): string {
  const replaced = new Set(lines.map((line) => keyOfLine(line)));
  const { text, signatures } = parseNote(note);
  const kept = signatures.map(({ line }) => `${line}\n`).filter((line) => !replaced.has(keyOfLine(line)));
  return `${text}\n${[...kept, ...lines].join("")}`;
}

function keyOfLine(line: string): string {
  const { name, id } = parseSignature(line.trimEnd());
  return `${name} ${id}`;
}
