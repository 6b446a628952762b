import { sha256 } from "@noble/hashes/sha2";
import { toHex } from "../bytes.ts";
import type { TreeName } from "../hash.ts";
import { type Digest, sm3Stream } from "./sm3.ts";

export type { Digest } from "./sm3.ts";

export type StartDigest = (name: TreeName) => Digest;
export type Crc32 = (bytes: Uint8Array, before: number) => number;

/** In any browser; servers and the command line pass native ones. */
export const portableDigest: StartDigest = (name) => {
  if (name === "sm3") return sm3Stream();
  const running = sha256.create();
  return {
    update: (bytes) => void running.update(bytes),
    hex: () => toHex(running.digest()),
  };
};

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 of zip; `before` is that of what came earlier, 0 at the start. */
export const portableCrc32: Crc32 = (bytes, before) => {
  let c = ~before >>> 0;
  for (let i = 0; i < bytes.length; i += 1)
    c = (TABLE[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8);
  return ~c >>> 0;
};
