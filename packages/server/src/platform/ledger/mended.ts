import { emit } from "../events.ts";
import { platformActor, type Tx } from "../tenancy.ts";

/** The object that entries about the platform itself are about. */
export const PLATFORM = "00000000-0000-7000-8000-000000000000";

/** That stored hashes were wrong is part of the record too: somebody may have tried something. */
export async function recordMended(tx: Tx, now: Date, tiles: readonly string[]): Promise<void> {
  await emit(tx, platformActor("ledger"), now, {
    kind: "ledger.mended",
    object: { type: "platform", id: PLATFORM },
    subjectId: null,
    data: { tiles: tiles.slice(0, 50), count: tiles.length },
  });
}
