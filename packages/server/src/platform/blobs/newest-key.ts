import type { KeyPlaces } from "./keys.ts";
import { keyStatus } from "./rotation.ts";

/** When a key of the store was made last; a backup of the keys that is older lacks it. Null: none yet. */
export async function newestKey(places: KeyPlaces): Promise<Date | null> {
  const { roots, spaces } = await keyStatus(places);
  const made = [...roots, ...spaces.flatMap((space) => space.keys)].map((key) => key.createdAt).sort();
  const newest = made.at(-1);
  return newest === undefined ? null : new Date(newest);
}
