import type { AuthorisationFacts, AuthorisationScope, EmergencyRuleFacts } from "@yunjian/domain";
import {
  type Actor,
  type AuthorisationStep,
  type DomainEvent,
  type EventKind,
  Refusal,
} from "@yunjian/domain";
import type { Updateable } from "kysely";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { insertStep } from "./queries-parts.ts";
import type { RuleRow } from "./queries-rules.ts";

/** What the rules need of a row. */
export function factsOf(row: queries.AuthorisationRow): AuthorisationFacts {
  return {
    kind: row.kind,
    state: row.state,
    customerOrgId: row.customer_org_id,
    askedOrgId: row.asked_org_id,
    askedBy: row.asked_by,
    preparedBy: row.prepared_by,
    asked: askedScope(row),
    granted: grantedScope(row),
    decideDueAt: row.decide_due_at,
    endsAt: row.ends_at,
    recordDueAt: row.record_due_at,
    operations: row.operation_count,
    nothingDone: row.nothing_done,
    openQuestions: row.open_questions,
    answerDueAt: row.answer_due_at,
    review: row.review,
    reviewDueAt: row.review_due_at,
  };
}

export function askedScope(row: queries.AuthorisationRow): AuthorisationScope {
  return {
    operations: row.operations,
    touches: row.touches,
    resourceIds: row.resource_ids,
    operators: row.operators,
    fromAt: row.from_at,
    toAt: row.to_at,
  };
}

export function grantedScope(row: queries.AuthorisationRow): AuthorisationScope | null {
  const { granted_from_at: fromAt, granted_to_at: toAt } = row;
  if (fromAt === null || toAt === null) return null;
  return {
    operations: row.granted_operations ?? [],
    touches: row.granted_touches ?? [],
    resourceIds: row.granted_resource_ids ?? [],
    operators: row.granted_operators ?? [],
    fromAt,
    toAt,
  };
}

export function columnsOfGrant(scope: AuthorisationScope | null) {
  return {
    granted_operations: scope && [...scope.operations],
    granted_touches: scope && [...scope.touches],
    granted_resource_ids: scope && [...scope.resourceIds],
    granted_operators: scope && [...scope.operators],
    granted_from_at: scope && scope.fromAt,
    granted_to_at: scope && scope.toAt,
  };
}

export function ruleFacts(row: RuleRow): EmergencyRuleFacts {
  return {
    state: row.state,
    customerOrgId: row.customer_org_id,
    operatorOrgId: row.operator_org_id,
    preparedBy: row.prepared_by,
    operations: row.operations,
    touches: row.touches,
    declarers: row.declarers,
    reportWithinHours: row.report_within_hours,
    maxHours: row.max_hours,
    validTo: row.valid_to,
  };
}

/** The row, held until the transaction ends, at the version the change was based on. */
export async function held(tx: Tx, id: string, version?: number): Promise<queries.AuthorisationRow> {
  const row = await queries.locked(tx, id);
  if (!row) throw new Refusal("not-found");
  if (version !== undefined && row.version !== version) throw new Refusal("stale-version");
  return row;
}

/** Whether the customer decides by two people; only its own people may know, and only they are asked. */
export async function decidesByTwo(tx: Tx, customerOrgId: string): Promise<boolean> {
  return (await organisationFacts(tx, customerOrgId))?.twoPerson ?? false;
}

export interface Move {
  readonly kind: EventKind;
  readonly set: Updateable<Database["authorisation"]>;
  readonly step: { readonly kind: AuthorisationStep; readonly text?: string; readonly until?: Date | null };
  readonly data?: DomainEvent["data"];
  readonly secret?: DomainEvent["secret"];
}

/** Stores a step: the row, its line in the history, and the record. */
export async function move(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.AuthorisationRow,
  step: Move,
): Promise<{ version: number; state: AuthorisationFacts["state"] }> {
  const version = await queries.update(tx, row.id, row.version, step.set);
  if (version === undefined) throw new Refusal("stale-version");
  const state = (step.set.state ?? row.state) as AuthorisationFacts["state"];
  await tell(tx, actor, now, { ...row, state }, step);
  return { version, state };
}

/** The line in the history and the entry of the record, which the customer's auditors find under its own name. */
export async function tell(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: Pick<
    queries.AuthorisationRow,
    "id" | "number" | "state" | "kind" | "subject_id" | "cloud_id" | "customer_org_id" | "asked_org_id"
  >,
  { kind, step, data, secret }: Omit<Move, "set">,
): Promise<void> {
  const text = step.text?.trim() ?? "";
  await insertStep(tx, {
    id: newId(now),
    authorisation_id: row.id,
    kind: step.kind,
    text,
    until_at: step.until ?? null,
    by_person: actor.personId,
    by_org: actor.orgId,
    at: now,
  });
  await emit(tx, actor, now, {
    kind,
    object: { type: "authorisation", id: row.id },
    subjectId: row.customer_org_id,
    data: {
      number: row.number,
      state: row.state,
      type: row.kind,
      systemId: row.subject_id,
      cloudId: row.cloud_id,
      askedOrg: row.asked_org_id,
      ...data,
    },
    ...(secret !== undefined ? { secret } : text !== "" ? { secret: { text } } : {}),
  });
}
