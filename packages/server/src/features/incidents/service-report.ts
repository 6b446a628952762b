import {
  type Actor,
  checkTimes,
  type FactKind,
  grade,
  type GradeInputs,
  type Grading,
  type IncidentKind,
  type IncidentSource,
  incidentClass,
  invalid,
  Refusal,
  settingOf,
  type StoredSettings,
  UNGRADED,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";
import { rolesTowards } from "../identity/read-operators.ts";
import { visibleSystems } from "../registry/read-systems.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { storedSettings } from "../settings/read.ts";
import { followClocks } from "./clocks.ts";
import { tell } from "./facts.ts";
import * as queries from "./queries.ts";
import { affect } from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";

export interface NewIncident {
  readonly title: string;
  readonly what: string;
  readonly kind: IncidentKind;
  readonly cloudIds?: readonly string[] | undefined;
  readonly systemIds?: readonly string[] | undefined;
  readonly happenedAt?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly impact?: string | undefined;
  readonly measure?: string | undefined;
  readonly classId?: string | undefined;
  readonly inputs?: GradeInputs | undefined;
  readonly crime?: boolean | undefined;
  readonly reference?: string | undefined;
  readonly repeatsId?: string | undefined;
}

interface Reported {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly repeated: boolean;
}

export async function report(tx: Tx, actor: Actor, now: Date, input: NewIncident): Promise<Reported> {
  const orgId = actor.orgId ?? "";
  const reference = input.reference?.trim() ?? "";
  if (reference !== "") {
    const running = await queries.runningByReference(tx, orgId, reference);
    if (running) return await repeat(tx, actor, now, running);
  }
  const repeats = input.repeatsId === undefined ? undefined : await queries.byId(tx, input.repeatsId);
  if (input.repeatsId !== undefined && repeats === undefined) throw new Refusal("not-found");
  const happenedAt = input.happenedAt === undefined ? null : new Date(input.happenedAt);
  const knownAt = input.knownAt === undefined ? now : new Date(input.knownAt);
  const where = await placeOf(tx, actor, now, input, happenedAt ?? now);
  checkTimes({ happenedAt, knownAt }, where.since, now);
  checkClass(input.classId);
  const settings = await storedSettings(tx);
  const inputs = input.inputs ?? UNGRADED;
  const graded = grade(settings, inputs, {}, "");
  const sides = await queries.sidesOf(tx, where.cloudIds, now);
  const id = newId(now);
  const number = await nextNumber(tx, orgId, "事件", now);
  const [title, what] = [input.title.trim(), input.what.trim()];
  // A provider's own word that it is one needs nobody to verify it; an alarm or somebody else's report does.
  const confirmed = where.source === "provider";
  const within = settingOf(settings, "incident.confirmWithin");
  await queries.insert(tx, {
    id,
    number,
    title,
    kind: input.kind,
    class_id: input.classId ?? null,
    source: where.source,
    reported_org_id: orgId,
    reported_by: actor.personId ?? "",
    reported_at: now,
    reference,
    repeats_id: repeats?.id ?? null,
    state: confirmed ? "confirmed" : "reported",
    confirmed_at: confirmed ? now : null,
    crime_since: input.crime === true ? knownAt : null,
    happened_at: happenedAt,
    known_at: knownAt,
    confirm_due_at: new Date(now.getTime() + within * 60_000),
    level_standard: graded.standard.effective,
    level_regulation: graded.regulation.effective,
    level_since: knownAt,
    cloud_ids: where.cloudIds,
    system_ids: where.systemIds,
    provider_org_ids: sides.providers,
    provider_operators: "{}",
    supervisor_org_ids: sides.supervisors,
    seen_by: [...new Set([...sides.providers, ...sides.supervisors, ...sides.managers])],
  });
  const row = await queries.byId(tx, id);
  if (!row) throw new Refusal("not-found");
  await storeGrading(tx, actor, now, id, { inputs, graded, reason: "", knownAt });
  for (const [kind, text] of [
    ["what", what],
    ["impact", input.impact?.trim() ?? ""],
    ["measure", input.measure?.trim() ?? ""],
  ] as const satisfies (readonly [FactKind, string])[]) {
    if (text === "") continue;
    await parts.insertFact(tx, {
      id: newId(now),
      incident_id: id,
      kind,
      text,
      happened_at: kind === "what" ? happenedAt : null,
      known_at: knownAt,
      by_person: actor.personId ?? "",
      by_org: orgId,
      at: now,
    });
  }
  const affected = await affect(tx, id, now);
  await followClocks(tx, now, row);
  await tell(tx, actor, now, row, {
    kind: "incident.reported",
    step: { kind: "report", text: what, detail: where.source },
    data: {
      source: where.source,
      type: input.kind,
      class: input.classId ?? null,
      systems: where.systemIds,
      customers: affected.length,
      levelStandard: row.level_standard,
      levelRegulation: row.level_regulation,
      happenedAt: happenedAt?.toISOString() ?? null,
      knownAt: knownAt.toISOString(),
    },
    secret: { title, what, reference },
  });
  if (confirmed) await tellConfirmed(tx, actor, now, row, settings, "");
  return { id, number, version: 1, repeated: false };
}

/** An alarm that rings again is counted where it rang first. */
async function repeat(tx: Tx, actor: Actor, now: Date, row: queries.IncidentRow): Promise<Reported> {
  await queries.countRepeat(tx, row.id);
  await tell(tx, actor, now, row, {
    kind: "incident.repeated",
    step: { kind: "repeat", detail: String(row.repeat_count + 1) },
    data: { times: row.repeat_count + 1 },
  });
  return { id: row.id, number: row.number, version: row.version, repeated: true };
}

export async function tellConfirmed(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.IncidentRow,
  settings: StoredSettings,
  note: string,
): Promise<void> {
  await tell(tx, actor, now, row, {
    kind: "incident.confirmed",
    step: { kind: "confirm", text: note },
    data: { ...dutiesOf(row, settings) },
  });
}

/** Whether it is grave enough to open the on-demand duties an incident calls for, by either scale. */
export function dutiesOf(
  row: queries.IncidentRow,
  settings: StoredSettings,
): { readonly opensDuties: boolean } {
  const from = settingOf(settings, "incident.dutiesFrom");
  const order = ["extraordinary", "major", "larger", "general"];
  const reached = (level: string) => order.indexOf(level) <= order.indexOf(from);
  return { opensDuties: reached(row.level_standard) || reached(row.level_regulation) };
}

interface Place {
  readonly cloudIds: string[];
  readonly systemIds: string[];
  readonly since: Date;
  readonly source: IncidentSource;
}

const ROLES = ["provider", "supervisor", "partner", "customer", "supplier"] as const;

/** What was hit, and in which role the actor's organisation stands to it; somebody without any has nothing to report. */
async function placeOf(tx: Tx, actor: Actor, now: Date, input: NewIncident, at: Date): Promise<Place> {
  const systems = [...(input.systemIds ?? [])];
  const named = [...(input.cloudIds ?? [])];
  if (systems.length + named.length === 0) {
    throw invalid({
      field: "/cloudIds",
      message: { zh: "请至少选择一个云平台或业务系统。", en: "Choose at least one cloud or system." },
    });
  }
  if ((await cloudHeads(tx, named.length > 0 ? named : [newId(now)])).length < named.length)
    throw new Refusal("not-found");
  if ((await visibleSystems(tx, systems)).length < systems.length) throw new Refusal("not-found");
  // Where they ran then; a system that came later is found where it runs now.
  const then = await queries.placesOf(tx, systems, at);
  const places = then.length > 0 || systems.length === 0 ? then : await queries.placesOf(tx, systems, now);
  const cloudIds = [...new Set([...named, ...places])];
  const [first, ...rest] = cloudIds;
  if (first === undefined) {
    throw invalid({
      field: "/systemIds",
      message: { zh: "所选业务系统未部署在云平台上。", en: "These systems run on no cloud." },
    });
  }
  const stands = await rolesTowards(tx, actor.orgId ?? "", ROLES, [...cloudIds, ...systems], now);
  const supervises = await engagedAs(tx, actor, now, ["supervisor"], [first, ...rest]);
  const role =
    ROLES.find((each) => stands.some((stand) => stand.role === each)) ?? (supervises ? "supervisor" : null);
  if (role === null) throw new Refusal("not-your-organisation");
  if ((role === "customer" || role === "supplier") && named.length > 0) {
    throw invalid({
      field: "/cloudIds",
      message: {
        zh: "请选择本单位的业务系统，云平台由系统所在位置确定。",
        en: "Choose your systems; the cloud follows from them.",
      },
    });
  }
  const since = await queries.cloudsSince(tx, cloudIds);
  if (since === null) throw new Refusal("not-found");
  // Clouds named as a whole are touched as a whole, whatever systems were named beside them.
  const systemIds =
    named.length > 0 && places.every((each) => named.includes(each)) && systems.length === 0 ? [] : systems;
  return { cloudIds, systemIds, since, source: actor.via === "api-key" ? "machine" : role };
}

export function checkClass(classId: string | undefined): void {
  if (classId === undefined || incidentClass(classId) !== undefined) return;
  throw invalid({
    field: "/classId",
    message: {
      zh: "不是国家标准中的事件分类，应如 2023:DS/leaked。",
      en: "Not a class of either standard; it looks like 2023:DS/leaked.",
    },
  });
}

export async function storeGrading(
  tx: Tx,
  actor: Actor,
  now: Date,
  incidentId: string,
  of: {
    readonly inputs: GradeInputs;
    readonly graded: Grading;
    readonly reason: string;
    readonly knownAt: Date;
  },
): Promise<void> {
  const { standard, regulation } = of.graded;
  await parts.insertGrading(tx, {
    id: newId(now),
    incident_id: incidentId,
    inputs: JSON.stringify(of.inputs),
    standard_level: standard.level,
    standard_decided: standard.decided,
    standard_reasons: JSON.stringify(standard.reasons),
    regulation_level: regulation.level,
    regulation_decided: regulation.decided,
    regulation_reasons: JSON.stringify(regulation.reasons),
    reason: of.reason.trim(),
    known_at: of.knownAt,
    by_person: actor.personId,
    by_org: actor.orgId,
    at: now,
  });
}
