import {
  type Actor,
  checkDomains,
  checkMlps,
  dateOf,
  invalid,
  needRole,
  needText,
  Refusal,
  requireFields,
  tidyDomain,
  type Zone,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import { alsoVisible, type Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { requireKeeper, requireRegistrar } from "./rights.ts";
import { openCloud, requireRunning } from "./service-clouds.ts";

interface SystemFacts {
  readonly name: string;
  readonly mlpsLevel: number | null;
  readonly website: boolean;
  readonly domains: readonly string[];
  readonly description?: string;
}

export async function createSystem(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: SystemFacts & { readonly orgId: string },
): Promise<string> {
  requireRegistrar(actor, input.orgId);
  const customer = await organisationFacts(tx, input.orgId);
  if (!customer) throw new Refusal("not-found");
  const values = columnsOf(input);
  checkSystem(values, needRole("/orgId", customer, "customer"));
  const id = newId(now);
  await alsoVisible(tx, actor, { subjects: [id] });
  await queries.insertSubject(tx, {
    id,
    kind: "system",
    name: values.name,
    cloud_id: null,
    owner_org_id: customer.id,
    created_at: now,
  });
  await unique("业务系统", values.name, () =>
    queries.insertSystem(tx, { id, org_id: customer.id, created_at: now, ...values }),
  );
  await emit(tx, actor, now, {
    kind: "system.registered",
    object: { type: "system", id },
    subjectId: id,
    data: { customer: customer.id, mlpsLevel: values.mlps_level, website: values.website },
    secret: { name: values.name },
  });
  return id;
}

export async function changeSystem(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: SystemFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const system = await keptSystem(tx, actor, now, input.id);
  const values = columnsOf(input);
  checkSystem(values, null);
  await unique("业务系统", values.name, async () => {
    if (!(await queries.change(tx, "system", system.id, input.version, values)))
      throw new Refusal("stale-version");
  });
  await queries.changeSubject(tx, system.id, { name: values.name });
  await emit(tx, actor, now, {
    kind: "system.changed",
    object: { type: "system", id: system.id },
    subjectId: system.id,
    data: { mlpsLevel: values.mlps_level, website: values.website, domains: values.domains.length },
    secret: { name: values.name },
  });
  return input.version + 1;
}

export async function endSystem(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const system = await keptSystem(tx, actor, now, input.id);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  const running = await queries.placementsOf(tx, system.id, now);
  if (running.length > 0) {
    const clouds = await Promise.all(running.map((each) => queries.cloudById(tx, each.cloud_id)));
    throw new Refusal("in-use", { by: clouds.map((cloud) => cloud?.name ?? "").join("、") });
  }
  if (!(await queries.change(tx, "system", system.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await queries.changeSubject(tx, system.id, { ended_at: now });
  await emit(tx, actor, now, {
    kind: "system.ended",
    object: { type: "system", id: system.id },
    subjectId: system.id,
    data: { on: dateOf(now) },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

/** Puts a system on a cloud, in one of the zones the cloud has. */
export async function placeSystem(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { systemId: string; cloudId: string; zone: Zone },
): Promise<void> {
  const system = await openSystem(tx, input.systemId);
  const cloud = await openCloud(tx, input.cloudId);
  await requireKeeper(tx, actor, now, [system.id, cloud.id], [system.org_id]);
  if (!cloud.zones.includes(input.zone)) {
    throw invalid({
      field: "/zone",
      message: {
        zh: `“${cloud.name}”没有该区域，请从其登记的区域中选择。`,
        en: `“${cloud.name}” has no such zone; choose one that it is registered with.`,
      },
    });
  }
  const placed = await queries.placementsOf(tx, system.id, now);
  if (placed.some((each) => each.cloud_id === cloud.id)) {
    throw new Refusal("already-exists", { what: "系统上云关系", value: `${system.name} → ${cloud.name}` });
  }
  await queries.insertPlacement(tx, {
    system_id: system.id,
    cloud_id: cloud.id,
    zone: input.zone,
    from_at: now,
  });
  await emit(tx, actor, now, {
    kind: "system.placed",
    object: { type: "system", id: system.id },
    subjectId: system.id,
    data: { cloud: cloud.id, zone: input.zone },
  });
}

export async function moveSystemOut(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { systemId: string; cloudId: string; reason: string },
): Promise<void> {
  const system = await openSystem(tx, input.systemId);
  await requireKeeper(tx, actor, now, [system.id, input.cloudId], [system.org_id]);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  if (!(await queries.endPlacement(tx, system.id, input.cloudId, now))) throw new Refusal("not-found");
  await emit(tx, actor, now, {
    kind: "system.moved-out",
    object: { type: "system", id: system.id },
    subjectId: system.id,
    data: { cloud: input.cloudId, on: dateOf(now) },
    secret: { reason: input.reason },
  });
}

// ---------------------------------------------------------------------------------------------------

export async function openSystem(tx: Tx, id: string) {
  const system = await queries.systemById(tx, id);
  if (!system) throw new Refusal("not-found");
  requireRunning(system);
  return system;
}

/** A running system that the actor keeps: as its customer, or as who supervises it or a cloud it runs on. */
async function keptSystem(tx: Tx, actor: Actor, now: Date, id: string) {
  const system = await openSystem(tx, id);
  const placed = await queries.placementsOf(tx, id, now);
  await requireKeeper(tx, actor, now, [id, ...placed.map((each) => each.cloud_id)], [system.org_id]);
  return system;
}

function columnsOf(input: SystemFacts) {
  return {
    name: input.name.trim(),
    mlps_level: input.mlpsLevel,
    website: input.website,
    domains: [...new Set(input.domains.map(tidyDomain).filter((domain) => domain !== ""))],
    description: input.description ?? "",
  };
}

function checkSystem(values: ReturnType<typeof columnsOf>, roleProblem: ReturnType<typeof needRole>): void {
  requireFields(
    roleProblem,
    needText("/name", values.name, { zh: "系统名称", en: "The system's name" }),
    checkMlps("/mlpsLevel", values.mlps_level),
    checkDomains("/domains", values.domains, values.website),
  );
}
