import { type Actor, climbsFrom, dateOf, daysBetween, rungsDue } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { factsOf } from "./facts.ts";
import * as queries from "./queries.ts";

const BATCH = 200;

/**
 * Records every rung that is due and was not climbed: provider's lead, supervisor's lead, manager. Whoever
 * calls it again, or later, records nothing twice; notices follow from the events. Gives how many rungs.
 */
export async function escalateOverdue(tx: Tx, actor: Actor, now: Date): Promise<number> {
  const settings = await storedSettings(tx);
  let climbed = 0;
  let afterId: string | null = null;
  for (;;) {
    const rows: queries.RectificationRow[] = await queries.lateBefore(tx, now, afterId, BATCH);
    for (const row of rows)
      climbed += await climb(tx, actor, now, row, rungsDue(factsOf(row), settings, now));
    const last = rows.at(-1);
    if (rows.length < BATCH || !last) return climbed;
    afterId = last.id;
  }
}

async function climb(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.RectificationRow,
  rungs: ReturnType<typeof rungsDue>,
): Promise<number> {
  const last = rungs.at(-1);
  const since = climbsFrom(factsOf(row));
  if (last === undefined || since === null) return 0;
  const stored = await queries.updateRectification(tx, row.id, row.version, { escalated_to: last });
  if (stored === undefined) return 0;
  for (const rung of rungs) {
    await queries.insertStep(
      tx,
      {
        id: newId(now),
        rectification_id: row.id,
        subject_id: row.subjectId,
        kind: "escalation",
        text: "",
        rung,
        by_person: actor.personId,
        by_org: actor.orgId,
        at: now,
      },
      [],
    );
    await emit(tx, actor, now, {
      kind: "rectification.escalated",
      object: { type: "rectification", id: row.id },
      subjectId: row.subjectId,
      data: {
        number: row.number,
        to: rung,
        since: since.toISOString(),
        daysLate: daysBetween(dateOf(since), dateOf(now)),
        state: row.state,
        partyOrgId: row.partyOrgId,
        issuedOrg: row.issuedOrg,
      },
    });
  }
  return rungs.length;
}
