import { dateOf } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { rosterGaps } from "../duty/read-notices.ts";
import { type Stretch, tellAll } from "./stretch.ts";
import type { Teller } from "./tell.ts";

/** Each morning: rosters that leave a gap in the days ahead, once for each day on which the first gap begins. */
export async function dutyGaps(tx: Tx, to: Teller, { now, lastDay, today }: Stretch): Promise<number> {
  if (lastDay === today) return 0;
  const found = await rosterGaps(tx, now, to.settings);
  return await tellAll(
    to,
    "duty-gap",
    found.map((gap) => ({
      matter: {
        object: { type: gap.cloudId === null ? "organisation" : "cloud", id: gap.placeId },
        subjectId: gap.cloudId,
        partyOrgId: gap.orgId,
        ownerOrgId: gap.orgId,
        params: { cloud: gap.name, count: gap.count, days: gap.days, from: gap.from },
      },
      day: dateOf(gap.firstFrom),
    })),
  );
}
