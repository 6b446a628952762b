import {
  type Actor,
  announceChange,
  assessDue,
  type ChangeKind,
  type ChangePlan,
  type ChangeReach,
  type ChangeResult,
  dateOf,
  declareChange,
  editChange,
  emergencyFileDue,
  explainDue,
  findChange,
  invalid,
  isBeforeImplementation,
  type Notice,
  noticeOf,
  noticeWindow,
  Refusal,
  requireNoFreeze,
  rescheduleChange,
  startOfDay,
  strictest,
  withdrawChange,
} from "@yunjian/domain";
import { loadCatalogue } from "@yunjian/catalogue";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesToAttach } from "../files/read.ts";
import { freezesOf } from "../protected-periods/read.ts";
import { storedSettings } from "../settings/read.ts";
import * as customers from "./customers.ts";
import { factsOf, held, move, tell, termsOf } from "./facts.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";

export interface Plan {
  readonly kind: ChangeKind;
  readonly cloudIds: readonly string[];
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly place?: string | undefined;
  readonly reach: ChangeReach;
  readonly systemIds?: readonly string[] | undefined;
  readonly plain: string;
  readonly dutyIds: readonly string[];
  readonly plannedFrom?: string | undefined;
  readonly plannedTo?: string | undefined;
}

/** The clouds of a case: there, not ended, and of one provider. */
export async function requireClouds(
  tx: Tx,
  ids: readonly string[],
  providerOrgId: string,
): Promise<parts.CloudFacts[]> {
  const clouds = await parts.clouds(tx, ids);
  if (clouds.length < ids.length) throw new Refusal("not-found");
  if (clouds.some((cloud) => cloud.providerOrgId !== providerOrgId))
    throw new Refusal("not-your-organisation");
  const [ended] = clouds.filter((cloud) => cloud.ended);
  if (ended) {
    throw invalid({
      field: "/cloudIds",
      message: { zh: `“${ended.name}”已终止监管。`, en: `“${ended.name}” is no longer supervised.` },
    });
  }
  return clouds;
}

async function requireParts(
  tx: Tx,
  input: Pick<Plan, "cloudIds" | "systemIds" | "dutyIds">,
  now: Date,
): Promise<void> {
  const systemIds = input.systemIds ?? [];
  if (systemIds.length > 0) {
    const found = await parts.reached(tx, input.cloudIds, systemIds, now);
    if (found.flatMap((each) => each.systemIds).length < systemIds.length) throw new Refusal("not-found");
  }
  const { duties } = loadCatalogue();
  const unknown = input.dutyIds.find((id) => !duties.has(id));
  if (unknown !== undefined) {
    throw invalid({
      field: "/dutyIds",
      message: { zh: `目录中没有“${unknown}”。`, en: `The catalogue has no “${unknown}”.` },
    });
  }
}

/** What was typed, as it is stored; the kind of reach decides whether systems are named. */
export function columnsOf(input: Omit<Plan, "cloudIds" | "kind" | "title">) {
  return {
    what: input.what.trim(),
    why: input.why.trim(),
    place: input.place?.trim() ?? "",
    reach: input.reach,
    system_ids: input.reach === "systems" ? [...(input.systemIds ?? [])] : [],
    plain: input.plain.trim(),
    duty_ids: [...input.dutyIds],
  };
}

export function planOf(row: queries.ChangeRow): ChangePlan {
  return {
    kind: row.kind,
    title: row.title,
    what: row.what,
    why: row.why,
    reach: row.reach,
    plain: row.plain,
    systems: row.system_ids.length,
    duties: row.duty_ids.length,
    plannedFrom: row.planned_from,
    plannedTo: row.planned_to,
  };
}

function instant(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}

export async function draft(tx: Tx, actor: Actor, now: Date, input: Plan) {
  const orgId = actor.orgId ?? "";
  await requireClouds(tx, input.cloudIds, orgId);
  await requireParts(tx, input, now);
  const row = await begin(tx, actor, now, orgId, {
    kind: input.kind,
    mode: "planned",
    cloudIds: input.cloudIds,
  });
  await queries.insert(tx, {
    ...row,
    ...columnsOf(input),
    state: "draft",
    title: input.title.trim(),
    planned_from: instant(input.plannedFrom),
    planned_to: instant(input.plannedTo),
  });
  await tell(
    tx,
    actor,
    now,
    { ...row, state: "draft" },
    { kind: "change.drafted", secret: { title: input.title } },
  );
  return { id: row.id, version: 1, number: row.number };
}

async function begin<M extends "planned" | "emergency" | "unannounced">(
  tx: Tx,
  actor: Actor,
  now: Date,
  providerOrgId: string,
  of: { readonly kind: ChangeKind; readonly mode: M; readonly cloudIds: readonly string[] },
) {
  return {
    id: newId(now),
    number: await nextNumber(tx, providerOrgId, "变更", now),
    kind: of.kind,
    mode: of.mode,
    cloud_ids: [...of.cloudIds],
    provider_org_id: providerOrgId,
    made_by: actor.personId ?? "",
    made_org: actor.orgId ?? "",
    made_at: now,
  };
}

export async function edit(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Plan & { readonly version: number },
) {
  const row = await held(tx, id, input.version);
  editChange(actor, factsOf(row));
  await requireClouds(tx, input.cloudIds, row.provider_org_id);
  await requireParts(tx, input, now);
  const version = await queries.update(tx, id, row.version, {
    ...columnsOf(input),
    kind: input.kind,
    cloud_ids: [...input.cloudIds],
    title: input.title.trim(),
    planned_from: instant(input.plannedFrom),
    planned_to: instant(input.plannedTo),
  });
  if (version === undefined) throw new Refusal("stale-version");
  return { version, state: row.state };
}

/** How much notice a start leaves on each of the clouds; the longest counts. */
export async function noticeFor(
  tx: Tx,
  kind: ChangeKind,
  cloudIds: readonly string[],
  plannedFrom: Date,
  now: Date,
): Promise<Notice> {
  const [calendar, settings, terms] = [
    await workCalendar(tx),
    await storedSettings(tx),
    await termsOf(tx, cloudIds),
  ];
  return strictest(
    terms.map((each) => noticeOf(calendar, noticeWindow(kind, each, settings), plannedFrom, now)),
  );
}

function noticeColumns(notice: Notice, reason: string) {
  return {
    notice_earliest: notice.earliest,
    notice_rule: notice.rule,
    notice_short: notice.short,
    short_reason: notice.short ? reason.trim() : "",
  };
}

async function refuseFrozen(
  tx: Tx,
  row: queries.ChangeRow,
  from: Date | null,
  to: Date | null,
): Promise<void> {
  if (from !== null && to !== null) requireNoFreeze(await freezesOf(tx, row.cloud_ids, from, to));
}

export async function announce(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly shortReason?: string | undefined;
    readonly fileIds?: readonly string[] | undefined;
  },
) {
  const row = await held(tx, id, input.version);
  const notice =
    row.planned_from === null ? null : await noticeFor(tx, row.kind, row.cloud_ids, row.planned_from, now);
  const state = announceChange(actor, factsOf(row), planOf(row), notice, input.shortReason ?? "", now);
  await requireClouds(tx, row.cloud_ids, row.provider_org_id);
  await refuseFrozen(tx, row, row.planned_from, row.planned_to);
  const moved = await move(tx, actor, now, row, {
    kind: "change.announced",
    set: {
      state,
      announced_at: now,
      announced_by: actor.personId,
      ...(notice && noticeColumns(notice, input.shortReason ?? "")),
      customers: await customers.tellFirst(tx, actor, now, row, "before"),
    },
    step: { kind: "announce", text: input.shortReason ?? "", until: row.planned_from },
    data: {
      duties: row.duty_ids,
      plannedFrom: row.planned_from?.toISOString() ?? null,
      plannedTo: row.planned_to?.toISOString() ?? null,
      plannedOn: row.planned_from === null ? null : dateOf(row.planned_from),
      short: notice?.short ?? false,
      earliest: notice?.earliest ?? null,
    },
    secret: {
      title: row.title,
      what: row.what,
      why: row.why,
      plain: row.plain,
      shortReason: input.shortReason ?? "",
    },
    fileIds: input.fileIds,
  });
  await customers.emitTold(tx, actor, now, row, "before");
  return moved;
}

export async function reschedule(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly version: number;
    readonly plannedFrom: string;
    readonly plannedTo: string;
    readonly shortReason?: string | undefined;
    readonly reason: string;
  },
) {
  const row = await held(tx, id, input.version);
  const to = { plannedFrom: new Date(input.plannedFrom), plannedTo: new Date(input.plannedTo) };
  const notice = await noticeFor(tx, row.kind, row.cloud_ids, to.plannedFrom, now);
  const state = rescheduleChange(actor, factsOf(row), to, notice, input.shortReason ?? "", now);
  await refuseFrozen(tx, row, to.plannedFrom, to.plannedTo);
  const set = { planned_from: to.plannedFrom, planned_to: to.plannedTo };
  // Who acknowledged the old time has not acknowledged the new one.
  await parts.updateNotices(tx, id, {
    ...set,
    told_before_at: now,
    acknowledged_before_at: null,
    acknowledged_before_by: null,
  });
  await parts.count(tx, id);
  const moved = await move(tx, actor, now, row, {
    kind: "change.rescheduled",
    set: { state, ...set, ...noticeColumns(notice, input.shortReason ?? "") },
    step: { kind: "reschedule", text: input.reason, until: to.plannedFrom },
    data: {
      plannedFrom: to.plannedFrom.toISOString(),
      plannedTo: to.plannedTo.toISOString(),
      short: notice.short,
      earliest: notice.earliest,
    },
    secret: { reason: input.reason, shortReason: input.shortReason ?? "" },
  });
  await customers.emitTold(tx, actor, now, row, "before");
  return moved;
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  const row = await held(tx, id, input.version);
  const state = withdrawChange(actor, factsOf(row), input.reason);
  const told = isBeforeImplementation(row.state);
  await parts.updateNotices(tx, id, { state, outcome: input.reason.trim() });
  const moved = await move(tx, actor, now, row, {
    kind: told ? "change.withdrawn" : "change.discarded",
    set: { state },
    ...(told && { step: { kind: "withdraw", text: input.reason } as const }),
  });
  if (told) await customers.emitTold(tx, actor, now, row, "off");
  return moved;
}

export interface Done {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly result: ChangeResult;
  readonly deviations?: string | undefined;
  readonly audit: string;
  readonly fileIds?: readonly string[] | undefined;
}

export function doneOf(input: Done) {
  return {
    startedAt: new Date(input.startedAt),
    endedAt: new Date(input.endedAt),
    result: input.result,
    deviations: input.deviations?.trim() ?? "",
  };
}

/** 紧急变更: made first; filed now, in time or not. */
export async function declare(tx: Tx, actor: Actor, now: Date, input: Plan & Done) {
  const orgId = actor.orgId ?? "";
  const clouds = await requireClouds(tx, input.cloudIds, orgId);
  await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  await requireParts(tx, input, now);
  const done = doneOf(input);
  const plan = columnsOf(input);
  const since = clouds.map(({ supervisedFrom }) => startOfDay(supervisedFrom).getTime());
  const state = declareChange(
    actor,
    orgId,
    {
      ...input,
      systems: plan.system_ids.length,
      duties: plan.duty_ids.length,
      plannedFrom: null,
      plannedTo: null,
    },
    done,
    new Date(Math.min(...since)),
    now,
  );
  const [calendar, settings] = [await workCalendar(tx), await storedSettings(tx)];
  const file = emergencyFileDue(calendar, settings, done.endedAt);
  const assess = assessDue(calendar, settings, await termsOf(tx, input.cloudIds), done.endedAt);
  const late = now.getTime() > file.at.getTime();
  const row = await begin(tx, actor, now, orgId, {
    kind: input.kind,
    mode: "emergency",
    cloudIds: input.cloudIds,
  });
  await queries.insert(tx, {
    ...row,
    ...plan,
    state,
    title: input.title.trim(),
    file_due_at: file.at,
    file_rule: file.rule,
    filed_late: late,
    implemented_at: now,
    implemented_by: actor.personId,
    started_at: done.startedAt,
    ended_at: done.endedAt,
    result: done.result,
    deviations: done.deviations,
    audit: input.audit.trim(),
    assess_due_at: assess.at,
    assess_rule: assess.rule,
  });
  const made = await held(tx, row.id);
  await customers.countFirst(tx, made, await customers.tellFirst(tx, actor, now, made, "after"));
  await tell(
    tx,
    actor,
    now,
    { ...row, state },
    {
      kind: "change.declared",
      step: { kind: "declare", text: input.why, until: assess.at },
      data: {
        duties: plan.duty_ids,
        startedAt: done.startedAt.toISOString(),
        endedAt: done.endedAt.toISOString(),
        result: done.result,
        late,
        assessDueAt: assess.at.toISOString(),
      },
      secret: { title: input.title, what: input.what, why: input.why, plain: input.plain },
      fileIds: input.fileIds,
    },
  );
  await customers.emitTold(tx, actor, now, made, "after");
  return { id: row.id, version: 1, number: row.number, late };
}

/** 未通知的变更: found by whoever watches; the provider explains it. */
export async function find(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    readonly cloudId: string;
    readonly kind: ChangeKind;
    readonly title: string;
    readonly how: string;
    readonly noticedAt: string;
    readonly fileIds?: readonly string[] | undefined;
  },
) {
  const [cloud] = await parts.clouds(tx, [input.cloudId]);
  if (!cloud) throw new Refusal("not-found");
  await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  await requireClouds(tx, [input.cloudId], cloud.providerOrgId);
  const noticedAt = new Date(input.noticedAt);
  const state = findChange(actor, cloud.providerOrgId, { startedAt: noticedAt }, now);
  if (noticedAt.getTime() < startOfDay(cloud.supervisedFrom).getTime()) {
    throw invalid({
      field: "/noticedAt",
      message: {
        zh: `早于该云平台纳入监管的 ${cloud.supervisedFrom}。`,
        en: `Before the cloud was supervised, from ${cloud.supervisedFrom}.`,
      },
    });
  }
  const due = explainDue(await workCalendar(tx), await storedSettings(tx), now);
  const row = await begin(tx, actor, now, cloud.providerOrgId, {
    kind: input.kind,
    mode: "unannounced",
    cloudIds: [input.cloudId],
  });
  await queries.insert(tx, {
    ...row,
    state,
    title: input.title.trim(),
    reach: "none",
    found_how: input.how.trim(),
    file_due_at: due.at,
    file_rule: due.rule,
  });
  await tell(
    tx,
    actor,
    now,
    { ...row, state },
    {
      kind: "change.found",
      step: { kind: "find", text: input.how, until: due.at },
      data: { noticedAt: noticedAt.toISOString(), fileDueAt: due.at.toISOString() },
      secret: { title: input.title, how: input.how },
      fileIds: input.fileIds,
    },
  );
  return { id: row.id, version: 1, number: row.number };
}
