import {
  type Actor,
  checkNewEnd,
  checkNilReport,
  checkProtectedPeriod,
  type EventData,
  type EventKind,
  type ProtectedPeriodAction,
  protectedPeriodActions,
  type ProtectedPeriodFacts,
  protectedPeriodStanding,
  type ProtectedPeriodStanding,
  Refusal,
  requirePermission,
  requireReason,
  stepProtectedPeriod,
} from "@yunjian/domain";
import type { Updateable } from "kysely";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { supervises } from "../identity/read-supervision.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { subjectNames } from "../registry/read-notices.ts";
import { systemPlaces } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { boardOf, longestDays } from "./board.ts";
import * as queries from "./queries.ts";

// Reading ------------------------------------------------------------------------------------------

export interface ListQuery {
  readonly standing?: readonly ProtectedPeriodStanding[] | undefined;
  readonly cloudId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export async function list(tx: Tx, now: Date, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key && { from: new Date(String(key[0])), id: String(key[1]) };
  const rows = await queries.page(tx, { standings: query.standing, cloudId: query.cloudId }, now, {
    after,
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.from_at, row.id],
    (row) => item(row, now),
  );
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.byId(tx, id);
  if (!row) throw new Refusal("not-found");
  const names = await queries.personNames(tx, [row.made_by, row.deployed_by, row.ended_by]);
  const systems = await subjectNames(tx, row.system_ids);
  const name = (person: string | null) => (person === null ? null : (names.get(person) ?? ""));
  return {
    ...item(row, now),
    plan: row.plan,
    plannedTo: row.planned_to_at,
    systems: row.system_ids.flatMap((each) => {
      const found = systems.get(each);
      return found ? [{ id: each, name: found.name }] : [];
    }),
    madeBy: name(row.made_by) ?? "",
    deployedBy: name(row.deployed_by),
    deployedAt: row.deployed_at,
    endedBy: name(row.ended_by),
    endedAt: row.ended_at,
    summary: row.summary,
    reason: row.reason,
    ...(await boardOf(tx, actor, now, row, await storedSettings(tx))),
    actions: protectedPeriodActions(actor, factsOf(row), now),
  };
}

function item(row: queries.PeriodRow, now: Date) {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    organisation: { id: row.org_id, name: row.org_name },
    standing: protectedPeriodStanding(factsOf(row), now),
    from: row.from_at,
    to: row.to_at,
    clouds: row.cloud_ids.length,
    nilHour: row.nil_hour,
    onSite: row.on_site,
    freeze: row.change_freeze,
    noTests: row.no_tests,
    version: row.version,
  };
}

function factsOf(row: queries.PeriodRow): ProtectedPeriodFacts {
  return { from: row.from_at, to: row.to_at, state: row.state, orgId: row.org_id };
}

// Making -------------------------------------------------------------------------------------------

export interface Terms {
  readonly name: string;
  readonly plan: string;
  readonly from: string;
  readonly to: string;
  readonly cloudIds: readonly string[];
  readonly systemIds: readonly string[];
  readonly nilHour: number;
  readonly onSite: boolean;
  readonly freeze: boolean;
  readonly noTests: boolean;
}

export async function draft(tx: Tx, actor: Actor, now: Date, input: Terms): Promise<string> {
  requirePermission(actor, "protection.manage");
  if (actor.orgId === null || actor.personId === null) throw new Refusal("forbidden");
  const columns = await termsOf(tx, actor, now, input);
  const id = newId(now);
  await queries.insert(tx, {
    id,
    number: await nextNumber(tx, actor.orgId, "重保", now),
    org_id: actor.orgId,
    ...columns,
    state: "draft",
    made_by: actor.personId,
    made_at: now,
  });
  await emit(tx, actor, now, {
    kind: "protected-period.drafted",
    object: { type: "protected-period", id },
    subjectId: actor.orgId,
    data: dataOf(input),
    secret: { name: input.name, plan: input.plan },
  });
  return id;
}

/** Checks what is asked and brings it into columns. What cannot be seen is not found, whatever else is wrong. */
async function termsOf(tx: Tx, actor: Actor, now: Date, input: Terms) {
  const known = input.cloudIds.length > 0 ? await cloudHeads(tx, input.cloudIds) : [];
  if (known.length < input.cloudIds.length) throw new Refusal("not-found");
  for (const { cloudId } of known)
    if (!(await supervises(tx, actor, now, { subjectId: cloudId, cloudId })))
      throw new Refusal("not-supervisor-of-subject");
  for (const id of input.systemIds) {
    const system = await systemPlaces(tx, id, now);
    if (!system || !system.cloudIds.some((cloud) => input.cloudIds.includes(cloud)))
      throw new Refusal("not-found");
  }
  const from = new Date(input.from);
  const to = new Date(input.to);
  checkProtectedPeriod(
    { ...input, from, to, clouds: input.cloudIds.length },
    now,
    longestDays(await storedSettings(tx)),
  );
  return {
    name: input.name.trim(),
    plan: input.plan.trim(),
    from_at: from,
    to_at: to,
    planned_to_at: to,
    nil_hour: input.nilHour,
    on_site: input.onSite,
    change_freeze: input.freeze,
    no_tests: input.noTests,
    cloud_ids: [...input.cloudIds],
    system_ids: [...input.systemIds],
  };
}

function dataOf(input: Terms): EventData {
  return {
    from: new Date(input.from).toISOString(),
    to: new Date(input.to).toISOString(),
    clouds: [...input.cloudIds],
    systems: [...input.systemIds],
    nilHour: input.nilHour,
    onSite: input.onSite,
    freeze: input.freeze,
    noTests: input.noTests,
  };
}

// Steps --------------------------------------------------------------------------------------------

async function step(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  version: number,
  action: ProtectedPeriodAction,
  change: {
    readonly kind: EventKind;
    readonly set: (row: queries.PeriodRow) => Promise<Updateable<Database["protected_period"]>>;
    readonly data?: (row: queries.PeriodRow) => EventData;
    readonly secret?: Readonly<Record<string, string>>;
  },
): Promise<number> {
  const row = await queries.locked(tx, id);
  if (!row) throw new Refusal("not-found");
  const state = stepProtectedPeriod(actor, factsOf(row), action, now);
  if (row.version !== version) throw new Refusal("stale-version");
  const set = await change.set(row);
  if (!(await queries.update(tx, id, version, { ...set, state }))) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: change.kind,
    object: { type: "protected-period", id },
    // Of nobody's cloud in particular: its organisation is the subject, and the providers are told.
    subjectId: row.org_id,
    data: { number: row.number, ...change.data?.(row) },
    ...(change.secret && { secret: change.secret }),
  });
  return version + 1;
}

export async function change(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Terms & { readonly version: number },
) {
  return await step(tx, actor, now, id, input.version, "change", {
    kind: "protected-period.changed",
    set: () => termsOf(tx, actor, now, input),
    data: () => dataOf(input),
    secret: { name: input.name, plan: input.plan },
  });
}

export async function deploy(tx: Tx, actor: Actor, now: Date, id: string, version: number) {
  return await step(tx, actor, now, id, version, "deploy", {
    kind: "protected-period.deployed",
    set: async (row) => {
      const subjects = row.cloud_ids.map((cloud) => ({ periodId: id, subjectId: cloud, cloudId: cloud }));
      for (const system of row.system_ids) {
        const places = await systemPlaces(tx, system, now);
        const cloud = places?.cloudIds.find((each) => row.cloud_ids.includes(each));
        if (cloud) subjects.push({ periodId: id, subjectId: system, cloudId: cloud });
      }
      await queries.nameSubjects(tx, subjects);
      return { deployed_by: actor.personId, deployed_at: now };
    },
    data: (row) => ({ clouds: row.cloud_ids, from: row.from_at.toISOString(), to: row.to_at.toISOString() }),
  });
}

export async function reschedule(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly to: string; readonly reason: string },
) {
  const to = new Date(input.to);
  return await step(tx, actor, now, id, input.version, "reschedule", {
    kind: "protected-period.rescheduled",
    set: async (row) => {
      requireReason(input.reason);
      checkNewEnd({ from: row.from_at, to: row.to_at }, to, now, longestDays(await storedSettings(tx)));
      return { to_at: to, reason: input.reason.trim() };
    },
    data: (row) => ({ clouds: row.cloud_ids, before: row.to_at.toISOString(), to: to.toISOString() }),
    secret: { reason: input.reason },
  });
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  return await step(tx, actor, now, id, input.version, "withdraw", {
    kind: "protected-period.withdrawn",
    set: async () => {
      requireReason(input.reason);
      return { ended_by: actor.personId, ended_at: now, reason: input.reason.trim() };
    },
    data: (row) => ({ clouds: row.deployed_at === null ? [] : row.cloud_ids }),
    secret: { reason: input.reason },
  });
}

export async function close(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly summary: string },
) {
  return await step(tx, actor, now, id, input.version, "close", {
    kind: "protected-period.closed",
    set: async () => ({ ended_by: actor.personId, ended_at: now, summary: input.summary.trim() }),
    data: (row) => ({ clouds: row.cloud_ids }),
    secret: { summary: input.summary },
  });
}

// Daily reports ------------------------------------------------------------------------------------

export async function fileReport(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly cloudId: string; readonly day: string; readonly events: number; readonly note: string },
) {
  requirePermission(actor, "protection.report");
  const row = await queries.byId(tx, id);
  if (!row || !row.cloud_ids.includes(input.cloudId)) throw new Refusal("not-found");
  const [cloud] = await cloudHeads(tx, [input.cloudId]);
  if (!cloud) throw new Refusal("not-found");
  const day = checkNilReport(
    actor,
    cloud,
    { ...factsOf(row), nilHour: row.nil_hour, deployedAt: row.deployed_at },
    input,
    now,
  );
  const reportId = newId(now);
  const late = now.getTime() > day.dueAt.getTime();
  await queries.insertReport(
    tx,
    {
      id: reportId,
      period_id: id,
      cloud_id: input.cloudId,
      org_id: cloud.providerOrgId,
      day: input.day,
      events: input.events,
      note: input.note.trim(),
      due_at: day.dueAt,
      filed_by: actor.personId ?? "",
      filed_at: now,
    },
    now,
  );
  await emit(tx, actor, now, {
    kind: "protected-period.reported",
    object: { type: "protected-period", id },
    subjectId: input.cloudId,
    data: { cloud: input.cloudId, day: input.day, events: input.events, late, report: reportId },
    secret: { note: input.note },
  });
  return { id: reportId, late };
}
