import {
  type Actor,
  adviseDue,
  adviseOnChange,
  analyseChange,
  assessChange,
  assessDue,
  type ChangeComparison,
  type ChangeOpinion,
  type ChangePlan,
  type ChangeReach,
  compareChange,
  compareDue,
  dismissChange,
  formOf,
  formProblems,
  type FormValues,
  implementChange,
  invalid,
  planProblems,
  quorumOf,
  Refusal,
  stateAfter,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesToAttach } from "../files/read.ts";
import { storedSettings } from "../settings/read.ts";
import * as customers from "./customers.ts";
import { adviser, factsOf, held, move, termsOf } from "./facts.ts";
import * as parts from "./queries-parts.ts";
import { columnsOf, type Done, doneOf, planOf } from "./service-plan.ts";

export async function analyse(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly data: FormValues;
    readonly note?: string | undefined;
    readonly fileIds?: readonly string[] | undefined;
  },
) {
  const row = await held(tx, id, input.version);
  const state = analyseChange(actor, factsOf(row));
  await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  const problems = formProblems(formOf("change-impact-analysis"), input.data, "complete");
  if (problems.length > 0)
    throw invalid(
      ...problems.map(({ field, message }) => ({ field: field.replace("/form/data", "/data"), message })),
    );
  const n = row.analysis_version + 1;
  await parts.insertAnalysis(tx, {
    change_id: id,
    n,
    data: input.data as never,
    by_person: actor.personId ?? "",
    at: now,
  });
  const due = state === "analysed" ? adviseDue(await workCalendar(tx), await storedSettings(tx), now) : null;
  return await move(tx, actor, now, row, {
    kind: "change.analysed",
    set: {
      state,
      analysis_version: n,
      analysis: JSON.stringify(input.data),
      analysed_at: now,
      analysed_by: actor.personId,
      advise_due_at: due?.at ?? null,
      advise_rule: due?.rule ?? null,
    },
    step: { kind: "analyse", text: input.note ?? "", until: due?.at ?? null },
    data: { analysisVersion: n, adviseDueAt: due?.at.toISOString() ?? null },
    secret: { note: input.note ?? "" },
    fileIds: input.fileIds,
  });
}

/** One person's opinion; with as many as the clouds ask for it is the supervisor's. */
export async function advise(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly analysisVersion: number;
    readonly opinion: ChangeOpinion;
    readonly note: string;
  },
) {
  const row = await held(tx, id, input.version);
  const settings = await storedSettings(tx);
  const quorum = Math.max(...(await termsOf(tx, row.cloud_ids)).map((terms) => quorumOf(terms, settings)));
  const before = await parts.opinionsOf(tx, id, row.analysis_version);
  const opinion = adviseOnChange(
    await adviser(tx, actor, now, row.cloud_ids),
    factsOf(row),
    input,
    before.map((each) => ({
      personId: each.person_id,
      analysisVersion: each.analysis_version,
      opinion: each.opinion,
    })),
    quorum,
  );
  await parts.insertOpinion(tx, {
    change_id: id,
    analysis_version: row.analysis_version,
    person_id: actor.personId ?? "",
    org_id: actor.orgId ?? "",
    opinion: input.opinion,
    note: input.note.trim(),
    at: now,
  });
  const data = {
    analysisVersion: row.analysis_version,
    own: input.opinion,
    heard: before.length + 1,
    quorum,
  };
  if (opinion === null) {
    const moved = await move(tx, actor, now, row, {
      kind: "change.heard",
      set: {},
      step: { kind: "opinion", text: input.note },
      data,
    });
    return { ...moved, opinion };
  }
  const notes = [...before.map((each) => each.note), input.note.trim()].filter((note) => note !== "");
  const moved = await move(tx, actor, now, row, {
    kind: "change.advised",
    set: {
      state: stateAfter(opinion),
      opinion,
      opinion_note: notes.join("\n"),
      advised_at: now,
      advised_by: actor.personId,
      advised_org: actor.orgId,
      advised_version: row.analysis_version,
      times_revised: row.times_revised + (opinion === "implement" ? 0 : 1),
    },
    step: { kind: "advise", text: notes.join("\n") },
    data: { ...data, opinion },
  });
  return { ...moved, opinion };
}

/** What the provider says of a change that somebody else found: it has no plan of its own yet. */
export interface Explained {
  readonly what: string;
  readonly why: string;
  readonly place?: string | undefined;
  readonly reach: ChangeReach;
  readonly systemIds?: readonly string[] | undefined;
  readonly plain: string;
  readonly dutyIds: readonly string[];
}

export async function implement(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Done & { readonly version: number; readonly explained?: Explained | undefined },
) {
  const row = await held(tx, id, input.version);
  const done = doneOf(input);
  const { state, against } = implementChange(actor, factsOf(row), done, now);
  const explained = row.state === "found" ? explain(planOf(row), input.explained) : null;
  const assess = assessDue(
    await workCalendar(tx),
    await storedSettings(tx),
    await termsOf(tx, row.cloud_ids),
    done.endedAt,
  );
  const late = row.file_due_at !== null && now.getTime() > row.file_due_at.getTime();
  const set = { started_at: done.startedAt, ended_at: done.endedAt, result: done.result };
  await parts.updateNotices(tx, id, {
    ...set,
    state,
    told_after_at: now,
    outcome: done.deviations,
  });
  const told = { ...row, ...set, ...explained, deviations: done.deviations };
  const more = row.state === "found" ? await customers.tellFirst(tx, actor, now, told, "after") : 0;
  const moved = await move(tx, actor, now, row, {
    kind: "change.implemented",
    set: {
      ...set,
      ...explained,
      state,
      against,
      deviations: done.deviations,
      audit: input.audit.trim(),
      implemented_at: now,
      implemented_by: actor.personId,
      filed_late: row.filed_late || late,
      assess_due_at: assess.at,
      assess_rule: assess.rule,
      ...(more > 0 && { customers: more }),
    },
    step: { kind: "implement", text: done.deviations, until: assess.at },
    data: {
      against,
      adviser: against === "opinion" ? row.advised_by : null,
      adviserOrg: against === "opinion" ? row.advised_org : null,
      result: done.result,
      startedAt: done.startedAt.toISOString(),
      endedAt: done.endedAt.toISOString(),
      assessDueAt: assess.at.toISOString(),
      duties: explained?.duty_ids ?? row.duty_ids,
    },
    secret: {
      title: row.title,
      opinionNote: row.opinion_note,
      deviations: done.deviations,
      audit: input.audit,
    },
    fileIds: input.fileIds,
  });
  await customers.emitTold(tx, actor, now, row, "after");
  return { ...moved, against };
}

function explain(plan: ChangePlan, explained: Explained | undefined) {
  if (!explained) {
    throw invalid({
      field: "/explained",
      message: {
        zh: "请说明变更内容、原因和影响范围。",
        en: "Say what was changed, why, and whom it reaches.",
      },
    });
  }
  const columns = columnsOf(explained);
  const problems = planProblems({
    ...plan,
    ...explained,
    systems: columns.system_ids.length,
    duties: columns.duty_ids.length,
  });
  if (problems.length > 0)
    throw invalid(...problems.map(({ field, message }) => ({ field: `/explained${field}`, message })));
  return columns;
}

export async function assess(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly assessor: string;
    readonly summary: string;
    readonly fileIds: readonly string[];
  },
) {
  const row = await held(tx, id, input.version);
  const state = assessChange(actor, factsOf(row), { summary: input.summary, files: input.fileIds.length });
  const due = compareDue(await workCalendar(tx), await storedSettings(tx), now);
  return await move(tx, actor, now, row, {
    kind: "change.assessed",
    set: {
      state,
      assessed_at: now,
      assessed_by: actor.personId,
      assessor: input.assessor.trim(),
      assessment: input.summary.trim(),
      compare_due_at: due.at,
      compare_rule: due.rule,
    },
    step: { kind: "assess", text: input.summary, until: due.at },
    data: {
      late: row.assess_due_at !== null && now.getTime() > row.assess_due_at.getTime(),
      compareDueAt: due.at.toISOString(),
    },
    secret: { assessor: input.assessor, summary: input.summary },
    fileIds: input.fileIds,
  });
}

export async function compare(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly outcome: ChangeComparison; readonly note: string },
) {
  const row = await held(tx, id, input.version);
  const { outcome } = input;
  const state = compareChange(
    await adviser(tx, actor, now, row.cloud_ids),
    factsOf(row),
    outcome,
    input.note,
    row.against,
  );
  const closed = state === "closed";
  if (closed) await parts.updateNotices(tx, id, { state });
  return await move(tx, actor, now, row, {
    kind: closed ? "change.closed" : "change.returned",
    set: {
      state,
      comparison: outcome,
      comparison_note: input.note.trim(),
      compared_by: actor.personId,
      ...(closed && { closed_at: now }),
    },
    step: {
      kind: outcome === "inconsistent" ? "inconsistent" : closed ? "close" : "return",
      text: input.note,
    },
    data: { outcome },
    secret: { title: row.title, note: input.note },
  });
}

export async function dismiss(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  const row = await held(tx, id, input.version);
  const state = dismissChange(await adviser(tx, actor, now, row.cloud_ids), factsOf(row), input.reason);
  return await move(tx, actor, now, row, {
    kind: "change.dismissed",
    set: { state },
    step: { kind: "dismiss", text: input.reason },
  });
}

/** The provider answers a customer. */
export async function answer(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly questionId: string; readonly text: string },
) {
  const row = await held(tx, id);
  if (actor.orgId !== row.provider_org_id) throw new Refusal("not-your-organisation");
  const question = await parts.questionLocked(tx, id, input.questionId);
  if (!question) throw new Refusal("not-found");
  if (question.answered_at !== null)
    throw new Refusal("wrong-state", { state: "已答复 / answered", allowed: "待答复 / waiting" });
  await parts.answerQuestion(tx, question.id, {
    answer: input.text.trim(),
    answered_by: actor.personId ?? "",
    answered_at: now,
  });
  const notice = await parts.noticeLocked(tx, question.notice_id);
  if (notice)
    await parts.updateNotice(tx, notice.id, notice.version, {
      open_questions: Math.max(0, notice.open_questions - 1),
    });
  await parts.count(tx, id);
  return await move(tx, actor, now, row, {
    kind: "change.answered",
    set: {},
    step: { kind: "answer", text: input.text },
    data: { questionId: question.id, noticeId: question.notice_id },
  });
}
