import crypto from "node:crypto";
import type { Hashes } from "@yunjian/ledger";

/** The system's hash functions: several times as fast as the portable ones. */
export const NATIVE: Hashes = {
  sha256: (data) => crypto.hash("sha256", data, "buffer"),
  sm3: (data) => crypto.hash("sm3", data, "buffer"),
};
