import { CHANNEL_WORDS, minuteOf } from "@yunjian/domain";
import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import {
  affectedOn,
  type ClockMatter,
  clocksBetween,
  type IncidentMatter,
  incidentMatterById,
  toCallBetween,
  unacknowledgedBetween,
} from "../incidents/read-notices.ts";
import type { Matter } from "./matter.ts";
import { type Found, type Stretch, tellAll } from "./stretch.ts";
import type { Teller } from "./tell.ts";

export async function aboutIncident(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await incidentMatterById(tx, event.object.id);
  if (!row) return [];
  if (event.kind === "incident.customers-told") {
    const orgs = [event.data["orgs"]].flat().filter((each) => typeof each === "string");
    const clouds = await affectedOn(tx, row.id, orgs);
    return orgs.map((orgId) => customerMatter(row, orgId, clouds.get(orgId) ?? ""));
  }
  return handlerMatters(row);
}

/** One per provider, and whoever supervises; a case of two providers is told to both. */
function handlerMatters(row: IncidentMatter): Matter[] {
  const { supervisorOrgIds, providerOrgIds, reportedOrgId } = row;
  const seenBy = [...providerOrgIds, ...supervisorOrgIds, reportedOrgId];
  return providerOrgIds.map((partyOrgId, i) => ({
    object: { type: "incident", id: row.id },
    subjectId: row.cloudIds[0] ?? null,
    partyOrgId,
    reviewerOrgId: supervisorOrgIds[i] ?? supervisorOrgIds[0] ?? null,
    seenBy,
    askers: [row.reportedBy],
    params: { number: row.number, what: row.title, cloud: row.clouds, org: row.reporterName },
  }));
}

/** What a customer reads of it: number and cloud, and nothing of anybody else. */
function customerMatter(row: IncidentMatter, orgId: string, clouds: string): Matter {
  return {
    object: { type: "incident-notice", id: row.id },
    subjectId: null,
    partyOrgId: orgId,
    seenBy: [orgId],
    params: { number: row.number, cloud: clouds, what: row.title },
  };
}

function clockMatter(clock: ClockMatter): Matter {
  const own = clock.side === "customer" ? "incident-notice" : "incident";
  return {
    object: { type: own, id: clock.id },
    subjectId: clock.cloudIds[0] ?? null,
    partyOrgId: clock.orgId,
    reviewerOrgId: clock.supervisorOrgIds[0] ?? null,
    // The supervisor follows the providers' clocks; a customer's own law is its own first.
    seenBy: clock.side === "customer" ? [clock.orgId] : [clock.orgId, ...clock.supervisorOrgIds],
    params: {
      number: clock.number,
      what: clock.title,
      org: clock.orgName,
      channel: CHANNEL_WORDS[clock.channel],
      due: minuteOf(clock.dueAt),
    },
  };
}

/** Clocks run by the minute: what crossed its moment since the last run is told now, each clock once. */
export async function incidentClocks(tx: Tx, to: Teller, { last, now }: Stretch): Promise<number> {
  // Due instants are inclusive: late is what was due before now.
  const [from, until] = [new Date(last.getTime() - 1), new Date(now.getTime() - 1)];
  const found = (clocks: readonly ClockMatter[]): Found[] =>
    clocks.map((clock) => ({ matter: clockMatter(clock), day: clock.clockId }));
  // After a leap of the clock only the worst is told, not all three.
  const worst = new Set<string>();
  let written = 0;
  for (const [trigger, moment] of [
    ["incident-clock-expired", "due_at"],
    ["incident-clock-climbs", "climb_at"],
    ["incident-clock-near", "warn_at"],
  ] as const) {
    const clocks = (await clocksBetween(tx, moment, from, until)).filter(
      (clock) => !worst.has(clock.clockId),
    );
    for (const clock of clocks) worst.add(clock.clockId);
    written += await tellAll(to, trigger, found(clocks));
  }
  return written;
}

export async function incidentCustomers(tx: Tx, to: Teller, { last, now }: Stretch): Promise<number> {
  const silent = await unacknowledgedBetween(tx, last, now);
  const calls = await toCallBetween(tx, last, now);
  const clouds = new Map<string, ReadonlyMap<string, string>>();
  for (const id of new Set(silent.map((each) => each.id))) {
    const orgs = silent.filter((each) => each.id === id).map((each) => each.orgId);
    clouds.set(id, await affectedOn(tx, id, orgs));
  }
  return (
    (await tellAll(
      to,
      "incident-unacknowledged",
      silent.map((each) => ({
        matter: customerMatter(each, each.orgId, clouds.get(each.id)?.get(each.orgId) ?? ""),
        day: "reminder",
      })),
    )) +
    (await tellAll(
      to,
      "incident-to-call",
      calls.flatMap((each) =>
        handlerMatters(each).map((matter) => ({
          matter: { ...matter, params: { ...matter.params, count: each.count } },
          day: now.toISOString(),
        })),
      ),
    ))
  );
}
