import { addDays, dateOf, type IsoDate, recomputeUnopened } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import * as plans from "./plan-queries.ts";
import { planner, planningRules, scheduleTerms, termOfRow } from "./rules.ts";
import { refreshFreshness, refreshStanding } from "./standing-queries.ts";
import { numbered, silenceHours } from "./sync.ts";

/** Obligations taken at once: a few thousand rows a statement, and progress that moves. */
export const EXTEND_BATCH = 1500;

export interface Extended {
  readonly obligations: number;
  readonly periods: number;
  /** Where the next batch begins; null when all plans reach the horizon. */
  readonly next: string | null;
}

/** Lays further periods for one batch of obligations. */
export async function extendPlans(
  tx: Tx,
  now: Date,
  input: { readonly until?: IsoDate; readonly afterId?: string | null } = {},
): Promise<Extended> {
  const rules = await planningRules(tx, now);
  const until = input.until ?? rules.until;
  const rows = await plans.obligationsToExtend(tx, until, input.afterId ?? null, EXTEND_BATCH);
  const lay = planner({ ...rules, until });
  const laid = rows.map((row) => ({
    row,
    planned: lay(termOfRow(row), addDays(row.planned_until ?? rules.today, 1)),
  }));
  const periods = await plans.insertPeriods(
    tx,
    now,
    laid.map(({ row, planned }) => numbered(now, row.id, planned)),
  );
  await plans.setPlannedUntil(
    tx,
    until,
    laid.map(({ row, planned }) => ({
      id: row.id,
      firstDueAt: planned.find((period) => period.kind !== "summary")?.dueAt ?? null,
    })),
  );
  const last = rows.length === EXTEND_BATCH ? rows.at(-1)?.id : undefined;
  return { obligations: rows.length, periods, next: last ?? null };
}

/** Everything up to the horizon in one transaction: for tests and the demo city, which advance their clock. */
export async function extendAllPlans(tx: Tx, now: Date, until?: IsoDate): Promise<number> {
  let periods = 0;
  let afterId: string | null = null;
  do {
    const done: Extended = await extendPlans(tx, now, { afterId, ...(until !== undefined && { until }) });
    periods += done.periods;
    afterId = done.next;
  } while (afterId !== null);
  return periods;
}

/** A calendar was imported: due dates of a cloud's periods that have not opened move, of no others. */
export async function followCalendar(tx: Tx, now: Date, cloudId: string): Promise<number> {
  const rules = await planningRules(tx, now);
  const laid = Map.groupBy(await plans.unopenedPeriods(tx, cloudId, now), (period) => period.obligationId);
  const rows = (await plans.obligationsOfCloud(tx, cloudId)).filter((row) => laid.has(row.id));
  const changes = rows.flatMap((row) => {
    const existing = laid.get(row.id) ?? [];
    const bySpan = new Map(existing.map((period) => [period.spanStart, period]));
    return recomputeUnopened(
      rules.calendar,
      scheduleTerms(termOfRow(row), rules.settings),
      existing,
      now,
    ).flatMap((plan) => {
      const period = bySpan.get(plan.spanStart);
      return period
        ? [{ id: period.id, dueAt: plan.dueAt, rule: plan.rule, provisional: plan.provisional }]
        : [];
    });
  });
  await plans.moveDue(tx, changes);
  await refreshStanding(tx, changes.length > 0 ? rows.map((row) => row.id) : [], silenceHours(rules));
  return changes.length;
}

export async function followSilence(tx: Tx, now: Date): Promise<void> {
  await refreshFreshness(tx, silenceHours(await planningRules(tx, now)));
}

/** The last day of the year after the one in which `now` lies: what "next year" means to people. */
export function endOfNextYear(now: Date): IsoDate {
  return `${Number(dateOf(now).slice(0, 4)) + 1}-12-31`;
}
