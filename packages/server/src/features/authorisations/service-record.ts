import {
  type Actor,
  answerDue,
  answerQuestion,
  cleanNames,
  type OperationKind,
  type OperationResult,
  questionOperation,
  recordOperation,
  Refusal,
  type Touch,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesToAttach } from "../files/read.ts";
import { countLiveResources } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { factsOf, held, move } from "./facts.ts";
import * as parts from "./queries-parts.ts";

export interface Report {
  readonly operation: OperationKind;
  readonly touches: readonly Touch[];
  readonly resourceIds?: readonly string[] | undefined;
  readonly operators: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly text: string;
  readonly result: OperationResult;
  readonly reference?: string | undefined;
  readonly fileIds?: readonly string[] | undefined;
}

/**
 * Files an operation against a grant. It needs no version: several of a team may record at once. The row is
 * held, so that a withdrawal is either before it or after it.
 */
export async function record(tx: Tx, actor: Actor, now: Date, id: string, input: Report) {
  const row = await held(tx, id);
  const reference = input.reference?.trim() ?? "";
  if (reference !== "" && actor.orgId === row.asked_org_id) {
    const before = await parts.operationByReference(tx, id, reference);
    if (before) return { id: before.id, version: row.version, late: before.late, repeated: true };
  }
  const operators = cleanNames(input.operators);
  const report = {
    operation: input.operation,
    touches: input.touches,
    resourceIds: input.resourceIds ?? [],
    operators,
    startedAt: new Date(input.startedAt),
    endedAt: new Date(input.endedAt),
  };
  const { late } = recordOperation(actor, factsOf(row), report, now);
  const whole = (row.granted_resource_ids ?? []).length === 0;
  if (whole && (await countLiveResources(tx, row.subject_id, report.resourceIds)) < report.resourceIds.length)
    throw new Refusal("not-found");
  const files = await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  const operationId = newId(now);
  await parts.insertOperation(
    tx,
    {
      id: operationId,
      authorisation_id: id,
      operation: report.operation,
      touches: [...report.touches],
      resource_ids: [...report.resourceIds],
      operators,
      started_at: report.startedAt,
      ended_at: report.endedAt,
      text: input.text.trim(),
      result: input.result,
      reference,
      late,
      recorded_by: actor.personId ?? "",
      recorded_at: now,
    },
    files.map((file) => file.id),
  );
  const { version } = await move(tx, actor, now, row, {
    kind: "authorisation.operated",
    set: {
      operation_count: row.operation_count + 1,
      late_count: row.late_count + (late ? 1 : 0),
    },
    step: { kind: "record", text: input.text },
    data: {
      operationId,
      operation: report.operation,
      touches: [...report.touches],
      resources: [...report.resourceIds],
      startedAt: report.startedAt.toISOString(),
      endedAt: report.endedAt.toISOString(),
      result: input.result,
      late,
      fileIds: files.map((file) => file.id),
      digests: files.map((file) => file.sha256),
    },
    secret: { text: input.text, operators: operators.join("\n"), reference },
  });
  return { id: operationId, version, late, repeated: false };
}

export async function question(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly operationId: string; readonly text: string },
) {
  const row = await held(tx, id);
  questionOperation(actor, factsOf(row));
  if (!(await parts.operationById(tx, id, input.operationId))) throw new Refusal("not-found");
  const due = answerDue(await workCalendar(tx), await storedSettings(tx), now);
  const questionId = newId(now);
  await parts.insertQuestion(tx, {
    id: questionId,
    authorisation_id: id,
    operation_id: input.operationId,
    text: input.text.trim(),
    asked_by: actor.personId ?? "",
    asked_at: now,
    answer_due_at: due.at,
    answer_rule: due.rule,
  });
  const { version } = await move(tx, actor, now, row, {
    kind: "authorisation.questioned",
    set: { open_questions: row.open_questions + 1, answer_due_at: row.answer_due_at ?? due.at },
    step: { kind: "question", text: input.text, until: due.at },
    data: { questionId, operationId: input.operationId, answerDueAt: due.at.toISOString() },
  });
  return { id: questionId, version, answerDueAt: due.at };
}

export async function answer(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly questionId: string; readonly text: string },
) {
  const row = await held(tx, id);
  const asked = (await parts.questionsOf(tx, id)).find((each) => each.id === input.questionId);
  if (!asked) throw new Refusal("not-found");
  answerQuestion(actor, factsOf(row), { answeredAt: asked.answered_at });
  const set = { answer: input.text.trim(), answered_by: actor.personId, answered_at: now };
  if (!(await parts.answer(tx, asked.id, set)))
    throw new Refusal("wrong-state", { state: "answered", allowed: "asked" });
  const open = await parts.openQuestions(tx, id);
  const { version } = await move(tx, actor, now, row, {
    kind: "authorisation.answered",
    set: { open_questions: open.count, answer_due_at: open.dueAt },
    step: { kind: "answer", text: input.text },
    data: {
      questionId: asked.id,
      operationId: asked.operation_id,
      askedBy: asked.asked_by,
      late: now > asked.answer_due_at,
    },
  });
  return { version };
}
