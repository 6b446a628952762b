import { type Actor, dateOf, Refusal, requireOwn, requirePermission } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as parts from "./queries-parts.ts";

/** 变更告知: what a customer is told, says it has read, asks about or objects to. */

export async function list(
  tx: Tx,
  actor: Actor,
  query: {
    readonly open?: boolean | undefined;
    readonly cloudId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit?: number | undefined;
  },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await parts.noticesPage(
    tx,
    actor.orgId ?? "",
    { open: query.open, cloudId: query.cloudId },
    { after: after == null ? null : String(after), limit: limit + 1 },
  );
  const names = await parts.noticeNames(
    tx,
    rows.slice(0, limit).map((row) => row.id),
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => summary(row, names),
  );
}

export async function page(tx: Tx, actor: Actor, id: string) {
  const row = await parts.noticeById(tx, id);
  // The provider and the supervisor read the case itself.
  if (!row || row.org_id !== actor.orgId) throw new Refusal("not-found");
  const names = await parts.noticeNames(tx, [id]);
  const questions = await parts.questionsOf(tx, [id]);
  const someone = (of: string | null) => (of === null ? null : { id: of, name: names.get(of) ?? "" });
  const may = actor.permissions.has("change-notice.respond");
  const actions: ("acknowledge" | "ask")[] = [];
  if (may && waits(row)) actions.push("acknowledge");
  if (may) actions.push("ask");
  return {
    ...summary(row, names),
    plain: row.plain,
    outcome: row.outcome,
    acknowledgedBeforeBy: someone(row.acknowledged_before_by),
    acknowledgedAfterBy: someone(row.acknowledged_after_by),
    questions: questions.map((question) => questionView(question, names)),
    actions,
  };
}

export function questionView(
  question: Awaited<ReturnType<typeof parts.questionsOf>>[number],
  names: ReadonlyMap<string, string>,
) {
  const named = (of: string) => ({ id: of, name: names.get(of) ?? "" });
  return {
    id: question.id,
    objection: question.objection,
    text: question.text,
    by: named(question.asked_by),
    at: question.asked_at,
    answer:
      question.answered_at === null
        ? null
        : { text: question.answer, by: named(question.answered_by ?? ""), at: question.answered_at },
  };
}

/** Which of the two tellings waits; null: none. */
function waits(row: parts.NoticeRow): "before" | "after" | null {
  if (row.state === "announced")
    return row.told_before_at !== null && row.acknowledged_before_at === null ? "before" : null;
  if (row.state === "withdrawn") return null;
  return row.told_after_at !== null && row.acknowledged_after_at === null ? "after" : null;
}

export async function acknowledge(tx: Tx, actor: Actor, now: Date, id: string, version: number) {
  const row = await own(tx, actor, id);
  if (row.version !== version) throw new Refusal("stale-version");
  const stage = waits(row);
  if (stage === null)
    throw new Refusal("wrong-state", {
      state: "无待确认事项 / nothing to acknowledge",
      allowed: "待确认 / waiting",
    });
  const next = await parts.updateNotice(
    tx,
    id,
    row.version,
    stage === "before"
      ? { acknowledged_before_at: now, acknowledged_before_by: actor.personId }
      : { acknowledged_after_at: now, acknowledged_after_by: actor.personId },
  );
  if (next === undefined) throw new Refusal("stale-version");
  await parts.count(tx, row.change_id);
  await parts.customerStep(tx, id, { id: newId(now), kind: "acknowledge", text: "", at: now });
  await say(tx, actor, now, row, "change.acknowledged", { stage });
  return { version: next };
}

export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly objection: boolean; readonly text: string },
) {
  const row = await own(tx, actor, id);
  const questionId = newId(now);
  const text = input.text.trim();
  await parts.insertQuestion(tx, {
    id: questionId,
    notice_id: id,
    change_id: row.change_id,
    objection: input.objection,
    text,
    asked_by: actor.personId ?? "",
    asked_at: now,
  });
  const version = await parts.updateNotice(tx, id, row.version, { open_questions: row.open_questions + 1 });
  if (version === undefined) throw new Refusal("stale-version");
  await parts.count(tx, row.change_id);
  await parts.customerStep(tx, id, {
    id: newId(now),
    kind: input.objection ? "object" : "ask",
    text,
    at: now,
  });
  await say(tx, actor, now, row, "change.asked", { questionId, objection: input.objection }, text);
  return { id: questionId, version };
}

async function own(tx: Tx, actor: Actor, id: string): Promise<parts.NoticeRow> {
  requirePermission(actor, "change-notice.respond");
  const row = await parts.noticeLocked(tx, id);
  if (!row) throw new Refusal("not-found");
  requireOwn(actor, row.org_id);
  return row;
}

async function say(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: parts.NoticeRow,
  kind: "change.acknowledged" | "change.asked",
  data: Readonly<Record<string, string | boolean>>,
  text?: string,
): Promise<void> {
  await emit(tx, actor, now, {
    kind,
    object: { type: "change-notice", id: row.id },
    subjectId: row.org_id,
    data: { number: row.number, changeId: row.change_id, on: dateOf(now), ...data },
    ...(text !== undefined && { secret: { text } }),
  });
}

function summary(row: parts.NoticeRow, names: ReadonlyMap<string, string>) {
  const named = (of: string) => ({ id: of, name: names.get(of) ?? "" });
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    title: row.title,
    kind: row.kind,
    mode: row.mode,
    state: row.state,
    provider: named(row.provider_org_id),
    cloud: named(row.cloud_id),
    systems: row.system_ids.map(named),
    plannedFrom: row.planned_from,
    plannedTo: row.planned_to,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    result: row.result,
    toldBeforeAt: row.told_before_at,
    acknowledgedBeforeAt: row.acknowledged_before_at,
    toldAfterAt: row.told_after_at,
    acknowledgedAfterAt: row.acknowledged_after_at,
    open: waits(row) !== null,
    openQuestions: row.open_questions,
  };
}
