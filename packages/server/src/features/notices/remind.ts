import {
  addDays,
  addMonths,
  dateOf,
  daysBetween,
  endOfDay,
  type IsoDate,
  noticeOnClock,
  settingOf,
  startOfDay,
} from "@yunjian/domain";
import { type Db, platformActor, type Tx, withActor } from "../../platform/tenancy.ts";
import { periodsReviewDueBetween } from "../obligations/read-notices.ts";
import { type PeriodRow, periodsDueBetween, periodsOpenedBetween } from "../obligations/read.ts";
import { rectificationsDueBetween, rectificationsUnreceivedBetween } from "../rectifications/read-notices.ts";
import { certificatesEndingBetween, subjectNames } from "../registry/read-notices.ts";
import {
  authorisationsEndingBetween,
  authorisationsUndecidedBetween,
  authorisationsUnrecordedBetween,
} from "../authorisations/read-notices.ts";
import { changesDueBetween, type ToldCustomer, unacknowledgedBetween } from "../changes/read-notices.ts";
import { authorisationMatter } from "./about-authorisation.ts";
import { changeMatter, toldMatter } from "./about-change.ts";
import { incidentClocks, incidentCustomers } from "./about-incident.ts";
import { periodMatter, rectificationMatter } from "./about.ts";
import * as queries from "./clock-queries.ts";
import type { Matter } from "./matter.ts";
import { dutyGaps, nilReports } from "./remind-readiness.ts";
import { keysEnding, postsToReview } from "./remind-rights.ts";
import { type Found, type Stretch, tellAll } from "./stretch.ts";
import { type Teller, teller } from "./tell.ts";

const DAY = 86_400_000;
/** An overdue item is brought up again each week, for half a year. */
const WEEKS = 26;
/** What opens and ends within a week needs no word that it opened. */
const WORTH_ANNOUNCING = 7;

/**
 * Tells people what the clock brings about since it last did. Each search goes along an index over what
 * crossed its moment in the meantime; a notice names the day it is for, so that it is written once however
 * often this runs. Returns how many notices were written.
 */
export async function remind(db: Db, now: Date): Promise<number> {
  return await withActor(db, platformActor("remind"), "write", async (tx) => {
    const last = await queries.claimClock(tx, "remind", new Date(now.getTime() - DAY));
    if (last === undefined) return 0; // another process is at it
    const stretch = stretchOf(last, now);
    const due = await teller(tx, now);
    let written = 0;
    for (const scan of [
      opened,
      dueSoon,
      overdue,
      reviewOverdue,
      unreceived,
      rectificationDue,
      rectificationOverdue,
      certificates,
      authorisations,
      changes,
      dutyGaps,
      incidentClocks,
      incidentCustomers,
      nilReports,
      keysEnding,
      postsToReview,
    ]) {
      written += await scan(tx, due, stretch);
    }
    await queries.setClock(tx, "remind", now);
    return written;
  });
}

/** A clock that was set back does not silence the reminders: the last day is gone through again. */
function stretchOf(last: Date, now: Date): Stretch {
  const from = last > now ? new Date(now.getTime() - DAY) : last;
  return { last: from, now, lastDay: dateOf(from), today: dateOf(now) };
}

async function opened(tx: Tx, to: Teller, { last, now, lastDay, today }: Stretch): Promise<number> {
  // Planned periods open at midnight; those that open at another hour were asked for and told of as such.
  if (lastDay === today) return 0;
  const periods = await periodsOpenedBetween(tx, last, now);
  const worth = periods.filter(
    (each) => daysBetween(each.spanStart, each.spanEnd) >= WORTH_ANNOUNCING && each.dueAt > now,
  );
  return await tellAll(
    to,
    "period-opens",
    worth.map((each) => ({ matter: periodMatter(each), day: dateOf(each.opensAt) })),
  );
}

async function dueSoon(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const periods = await comingDue(
    stretch,
    daysOf(to, "period-due"),
    (from, until) => periodsDueBetween(tx, from, until),
    dueOf,
  );
  const useful = periods.filter(({ item, threshold }) => item.opensAt < startOfDay(threshold));
  return await tellAll(
    to,
    "period-due",
    useful.map(({ item, due, threshold }) => ({
      matter: withDays(periodMatter(item), stretch, due),
      day: threshold,
    })),
  );
}

async function overdue(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const periods = await pastDue(stretch, (from, until) => periodsDueBetween(tx, from, until), dueOf);
  return await tellAll(
    to,
    "period-overdue",
    periods.map(({ item, day }) => ({ matter: periodMatter(item), day })),
  );
}

async function reviewOverdue(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const limit = (period: PeriodRow) =>
    period.state === "submitted" ? period.receiptDueAt : period.decisionDueAt;
  const periods = await pastDue(stretch, (from, until) => periodsReviewDueBetween(tx, from, until), limit);
  let written = 0;
  for (const [trigger, state] of [
    ["receipt-overdue", "submitted"],
    ["decision-overdue", "in-review"],
  ] as const) {
    const concerned = periods.filter(({ item }) => item.state === state);
    written += await tellAll(
      to,
      trigger,
      concerned.map(({ item, day }) => ({ matter: periodMatter(item, limit(item)), day })),
    );
  }
  return written;
}

async function unreceived(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const rows = await pastDue(
    stretch,
    (from, until) => rectificationsUnreceivedBetween(tx, from, until),
    (row) => row.receiptDueAt,
  );
  return await tellAll(
    to,
    "rectification-unreceived",
    rows.map(({ item, day }) => ({ matter: rectificationMatter(item, item.receiptDueAt), day })),
  );
}

async function rectificationDue(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const rows = await comingDue(
    stretch,
    daysOf(to, "rectification-due"),
    (from, until) => rectificationsDueBetween(tx, from, until),
    (row) => row.dueAt,
  );
  return await tellAll(
    to,
    "rectification-due",
    rows.map(({ item, due, threshold }) => ({
      matter: withDays(rectificationMatter(item), stretch, due),
      day: threshold,
    })),
  );
}

async function rectificationOverdue(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const rows = await pastDue(
    stretch,
    (from, until) => rectificationsDueBetween(tx, from, until),
    (row) => row.dueAt,
  );
  return await tellAll(
    to,
    "rectification-overdue",
    rows.map(({ item, day }) => ({ matter: rectificationMatter(item), day })),
  );
}

/** Steps of changes that come near or have passed, and customers who have not acknowledged one that comes. */
async function changes(tx: Tx, to: Teller, stretch: Stretch): Promise<number> {
  const between = (from: Date, until: Date) => changesDueBetween(tx, from, until);
  const near = await comingDue(stretch, daysOf(to, "change-due"), between, stepDue);
  const past = await pastDue(stretch, between, stepDue);
  const silent = await comingDue(
    stretch,
    daysOf(to, "change-unacknowledged"),
    (from, until) => unacknowledgedBetween(tx, from, until),
    (row: ToldCustomer) => row.plannedFrom,
  );
  return (
    (await tellAll(
      to,
      "change-due",
      near.map(({ item, due, threshold }) => ({
        matter: withDays(changeMatter(item), stretch, due),
        day: `${item.state} ${threshold}`,
      })),
    )) +
    (await tellAll(
      to,
      "change-overdue",
      past.map(({ item, day }) => ({ matter: changeMatter(item), day: `${item.state} ${day}` })),
    )) +
    (await tellAll(
      to,
      "change-unacknowledged",
      silent.map(({ item, threshold }) => ({ matter: toldMatter(item), day: threshold })),
    ))
  );
}

function stepDue(row: { readonly dueAt: Date | null }): Date | null {
  return row.dueAt;
}

async function certificates(tx: Tx, to: Teller, { lastDay, today }: Stretch): Promise<number> {
  if (lastDay === today) return 0;
  const found = new Map<string, Found>();
  // From far to near: after a leap of the clock the nearest is told, not all of them.
  for (const months of [...settingOf(to.settings, "certificate.remindMonths")].sort((a, b) => b - a)) {
    const rows = await certificatesEndingBetween(tx, addMonths(lastDay, months), addMonths(today, months));
    const clouds = await subjectNames(
      tx,
      rows.map((row) => row.cloudId),
    );
    for (const row of rows) {
      const params = { cloud: clouds.get(row.cloudId)?.name ?? "", due: row.validUntil, months };
      const matter: Matter = {
        object: { type: "cloud", id: row.cloudId },
        subjectId: row.cloudId,
        partyOrgId: row.providerOrgId,
        params,
      };
      found.set(row.id, { matter, day: addMonths(row.validUntil, -months) });
    }
  }
  return await tellAll(to, "certificate-ends", found.values());
}

const DAY_AHEAD = DAY;

/** Instants, not days: a limit at four in the morning is told at four in the morning. */
async function authorisations(tx: Tx, to: Teller, { last, now }: Stretch): Promise<number> {
  // Due instants are inclusive, as above.
  const [from, until] = [new Date(last.getTime() - 1), new Date(now.getTime() - 1)];
  const ahead = (at: Date) => new Date(at.getTime() + DAY_AHEAD);
  const found = (rows: Awaited<ReturnType<typeof authorisationsEndingBetween>>, side: "customer" | "asker") =>
    rows.map((row) => ({ matter: authorisationMatter(row, side), day: dateOf(now) }));
  const undecided = await authorisationsUndecidedBetween(tx, from, until);
  const ending = await authorisationsEndingBetween(tx, ahead(from), ahead(until));
  const unrecorded = await authorisationsUnrecordedBetween(tx, from, until);
  return (
    (await tellAll(to, "authorisation-undecided", found(undecided, "customer"))) +
    (await tellAll(to, "authorisation-ends", found(ending, "asker"))) +
    (await tellAll(to, "authorisation-unrecorded", found(unrecorded, "customer")))
  );
}

type Between<T> = (from: Date, to: Date) => Promise<T[]>;

/** What came so many days before its due date since the last run; each item once, at its nearest day. */
async function comingDue<T extends { id: string }>(
  { now, lastDay, today }: Stretch,
  days: readonly number[],
  between: Between<T>,
  dueOfItem: (item: T) => Date | null,
): Promise<{ item: T; due: Date; threshold: IsoDate }[]> {
  if (lastDay === today) return [];
  const found = new Map<string, { item: T; due: Date; threshold: IsoDate }>();
  for (const before of [...days].sort((a, b) => b - a)) {
    for (const item of await between(endOfDay(addDays(lastDay, before)), endOfDay(addDays(today, before)))) {
      const due = dueOfItem(item);
      if (due && due > now) found.set(item.id, { item, due, threshold: addDays(dateOf(due), -before) });
    }
  }
  return [...found.values()];
}

/** What became overdue since the last run, and what has been so for whole weeks. */
async function pastDue<T extends { id: string }>(
  { last, now, lastDay, today }: Stretch,
  between: Between<T>,
  dueOfItem: (item: T) => Date | null,
): Promise<{ item: T; day: IsoDate }[]> {
  // Due instants are inclusive: late is what was due before now, not what is due at this very instant.
  const [from, until] = [new Date(last.getTime() - 1), new Date(now.getTime() - 1)];
  const found: { item: T; day: IsoDate }[] = [];
  for (const item of await between(from, until)) {
    const due = dueOfItem(item);
    if (due) found.push({ item, day: dateOf(due) });
  }
  if (lastDay === today) return found;
  for (const item of await between(endOfDay(addDays(lastDay, -7 * WEEKS)), from)) {
    const due = dueOfItem(item);
    if (!due) continue;
    const weeks = Math.floor(daysBetween(dateOf(due), today) / 7);
    const before = Math.floor(daysBetween(dateOf(due), lastDay) / 7);
    if (weeks > Math.max(before, 0)) found.push({ item, day: addDays(dateOf(due), 7 * weeks) });
  }
  return found;
}

function dueOf(period: PeriodRow): Date | null {
  return period.partyDueAt;
}

function daysOf(
  to: Teller,
  trigger: "period-due" | "rectification-due" | "change-due" | "change-unacknowledged",
): readonly number[] {
  const { days } = to.choice(noticeOnClock(trigger));
  return days.length > 0 ? days : settingOf(to.settings, "notice.reminderDays");
}

function withDays(matter: Matter, { today }: Stretch, due: Date): Matter {
  return { ...matter, params: { ...matter.params, days: daysBetween(today, dateOf(due)) } };
}
