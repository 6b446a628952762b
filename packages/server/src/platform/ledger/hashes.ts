import crypto from "node:crypto";
import type { Hashes, Engine } from "@yunjian/ledger";

/**
 * The system's functions: several times as fast as the portable ones. A digest that is asked for as text
 * and read from the buffer pool costs a third of one that gets a buffer of its own.
 */
export const NATIVE: Hashes = {
  sha256: (data) => Buffer.from(crypto.hash("sha256", data, "binary"), "latin1"),
  sm3: (data) => Buffer.from(crypto.hash("sm3", data, "binary"), "latin1"),
};

const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** Ed25519 of the system, for checking many checkpoints. */
export const NATIVE_ENGINE: Engine = {
  ed25519: (signature, message, publicKey) => {
    const key = crypto.createPublicKey({
      key: Buffer.concat([SPKI_HEAD, publicKey]),
      format: "der",
      type: "spki",
    });
    return crypto.verify(null, message, key, signature);
  },
};
