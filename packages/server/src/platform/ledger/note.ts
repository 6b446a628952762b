import {
  LedgerFailure,
  makeKey,
  originOf,
  parseNote,
  parseSigningKey,
  parseVerifier,
  signNote,
  type TreeName,
  verifySignatures,
} from "@yunjian/ledger";
import { NATIVE_ENGINE } from "./hashes.ts";

/** Signs the checkpoints of one tree. */
export interface TreeSigner {
  readonly tree: TreeName;
  readonly origin: string;
  /** Public keys in text form, the Ed25519 one first. */
  readonly verifiers: readonly string[];
  /** `text` ends with a newline. */
  sign(text: string): string;
}

export interface Signer {
  /** Name of the key, and origin of the record it signs. */
  readonly name: string;
  /** `name+id+key`: what a verifier needs. */
  readonly verifier: string;
  readonly trees: readonly TreeSigner[];
}

/** A new Ed25519 secret in the text form of signed-note tools. */
export function makeSecret(name: string): string {
  return makeKey(name, "ed25519").secret;
}

export function makeSm2Secret(name: string): string {
  return makeKey(name, "sm2").secret;
}

/** `sm2` adds its signature to every checkpoint; `trees` are those that are kept, SHA-256 alone by default. */
export function signerOf(
  secret: string,
  options: { readonly sm2?: string; readonly trees?: readonly TreeName[] } = {},
): Signer {
  const main = parseSigningKey(secret);
  if (main.key.type !== "ed25519") throw new LedgerFailure("key-malformed", main.key.name);
  const keys = [main, ...(options.sm2 === undefined ? [] : [parseSigningKey(options.sm2)])];
  const trees = (options.trees ?? ["sha256"]).map((tree): TreeSigner => {
    const origin = originOf(tree, main.key.name);
    const named = keys.map((key) => key.named(origin));
    return {
      tree,
      origin,
      verifiers: named.map((key) => key.key.text),
      sign: (text) => signNote(text, named),
    };
  });
  return { name: main.key.name, verifier: main.key.text, trees };
}

/** The text of a note if the verifier's key signed it, else undefined. */
export function openNote(note: string, verifier: string): string | undefined {
  try {
    const parsed = parseNote(note);
    return verifySignatures(parsed, [parseVerifier(verifier, NATIVE_ENGINE)]).length > 0
      ? parsed.text
      : undefined;
  } catch (error) {
    if (error instanceof LedgerFailure) return undefined;
    throw error;
  }
}
