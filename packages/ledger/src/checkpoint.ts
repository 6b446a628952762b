/** C2SP tlog-checkpoint: origin, size and root of a tree, as the text of a signed note. */
import { decimal, fromBase64, toBase64 } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { HASH_SIZE } from "./hash.ts";
import { isKeyName, type VerifierKey } from "./keys.ts";
import type { TreeHead } from "./merkle.ts";
import { type Note, parseNote, type VerifiedSignature, verifySignatures } from "./note.ts";

export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

export function checkpointText(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** We write no extension lines and accept none: no monitor could check what they say. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", size = "", root = "", end, ...more] = text.split("\n");
  const count = decimal(size);
  const hash = fromBase64(root);
  if (
    end !== "" ||
    more.length > 0 ||
    !isKeyName(origin) ||
    count === undefined ||
    hash?.length !== HASH_SIZE
  )
    throw new LedgerFailure("checkpoint-malformed");
  return { origin, size: count, root: hash };
}

/** Whom the verifier trusts, kept since before: never taken from what is being verified. */
export interface Trust {
  /** Keys of the log. At least one of them must have signed. */
  readonly log: readonly VerifierKey[];
  readonly witnesses?: readonly VerifierKey[];
  /** How many of the witnesses must have cosigned. */
  readonly quorum?: number;
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly note: Note;
  /** Signatures of the log by keys we trust. */
  readonly signers: readonly VerifiedSignature[];
  readonly witnesses: readonly VerifiedSignature[];
}

/** A checkpoint that is what it says, or the reason why it is not. */
export function openCheckpoint(text: string, trust: Trust): OpenedCheckpoint {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  // The log's keys are named like its origin, so that one log's key cannot speak for another.
  if (!trust.log.some((key) => key.name === checkpoint.origin))
    throw new LedgerFailure("origin-differs", checkpoint.origin);
  const log = trust.log.filter((key) => key.name === checkpoint.origin);
  const signers = verifySignatures(note, log);
  if (signers.length === 0) throw new LedgerFailure("key-unknown", checkpoint.origin);
  const witnesses = verifySignatures(note, trust.witnesses ?? []);
  const quorum = trust.quorum ?? 0;
  if (witnesses.length < quorum)
    throw new LedgerFailure("witnesses-too-few", `${witnesses.length} / ${quorum}`);
  return { ...checkpoint, note, signers, witnesses };
}
