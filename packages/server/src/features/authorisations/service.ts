import {
  type Actor,
  type AuthorisationScope,
  cleanNames,
  confirmAuthorisation,
  emergencyRecordDue,
  finishAuthorisation,
  grantAuthorisation,
  isNarrowed,
  objectionAsksForRectification,
  type OperationKind,
  recordDue,
  Refusal,
  refuseAuthorisation,
  reviewEmergency,
  type Touch,
  type WindowEnd,
  withdrawAuthorisation,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { countLiveResources } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { askedScope, columnsOfGrant, decidesByTwo, factsOf, held, move } from "./facts.ts";
import type { AuthorisationRow } from "./queries.ts";
import { ruleById } from "./queries-rules.ts";

export interface Grant {
  readonly version: number;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly resourceIds: readonly string[];
  readonly operators: readonly string[];
  readonly fromAt: string;
  readonly toAt: string;
  readonly conditions?: string | undefined;
  readonly note?: string | undefined;
}

export async function grant(tx: Tx, actor: Actor, now: Date, id: string, input: Grant) {
  const row = await held(tx, id, input.version);
  const scope: AuthorisationScope = {
    operations: input.operations,
    touches: input.touches,
    resourceIds: input.resourceIds,
    operators: cleanNames(input.operators),
    fromAt: new Date(input.fromAt),
    toAt: new Date(input.toAt),
  };
  const twoPerson = await decidesByTwo(tx, row.customer_org_id);
  const { state, granted } = grantAuthorisation(actor, factsOf(row), scope, twoPerson, now);
  await requireResources(tx, row, granted);
  const conditions = input.conditions?.trim() ?? "";
  if (state === "prepared") {
    return await move(tx, actor, now, row, {
      kind: "authorisation.prepared",
      set: {
        state,
        ...columnsOfGrant(granted),
        narrowed: isNarrowed(granted, askedScope(row), now),
        conditions,
        prepared_by: actor.personId,
        prepared_at: now,
      },
      step: { kind: "prepare", text: input.note ?? "" },
      data: dataOf(granted),
      secret: { note: input.note ?? "", conditions },
    });
  }
  return await enter(tx, actor, now, row, granted, { conditions, note: input.note?.trim() ?? "" });
}

/** Resources named only by the customer: it may cut a whole system down to some of its machines. */
async function requireResources(tx: Tx, row: AuthorisationRow, granted: AuthorisationScope): Promise<void> {
  if (row.resource_ids.length > 0) return;
  if ((await countLiveResources(tx, row.subject_id, granted.resourceIds)) < granted.resourceIds.length)
    throw new Refusal("not-found");
}

/** The grant takes effect, with the instants at which it and its recording end. */
async function enter(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: AuthorisationRow,
  granted: AuthorisationScope,
  words: { readonly conditions: string; readonly note: string },
) {
  const record = recordDue(await workCalendar(tx), await storedSettings(tx), granted.toAt);
  const narrowed = isNarrowed(granted, askedScope(row), row.prepared_at ?? now);
  return await move(tx, actor, now, row, {
    kind: "authorisation.granted",
    set: {
      state: "granted",
      ...columnsOfGrant(granted),
      narrowed,
      conditions: words.conditions,
      decided_by: actor.personId,
      decided_at: now,
      decision_note: words.note,
      ends_at: granted.toAt,
      record_due_at: record.at,
      record_rule: record.rule,
    },
    step: { kind: "grant", text: words.note, until: granted.toAt },
    data: { ...dataOf(granted), narrowed, recordDueAt: record.at.toISOString() },
    secret: { ...words, operators: granted.operators.join("\n") },
  });
}

function dataOf(granted: AuthorisationScope) {
  return {
    operations: [...granted.operations],
    touches: [...granted.touches],
    resources: [...granted.resourceIds],
    fromAt: granted.fromAt.toISOString(),
    toAt: granted.toAt.toISOString(),
  };
}

export async function confirm(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly agree: boolean; readonly note: string },
) {
  const row = await held(tx, id, input.version);
  const { granted } = confirmAuthorisation(actor, factsOf(row), input.agree, input.note, now);
  if (granted) {
    await requireResources(tx, row, granted);
    return await enter(tx, actor, now, row, granted, { conditions: row.conditions, note: input.note.trim() });
  }
  return await move(tx, actor, now, row, {
    kind: "authorisation.sent-back",
    set: {
      state: "asked",
      ...columnsOfGrant(null),
      narrowed: false,
      conditions: "",
      prepared_by: null,
      prepared_at: null,
    },
    step: { kind: "send-back", text: input.note },
    data: { preparedBy: row.prepared_by },
  });
}

export async function refuse(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly note: string },
) {
  const row = await held(tx, id, input.version);
  const state = refuseAuthorisation(actor, factsOf(row), input.note);
  return await move(tx, actor, now, row, {
    kind: "authorisation.refused",
    set: {
      state,
      ...columnsOfGrant(null),
      narrowed: false,
      decided_by: actor.personId,
      decided_at: now,
      decision_note: input.note.trim(),
    },
    step: { kind: "refuse", text: input.note },
  });
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  const row = await held(tx, id, input.version);
  const state = withdrawAuthorisation(actor, factsOf(row), input.reason, now);
  // Before its time nothing can have been done, so nothing is waited for.
  const begun = row.granted_from_at !== null && row.granted_from_at.getTime() <= now.getTime();
  const record = begun ? await recordDueOf(tx, row, now) : null;
  return await move(tx, actor, now, row, {
    kind: "authorisation.withdrawn",
    set: {
      state,
      ends_at: now,
      end_note: input.reason.trim(),
      record_due_at: record?.at ?? null,
      record_rule: record?.rule ?? null,
    },
    step: { kind: "withdraw", text: input.reason, until: record?.at ?? null },
    data: { endsAt: now.toISOString(), recordDueAt: record?.at.toISOString() ?? null },
  });
}

async function recordDueOf(tx: Tx, row: AuthorisationRow, endsAt: Date): Promise<WindowEnd> {
  const calendar = await workCalendar(tx);
  const rule = row.rule_id === null ? undefined : await ruleById(tx, row.rule_id);
  return rule
    ? emergencyRecordDue(calendar, { reportWithinHours: rule.report_within_hours }, endsAt)
    : recordDue(calendar, await storedSettings(tx), endsAt);
}

export async function finish(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly note: string },
) {
  const row = await held(tx, id, input.version);
  const state = finishAuthorisation(actor, factsOf(row), now);
  const nothingDone = row.operation_count === 0;
  const endsAt = row.ends_at !== null && row.ends_at.getTime() < now.getTime() ? row.ends_at : now;
  return await move(tx, actor, now, row, {
    kind: "authorisation.finished",
    set: { state, ends_at: endsAt, nothing_done: nothingDone, end_note: input.note.trim() || row.end_note },
    step: { kind: "finish", text: input.note },
    data: { nothingDone, endsAt: endsAt.toISOString(), operations: row.operation_count },
  });
}

export async function review(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly accepted: boolean; readonly note: string },
) {
  const row = await held(tx, id, input.version);
  const outcome = reviewEmergency(actor, factsOf(row), input.accepted, input.note, now);
  const asksRectification = outcome === "objected" && objectionAsksForRectification(row.asker_role);
  const moved = await move(tx, actor, now, row, {
    kind: "authorisation.reviewed",
    set: {
      review: outcome,
      reviewed_by: actor.personId,
      reviewed_at: now,
      review_note: input.note.trim(),
    },
    step: { kind: outcome === "accepted" ? "accept" : "object", text: input.note },
    data: { outcome, asksRectification },
    secret: { title: row.title, note: input.note },
  });
  return moved;
}
