import type { StoredSettings } from "@yunjian/domain";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { storedSettings } from "./read.ts";

/** What every request needs of the settings before anybody is known; read at most once a minute. */
export function settingsInForce(db: Db, clock: () => Date): () => Promise<StoredSettings> {
  let known: { at: number; value: StoredSettings } | undefined;
  return async () => {
    const now = clock().getTime();
    if (!known || Math.abs(now - known.at) > 60_000) {
      known = { at: now, value: await withActor(db, platformActor("settings"), "read", storedSettings) };
    }
    return known.value;
  };
}
