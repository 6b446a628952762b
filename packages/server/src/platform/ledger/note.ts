/**
 * Signed notes (C2SP signed-note) with Ed25519, and the checkpoint text (C2SP tlog-checkpoint) they carry:
 * any tool that reads transparency logs can check ours.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

const ED25519 = 1;
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

export interface Signer {
  /** Name of the key, and origin of the record it signs. */
  readonly name: string;
  /** `name+id+key`: what a verifier needs. */
  readonly verifier: string;
  sign(text: string): string;
}

/** A new secret in the text form of signed-note tools. */
export function makeSecret(name: string): string {
  const seed = randomBytes(32);
  const { id } = describe(name, publicBytes(privateKeyOf(seed)));
  return `PRIVATE+KEY+${name}+${id.toString("hex")}+${keyText(seed)}`;
}

export function signerOf(secret: string): Signer {
  const found = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(secret.trim());
  const [, name = "", given = "", encoded = ""] = found ?? [];
  const seed = keyBytes(encoded);
  if (!found || !seed) throw new Error("not a secret key of signed notes");
  const key = privateKeyOf(seed);
  const { id, verifier } = describe(name, publicBytes(key));
  if (id.toString("hex") !== given) throw new Error("the key id does not belong to this key");
  return {
    name,
    verifier,
    sign: (text) => {
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString("base64");
      return `${text}\n— ${name} ${signature}\n`;
    },
  };
}

/** The text of a note if the verifier's key signed it, else undefined. */
export function openNote(note: string, verifier: string): string | undefined {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(verifier);
  const [, name = "", , encoded = ""] = found ?? [];
  const raw = keyBytes(encoded);
  const end = note.lastIndexOf("\n\n");
  if (!found || !raw || end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const { id, verifier: same } = describe(name, raw);
  if (same !== verifier) return undefined;
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: "der", type: "spki" });
  const signed = note
    .slice(end + 2)
    .split("\n")
    .filter((line) => line.startsWith(`— ${name} `))
    .map((line) => Buffer.from(line.slice(name.length + 3), "base64"))
    .some((each) => each.subarray(0, 4).equals(id) && verify(null, Buffer.from(text), key, each.subarray(4)));
  return signed ? text : undefined;
}

export function checkpointText(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

function describe(name: string, raw: Buffer): { id: Buffer; verifier: string } {
  const id = createHash("sha256")
    .update(`${name}\n`)
    .update(Buffer.of(ED25519))
    .update(raw)
    .digest()
    .subarray(0, 4);
  return { id, verifier: `${name}+${id.toString("hex")}+${keyText(raw)}` };
}

function keyText(bytes: Buffer): string {
  return Buffer.concat([Buffer.of(ED25519), bytes]).toString("base64");
}

function keyBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 33 && bytes[0] === ED25519 ? bytes.subarray(1) : undefined;
}

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
}

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI_HEAD.length);
}
