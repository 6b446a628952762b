import { sha256 as nobleSha256 } from "@noble/hashes/sha2";
import { sm3 as portableSm3 } from "sm-crypto-v2";
import { fromHex } from "./bytes.ts";

/** Hashing is an argument wherever much is hashed: servers pass the native functions. */
export type Hash = (data: Uint8Array) => Uint8Array;

/** The trees over the same entries: SHA-256 is what the world's tools read, SM3 what GB/T 39786 asks for. */
export const TREES = ["sha256", "sm3"] as const;
export type TreeName = (typeof TREES)[number];

export type Hashes = Readonly<Record<TreeName, Hash>>;

/** Works everywhere, browsers on plain HTTP included, where WebCrypto is missing. */
export const PORTABLE: Hashes = {
  sha256: (data) => nobleSha256(data),
  sm3: (data) => fromHex(portableSm3(data)),
};

export const HASH_SIZE = 32;

/** The SM3 tree is a log of its own: its origin tells the two apart. */
export function originOf(tree: TreeName, name: string): string {
  return tree === "sha256" ? name : `${name}/${tree}`;
}

/** Which tree a checkpoint speaks of, by its origin. */
export function treeOf(origin: string): TreeName {
  return origin.endsWith("/sm3") ? "sm3" : "sha256";
}
