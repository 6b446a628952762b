import { dateOf, settingOf } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { rosterGaps } from "../duty/read-notices.ts";
import { reportsMissedBetween } from "../protected-periods/read-notices.ts";
import { type Found, type Stretch, tellAll } from "./stretch.ts";
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

/** Daily reports that did not come: the provider hears when the hour struck, supervision when it stays silent. */
export async function nilReports(tx: Tx, to: Teller, { last, now }: Stretch): Promise<number> {
  // Due instants are inclusive: late is what was due before now.
  const [from, until] = [new Date(last.getTime() - 1), new Date(now.getTime() - 1)];
  const wait = settingOf(to.settings, "protection.escalateHours") * 3_600_000;
  const earlier = (at: Date) => new Date(at.getTime() - wait);
  const found = (rows: Awaited<ReturnType<typeof reportsMissedBetween>>): Found[] =>
    rows.map((row) => ({
      matter: {
        object: { type: "protected-period", id: row.id },
        subjectId: row.cloudId,
        partyOrgId: row.providerOrgId,
        // Who deployed the period asks, also where somebody else supervises the cloud.
        reviewerOrgId: row.orgId,
        params: row.params,
      },
      day: `${row.day} ${row.cloudId}`,
    }));
  const missed = await reportsMissedBetween(tx, from, until);
  const silent = await reportsMissedBetween(tx, earlier(from), earlier(until));
  return (
    (await tellAll(to, "nil-report-missing", found(missed))) +
    (await tellAll(to, "nil-report-silent", found(silent)))
  );
}
