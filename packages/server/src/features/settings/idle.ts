import { settingOf } from "@yunjian/domain";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { storedSettings } from "./read.ts";

/** The idle limit of sessions is needed before anybody is known; it is read at most once a minute. */
export function idleMinutes(db: Db, clock: () => Date): () => Promise<number> {
  let known: { at: number; value: number } | undefined;
  return async () => {
    const now = clock().getTime();
    if (!known || Math.abs(now - known.at) > 60_000) {
      const stored = await withActor(db, platformActor("settings"), "read", storedSettings);
      known = { at: now, value: settingOf(stored, "session.idleMinutes") };
    }
    return known.value;
  };
}
