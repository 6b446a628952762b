import {
  addDays,
  addMonths,
  BUILT_IN_CALENDAR,
  dateOf,
  daysBetween,
  type IsoDate,
  isWorkday,
  weekday,
} from "@yunjian/domain";
import { settle } from "../background.ts";
import { extendAllPlans } from "../features/obligations/extend.ts";
import { snapshot } from "../features/posture/service.ts";
import { escalateOverdue } from "../features/rectifications/escalate.ts";
import type { Blobs } from "../platform/blobs/blobs.ts";
import type { Signer } from "../platform/ledger/note.ts";
import { OperationError } from "../platform/postgres/errors.ts";
import { type Db, platformActor, withActor } from "../platform/tenancy.ts";
import { certificates, found, passwords } from "./found.ts";
import { neverHandedIn, retentionAtLast } from "./retention.ts";
import { expiredPrivilege, rightsAtFirst, rightsAtLast } from "./rights.ts";
import { incidentDay } from "./incident-day.ts";
import { authorisationDay } from "./authorisation-day.ts";
import { changeDay } from "./change-day.ts";
import { readinessDay } from "./readiness-day.ts";
import { CREWS, providerDay } from "./provider-day.ts";
import { Stage } from "./stage.ts";
import { quarterlyDay, supervisorDay } from "./supervisor-day.ts";

export interface DemoOptions {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly signer: Signer;
  readonly seed: number;
  /** The demo ends here: the day somebody starts it. */
  readonly now: Date;
  readonly months?: number;
  readonly onProgress?: (month: string, done: number, total: number) => void;
  /** Ends the telling between two days; what was told so far is thrown away by the next start. */
  readonly stopped?: () => boolean;
}

/**
 * Lets the demo city live through two years up to now: day by day its people act through the services, under
 * their own rights, with the clock of the story. Nothing is inserted by hand.
 */
export async function liveThrough(options: DemoOptions): Promise<void> {
  const today = dateOf(options.now);
  const months = options.months ?? 24;
  const firstDay = `${addMonths(today, -months).slice(0, 7)}-01`;
  const stage = new Stage({
    ...options,
    firstDay,
    lastDay: today,
    now: new Date(`${firstDay}T08:30:00+08:00`),
  });
  await found(stage, firstDay);
  await rightsAtFirst(stage);
  await neverHandedIn(stage);
  const rights = [
    { day: addMonths(today, -5), tell: expiredPrivilege },
    { day: addDays(today, -9), tell: rightsAtLast },
    { day: addDays(today, -8), tell: retentionAtLast },
  ].filter(({ day }) => day >= firstDay);
  for (let day = firstDay; day <= today; day = addDays(day, 1)) {
    if (options.stopped?.())
      throw new OperationError(
        "演示数据未生成完毕，下次启动将重新生成。",
        "The demo was not told to its end; the next start tells it again.",
      );
    if (day.endsWith("-01")) {
      options.onProgress?.(day.slice(0, 7), monthsBetween(firstDay, day), months + 1);
      await firstOfMonth(stage, day);
    }
    for (const { tell } of rights.filter((each) => each.day === day)) {
      stage.at(day, "09:20");
      await tell(stage);
    }
    if (!isWorkday(BUILT_IN_CALENDAR, day).workday) continue;
    await workday(stage, day, options.now);
  }
  stage.now = options.now;
  await passwords(stage);
  await settle(stage, options.now);
}

async function firstOfMonth(stage: Stage, day: IsoDate): Promise<void> {
  stage.at(day, "00:10");
  await withActor(stage.db, platformActor("demo-month"), "write", async (tx) => {
    if (day !== stage.firstDay) await snapshot(tx, stage.now);
    await extendAllPlans(tx, stage.now);
  });
}

async function workday(stage: Stage, day: IsoDate, end: Date): Promise<void> {
  const steps: [string, () => Promise<void>][] = [
    ["08:40", () => morning(stage, daysBetween(day, dateOf(end)) < DAILY_NOTICES || weekday(day) === 1)],
    ["08:50", () => certificates(stage, day, stage.firstDay)],
    ["10:00", () => supervisorDay(stage, day)],
    ["14:00", () => providersWork(stage, day)],
    ["15:45", () => readinessDay(stage, day)],
    ["16:00", () => authorisationDay(stage, day)],
    ["16:05", () => incidentDay(stage, day)],
    ["17:20", () => changeDay(stage, day)],
  ];
  if (day.endsWith("-15"))
    steps.push(["15:30", () => quarterlyDay(stage, day, monthsBetween(stage.firstDay, day))]);
  for (const [time, work] of steps) {
    stage.at(day, time);
    if (stage.now > end) return;
    await work();
  }
}

/** Reminders look back over what they missed, so the distant past is told week by week and the present day by day. */
const DAILY_NOTICES = 45;

async function morning(stage: Stage, tellNotices: boolean): Promise<void> {
  const platform = platformActor("demo-morning");
  await withActor(stage.db, platform, "write", (tx) => escalateOverdue(tx, platform, stage.now));
  if (tellNotices) await settle(stage, stage.now);
}

/** Each organisation has its two days a week for this; what is urgent waits for nobody. */
async function providersWork(stage: Stage, day: IsoDate): Promise<void> {
  for (const [i, crew] of CREWS.entries())
    await providerDay(stage, crew, day, (weekday(day) + i) % 5 === 0 || (weekday(day) + i) % 5 === 2);
}

function monthsBetween(from: IsoDate, to: IsoDate): number {
  return (
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7))
  );
}
