import {
  type Actor,
  checkCloud,
  type CloudFacts,
  dateOf,
  needRole,
  needText,
  Refusal,
  requireFields,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import { alsoVisible, type Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { requireKeeper, requireRegistrar } from "./rights.ts";

interface NewCloud extends CloudFacts {
  readonly providerOrgId: string;
}

/** Registers a cloud. Its provider's engagement and its obligations follow from the event. */
export async function createCloud(tx: Tx, actor: Actor, now: Date, input: NewCloud): Promise<string> {
  requireRegistrar(actor);
  checkCloud(input);
  const provider = await organisationFacts(tx, input.providerOrgId);
  if (!provider) throw new Refusal("not-found");
  requireFields(needRole("/providerOrgId", provider, "provider"));
  const id = newId(now);
  const name = input.name.trim();
  await alsoVisible(tx, actor, { subjects: [id] });
  await queries.insertSubject(tx, {
    id,
    kind: "cloud",
    name,
    cloud_id: id,
    owner_org_id: provider.id,
    created_at: now,
  });
  await unique("云平台", name, () =>
    queries.insertCloud(tx, { id, provider_org_id: provider.id, created_at: now, ...columnsOf(input) }),
  );
  await emit(tx, actor, now, {
    kind: "cloud.registered",
    object: { type: "cloud", id },
    subjectId: id,
    data: { provider: provider.id, ...factsOf(input) },
    secret: { name },
  });
  return id;
}

export async function changeCloud(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: CloudFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const cloud = await openCloud(tx, input.id);
  await requireKeeper(tx, actor, now, [cloud.id], []);
  checkCloud(input);
  await unique("云平台", input.name.trim(), async () => {
    if (!(await queries.change(tx, "cloud", cloud.id, input.version, columnsOf(input))))
      throw new Refusal("stale-version");
  });
  await queries.changeSubject(tx, cloud.id, { name: input.name.trim() });
  await emit(tx, actor, now, {
    kind: "cloud.changed",
    object: { type: "cloud", id: cloud.id },
    subjectId: cloud.id,
    data: {
      ...factsOf(input),
      capabilityLevelBefore: cloud.capability_level,
      supervisedFromBefore: cloud.supervised_from,
    },
    secret: { name: input.name.trim() },
  });
  return input.version + 1;
}

export async function endCloud(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const cloud = await openCloud(tx, input.id);
  await requireKeeper(tx, actor, now, [cloud.id], []);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  const systems = await queries.systemsOnCloud(tx, cloud.id, 4);
  if (systems.length > 0) {
    throw new Refusal("in-use", { by: systems.slice(0, 3).join("、") + (systems.length > 3 ? "……" : "") });
  }
  if (!(await queries.change(tx, "cloud", cloud.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await queries.changeSubject(tx, cloud.id, { ended_at: now });
  await emit(tx, actor, now, {
    kind: "cloud.ended",
    object: { type: "cloud", id: cloud.id },
    subjectId: cloud.id,
    data: { on: dateOf(now) },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

// Data-centre sites -----------------------------------------------------------------------------------

interface SiteFacts {
  readonly name: string;
  readonly address: string;
  readonly purpose?: string;
}

export async function createSite(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: SiteFacts & { readonly cloudId: string },
): Promise<string> {
  const cloud = await openCloud(tx, input.cloudId);
  await requireKeeper(tx, actor, now, [cloud.id], [cloud.provider_org_id]);
  checkSite(input);
  const id = newId(now);
  await alsoVisible(tx, actor, { subjects: [id] });
  const name = input.name.trim();
  await queries.insertSubject(tx, {
    id,
    kind: "site",
    name,
    cloud_id: cloud.id,
    owner_org_id: cloud.provider_org_id,
    created_at: now,
  });
  await unique("机房", name, () =>
    queries.insertSite(tx, {
      id,
      cloud_id: cloud.id,
      name,
      address: input.address.trim(),
      purpose: input.purpose ?? "",
      created_at: now,
    }),
  );
  await emit(tx, actor, now, {
    kind: "site.registered",
    object: { type: "site", id },
    subjectId: id,
    data: { cloud: cloud.id },
    secret: { name, address: input.address },
  });
  return id;
}

export async function changeSite(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: SiteFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const { site, cloud } = await openSite(tx, input.id);
  await requireKeeper(tx, actor, now, [cloud.id], [cloud.provider_org_id]);
  checkSite(input);
  const values = { name: input.name.trim(), address: input.address.trim(), purpose: input.purpose ?? "" };
  await unique("机房", values.name, async () => {
    if (!(await queries.change(tx, "site", site.id, input.version, values)))
      throw new Refusal("stale-version");
  });
  await queries.changeSubject(tx, site.id, { name: values.name });
  await emit(tx, actor, now, {
    kind: "site.changed",
    object: { type: "site", id: site.id },
    subjectId: site.id,
    data: { cloud: cloud.id },
    secret: { name: values.name, address: values.address },
  });
  return input.version + 1;
}

export async function endSite(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const { site, cloud } = await openSite(tx, input.id);
  // A site's end ends its duties, so the provider asks and the supervising side enters it.
  await requireKeeper(tx, actor, now, [cloud.id], []);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  if (!(await queries.change(tx, "site", site.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await queries.changeSubject(tx, site.id, { ended_at: now });
  await emit(tx, actor, now, {
    kind: "site.ended",
    object: { type: "site", id: site.id },
    subjectId: site.id,
    data: { cloud: cloud.id, on: dateOf(now) },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

// ---------------------------------------------------------------------------------------------------

/** A cloud that has not ended; what has ended is read only. */
export async function openCloud(tx: Tx, id: string) {
  const cloud = await queries.cloudById(tx, id);
  if (!cloud) throw new Refusal("not-found");
  requireRunning(cloud);
  return cloud;
}

export function requireRunning(row: { readonly ended_at: Date | null }): void {
  if (row.ended_at !== null)
    throw new Refusal("wrong-state", { state: "已终止 / ended", allowed: "正常 / running" });
}

async function openSite(tx: Tx, id: string) {
  const site = await queries.siteById(tx, id);
  if (!site) throw new Refusal("not-found");
  requireRunning(site);
  return { site, cloud: await openCloud(tx, site.cloud_id) };
}

function checkSite(input: SiteFacts): void {
  requireFields(
    needText("/name", input.name, { zh: "机房名称", en: "The site's name" }),
    needText("/address", input.address, { zh: "机房地址", en: "The address" }),
  );
}

function columnsOf(input: CloudFacts) {
  return {
    name: input.name.trim(),
    service_models: [...new Set(input.serviceModels)],
    deployment: input.deployment,
    zones: [...new Set(input.zones)],
    region: input.region.trim(),
    carriers: [...new Set(input.carriers.map((carrier) => carrier.trim()).filter(Boolean))],
    capability_level: input.capabilityLevel,
    mlps_level: input.mlpsLevel,
    supervised_from: input.supervisedFrom,
  };
}

function factsOf(input: CloudFacts) {
  return {
    capabilityLevel: input.capabilityLevel,
    supervisedFrom: input.supervisedFrom,
    serviceModels: [...input.serviceModels],
    deployment: input.deployment,
    zones: [...input.zones],
    mlpsLevel: input.mlpsLevel,
  };
}
