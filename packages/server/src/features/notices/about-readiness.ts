import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { protectionMatters } from "../protected-periods/read-notices.ts";
import type { Matter } from "./matter.ts";

/** A protected period is told to the provider of every cloud it names, each of its own. */
export async function aboutProtectedPeriod(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  return (await protectionMatters(tx, event.object.id)).map((each) => ({
    object: { type: "protected-period", id: each.id },
    subjectId: each.cloudId,
    partyOrgId: each.providerOrgId,
    // One word per cloud, although several may be of one provider.
    step: `${event.id} ${each.cloudId}`,
    params: each.params,
  }));
}
