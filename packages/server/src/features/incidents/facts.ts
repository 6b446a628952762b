import {
  type Actor,
  type DomainEvent,
  type EventKind,
  type IncidentFacts,
  type IncidentStanding,
  type IncidentState,
  type IncidentStep,
  Refusal,
} from "@yunjian/domain";
import type { Updateable } from "kysely";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { insertStep } from "./queries-parts.ts";

/** What the rules need of a row. */
export function factsOf(row: queries.IncidentRow): IncidentFacts {
  return {
    state: row.state,
    knownAt: row.known_at,
    confirmDueAt: row.confirm_due_at,
    compareDueAt: row.compare_due_at,
    reportVersion: row.report_version,
    agreedVersion: row.agreed_version,
  };
}

/** How the actor's organisation stands to it now. */
export async function standingOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: Pick<queries.IncidentRow, "provider_org_ids" | "cloud_ids">,
): Promise<IncidentStanding> {
  const [first = "", ...rest] = row.cloud_ids;
  return {
    actor,
    provides: actor.orgId !== null && row.provider_org_ids.includes(actor.orgId),
    supervises:
      actor.permissions.has("incident.supervise") &&
      (await engagedAs(tx, actor, now, ["supervisor"], [first, ...rest])),
  };
}

/** Whoever reported it without handling it sees its row, not its page. */
export function handles(actor: Actor, row: Pick<queries.IncidentRow, "seen_by">): boolean {
  return actor.scope === "all" || (actor.orgId !== null && row.seen_by.includes(actor.orgId));
}

/** The organisation to which a list is narrowed; null: everything is seen. */
export function handlerOf(actor: Actor): string | null {
  return actor.scope === "all" ? null : (actor.orgId ?? "");
}

/** The row, held until the transaction ends, at the version the change was based on. */
export async function held(tx: Tx, actor: Actor, id: string, version?: number): Promise<queries.IncidentRow> {
  const row = await queries.locked(tx, id);
  if (!row || !handles(actor, row)) throw new Refusal("not-found");
  if (version !== undefined && row.version !== version) throw new Refusal("stale-version");
  return row;
}

export interface Told {
  readonly kind: EventKind;
  readonly step: { readonly kind: IncidentStep; readonly text?: string; readonly detail?: string | null };
  readonly data?: DomainEvent["data"];
  readonly secret?: DomainEvent["secret"];
}

/** Stores a step: the row, its line in the history, and the record. */
export async function move(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.IncidentRow,
  step: Told & { readonly set: Updateable<Database["incident"]> },
): Promise<{ version: number; state: IncidentState; row: queries.IncidentRow }> {
  const version = await queries.update(tx, row.id, row.version, step.set);
  if (version === undefined) throw new Refusal("stale-version");
  const after = { ...row, ...(step.set as Partial<queries.IncidentRow>), version };
  await tell(tx, actor, now, after, step);
  return { version, state: after.state, row: after };
}

/** The line in the history and the entry of the record, under the first cloud touched. */
export async function tell(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: Pick<queries.IncidentRow, "id" | "number" | "state" | "cloud_ids">,
  { kind, step, data, secret }: Told,
): Promise<void> {
  const text = step.text?.trim() ?? "";
  await insertStep(tx, {
    id: newId(now),
    incident_id: row.id,
    kind: step.kind,
    text,
    detail: step.detail ?? null,
    by_person: actor.personId,
    by_org: actor.orgId,
    at: now,
  });
  await emit(tx, actor, now, {
    kind,
    object: { type: "incident", id: row.id },
    subjectId: row.cloud_ids[0] ?? null,
    data: { number: row.number, state: row.state, clouds: [...row.cloud_ids], ...data },
    ...(secret !== undefined ? { secret } : text !== "" ? { secret: { text } } : {}),
  });
}
