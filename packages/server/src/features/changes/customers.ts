import type { Actor } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { ChangeRow } from "./queries.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";

export type Stage = "before" | "after" | "off";

/** Lays down what each affected customer is told for the first time; answers how many they are. */
export async function tellFirst(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: ChangeRow,
  stage: "before" | "after",
): Promise<number> {
  if (row.reach === "none" || actor.orgId !== row.provider_org_id) return 0;
  const found = await parts.reached(tx, row.cloud_ids, row.reach === "systems" ? row.system_ids : null, now);
  await parts.insertNotices(
    tx,
    found.map((each) => ({
      id: newId(now),
      change_id: row.id,
      org_id: each.orgId,
      provider_org_id: row.provider_org_id,
      supervisor_org_id: each.supervisorOrgId,
      cloud_id: each.cloudId,
      system_ids: each.systemIds,
      number: row.number,
      title: row.title,
      kind: row.kind,
      mode: row.mode,
      state: stage === "before" ? "announced" : "implemented",
      plain: row.plain,
      planned_from: row.planned_from,
      planned_to: row.planned_to,
      ...(stage === "before"
        ? { told_before_at: now }
        : {
            told_after_at: now,
            started_at: row.started_at,
            ended_at: row.ended_at,
            result: row.result,
            outcome: row.deviations,
          }),
    })),
  );
  return found.length;
}

export async function countFirst(tx: Tx, row: ChangeRow, count: number): Promise<void> {
  if (count > 0) await queries.setCustomers(tx, row.id, count);
}

/** Tells of it: the record has one entry, and every customer concerned gets a notice of its own. */
export async function emitTold(tx: Tx, actor: Actor, now: Date, row: ChangeRow, stage: Stage): Promise<void> {
  await emit(tx, actor, now, {
    kind: "change.told",
    object: { type: "change", id: row.id },
    subjectId: row.cloud_ids[0] ?? null,
    data: { number: row.number, stage },
  });
}
