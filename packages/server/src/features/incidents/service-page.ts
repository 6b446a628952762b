import {
  type Actor,
  clockStanding,
  incidentActions,
  type IncidentKind,
  type IncidentLevel,
  type IncidentState,
  incidentTurn,
  Refusal,
} from "@yunjian/domain";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { factsOf, handlerOf, handles, standingOf } from "./facts.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";

type Names = ReadonlyMap<string, string>;

export interface ListQuery {
  readonly view?: "running" | "all" | undefined;
  readonly state?: readonly IncidentState[] | undefined;
  readonly level?: IncidentLevel | undefined;
  readonly kind?: IncidentKind | undefined;
  readonly cloudId?: string | undefined;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export async function list(tx: Tx, actor: Actor, now: Date, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
  // Asked for a state that is over, one means that state and not the running ones.
  const running = query.view !== "all" && (query.state === undefined || query.state.length === 0);
  const rows = await queries.page(
    tx,
    {
      running,
      states: query.state,
      level: query.level,
      kind: query.kind,
      cloudId: query.cloudId,
      words: query.q?.trim() || undefined,
    },
    handlerOf(actor),
    { after, limit: limit + 1 },
  );
  const ids = rows.slice(0, limit).map((row) => row.id);
  const names = await queries.namesOf(tx, ids);
  const tallies = await queries.tallies(tx, ids);
  const heads = await queries.clockHeads(tx, ids, now);
  return pageOf(
    rows,
    limit,
    (row) => [row.reported_at, row.id],
    (row) => summary(row, names, tallies.get(row.id), heads.get(row.id), now),
  );
}

export async function figures(tx: Tx, actor: Actor, now: Date, query: { cloudId?: string }) {
  return await queries.figures(tx, now, handlerOf(actor), query.cloudId);
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.byId(tx, id);
  if (!row || !handles(actor, row)) throw new Refusal("not-found");
  const names = await queries.namesOf(tx, [id]);
  const tally = (await queries.tallies(tx, [id])).get(id) ?? queries.NO_CUSTOMERS;
  const head = (await queries.clockHeads(tx, [id], now)).get(id);
  const grading = await parts.gradingOf(tx, id);
  if (!grading) throw new Error(`incident ${id} was never graded`);
  const clocks = await parts.clocksOf(tx, id, "provider");
  const report = await parts.reportOf(tx, id);
  const who = await standingOf(tx, actor, now, row);
  const named = namer(names);
  const someone = (of: string | null) => (of === null ? null : named(of));
  const numbered = async (of: string | null) => {
    const other = of === null ? undefined : await queries.byId(tx, of);
    return other ? { id: other.id, name: other.number } : null;
  };
  return {
    ...summary(row, names, tally, head, now),
    classId: row.class_id,
    reportedBy: someone(row.reported_by),
    reference: row.reference,
    repeats: { count: row.repeat_count, of: await numbered(row.repeats_id) },
    mergedInto: await numbered(row.merged_into),
    merged: (await queries.mergedInto(tx, id)).map((each) => ({ id: each.id, name: each.number })),
    systems: row.system_ids.map(named),
    wholeClouds: row.system_ids.length === 0,
    resources: await queries.resourcesTouched(tx, row),
    crimeSince: row.crime_since,
    handledAt: row.handled_at,
    closedAt: row.closed_at,
    reopenedCount: row.reopened_count,
    providers: row.provider_org_ids.map(named),
    supervisors: row.supervisor_org_ids.map(named),
    grading: {
      inputs: grading.inputs,
      standard: {
        level: grading.standard_level,
        reasons: grading.standard_reasons,
        decided: grading.standard_decided,
        effective: row.level_standard,
      },
      regulation: {
        level: grading.regulation_level,
        reasons: grading.regulation_reasons,
        decided: grading.regulation_decided,
        effective: row.level_regulation,
      },
      reason: grading.reason,
      at: grading.at,
      by: someone(grading.by_person),
      times: grading.times,
    },
    clocks: clocks.map((clock) => clockView(clock, now)),
    facts: (await parts.factsOf(tx, id)).map((fact) => ({
      id: fact.id,
      kind: fact.kind,
      text: fact.text,
      happenedAt: fact.happened_at,
      knownAt: fact.known_at,
      correctsId: fact.corrects_id,
      corrected: fact.corrected,
      by: someone(fact.by_person),
      org: someone(fact.by_org),
      at: fact.at,
    })),
    tellings: (await parts.tellingsOf(tx, id)).map((each) => ({
      id: each.id,
      organisation: { id: each.org_id, name: each.orgName },
      channel: each.channel,
      kind: each.kind,
      text: each.text,
      reference: each.reference,
      toldAt: each.told_at,
      outOfOrder: each.out_of_order,
      reason: each.reason,
      at: each.at,
    })),
    notices: (await parts.noticesOf(tx, id)).map((each) => ({
      id: each.id,
      text: each.text,
      followUp: each.follow_up,
      sentAt: each.sent_at,
      recipients: each.recipients,
    })),
    help: (await parts.helpOf(tx, id)).map((each) => ({
      id: each.id,
      text: each.text,
      askedAt: each.asked_at,
      by: { id: each.asked_by, name: each.askedByName },
      answer:
        each.answered_at === null
          ? null
          : {
              text: each.answer,
              at: each.answered_at,
              by: { id: each.answered_by ?? id, name: each.answeredByName },
            },
    })),
    tasks: (await parts.tasksOf(tx, id)).map((each) => ({
      id: each.id,
      title: each.title,
      organisation: { id: each.owner_org, name: each.orgName },
      owner: each.owner,
      dueAt: each.due_at,
      doneAt: each.done_at,
      result: each.result,
      late: each.due_at !== null && each.due_at.getTime() < (each.done_at ?? now).getTime(),
    })),
    report: report
      ? {
          version: report.report_version,
          cause: report.cause,
          measures: report.measures,
          harm: report.harm,
          accountability: report.accountability,
          improvement: report.improvement,
          lessons: report.lessons,
          at: report.at,
          by: { id: report.by_person, name: report.byName },
          comparison:
            report.compared_at === null
              ? null
              : { agrees: report.agrees ?? false, note: report.note, at: report.compared_at },
        }
      : null,
    links: await parts.linksOf(tx, id),
    steps: (await parts.stepsOf(tx, id)).map((step) => ({
      id: step.id,
      kind: step.kind,
      text: step.text,
      detail: step.detail,
      by: someone(step.by_person),
      org: someone(step.by_org),
      at: step.at,
    })),
    actions: incidentActions(who, factsOf(row), tally),
    provides: who.provides,
    supervises: who.supervises,
  };
}

export function clockView(clock: parts.ClockRow, now: Date) {
  return {
    id: clock.id,
    organisation: { id: clock.org_id, name: clock.orgName },
    side: clock.side,
    kind: clock.kind,
    channel: clock.channel,
    legal: clock.legal,
    source: clock.source,
    fromAt: clock.from_at,
    dueAt: clock.due_at,
    doneAt: clock.done_at,
    standing: clockStanding(
      { warnAt: clock.warn_at, dueAt: clock.due_at, doneAt: clock.done_at, stoppedAt: clock.stopped_at },
      now,
    ),
  };
}

function namer(names: Names) {
  return (id: string) => ({ id, name: names.get(id) ?? "" });
}

function summary(
  row: queries.IncidentRow,
  names: Names,
  customers: queries.Tally | undefined,
  head: queries.ClockHead | undefined,
  now: Date,
) {
  const named = namer(names);
  const tally = customers ?? queries.NO_CUSTOMERS;
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    title: row.title,
    kind: row.kind,
    state: row.state,
    source: row.source,
    levelStandard: row.level_standard,
    levelRegulation: row.level_regulation,
    clouds: row.cloud_ids.map(named),
    reporter: named(row.reported_org_id),
    reportedAt: row.reported_at,
    happenedAt: row.happened_at,
    knownAt: row.known_at,
    ...incidentTurn(factsOf(row), tally, head?.nextAt ?? null, now),
    breaches: head?.breaches ?? 0,
    customers: tally,
  };
}
