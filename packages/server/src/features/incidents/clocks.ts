import { type ClockParty, neededClocks, planClocks, type Told } from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { asPlatform, type Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { storedSettings } from "../settings/read.ts";
import type { IncidentRow } from "./queries.ts";
import { toldParties } from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";

/**
 * Brings the clocks in line with the facts as they stand: new ones start, sooner limits move forward, what is no
 * longer asked for stops unless it has run out (domain/incident-clocks).
 */
export async function followClocks(tx: Tx, now: Date, row: IncidentRow): Promise<void> {
  // Customers' own clocks are not for the provider's eyes, yet its grading starts and stops them.
  await asPlatform(tx, () => follow(tx, now, row));
}

async function follow(tx: Tx, now: Date, row: IncidentRow): Promise<void> {
  const over = row.state === "false-alarm" || row.state === "merged";
  const running = (await parts.clocksOf(tx, row.id)).filter((clock) => clock.stopped_at === null);
  const needed = over ? [] : await needs(tx, row);
  const plan = planClocks(
    running.map((clock) => ({
      id: clock.id,
      orgId: clock.org_id,
      kind: clock.kind,
      to: clock.channel,
      round: clock.round,
      dueAt: clock.due_at,
      doneAt: clock.done_at,
    })),
    needed,
    now,
  );
  await parts.insertClocks(
    tx,
    plan.start.map((clock) => ({
      id: newId(now),
      incident_id: row.id,
      org_id: clock.orgId,
      side: clock.side,
      kind: clock.kind,
      channel: clock.to,
      round: clock.round,
      legal: clock.legal,
      source: clock.source,
      from_at: clock.from,
      warn_at: clock.warnAt,
      climb_at: clock.climbAt,
      due_at: clock.dueAt,
      // A customer's own clocks are its own and the supervisor's affair.
      seen_by: clock.side === "provider" ? row.seen_by : [clock.orgId, ...row.supervisor_org_ids],
      created_at: now,
    })),
  );
  for (const { id, clock } of plan.sooner) {
    await parts.updateClock(tx, id, {
      from_at: clock.from,
      warn_at: clock.warnAt,
      climb_at: clock.climbAt,
      due_at: clock.dueAt,
      source: clock.source,
    });
  }
  await parts.stopClocks(tx, plan.stop, now);
}

async function needs(tx: Tx, row: IncidentRow) {
  const terms = await parts.termsOf(tx, row.cloud_ids);
  const shortest = (orgId: string, of: "customers" | "supervisor"): number | null => {
    const agreed = terms.flatMap((each) => (each.orgId === orgId && each[of] !== null ? [each[of]] : []));
    return agreed.length === 0 ? null : Math.min(...agreed);
  };
  const providers = row.provider_org_ids.map(
    (orgId): ClockParty => ({
      orgId,
      side: "provider",
      operator: row.provider_operators[orgId] ?? "other",
      // Whoever did not report it heard of it from the platform.
      knewAt: orgId === row.reported_org_id ? row.known_at : row.reported_at,
      customersWithin: shortest(orgId, "customers"),
      supervisorWithin: shortest(orgId, "supervisor"),
    }),
  );
  const customers = (await toldParties(tx, row.id)).map(
    ({ orgId, operator, toldAt }): ClockParty => ({
      orgId,
      side: "customer",
      operator,
      knewAt: toldAt ?? row.reported_at,
    }),
  );
  const told: Told[] = (await parts.tellingsOf(tx, row.id)).map((each) => ({
    orgId: each.org_id,
    channel: each.channel,
    kind: each.kind,
    at: each.told_at,
  }));
  return neededClocks(await workCalendar(tx), await storedSettings(tx), {
    level: row.level_regulation,
    levelSince: row.level_since,
    crimeSince: row.crime_since,
    handledAt: row.handled_at,
    round: row.reopened_count,
    parties: [...providers, ...customers],
    told,
  });
}
