import {
  type Actor,
  draftCustomerNotice,
  type DraftInput,
  draftTelling,
  invalid,
  recordTelling,
  Refusal,
  requireHandler,
  requireState,
  RUNNING,
  type TellingChannel,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import { followClocks } from "./clocks.ts";
import { factsOf, handles, held, standingOf, tell } from "./facts.ts";
import * as queries from "./queries.ts";
import * as customers from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";

type Stage = "first" | "progress" | "closing";

/** The text for a channel from the facts in force; unknown ones are said to follow. */
export async function draft(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  query: { readonly channel?: TellingChannel | undefined; readonly kind?: Stage | undefined },
) {
  const row = await queries.byId(tx, id);
  if (!row || !handles(actor, row)) throw new Refusal("not-found");
  if (query.kind === "closing") return { text: await closingText(tx, id, row) };
  const of = await draftInput(tx, actor, now, row);
  const channel = query.channel ?? "supervisor";
  const text =
    channel === "customers" ? draftCustomerNotice(of) : draftTelling(of, channel, query.kind ?? "first");
  return { text };
}

async function draftInput(tx: Tx, actor: Actor, now: Date, row: queries.IncidentRow): Promise<DraftInput> {
  const names = await queries.namesOf(tx, [row.id]);
  const facts = (await parts.factsOf(tx, row.id)).filter((fact) => !fact.corrected);
  const grading = await parts.gradingOf(tx, row.id);
  const { affected } = await customers.figures(tx, row.id, now);
  return {
    number: row.number,
    title: row.title,
    kind: row.kind,
    classId: row.class_id,
    organisation: (await organisationFacts(tx, actor.orgId ?? ""))?.name ?? "",
    clouds: row.cloud_ids.map((each) => names.get(each) ?? "").filter((name) => name !== ""),
    systems: row.system_ids.length,
    customers: affected,
    happenedAt: row.happened_at,
    knownAt: row.known_at,
    level: row.level_regulation,
    // A level a person decided is not explained by what the computation said.
    reasons:
      grading && grading.regulation_decided === null
        ? grading.regulation_reasons.map((each: { zh: string }) => each.zh)
        : [],
    facts: facts.map((fact) => ({ kind: fact.kind, text: fact.text, knownAt: fact.known_at })),
    crime: row.crime_since !== null,
    now,
  };
}

async function closingText(tx: Tx, id: string, row: queries.IncidentRow): Promise<string> {
  const of = await parts.reportOf(tx, id);
  if (!of) throw new Refusal("incident-report-missing");
  return [
    `《${row.title}》（${row.number}）处置总结报告`,
    `一、发生原因：${of.cause}`,
    `二、应急处置措施：${of.measures}`,
    `三、造成的危害：${of.harm}`,
    `四、责任追究：${of.accountability}`,
    `五、完善整改情况：${of.improvement}`,
    `六、教训：${of.lessons}`,
  ].join("\n");
}

export interface Telling {
  readonly channel: TellingChannel;
  readonly kind: Stage;
  readonly text: string;
  readonly toldAt?: string | undefined;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
}

export async function record(tx: Tx, actor: Actor, now: Date, id: string, input: Telling) {
  const row = await held(tx, actor, id);
  const toldAt = input.toldAt === undefined ? now : new Date(input.toldAt);
  const reason = input.reason?.trim() ?? "";
  const { untold } = await customers.figures(tx, id, now);
  const { outOfOrder } = recordTelling(
    await standingOf(tx, actor, now, row),
    factsOf(row),
    { channel: input.channel, toldAt, reason },
    { untold },
    now,
  );
  const tellingId = await storeTelling(tx, actor, now, id, row.seen_by, {
    ...input,
    toldAt,
    outOfOrder,
    reason,
  });
  await tell(tx, actor, now, row, {
    kind: "incident.told",
    step: { kind: "telling", text: reason, detail: input.channel },
    data: {
      tellingId,
      channel: input.channel,
      stage: input.kind,
      toldAt: toldAt.toISOString(),
      outOfOrder,
    },
    secret: { text: input.text, reference: input.reference ?? "", reason },
  });
  await followClocks(tx, now, row);
  return { id: tellingId };
}

/** Stores what was told and meets the clocks of the organisation that told it. */
export async function storeTelling(
  tx: Tx,
  actor: Actor,
  now: Date,
  incidentId: string,
  seenBy: readonly string[],
  of: Omit<Telling, "toldAt"> & { readonly toldAt: Date; readonly outOfOrder: boolean },
): Promise<string> {
  const id = newId(now);
  const orgId = actor.orgId ?? "";
  await parts.insertTelling(tx, {
    id,
    incident_id: incidentId,
    org_id: orgId,
    channel: of.channel,
    kind: of.kind,
    text: of.text.trim(),
    reference: of.reference?.trim() ?? "",
    told_at: of.toldAt,
    out_of_order: of.outOfOrder,
    reason: of.reason ?? "",
    by_person: actor.personId ?? "",
    at: now,
    seen_by: [...seenBy],
  });
  const meets =
    of.kind === "closing" ? (["closing"] as const) : (["contract", "report", "upward", "crime"] as const);
  await parts.meetClocks(tx, incidentId, orgId, of.channel, meets, of.toldAt);
  return id;
}

// Help and tasks -----------------------------------------------------------------------------------------

export async function askHelp(tx: Tx, actor: Actor, now: Date, id: string, text: string) {
  const row = await held(tx, actor, id);
  const who = await standingOf(tx, actor, now, row);
  requireState(row.state, ...RUNNING);
  if (!who.provides) throw new Refusal("not-your-organisation");
  const helpId = newId(now);
  await parts.insertHelp(tx, {
    id: helpId,
    incident_id: id,
    text: text.trim(),
    asked_by: actor.personId ?? "",
    asked_org: actor.orgId ?? "",
    asked_at: now,
  });
  await tell(tx, actor, now, row, {
    kind: "incident.help-asked",
    step: { kind: "help", text },
    data: { helpId },
  });
  return { id: helpId };
}

export async function giveHelp(
  tx: Tx,
  actor: Actor,
  now: Date,
  at: { id: string; helpId: string },
  text: string,
) {
  const row = await held(tx, actor, at.id);
  requireState(row.state, ...RUNNING);
  if (!(await standingOf(tx, actor, now, row)).supervises) throw new Refusal("not-supervisor-of-subject");
  const asked = (await parts.helpOf(tx, at.id)).find((each) => each.id === at.helpId);
  if (!asked) throw new Refusal("not-found");
  const done = await parts.answerHelp(tx, at.id, at.helpId, {
    answer: text.trim(),
    answered_by: actor.personId,
    answered_org: actor.orgId,
    answered_at: now,
  });
  if (!done) {
    throw new Refusal("already-done", {
      who: asked.answeredByName,
      at: (asked.answered_at ?? now).toISOString(),
    });
  }
  await tell(tx, actor, now, row, {
    kind: "incident.help-given",
    step: { kind: "answer", text },
    data: { helpId: at.helpId },
  });
  return {};
}

export async function setTask(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly title: string;
    readonly owner: string;
    readonly orgId?: string | undefined;
    readonly dueAt?: string | undefined;
  },
) {
  const row = await held(tx, actor, id);
  requireHandler(await standingOf(tx, actor, now, row));
  requireState(row.state, ...RUNNING);
  const orgId = input.orgId ?? actor.orgId ?? "";
  // A task goes to one of those who handle it: nobody else would see it.
  if (orgId !== actor.orgId && !row.seen_by.includes(orgId)) throw new Refusal("not-found");
  const dueAt = input.dueAt === undefined ? null : new Date(input.dueAt);
  if (dueAt !== null && dueAt.getTime() < now.getTime()) {
    throw invalid({
      field: "/dueAt",
      message: { zh: "完成时限应晚于现在。", en: "Must be in the future." },
    });
  }
  const taskId = newId(now);
  await parts.insertTask(tx, {
    id: taskId,
    incident_id: id,
    title: input.title.trim(),
    owner_org: orgId,
    owner: input.owner.trim(),
    due_at: dueAt,
    set_by: actor.personId ?? "",
    set_org: actor.orgId ?? "",
    set_at: now,
  });
  await tell(tx, actor, now, row, {
    kind: "incident.task-set",
    step: { kind: "task", text: input.title, detail: input.owner },
    data: { taskId, ownerOrg: orgId, dueAt: dueAt?.toISOString() ?? null },
    secret: { title: input.title, owner: input.owner },
  });
  return { id: taskId };
}

export async function finishTask(
  tx: Tx,
  actor: Actor,
  now: Date,
  at: { readonly id: string; readonly taskId: string },
  result: string,
) {
  const row = await held(tx, actor, at.id);
  requireHandler(await standingOf(tx, actor, now, row));
  requireState(row.state, ...RUNNING);
  const task = (await parts.tasksOf(tx, at.id)).find((each) => each.id === at.taskId);
  if (!task) throw new Refusal("not-found");
  const done = await parts.finishTask(tx, at.id, at.taskId, {
    done_at: now,
    done_by: actor.personId,
    result: result.trim(),
  });
  if (!done) throw new Refusal("already-done", { who: task.owner, at: (task.done_at ?? now).toISOString() });
  await tell(tx, actor, now, row, {
    kind: "incident.task-done",
    step: { kind: "task-done", text: result, detail: done.title },
    data: { taskId: at.taskId },
  });
  return {};
}
