import path from "node:path";
import { type Config, tokenEnvironment } from "../config.ts";
import type { Blobs } from "./blobs.ts";
import { openBoth, type TwoHomes } from "./both.ts";
import { type Bucket, openBucket } from "./bucket.ts";
import { openBucketStore } from "./bucket-store.ts";
import { openBlobs } from "./folder.ts";
import { type EvidenceKeys, type KeyPlaces, openKeys, placesIn } from "./keys.ts";
import { openToken } from "./token.ts";
import { hasSealed } from "./walk.ts";

export function keyPlacesOf({ dataDir, evidence }: Pick<Config, "dataDir" | "evidence">): KeyPlaces {
  const token = evidence.token && openToken(evidence.token, tokenEnvironment());
  return placesIn(path.join(dataDir, "keys"), evidence.rootKeyFile, token);
}

/** The store of a data folder with its keys; the server and the operator's commands open the same. */
export async function openFolderStore(config: Pick<Config, "dataDir" | "evidence">): Promise<Blobs> {
  return (await openStores(config)).blobs;
}

/** The same, and both places apart when a bucket is configured. */
export async function openStores({
  dataDir,
  evidence,
}: Pick<Config, "dataDir" | "evidence">): Promise<{ readonly blobs: Blobs; readonly both?: TwoHomes }> {
  const root = path.join(dataDir, "blobs");
  const bucket = evidence.s3 && openBucket(evidence.s3);
  const keys: EvidenceKeys = await openKeys(
    keyPlacesOf({ dataDir, evidence }),
    evidence.cipher,
    async () => (await hasSealed(root)) || (bucket !== undefined && (await hasObjects(bucket))),
  );
  const folder = await openBlobs(root, keys);
  if (!bucket) return { blobs: folder };
  const both = openBoth(root, folder, openBucketStore(bucket, keys), evidence.store ?? "folder");
  return { blobs: both, both };
}

async function hasObjects(bucket: Bucket): Promise<boolean> {
  for await (const _ of bucket.list("")) return true;
  return false;
}
