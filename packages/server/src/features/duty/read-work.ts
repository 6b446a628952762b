import { type Actor, settingOf, type StoredSettings } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import type { WorkRow } from "../../platform/work-rows.ts";
import { coverageOf, dutyPlaces, lookAhead } from "./read.ts";

const TOP = 5;

/** Rosters with a gap in the days ahead: those the actor's organisation keeps, and those of the clouds it supervises. */
export async function rostersToFill(
  tx: Tx,
  actor: Actor,
  now: Date,
  settings: StoredSettings,
  supervised: readonly string[] | null,
): Promise<WorkRow[]> {
  const watched = (cloudId: string | null) =>
    cloudId !== null &&
    actor.permissions.has("review.work") &&
    (supervised === null || supervised.includes(cloudId));
  const places = (await dutyPlaces(tx, now, actor.orgId)).filter(
    // An organisation's own roster is of its own free will until it keeps one.
    ({ orgId, cloudId, kept }) => (orgId === actor.orgId && (kept || cloudId !== null)) || watched(cloudId),
  );
  if (places.length === 0) return [];
  const span = lookAhead(now, settingOf(settings, "duty.gapDays"));
  const coverage = await coverageOf(
    tx,
    places.map(({ id }) => id),
    span,
    settings,
  );
  const open = places
    .flatMap((place) => {
      const [first] = coverage.get(place.id)?.gaps ?? [];
      return first ? [{ place, from: first.from }] : [];
    })
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  const late = open.filter(({ from }) => from.getTime() <= now.getTime()).length;
  return open.slice(0, TOP).map(({ place, from }) => ({
    section: "duty-gap",
    count: open.length,
    late,
    worstDueAt: open[0]?.from ?? null,
    id: place.id,
    aboutId: place.id,
    dutyId: null,
    title: place.name,
    label: null,
    place: null,
    party: place.orgId === actor.orgId ? null : place.orgName,
    dueAt: from,
  }));
}
