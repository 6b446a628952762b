import {
  type Actor,
  addFact,
  checkTimes,
  confirmIncident,
  dismissIncident,
  enterPhase,
  type FactKind,
  grade,
  type GradeInputs,
  type IncidentKind,
  type IncidentLevel,
  type IncidentPhase,
  compareLevels,
  invalid,
  mergeIncident,
  type OperatorKind,
  Refusal,
  reopenIncident,
  requireHandler,
  requireState,
  RUNNING,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { visibleSystems } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { followClocks } from "./clocks.ts";
import { factsOf, held, move, standingOf, tell } from "./facts.ts";
import * as queries from "./queries.ts";
import * as customers from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";
import { checkClass, dutiesOf, storeGrading, tellConfirmed } from "./service-report.ts";

interface Based {
  readonly version: number;
}

export async function confirm(tx: Tx, actor: Actor, now: Date, id: string, input: Based & { note: string }) {
  const row = await held(tx, actor, id, input.version);
  const state = confirmIncident(await standingOf(tx, actor, now, row), factsOf(row));
  const version = await queries.update(tx, id, row.version, { state, confirmed_at: now });
  if (version === undefined) throw new Refusal("stale-version");
  await tellConfirmed(tx, actor, now, { ...row, state, version }, await storedSettings(tx), input.note);
  return { version, state };
}

export async function dismiss(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Based & { reason: string },
) {
  const row = await held(tx, actor, id, input.version);
  const state = dismissIncident(await standingOf(tx, actor, now, row), factsOf(row), input.reason);
  const moved = await move(tx, actor, now, row, {
    kind: "incident.dismissed",
    set: { state },
    step: { kind: "false-alarm", text: input.reason },
  });
  await followClocks(tx, now, moved.row);
  return { version: moved.version, state };
}

export async function phase(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Based & { readonly phase: IncidentPhase; readonly text: string },
) {
  const row = await held(tx, actor, id, input.version);
  const state = enterPhase(await standingOf(tx, actor, now, row), factsOf(row), input.phase);
  const { version } = await move(tx, actor, now, row, {
    kind: "incident.phase-entered",
    set: { state },
    step: { kind: "phase", text: input.text, detail: state },
    data: { from: row.state },
  });
  return { version, state };
}

export async function fact(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly kind: FactKind;
    readonly text: string;
    readonly happenedAt?: string | undefined;
    readonly knownAt?: string | undefined;
    readonly correctsId?: string | undefined;
  },
) {
  const row = await held(tx, actor, id);
  addFact(await standingOf(tx, actor, now, row), factsOf(row));
  const happenedAt = input.happenedAt === undefined ? null : new Date(input.happenedAt);
  const knownAt = input.knownAt === undefined ? now : new Date(input.knownAt);
  checkTimes({ happenedAt, knownAt }, (await queries.cloudsSince(tx, row.cloud_ids)) ?? row.known_at, now);
  if (input.correctsId !== undefined && !(await parts.markCorrected(tx, id, input.correctsId))) {
    throw invalid({
      field: "/correctsId",
      message: {
        zh: "要更正的事实不存在或已被更正，请刷新后更正最新的一条。",
        en: "No such fact, or it was corrected before; correct the newest.",
      },
    });
  }
  const factId = newId(now);
  await parts.insertFact(tx, {
    id: factId,
    incident_id: id,
    kind: input.kind,
    text: input.text.trim(),
    happened_at: happenedAt,
    known_at: knownAt,
    corrects_id: input.correctsId ?? null,
    by_person: actor.personId ?? "",
    by_org: actor.orgId ?? "",
    at: now,
  });
  await emitFact(tx, actor, now, row, { factId, ...input, happenedAt, knownAt });
  return { id: factId };
}

async function emitFact(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.IncidentRow,
  of: {
    readonly factId: string;
    readonly kind: FactKind;
    readonly text: string;
    readonly happenedAt: Date | null;
    readonly knownAt: Date;
    readonly correctsId?: string | undefined;
  },
): Promise<void> {
  await emit(tx, actor, now, {
    kind: "incident.fact-added",
    object: { type: "incident", id: row.id },
    subjectId: row.cloud_ids[0] ?? null,
    data: {
      number: row.number,
      factId: of.factId,
      type: of.kind,
      correctsId: of.correctsId ?? null,
      happenedAt: of.happenedAt?.toISOString() ?? null,
      knownAt: of.knownAt.toISOString(),
    },
    secret: { text: of.text },
  });
}

export interface GradeInput extends Based {
  readonly inputs: GradeInputs;
  readonly standard?: IncidentLevel | undefined;
  readonly regulation?: IncidentLevel | undefined;
  readonly reason?: string | undefined;
  readonly classId?: string | undefined;
  readonly kind?: IncidentKind | undefined;
  readonly crime?: boolean | undefined;
  readonly knownAt?: string | undefined;
  readonly happenedAt?: string | undefined;
  readonly operator?: OperatorKind | undefined;
}

/** Graded anew. The clocks start when the fact was known, so that typing late gains nobody time. */
export async function gradeOf(tx: Tx, actor: Actor, now: Date, id: string, input: GradeInput) {
  const row = await held(tx, actor, id, input.version);
  const who = await standingOf(tx, actor, now, row);
  requireHandler(who);
  requireState(row.state, ...RUNNING);
  checkClass(input.classId);
  const knownAt = input.knownAt === undefined ? now : new Date(input.knownAt);
  const happenedAt = input.happenedAt === undefined ? row.happened_at : new Date(input.happenedAt);
  checkTimes({ happenedAt, knownAt }, (await queries.cloudsSince(tx, row.cloud_ids)) ?? row.known_at, now);
  const settings = await storedSettings(tx);
  const reason = input.reason ?? "";
  const decided = {
    ...(input.standard && { standard: input.standard }),
    ...(input.regulation && { regulation: input.regulation }),
  };
  const graded = grade(settings, input.inputs, decided, reason);
  await storeGrading(tx, actor, now, id, { inputs: input.inputs, graded, reason, knownAt });
  const rises = compareLevels(graded.regulation.effective, row.level_regulation) < 0;
  const crime = input.crime ?? row.crime_since !== null;
  const moved = await move(tx, actor, now, row, {
    kind: "incident.graded",
    set: {
      level_standard: graded.standard.effective,
      level_regulation: graded.regulation.effective,
      level_since: rises ? knownAt : row.level_since,
      happened_at: happenedAt,
      class_id: input.classId ?? row.class_id,
      kind: input.kind ?? row.kind,
      crime_since: crime ? (row.crime_since ?? knownAt) : null,
      ...(input.operator !== undefined &&
        who.provides && {
          provider_operators: JSON.stringify({
            ...row.provider_operators,
            [actor.orgId ?? ""]: input.operator,
          }),
        }),
    },
    step: {
      kind: "grade",
      text: reason,
      detail: `${graded.standard.effective} ${graded.regulation.effective}`,
    },
    data: {
      levelStandard: graded.standard.effective,
      computedStandard: graded.standard.level,
      levelRegulation: graded.regulation.effective,
      computedRegulation: graded.regulation.level,
      knownAt: knownAt.toISOString(),
      ...(row.confirmed_at !== null &&
        dutiesOf(
          {
            ...row,
            level_standard: graded.standard.effective,
            level_regulation: graded.regulation.effective,
          },
          settings,
        )),
    },
  });
  const after = await queries.byId(tx, id);
  if (after) await followClocks(tx, now, after);
  return { version: moved.version, state: row.state };
}

/** What is touched turns out to be more, or less. Who was told stays told: customers are added, never dropped. */
export async function scope(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Based & { readonly cloudIds: readonly string[]; readonly systemIds: readonly string[] },
) {
  const row = await held(tx, actor, id, input.version);
  requireHandler(await standingOf(tx, actor, now, row));
  requireState(row.state, ...RUNNING);
  // Clouds of other providers that were named before stay, whether or not the caller may see them.
  const added = input.cloudIds.filter((each) => !row.cloud_ids.includes(each));
  if (added.length > 0 && (await cloudHeads(tx, added)).length < added.length) throw new Refusal("not-found");
  const unknown = input.systemIds.filter((each) => !row.system_ids.includes(each));
  if ((await visibleSystems(tx, unknown)).length < unknown.length) throw new Refusal("not-found");
  const sides = await queries.sidesOf(tx, input.cloudIds, now);
  const moved = await move(tx, actor, now, row, {
    kind: "incident.touched",
    set: {
      cloud_ids: [...input.cloudIds],
      system_ids: [...input.systemIds],
      provider_org_ids: sides.providers,
      supervisor_org_ids: sides.supervisors,
      seen_by: [...new Set([...row.seen_by, ...sides.providers, ...sides.supervisors, ...sides.managers])],
    },
    step: { kind: "touch", detail: String(input.cloudIds.length) },
    data: { systems: [...input.systemIds] },
  });
  const fresh = await customers.affect(tx, id, now);
  await followClocks(tx, now, moved.row);
  const { affected } = await customers.figures(tx, id, now);
  return { version: moved.version, added: fresh.length, affected };
}

export async function reopen(tx: Tx, actor: Actor, now: Date, id: string, input: Based & { reason: string }) {
  const row = await held(tx, actor, id, input.version);
  const state = reopenIncident(await standingOf(tx, actor, now, row), factsOf(row), input.reason);
  const moved = await move(tx, actor, now, row, {
    kind: "incident.reopened",
    set: {
      state,
      reopened_count: row.reopened_count + 1,
      agreed_version: null,
      handled_at: null,
      compare_due_at: null,
      closed_at: null,
      closed_by: null,
    },
    step: { kind: "reopen", text: input.reason },
    data: { times: row.reopened_count + 1 },
  });
  await followClocks(tx, now, moved.row);
  return { version: moved.version, state };
}

/** Two held rows in the order of their ids, so that two merges at once wait instead of blocking each other. */
export async function merge(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Based & { readonly intoId: string; readonly reason: string },
) {
  const order = [id, input.intoId].sort();
  for (const each of order) await queries.locked(tx, each);
  const row = await held(tx, actor, id, input.version);
  const into = await held(tx, actor, input.intoId);
  const who = await standingOf(tx, actor, now, row);
  const state = mergeIncident(who, { ...factsOf(row), id }, { ...factsOf(into), id: into.id });
  if (!(await standingOf(tx, actor, now, into)).supervises) throw new Refusal("not-supervisor-of-subject");
  const moved = await move(tx, actor, now, row, {
    kind: "incident.merged",
    set: { state, merged_into: into.id },
    step: { kind: "merge", text: input.reason, detail: into.number },
    data: { intoId: into.id },
  });
  await followClocks(tx, now, moved.row);
  await customers.carryOver(tx, id, into.id, now);
  const clouds = [...new Set([...into.cloud_ids, ...row.cloud_ids])];
  const sides = await queries.sidesOf(tx, clouds, now);
  const whole = into.system_ids.length === 0 || row.system_ids.length === 0;
  const version = await queries.update(tx, into.id, into.version, {
    cloud_ids: clouds,
    system_ids: whole ? [] : [...new Set([...into.system_ids, ...row.system_ids])],
    provider_org_ids: sides.providers,
    supervisor_org_ids: sides.supervisors,
    seen_by: [...new Set([...into.seen_by, ...sides.providers, ...sides.supervisors, ...sides.managers])],
  });
  if (version === undefined) throw new Refusal("stale-version");
  const after = await queries.byId(tx, into.id);
  if (after) {
    await tell(tx, actor, now, after, {
      kind: "incident.touched",
      step: { kind: "merged-in", detail: row.number },
      data: { fromId: id, systems: after.system_ids },
    });
    await followClocks(tx, now, after);
  }
  return { version: moved.version, state };
}
