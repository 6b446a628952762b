import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  dateOf,
  type IsoDate,
  openOnDemand,
  Refusal,
  requireReason,
  requireState,
  type Trigger,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";
import * as queries from "./demand-queries.ts";
import { lockPeriods, storeChanges } from "./period-queries.ts";
import { planningRules, scheduleTerms, termOfRow } from "./rules.ts";
import { refreshStanding } from "./standing-queries.ts";
import { silenceHours } from "./sync.ts";

/** Periods outside any rhythm: a supervisor asks, a change or an incident calls for them. */

export async function requestPeriods(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    obligationIds: readonly string[];
    reason: string;
    dueOn: IsoDate | null;
    reference: string | null;
  },
): Promise<string[]> {
  requireReason(input.reason);
  if (input.dueOn !== null && input.dueOn < dateOf(now)) {
    throw new Refusal("date-in-past", { date: input.dueOn, earliest: dateOf(now) });
  }
  const rows = await queries.obligationsForDemand(tx, input.obligationIds);
  if (rows.length !== new Set(input.obligationIds).size) throw new Refusal("not-found");
  for (const cloudId of new Set(rows.map((row) => row.cloud_id))) {
    if (!(await engagedAs(tx, actor, now, ["supervisor"], [cloudId])))
      throw new Refusal("not-supervisor-of-subject");
  }
  for (const row of rows) {
    if (!row.applicable)
      throw new Refusal("wrong-state", { state: "不适用 / not applicable", allowed: "适用 / applicable" });
  }
  return await open(tx, actor, now, rows, { ...input, kind: "request", id: null });
}

export interface TriggerInput {
  readonly kind: Exclude<Trigger, "request">;
  readonly cloudId: string;
  /** The change or incident, and the number people know it by. */
  readonly id: string;
  readonly reference: string;
  readonly dueOn?: IsoDate | null;
  /** Only these duties; all that name the trigger otherwise. */
  readonly dutyIds?: readonly string[];
  /** Duties that the event touches although they do not name its kind; they open too. */
  readonly touched?: readonly string[];
}

/** Opens a period of every obligation of the cloud whose duty names this kind of event. */
export async function openForTrigger(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: TriggerInput,
): Promise<string[]> {
  const dutyIds = [...loadCatalogue().duties.values()]
    .filter((duty) => duty.triggers?.includes(input.kind))
    .map((duty) => duty.id)
    .filter((id) => input.dutyIds === undefined || input.dutyIds.includes(id));
  const ids = [...new Set([...dutyIds, ...(input.touched ?? [])])];
  const rows = await queries.obligationsTriggered(tx, input.cloudId, ids, input.id);
  return await open(tx, actor, now, rows, { ...input, reason: null, dueOn: input.dueOn ?? null });
}

async function open(
  tx: Tx,
  actor: Actor,
  now: Date,
  rows: readonly queries.DemandRow[],
  by: {
    kind: Trigger;
    id: string | null;
    reference: string | null;
    reason: string | null;
    dueOn: IsoDate | null;
  },
): Promise<string[]> {
  if (rows.length === 0) return [];
  const rules = await planningRules(tx, now);
  const periods = rows.map((row) => {
    const onDemand = {
      ...termOfRow(row),
      frequency: "on-demand",
      ...(row.frequency !== "on-demand" && { submitWithin: null }),
    } as const;
    const plan = openOnDemand(
      rules.calendar,
      scheduleTerms(onDemand, rules.settings),
      { ...by, kind: by.kind },
      now,
    );
    return { id: newId(now), row, plan };
  });
  await queries.insertDemands(tx, now, periods, { ...by, requestedBy: actor.personId });
  await refreshStanding(
    tx,
    rows.map((row) => row.id),
    silenceHours(rules),
  );
  for (const { id, row, plan } of periods) {
    await emit(tx, actor, now, {
      kind: "period.requested",
      object: { type: "period", id },
      subjectId: row.subject_id,
      data: {
        obligationId: row.id,
        dutyId: row.duty_id,
        party: row.party_org_id,
        trigger: by.kind,
        triggerId: by.id,
        dueAt: plan.dueAt.toISOString(),
      },
      ...(by.reason !== null && { secret: { reason: by.reason } }),
    });
  }
  return periods.map((period) => period.id);
}

/** A request made by mistake is taken back while nothing was handed in. */
export async function cancelRequest(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  requireReason(input.reason);
  const [period] = await lockPeriods(tx, [input.id]);
  if (!period) throw new Refusal("not-found");
  if (!(await engagedAs(tx, actor, now, ["supervisor"], [period.cloudId])))
    throw new Refusal("not-supervisor-of-subject");
  if (period.trigger !== "request")
    throw new Refusal("wrong-state", { state: "周期性 / by rhythm", allowed: "按需 / on demand" });
  requireState(period.state, "open");
  if (period.version !== input.version) throw new Refusal("stale-version");
  await storeChanges(tx, [{ period, change: { state: "cancelled" } }]);
  await refreshStanding(tx, [period.obligationId], silenceHours(await planningRules(tx, now)));
  await emit(tx, actor, now, {
    kind: "period.cancelled",
    object: { type: "period", id: period.id },
    subjectId: period.subjectId,
    data: { periods: [period.id], party: period.partyOrgId },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}
