import { type ClockTrigger, type IsoDate, noticeOnClock } from "@yunjian/domain";
import type { Matter } from "./matter.ts";
import type { Teller } from "./tell.ts";

/** The stretch of time a run is for: everything whose moment lies in it is told now. */
export interface Stretch {
  readonly last: Date;
  readonly now: Date;
  readonly lastDay: IsoDate;
  readonly today: IsoDate;
}

export interface Found {
  readonly matter: Matter;
  readonly day: string;
}

export async function tellAll(to: Teller, trigger: ClockTrigger, found: Iterable<Found>): Promise<number> {
  const key = noticeOnClock(trigger);
  return await to.tell([...found].map(({ matter, day }) => ({ key, matter, step: day, exceptPerson: null })));
}
