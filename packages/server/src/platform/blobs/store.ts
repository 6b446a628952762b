import path from "node:path";
import type { Config } from "../config.ts";
import type { Blobs } from "./blobs.ts";
import { openBlobs } from "./folder.ts";
import { type EvidenceKeys, type KeyPlaces, openKeys, placesIn } from "./keys.ts";
import { hasSealed } from "./walk.ts";

export function keyPlacesOf({ dataDir, evidence }: Pick<Config, "dataDir" | "evidence">): KeyPlaces {
  return placesIn(path.join(dataDir, "keys"), evidence.rootKeyFile);
}

/** The store of a data folder with its keys; the server and the operator's commands open the same. */
export async function openFolderStore(config: Pick<Config, "dataDir" | "evidence">): Promise<Blobs> {
  const root = path.join(config.dataDir, "blobs");
  const keys: EvidenceKeys = await openKeys(keyPlacesOf(config), config.evidence.cipher, () =>
    hasSealed(root),
  );
  return await openBlobs(root, keys);
}
