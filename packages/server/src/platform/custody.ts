import { type KeyPlaces, readRing, replaceFile, type Ring, ringFile } from "./blobs/keys.ts";
import { eraseSpace } from "./blobs/rotation.ts";
import type { PersonKeys } from "./person-keys.ts";

/** The keys whose destruction is erasure: of organisations' files, and of what the record says about people. */
export interface Custody {
  readonly persons: PersonKeys;
  /**
   * Destroys an organisation's keys: none of its files opens any more, and nothing new can be stored for it. Harmless
   * when they were destroyed before.
   */
  destroySpace(orgId: string, erased: NonNullable<Ring["erased"]>): Promise<void>;
}

export function custodyOf(places: KeyPlaces, persons: PersonKeys): Custody {
  return {
    persons,
    async destroySpace(orgId, erased) {
      const ring = await readRing(places, orgId);
      if (ring?.erased) return;
      if (ring) return await eraseSpace(places, orgId, erased);
      // It never stored anything: the mark alone keeps it so.
      await replaceFile(ringFile(places, orgId), {
        format: 1,
        space: orgId,
        keys: [],
        erased,
      } satisfies Ring);
    },
  };
}
