import { type Actor, invalid, needText, Refusal, requireFields, type ResourceKind } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import { requireKeeper } from "./rights.ts";
import { requireRunning } from "./service-clouds.ts";
import { openSystem } from "./service-systems.ts";

/** A minimal list of what a system uses on a cloud; telemetry brings the rest later. */
interface ResourceFacts {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly specification: string;
  readonly address: string;
}

export async function createResource(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ResourceFacts & { readonly systemId: string; readonly cloudId: string },
): Promise<string> {
  const system = await openSystem(tx, input.systemId);
  await requireResourceKeeper(tx, actor, now, system, input.cloudId);
  checkResource(input);
  const placed = await queries.placementsOf(tx, system.id, now);
  if (!placed.some((each) => each.cloud_id === input.cloudId)) {
    throw invalid({
      field: "/cloudId",
      message: {
        zh: `“${system.name}”未登记在该云平台上，请先登记系统上云。`,
        en: `“${system.name}” is not on this cloud; enter that first.`,
      },
    });
  }
  const id = newId(now);
  await unique("资源", input.name.trim(), () =>
    queries.insertResource(tx, {
      id,
      system_id: system.id,
      cloud_id: input.cloudId,
      created_at: now,
      ...columnsOf(input),
    }),
  );
  await emit(tx, actor, now, {
    kind: "resource.registered",
    object: { type: "resource", id },
    subjectId: system.id,
    data: { cloud: input.cloudId, kind: input.kind },
    secret: { name: input.name },
  });
  return id;
}

export async function changeResource(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ResourceFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const resource = await keptResource(tx, actor, now, input.id);
  checkResource(input);
  await unique("资源", input.name.trim(), async () => {
    if (!(await queries.change(tx, "resource", resource.id, input.version, columnsOf(input))))
      throw new Refusal("stale-version");
  });
  await emit(tx, actor, now, {
    kind: "resource.changed",
    object: { type: "resource", id: resource.id },
    subjectId: resource.system_id,
    data: { kind: input.kind },
    secret: { name: input.name },
  });
  return input.version + 1;
}

export async function endResource(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  const resource = await keptResource(tx, actor, now, input.id);
  if (!(await queries.change(tx, "resource", resource.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "resource.ended",
    object: { type: "resource", id: resource.id },
    subjectId: resource.system_id,
    data: {},
  });
  return input.version + 1;
}

async function keptResource(tx: Tx, actor: Actor, now: Date, id: string) {
  const resource = await queries.resourceById(tx, id);
  if (!resource) throw new Refusal("not-found");
  requireRunning(resource);
  await requireResourceKeeper(tx, actor, now, await openSystem(tx, resource.system_id), resource.cloud_id);
  return resource;
}

/** The customer knows what it ordered, the provider what it gave. */
async function requireResourceKeeper(
  tx: Tx,
  actor: Actor,
  now: Date,
  system: { id: string; org_id: string },
  cloudId: string,
): Promise<void> {
  const cloud = await queries.cloudById(tx, cloudId);
  if (!cloud) throw new Refusal("not-found");
  await requireKeeper(tx, actor, now, [system.id, cloud.id], [system.org_id, cloud.provider_org_id]);
}

function checkResource(input: ResourceFacts): void {
  requireFields(needText("/name", input.name, { zh: "资源名称", en: "The resource's name" }));
}

function columnsOf(input: ResourceFacts) {
  return {
    kind: input.kind,
    name: input.name.trim(),
    specification: input.specification.trim(),
    address: input.address.trim(),
  };
}
