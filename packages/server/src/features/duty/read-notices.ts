import { minuteOf, settingOf, type StoredSettings } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { coverageOf, dutyPlaces, lookAhead } from "./read.ts";

export interface RosterGap {
  readonly placeId: string;
  readonly cloudId: string | null;
  readonly name: string;
  readonly orgId: string;
  readonly count: number;
  readonly firstFrom: Date;
  readonly from: string;
  readonly days: number;
}

/** Rosters that are kept and leave a gap in the days ahead. Where none is kept at all the home page says so. */
export async function rosterGaps(tx: Tx, now: Date, settings: StoredSettings): Promise<RosterGap[]> {
  const days = settingOf(settings, "duty.gapDays");
  const places = (await dutyPlaces(tx, now, null)).filter(({ kept }) => kept);
  const coverage = await coverageOf(
    tx,
    places.map(({ id }) => id),
    lookAhead(now, days),
    settings,
  );
  return places.flatMap(({ id, cloudId, name, orgId }) => {
    const gaps = coverage.get(id)?.gaps ?? [];
    const [first] = gaps;
    if (!first) return [];
    return [
      {
        placeId: id,
        cloudId,
        name,
        orgId,
        count: gaps.length,
        firstFrom: first.from,
        from: minuteOf(first.from),
        days,
      },
    ];
  });
}
