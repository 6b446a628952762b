import {
  type Actor,
  dateOf,
  type NilDay,
  nilDays,
  nilStanding,
  type NilStanding,
  settingOf,
  type StoredSettings,
} from "@yunjian/domain";
import { seesCase, type Tx } from "../../platform/tenancy.ts";
import { coverageOf, onDutyNow } from "../duty/read.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import * as queries from "./queries.ts";

export interface Figures {
  expected: number;
  nil: number;
  events: number;
  late: number;
  missing: number;
  waiting: number;
}

/** The days of a period on which reports are asked for; none before it is deployed. */
export function daysOf(row: queries.PeriodRow): NilDay[] {
  if (row.deployed_at === null) return [];
  return nilDays({ from: row.from_at, to: row.to_at, nilHour: row.nil_hour, deployedAt: row.deployed_at });
}

/** The day whose reports are waited for: today, the first to come, or the last. */
export function dayInHand(days: readonly NilDay[], now: Date): NilDay | undefined {
  const today = dateOf(now);
  return days.find(({ day }) => day >= today) ?? days.at(-1);
}

/** Every cloud of a period with its reports day by day, who is on duty, and how far the roster covers it. */
export async function boardOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.PeriodRow,
  settings: StoredSettings,
) {
  const days = daysOf(row);
  const heads = row.cloud_ids.length > 0 ? await cloudHeads(tx, row.cloud_ids) : [];
  const ids = heads.map(({ cloudId }) => cloudId);
  const reports = await queries.reportsOf(tx, [row.id]);
  const byCell = Map.groupBy(reports, ({ cloudId, day }) => `${cloudId} ${day}`);
  const period = { from: row.from_at, to: row.to_at };
  const coverage = await coverageOf(tx, ids, period, settings);
  const here = Map.groupBy(await onDutyNow(tx, ids, now), (each) => each.placeId);
  const inHand = dayInHand(days, now);
  const today = noFigures();
  const all = noFigures();
  const board = heads.map(({ cloudId, cloudName, providerOrgId, providerName }) => {
    const shown = seesCase(actor, cloudId);
    const cells = days.map((day) => {
      const filed = byCell.get(`${cloudId} ${day.day}`) ?? [];
      const report = filed.find(({ supersededAt }) => supersededAt === null);
      // What was said first was said in time, however often it was put right since.
      const facts = report && { events: report.events, filedAt: filed[0]?.filedAt ?? report.filedAt };
      const standing = nilStanding(day, facts, now);
      if (shown) {
        if (standing !== "ahead") count(all, standing);
        if (day === inHand) count(today, standing);
      }
      return {
        day: day.day,
        dueAt: day.dueAt,
        standing,
        events: report?.events ?? null,
        note: report?.note ?? null,
        filedAt: report?.filedAt ?? null,
        filedBy: report?.filedBy ?? null,
        corrections: Math.max(filed.length - 1, 0),
      };
    });
    const { gaps = [], share = 1 } = coverage.get(cloudId) ?? {};
    const ahead = gaps.reduce(
      (sum, gap) => sum + Math.max(0, gap.to.getTime() - Math.max(gap.from.getTime(), now.getTime())),
      0,
    );
    return {
      cloud: { id: cloudId, name: cloudName },
      provider: { id: providerOrgId, name: providerName },
      mine: providerOrgId === actor.orgId && actor.permissions.has("protection.report"),
      cells: shown ? cells.toReversed() : null,
      onDuty: (here.get(cloudId) ?? []).map(({ name }) => name),
      missing: gaps.find(({ from, to }) => from <= now && now < to)?.need ?? null,
      coverage: Math.floor(share * 100),
      openHours: Math.ceil(ahead / 3_600_000),
    };
  });
  return { days: days.toReversed(), today: inHand?.day ?? null, board, figures: { today, all } };
}

function noFigures(): Figures {
  return { expected: 0, nil: 0, events: 0, late: 0, missing: 0, waiting: 0 };
}

function count(figures: Figures, standing: NilStanding): void {
  figures.expected++;
  if (standing !== "ahead") figures[standing]++;
}

/** Reports that are not in, of every deployed period the reader sees, the most urgent first. */
export interface OpenReport {
  readonly period: queries.PeriodRow;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly providerOrgId: string;
  readonly providerName: string;
  readonly day: string;
  readonly dueAt: Date;
}

export async function openReports(tx: Tx, until: Date, since: Date): Promise<OpenReport[]> {
  const periods = (await queries.live(tx)).filter(({ from_at: from }) => from <= until);
  if (periods.length === 0) return [];
  const heads = new Map((await cloudHeads(tx)).map((head) => [head.cloudId, head]));
  const reports = await queries.reportsOf(
    tx,
    periods.map(({ id }) => id),
  );
  const filed = new Set(reports.map(({ periodId, cloudId, day }) => `${periodId} ${cloudId} ${day}`));
  return periods
    .flatMap((period) =>
      daysOf(period)
        .filter(({ dueAt }) => dueAt > since && dueAt <= until)
        .flatMap(({ day, dueAt }) =>
          period.cloud_ids.flatMap((cloudId) => {
            const head = heads.get(cloudId);
            if (!head || filed.has(`${period.id} ${cloudId} ${day}`)) return [];
            const { cloudName, providerOrgId, providerName } = head;
            return [{ period, cloudId, cloudName, providerOrgId, providerName, day, dueAt }];
          }),
        ),
    )
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}

export function longestDays(settings: StoredSettings): number {
  return settingOf(settings, "protection.maxDays");
}
