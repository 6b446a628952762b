import type { ResourceKind } from "@yunjian/domain";
import { type SelectQueryBuilder, sql } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** What the lists and object pages of the register show, with the names they need. */

export interface NamePage {
  readonly limit: number;
  readonly after: readonly [string, string] | null;
  readonly down: boolean;
}
type EndedFilter = "running" | "ended" | undefined;

/** Pages by name: the collation of the column decides, so the database compares. */
function byName<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  alias: string,
  page: NamePage,
  column = "name",
): SelectQueryBuilder<DB, TB, O> {
  const [name, id] = [sql.ref<string>(`${alias}.${column}`), sql.ref<string>(`${alias}.id`)];
  const direction = page.down ? "desc" : "asc";
  let paged = query;
  if (page.after) {
    const [lastName, lastId] = page.after;
    const next = sql<boolean>`(${name}, ${id}) > (${lastName}, ${lastId}::uuid)`;
    const before = sql<boolean>`(${name}, ${id}) < (${lastName}, ${lastId}::uuid)`;
    paged = paged.where(page.down ? before : next);
  }
  return paged
    .orderBy(name, direction)
    .orderBy(id, direction)
    .limit(page.limit + 1);
}

// Clouds ---------------------------------------------------------------------------------------------

export interface CloudFilter {
  readonly q?: string | undefined;
  readonly providerId?: string | undefined;
  readonly capabilityLevel?: string | undefined;
  readonly deployment?: string | undefined;
  readonly serviceModel?: string | undefined;
  readonly zone?: string | undefined;
  readonly ended?: EndedFilter;
}

function clouds(tx: Tx) {
  return tx
    .selectFrom("cloud as c")
    .innerJoin("organisation as o", "o.id", "c.provider_org_id")
    .selectAll("c")
    .select((eb) => [
      "o.short_name as provider_name",
      eb
        .selectFrom("site as s")
        .select((q) => q.fn.countAll<string>().as("n"))
        .whereRef("s.cloud_id", "=", "c.id")
        .where("s.ended_at", "is", null)
        .as("sites"),
      eb
        .selectFrom("system_cloud as sc")
        .select((q) => q.fn.countAll<string>().as("n"))
        .whereRef("sc.cloud_id", "=", "c.id")
        .where("sc.to_at", "is", null)
        .as("systems"),
    ]);
}

export async function listClouds(tx: Tx, filter: CloudFilter, page: NamePage) {
  let query = clouds(tx);
  if (filter.q) query = query.where("c.name", "like", containing(filter.q));
  if (filter.providerId) query = query.where("c.provider_org_id", "=", filter.providerId);
  if (filter.capabilityLevel) query = query.where("c.capability_level", "=", filter.capabilityLevel);
  if (filter.deployment) query = query.where("c.deployment", "=", filter.deployment);
  if (filter.serviceModel) query = query.where(sql<boolean>`${filter.serviceModel} = any (c.service_models)`);
  if (filter.zone) query = query.where(sql<boolean>`${filter.zone} = any (c.zones)`);
  if (filter.ended) query = query.where("c.ended_at", filter.ended === "ended" ? "is not" : "is", null);
  return await byName(query, "c", page).execute();
}
export type CloudRow = Awaited<ReturnType<typeof listClouds>>[number];

export async function cloudRow(tx: Tx, id: string): Promise<CloudRow | undefined> {
  return await clouds(tx).where("c.id", "=", id).executeTakeFirst();
}

/** Certificates of several clouds, newest first. */
export async function certificatesOf(tx: Tx, cloudIds: readonly string[]) {
  if (cloudIds.length === 0) return [];
  return await tx
    .selectFrom("certificate")
    .selectAll()
    .where("cloud_id", "in", [...cloudIds])
    .orderBy("issued_on", "desc")
    .orderBy("id", "desc")
    .execute();
}
export type CertificateRow = Awaited<ReturnType<typeof certificatesOf>>[number];

export async function sitesOf(tx: Tx, cloudId: string) {
  return await tx
    .selectFrom("site")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .orderBy(sql`ended_at is not null`)
    .orderBy("name")
    .limit(500)
    .execute();
}

// Systems ----------------------------------------------------------------------------------------------

export interface SystemFilter {
  readonly q?: string | undefined;
  readonly orgId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly website?: boolean | undefined;
  readonly ended?: EndedFilter;
}

function systems(tx: Tx) {
  return tx
    .selectFrom("system as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .selectAll("s")
    .select("o.short_name as org_name");
}

export async function listSystems(tx: Tx, filter: SystemFilter, page: NamePage) {
  let query = systems(tx);
  if (filter.q) {
    const pattern = containing(filter.q);
    query = query.where((eb) =>
      eb.or([
        eb("s.name", "like", pattern),
        sql<boolean>`array_to_string(s.domains, ' ') like ${containing(filter.q?.toLowerCase() ?? "")}`,
      ]),
    );
  }
  if (filter.orgId) query = query.where("s.org_id", "=", filter.orgId);
  if (filter.website !== undefined) query = query.where("s.website", "=", filter.website);
  if (filter.ended) query = query.where("s.ended_at", filter.ended === "ended" ? "is not" : "is", null);
  if (filter.cloudId) {
    const { cloudId } = filter;
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("system_cloud as sc")
          .select("sc.system_id")
          .whereRef("sc.system_id", "=", "s.id")
          .where("sc.cloud_id", "=", cloudId)
          .where("sc.to_at", "is", null),
      ),
    );
  }
  return await byName(query, "s", page).execute();
}
export type SystemRow = Awaited<ReturnType<typeof listSystems>>[number];

export async function systemRow(tx: Tx, id: string): Promise<SystemRow | undefined> {
  return await systems(tx).where("s.id", "=", id).executeTakeFirst();
}

/** Where several systems run or ran; a cloud that may not be seen is not named. */
export async function placementsOfSystems(tx: Tx, systemIds: readonly string[]) {
  if (systemIds.length === 0) return [];
  return await tx
    .selectFrom("system_cloud as sc")
    .innerJoin("cloud as c", "c.id", "sc.cloud_id")
    .select([
      "sc.system_id",
      "sc.cloud_id",
      "c.name as cloud_name",
      "c.mlps_level",
      "sc.zone",
      "sc.from_at",
      "sc.to_at",
    ])
    .where("sc.system_id", "in", [...systemIds])
    .orderBy("sc.from_at", "desc")
    .execute();
}
export type PlacementRow = Awaited<ReturnType<typeof placementsOfSystems>>[number];

// Resources ---------------------------------------------------------------------------------------------

export interface ResourceFilter {
  readonly systemId: string;
  readonly q?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly kind?: ResourceKind | undefined;
  readonly ended?: EndedFilter;
}

export async function listResources(tx: Tx, filter: ResourceFilter, page: NamePage) {
  let query = tx.selectFrom("resource as r").selectAll("r").where("r.system_id", "=", filter.systemId);
  if (filter.q) {
    const pattern = containing(filter.q);
    query = query.where((eb) => eb.or([eb("r.name", "like", pattern), eb("r.address", "like", pattern)]));
  }
  if (filter.cloudId) query = query.where("r.cloud_id", "=", filter.cloudId);
  if (filter.kind) query = query.where("r.kind", "=", filter.kind);
  if (filter.ended) query = query.where("r.ended_at", filter.ended === "ended" ? "is not" : "is", null);
  const direction = page.down ? "desc" : "asc";
  // A system may have tens of thousands: the page is cut before the names are joined to it.
  return await tx
    .selectFrom(byName(query, "r", page).as("p"))
    .innerJoin("system as s", "s.id", "p.system_id")
    .innerJoin("cloud as c", "c.id", "p.cloud_id")
    .selectAll("p")
    .select(["s.name as system_name", "c.name as cloud_name"])
    .orderBy("p.name", direction)
    .orderBy("p.id", direction)
    .execute();
}

export async function resourceCount(tx: Tx, systemId: string): Promise<number> {
  const { n } = await tx
    .selectFrom("resource")
    .select((eb) => eb.fn.countAll<string>().as("n"))
    .where("system_id", "=", systemId)
    .where("ended_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(n);
}

// Contracts ---------------------------------------------------------------------------------------------

export interface ContractFilter {
  readonly q?: string | undefined;
  readonly customerId?: string | undefined;
  readonly providerId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly ended?: EndedFilter;
}

function contracts(tx: Tx) {
  return tx
    .selectFrom("contract as k")
    .innerJoin("organisation as a", "a.id", "k.customer_org_id")
    .innerJoin("organisation as b", "b.id", "k.provider_org_id")
    .leftJoin("cloud as c", "c.id", "k.cloud_id")
    .selectAll("k")
    .select(["a.short_name as customer_name", "b.short_name as provider_name", "c.name as cloud_name"]);
}

export async function listContracts(tx: Tx, filter: ContractFilter, page: NamePage) {
  let query = contracts(tx);
  if (filter.q) {
    const pattern = containing(filter.q);
    query = query.where((eb) => eb.or([eb("k.number", "like", pattern), eb("k.title", "like", pattern)]));
  }
  if (filter.customerId) query = query.where("k.customer_org_id", "=", filter.customerId);
  if (filter.providerId) query = query.where("k.provider_org_id", "=", filter.providerId);
  if (filter.cloudId) query = query.where("k.cloud_id", "=", filter.cloudId);
  if (filter.ended) query = query.where("k.ended_at", filter.ended === "ended" ? "is not" : "is", null);
  return await byName(query, "k", page, "number").execute();
}
export type ContractRow = Awaited<ReturnType<typeof listContracts>>[number];

export async function contractRow(tx: Tx, id: string): Promise<ContractRow | undefined> {
  return await contracts(tx).where("k.id", "=", id).executeTakeFirst();
}
