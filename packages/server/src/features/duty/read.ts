import {
  type Actor,
  addDays,
  dateOf,
  dutyCoverage,
  dutyGaps,
  dutyNeeds,
  maySeeDutyPhones,
  type NeededSpan,
  settingOf,
  startOfDay,
  type StoredSettings,
  type TimeSpan,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { organisationFacts } from "../identity/read.ts";
import { guardedSpans } from "../protected-periods/read.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";

/** What other features ask about rosters. */

export interface OnDuty {
  readonly shiftId: string;
  readonly placeId: string;
  readonly cloudId: string | null;
  readonly name: string;
  /** Null where the reader may not see phone numbers. */
  readonly phone: string | null;
  readonly mode: queries.ShiftRow["mode"];
  readonly role: queries.ShiftRow["role"];
  readonly from: Date;
  readonly to: Date;
}

/**
 * Who is on duty for these clouds at an instant, the leading one first. Phone numbers only where `reader` holds
 * the permission for them: personal data.
 */
export async function onDutyNow(
  tx: Tx,
  cloudIds: readonly string[],
  now: Date,
  reader?: Actor,
): Promise<OnDuty[]> {
  const rows = await queries.shiftsOf(tx, cloudIds, now, new Date(now.getTime() + 1));
  const phones =
    reader && maySeeDutyPhones(reader)
      ? await queries.phonesOf(
          tx,
          rows.map(({ id }) => id),
        )
      : new Map<string, string>();
  return rows
    .sort((a, b) => (a.role === b.role ? 0 : a.role === "lead" ? -1 : 1))
    .map((row) => ({
      shiftId: row.id,
      placeId: row.placeId,
      cloudId: row.cloudId,
      name: row.name,
      phone: phones.get(row.id) ?? null,
      mode: row.mode,
      role: row.role,
      from: row.from,
      to: row.to,
    }));
}

export interface Coverage {
  readonly needs: readonly NeededSpan[];
  readonly gaps: readonly NeededSpan[];
  /** Share of the needs that is met, in [0, 1]. */
  readonly share: number;
}

/** How far the rosters of these places cover a stretch of time, by place. */
export async function coverageOf(
  tx: Tx,
  placeIds: readonly string[],
  within: TimeSpan,
  settings?: StoredSettings,
): Promise<ReadonlyMap<string, Coverage>> {
  const stored = settings ?? (await storedSettings(tx));
  const hours = {
    from: settingOf(stored, "duty.workFromHour"),
    to: settingOf(stored, "duty.workToHour"),
  };
  const calendar = await workCalendar(tx);
  const rows = await queries.shiftsOf(tx, placeIds, within.from, within.to);
  const byPlace = Map.groupBy(rows, (row) => row.placeId);
  const guarded = Map.groupBy(await guardedSpans(tx, placeIds, within), ({ cloudId }) => cloudId);
  return new Map(
    placeIds.map((id) => {
      const needs = dutyNeeds(calendar, within, hours, guarded.get(id));
      const gaps = dutyGaps(needs, byPlace.get(id) ?? []);
      return [id, { needs, gaps, share: dutyCoverage(needs, gaps) }];
    }),
  );
}

/** From now to the end of the day so many days ahead. */
export function lookAhead(now: Date, days: number): TimeSpan {
  return { from: now, to: startOfDay(addDays(dateOf(now), days + 1)) };
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly cloudId: string | null;
  readonly orgId: string;
  readonly orgName: string;
  /** Whether anything was planned in the last while or is planned ahead. */
  readonly kept: boolean;
}

const KEPT_DAYS = 31;

/** Every cloud in sight, the organisations that keep a roster, and one's own. */
export async function dutyPlaces(tx: Tx, now: Date, ownOrgId: string | null): Promise<Place[]> {
  const kept = await queries.keptPlaces(tx, startOfDay(addDays(dateOf(now), -KEPT_DAYS)));
  const keptIds = new Set(kept.map(({ placeId }) => placeId));
  const clouds = await cloudHeads(tx);
  const orgIds = new Set(kept.filter(({ cloudId }) => cloudId === null).map(({ placeId }) => placeId));
  if (ownOrgId !== null) orgIds.add(ownOrgId);
  const places: Place[] = clouds.map((head) => ({
    id: head.cloudId,
    name: head.cloudName,
    cloudId: head.cloudId,
    orgId: head.providerOrgId,
    orgName: head.providerName,
    kept: keptIds.has(head.cloudId),
  }));
  for (const id of orgIds) {
    const org = await organisationFacts(tx, id);
    // A provider answers for its clouds; a roster of its own would be a second truth.
    if (!org || org.ended || (!keptIds.has(id) && org.roles.includes("provider"))) continue;
    places.push({
      id,
      name: org.name,
      cloudId: null,
      orgId: id,
      orgName: org.shortName,
      kept: keptIds.has(id),
    });
  }
  return places;
}
