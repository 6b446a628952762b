import {
  type Actor,
  type EventKind,
  extendRectification,
  limitAtReopening,
  limitsAtReceipt,
  planRectification,
  progressRectification,
  proveRectification,
  reassessDue,
  reassessRectification,
  receiveRectification,
  type RectificationState,
  type RectificationStep,
  Refusal,
  withdrawRectification,
} from "@yunjian/domain";
import type { Updateable } from "kysely";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesToAttach } from "../files/read.ts";
import { storedSettings } from "../settings/read.ts";
import { demander, factsOf, held, windowOfRow } from "./facts.ts";
import * as queries from "./queries.ts";
import { followRectification } from "./queries-requests.ts";

export interface Moved {
  readonly version: number;
  readonly state: RectificationState;
  readonly dueAt: Date;
}

export async function receive(tx: Tx, actor: Actor, now: Date, id: string, version: number): Promise<Moved> {
  const row = await held(tx, id, version);
  const state = receiveRectification(actor, factsOf(row));
  const extendedTo = row.dueAt.getTime() === row.originalDueAt.getTime() ? null : row.dueAt;
  const limits = limitsAtReceipt(
    await workCalendar(tx),
    await storedSettings(tx),
    windowOfRow(row),
    { receiptDueAt: row.receiptDueAt, extendedTo },
    now,
  );
  return await move(tx, actor, now, row, {
    kind: "rectification.received",
    set: {
      state,
      received_by: actor.personId,
      received_at: now,
      due_at: limits.dueAt,
      original_due_at: extendedTo === null ? limits.dueAt : row.originalDueAt,
      due_rule: limits.rule,
      plan_due_at: limits.planDueAt,
      // Signing ends the climb of the missing signature; the window has one of its own.
      escalated_to: null,
    },
    step: { kind: "receipt", text: "", until: limits.dueAt },
  });
}

export async function plan(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly text: string;
    readonly plannedOn: string;
    readonly fileIds?: readonly string[] | undefined;
  },
): Promise<Moved> {
  const row = await held(tx, id, input.version);
  const state = planRectification(actor, factsOf(row), input.plannedOn, now);
  return await move(tx, actor, now, row, {
    kind: "rectification.planned",
    set: { state, planned_on: input.plannedOn, plan_filed_at: now },
    step: { kind: "plan", text: input.text, plannedOn: input.plannedOn },
    data: { plannedOn: input.plannedOn },
    fileIds: input.fileIds,
  });
}

export async function progress(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly text: string;
    readonly fileIds?: readonly string[] | undefined;
  },
): Promise<Moved> {
  const row = await held(tx, id, input.version);
  const state = progressRectification(actor, factsOf(row));
  return await move(tx, actor, now, row, {
    kind: "rectification.progressed",
    set: { state },
    step: { kind: "progress", text: input.text },
    fileIds: input.fileIds,
  });
}

export async function prove(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly text: string; readonly fileIds: readonly string[] },
): Promise<Moved> {
  const row = await held(tx, id, input.version);
  const state = proveRectification(actor, factsOf(row), input.fileIds.length);
  const reassessDueAt = reassessDue(await workCalendar(tx), await storedSettings(tx), now);
  return await move(tx, actor, now, row, {
    kind: "rectification.proof-filed",
    set: { state, proof_filed_at: now, reassess_due_at: reassessDueAt },
    step: { kind: "proof", text: input.text },
    data: { reassessDueAt: reassessDueAt.toISOString(), late: now.getTime() > row.dueAt.getTime() },
    fileIds: input.fileIds,
  });
}

export async function reassess(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly accepted: boolean;
    readonly text: string;
    readonly fileIds?: readonly string[] | undefined;
  },
): Promise<Moved> {
  const row = await held(tx, id, input.version);
  const state = reassessRectification(
    await demander(tx, actor, now, row),
    factsOf(row),
    input.accepted,
    input.text,
  );
  if (state === "closed") {
    return await move(tx, actor, now, row, {
      kind: "rectification.closed",
      set: { state, closed_by: actor.personId, closed_at: now },
      step: { kind: "close", text: input.text },
      fileIds: input.fileIds,
    });
  }
  const again = limitAtReopening(await workCalendar(tx), windowOfRow(row), now);
  return await move(tx, actor, now, row, {
    kind: "rectification.reopened",
    set: {
      state,
      due_at: again.dueAt,
      original_due_at: again.dueAt,
      due_rule: again.rule,
      proof_filed_at: null,
      reassess_due_at: null,
      escalated_to: null,
      reopened_count: row.reopenedCount + 1,
    },
    step: { kind: "reopen", text: input.text, until: again.dueAt },
    data: { dueAt: again.dueAt.toISOString(), reopened: row.reopenedCount + 1 },
    fileIds: input.fileIds,
  });
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
): Promise<Moved> {
  const row = await held(tx, id, input.version);
  const state = withdrawRectification(await demander(tx, actor, now, row), factsOf(row), input.reason);
  return await move(tx, actor, now, row, {
    kind: "rectification.withdrawn",
    set: { state },
    step: { kind: "withdraw", text: input.reason },
    data: { because: "decision" },
  });
}

/** A dispute was upheld: what its review demanded should never have been. */
export async function withdrawForReview(
  tx: Tx,
  actor: Actor,
  now: Date,
  reviewId: string,
  dispute: string,
): Promise<void> {
  for (const row of await queries.openOfReview(tx, reviewId)) {
    await move(tx, actor, now, row, {
      kind: "rectification.withdrawn",
      set: { state: "withdrawn" },
      step: { kind: "withdraw", text: dispute },
      data: { because: "dispute" },
    });
  }
}

export async function extend(tx: Tx, actor: Actor, now: Date, id: string, until: Date): Promise<void> {
  const row = await queries.rectificationLocked(tx, id);
  if (!row) throw new Refusal("not-found");
  const dueAt = extendRectification(factsOf(row), until);
  await store(tx, row, { due_at: dueAt, escalated_to: null });
  await addStep(tx, actor, now, row, { kind: "extension", text: "", until: dueAt });
}

interface Move {
  readonly kind: EventKind;
  readonly set: Updateable<Database["rectification"]>;
  readonly step: Step;
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
  readonly fileIds?: readonly string[] | undefined;
}

interface Step {
  readonly kind: RectificationStep;
  readonly text: string;
  readonly plannedOn?: string;
  readonly until?: Date;
}

/** Stores a step: the row, the entry in its history with the files, what the asker sees, and the record. */
async function move(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.RectificationRow,
  step: Move,
): Promise<Moved> {
  const files = await filesToAttach(tx, actor.orgId, step.fileIds ?? []);
  const version = await store(tx, row, step.set);
  await addStep(
    tx,
    actor,
    now,
    row,
    step.step,
    files.map((file) => file.id),
  );
  const state = (step.set.state ?? row.state) as RectificationState;
  if (row.requestId !== null && state !== row.state) await followRectification(tx, row.id, state);
  await emit(tx, actor, now, {
    kind: step.kind,
    object: { type: "rectification", id: row.id },
    subjectId: row.subjectId,
    data: {
      number: row.number,
      state,
      obligationId: row.obligationId,
      periodId: row.periodId,
      partyOrgId: row.partyOrgId,
      files: files.map((file) => file.id),
      ...step.data,
    },
    ...(step.step.text !== "" && { secret: { text: step.step.text } }),
  });
  return { version, state, dueAt: step.set.due_at ?? row.dueAt };
}

async function store(
  tx: Tx,
  row: queries.RectificationRow,
  set: Updateable<Database["rectification"]>,
): Promise<number> {
  const version = await queries.updateRectification(tx, row.id, row.version, set);
  if (version === undefined) throw new Refusal("stale-version");
  return version;
}

async function addStep(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.RectificationRow,
  step: Step,
  fileIds: readonly string[] = [],
): Promise<void> {
  await queries.insertStep(
    tx,
    {
      id: newId(now),
      rectification_id: row.id,
      subject_id: row.subjectId,
      kind: step.kind,
      text: step.text.trim(),
      planned_on: step.plannedOn ?? null,
      until_at: step.until ?? null,
      by_person: actor.personId,
      by_org: actor.orgId,
      at: now,
    },
    fileIds,
  );
}
