/**
 * Keys of signed notes (C2SP signed-note, tlog-cosignature) in their text forms:
 *   verifier  <name>+<key id, hex>+<Base64 of type || public key>
 *   secret    PRIVATE+KEY+<name>+<key id>+<Base64 of type || secret>
 * Types: 0x01 Ed25519, 0x04 Ed25519 cosignature with a time, and 0xff followed by "yunjian/sm2-sm3/v1" for
 * SM2 with SM3, which the specification has no byte for.
 */
import { ed25519 } from "@noble/curves/ed25519";
import { sha256 } from "@noble/hashes/sha2";
import { concat, equalBytes, fromBase64, toBase64, toHex, utf8 } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { SM2_PUBLIC_SIZE, sm2KeyPair, sm2PublicKey, sm2Sign, sm2Verify } from "./sm2.ts";

export type KeyType = "ed25519" | "cosignature" | "sm2";

/** Ed25519 by other means than the portable one: servers check thousands of checkpoints. */
export interface Engine {
  ed25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

export const PORTABLE_ENGINE: Engine = {
  ed25519: (signature, message, publicKey) => {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};

export interface VerifierKey {
  readonly name: string;
  /** Hex. */
  readonly id: string;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
  /** The text form. */
  readonly text: string;
  verifies(signature: Uint8Array, message: Uint8Array): boolean;
}

const PREFIX: Readonly<Record<KeyType, Uint8Array>> = {
  ed25519: Uint8Array.of(1),
  cosignature: Uint8Array.of(4),
  sm2: concat(Uint8Array.of(0xff), utf8("yunjian/sm2-sm3/v1")),
};
const PUBLIC_SIZE: Readonly<Record<KeyType, number>> = { ed25519: 32, cosignature: 32, sm2: SM2_PUBLIC_SIZE };
const SECRET_SIZE = 32;

/** Neither Unicode spaces nor plus nor control characters. */
export function isKeyName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return name !== "" && !/[\s+\u0000-\u001f\u007f\u0085]/u.test(name) && name.isWellFormed();
}

function keyId(name: string, type: KeyType, publicKey: Uint8Array): string {
  return toHex(sha256(concat(utf8(`${name}\n`), PREFIX[type], publicKey)).subarray(0, 4));
}

export function verifierKey(
  name: string,
  type: KeyType,
  publicKey: Uint8Array,
  engine: Engine = PORTABLE_ENGINE,
): VerifierKey {
  const id = keyId(name, type, publicKey);
  return {
    name,
    id,
    type,
    publicKey,
    text: `${name}+${id}+${toBase64(concat(PREFIX[type], publicKey))}`,
    verifies: (signature, message) =>
      type === "sm2"
        ? sm2Verify(signature, message, publicKey)
        : signature.length === 64 && engine.ed25519(signature, message, publicKey),
  };
}

export function parseVerifier(text: string, engine: Engine = PORTABLE_ENGINE): VerifierKey {
  const [name = "", id = "", ...rest] = text.trim().split("+");
  const { type, material } = typed(rest.join("+"), PUBLIC_SIZE);
  if (!type || !isKeyName(name)) throw new LedgerFailure("key-malformed", text.slice(0, 120));
  const key = verifierKey(name, type, material, engine);
  if (key.id !== id) throw new LedgerFailure("key-malformed", text.slice(0, 120));
  return key;
}

function typed(
  encoded: string,
  sizes: Readonly<Record<KeyType, number>>,
): { type: KeyType | undefined; material: Uint8Array } {
  const bytes = fromBase64(encoded) ?? new Uint8Array();
  const type = (Object.keys(PREFIX) as KeyType[]).find((each) => {
    const prefix = PREFIX[each];
    return (
      bytes.length === prefix.length + sizes[each] && equalBytes(bytes.subarray(0, prefix.length), prefix)
    );
  });
  return { type, material: type ? bytes.slice(PREFIX[type].length) : bytes };
}

export interface SigningKey {
  readonly key: VerifierKey;
  /** The text form of the secret. */
  readonly secret: string;
  sign(message: Uint8Array): Uint8Array;
  /** The same secret under another name: a log's second tree has an origin, and so a key name, of its own. */
  named(name: string): SigningKey;
}

export function makeKey(name: string, type: KeyType): SigningKey {
  if (!isKeyName(name)) throw new LedgerFailure("key-malformed", name);
  return signingKey(name, type, type === "sm2" ? sm2KeyPair().secret : ed25519.utils.randomPrivateKey());
}

export function parseSigningKey(text: string): SigningKey {
  const found = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const { type, material } = typed(found?.[3] ?? "", {
    ed25519: SECRET_SIZE,
    cosignature: SECRET_SIZE,
    sm2: SECRET_SIZE,
  });
  // The text is not repeated in the message: it holds a secret.
  if (!found || !type) throw new LedgerFailure("key-malformed");
  const signing = signingKey(found[1] ?? "", type, material);
  if (signing.key.id !== found[2]) throw new LedgerFailure("key-malformed", "key id");
  return signing;
}

function signingKey(name: string, type: KeyType, secret: Uint8Array): SigningKey {
  const publicKey = type === "sm2" ? sm2PublicKey(secret) : ed25519.getPublicKey(secret);
  const key = verifierKey(name, type, publicKey);
  return {
    key,
    secret: `PRIVATE+KEY+${name}+${key.id}+${toBase64(concat(PREFIX[type], secret))}`,
    sign: (message) => (type === "sm2" ? sm2Sign(message, secret) : ed25519.sign(message, secret)),
    named: (other) => signingKey(other, type, secret),
  };
}
