import {
  type Actor,
  type CapabilityLevel,
  certificateStanding,
  dateOf,
  type Deployment,
  domainWarnings,
  placementWarnings,
  Refusal,
  type ResourceKind,
  type ServiceModel,
  type StoredSettings,
  settingOf,
  suffixList,
  type Zone,
} from "@yunjian/domain";
import { historyOf } from "../../platform/ledger/history.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries-lists.ts";
import { mayKeep } from "./rights.ts";

/** Lists and object pages of the register. */

type Paged<F> = F & { readonly sort?: string; readonly limit?: number; readonly after?: string };

function pageOfQuery(query: Paged<object>): queries.NamePage {
  return {
    limit: query.limit ?? DEFAULT_LIMIT,
    after: decodeKey(query.after, 2) as [string, string] | null,
    down: query.sort === "-name",
  };
}

// Clouds -----------------------------------------------------------------------------------------------

export async function listClouds(tx: Tx, now: Date, query: Paged<queries.CloudFilter>) {
  const page = pageOfQuery(query);
  const rows = await queries.listClouds(tx, query, page);
  const certificates = await queries.certificatesOf(
    tx,
    rows.map((row) => row.id),
  );
  const settings = await storedSettings(tx);
  return pageOf(
    rows,
    page.limit,
    (row) => [row.name, row.id],
    (row) => showCloud(row, certificates, now, settings),
  );
}

export async function getCloud(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.cloudRow(tx, id);
  if (!row) throw new Refusal("not-found");
  const certificates = await queries.certificatesOf(tx, [id]);
  const sites = await queries.sitesOf(tx, id);
  const settings = await storedSettings(tx);
  return {
    ...showCloud(row, certificates, now, settings),
    certificates: certificates.map((each) => showCertificate(each, now, settings)),
    siteList: sites.map((site) => ({
      id: site.id,
      name: site.name,
      address: site.address,
      purpose: site.purpose,
      createdAt: site.created_at,
      endedAt: site.ended_at,
      version: site.version,
    })),
    history: await historyOf(tx, [
      id,
      ...certificates.map((each) => each.id),
      ...sites.map((each) => each.id),
    ]),
    may: row.ended_at ? ("nothing" as const) : await mayKeep(tx, actor, now, [id], [row.provider_org_id]),
  };
}

function showCloud(
  row: queries.CloudRow,
  certificates: readonly queries.CertificateRow[],
  now: Date,
  settings: StoredSettings,
) {
  const own = certificates.filter((each) => each.cloud_id === row.id);
  const newest = own.find((each) => each.voided_at === null) ?? own[0];
  return {
    id: row.id,
    name: row.name,
    provider: { id: row.provider_org_id, name: row.provider_name },
    serviceModels: row.service_models as ServiceModel[],
    deployment: row.deployment as Deployment,
    zones: row.zones as Zone[],
    region: row.region,
    carriers: row.carriers,
    capabilityLevel: row.capability_level as CapabilityLevel,
    mlpsLevel: row.mlps_level,
    supervisedFrom: row.supervised_from,
    certificate: newest ? showCertificate(newest, now, settings) : null,
    sites: Number(row.sites ?? 0),
    systems: Number(row.systems ?? 0),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    version: row.version,
  };
}

function showCertificate(row: queries.CertificateRow, now: Date, settings: StoredSettings) {
  const standing = certificateStanding(
    {
      issuedOn: row.issued_on,
      validUntil: row.valid_until,
      appliedOn: row.applied_on,
      voidedAt: row.voided_at,
    },
    now,
    settings,
  );
  return {
    id: row.id,
    number: row.number,
    issuedOn: row.issued_on,
    validUntil: row.valid_until,
    applyBy: standing.applyBy,
    appliedOn: row.applied_on,
    state: standing.state,
    remindOn: [...standing.remindOn],
    voidedAt: row.voided_at,
    voidReason: row.void_reason,
    version: row.version,
  };
}

// Systems ------------------------------------------------------------------------------------------------

export async function listSystems(tx: Tx, query: Paged<queries.SystemFilter>) {
  const page = pageOfQuery(query);
  const rows = await queries.listSystems(tx, query, page);
  const placements = await queries.placementsOfSystems(
    tx,
    rows.map((row) => row.id),
  );
  return pageOf(
    rows,
    page.limit,
    (row) => [row.name, row.id],
    (row) => showSystem(row, placements),
  );
}

export async function getSystem(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.systemRow(tx, id);
  if (!row) throw new Refusal("not-found");
  const placements = await queries.placementsOfSystems(tx, [id]);
  const current = placements.filter((each) => each.to_at === null);
  const suffixes = suffixList(settingOf(await storedSettings(tx), "registry.websiteSuffixes"));
  return {
    ...showSystem(row, placements),
    placementHistory: placements.map(showPlacement),
    resources: await queries.resourceCount(tx, id),
    warnings: [
      ...current.flatMap((each) =>
        placementWarnings(
          { mlpsLevel: row.mlps_level },
          { name: each.cloud_name, mlpsLevel: each.mlps_level },
        ),
      ),
      ...(row.website ? domainWarnings(row.domains, suffixes) : []),
    ],
    history: await historyOf(tx, [id]),
    may: row.ended_at
      ? ("nothing" as const)
      : await mayKeep(tx, actor, now, [id, ...current.map((each) => each.cloud_id)], [row.org_id]),
  };
}

function showSystem(row: queries.SystemRow, placements: readonly queries.PlacementRow[]) {
  return {
    id: row.id,
    name: row.name,
    organisation: { id: row.org_id, name: row.org_name },
    mlpsLevel: row.mlps_level,
    website: row.website,
    domains: row.domains,
    description: row.description,
    placements: placements
      .filter((each) => each.system_id === row.id && each.to_at === null)
      .map(showPlacement),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    version: row.version,
  };
}

function showPlacement(row: queries.PlacementRow) {
  return {
    cloud: { id: row.cloud_id, name: row.cloud_name },
    zone: row.zone as Zone,
    from: row.from_at,
    to: row.to_at,
  };
}

// Resources -------------------------------------------------------------------------------------------------

export async function listResources(tx: Tx, query: Paged<queries.ResourceFilter>) {
  if (!(await queries.systemRow(tx, query.systemId))) throw new Refusal("not-found");
  const page = pageOfQuery(query);
  const rows = await queries.listResources(tx, query, page);
  return pageOf(
    rows,
    page.limit,
    (row) => [row.name, row.id],
    (row) => ({
      id: row.id,
      system: { id: row.system_id, name: row.system_name },
      cloud: { id: row.cloud_id, name: row.cloud_name },
      kind: row.kind as ResourceKind,
      name: row.name,
      specification: row.specification,
      address: row.address,
      createdAt: row.created_at,
      endedAt: row.ended_at,
      version: row.version,
    }),
  );
}

// Contracts -------------------------------------------------------------------------------------------------

export async function listContracts(tx: Tx, now: Date, query: Paged<queries.ContractFilter>) {
  const page = pageOfQuery(query);
  const rows = await queries.listContracts(tx, query, page);
  return pageOf(
    rows,
    page.limit,
    (row) => [row.number, row.id],
    (row) => showContract(row, now),
  );
}

export async function getContract(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.contractRow(tx, id);
  if (!row) throw new Refusal("not-found");
  return {
    ...showContract(row, now),
    history: await historyOf(tx, [id]),
    may: row.ended_at ? ("nothing" as const) : await mayKeep(tx, actor, now, [id], [row.customer_org_id]),
  };
}

function showContract(row: queries.ContractRow, now: Date) {
  const expired = row.ends_on !== null && row.ends_on < dateOf(now);
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    customer: { id: row.customer_org_id, name: row.customer_name },
    provider: { id: row.provider_org_id, name: row.provider_name },
    cloud: row.cloud_id ? { id: row.cloud_id, name: row.cloud_name ?? "" } : null,
    signedOn: row.signed_on,
    endsOn: row.ends_on,
    state: row.ended_at ? ("ended" as const) : expired ? ("expired" as const) : ("running" as const),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    version: row.version,
  };
}
