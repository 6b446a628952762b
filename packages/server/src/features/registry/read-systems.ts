import { sql } from "kysely";
import type { ResourceKind } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** A system with the clouds it runs on now, whether or not the caller may see those. */
export interface SystemPlaces {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  readonly ended: boolean;
  readonly cloudIds: readonly string[];
}

export async function systemPlaces(tx: Tx, id: string, now: Date): Promise<SystemPlaces | undefined> {
  const row = await tx
    .selectFrom("system as s")
    .select([
      "s.id",
      "s.name",
      "s.org_id as orgId",
      "s.ended_at",
      sql<
        string[]
      >`array(select sc.cloud_id from system_cloud sc where sc.system_id = s.id and sc.from_at <= ${now}
        and (sc.to_at is null or sc.to_at > ${now}) order by sc.from_at desc, sc.cloud_id)`.as("cloudIds"),
    ])
    .where("s.id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      name: row.name,
      orgId: row.orgId,
      ended: row.ended_at !== null,
      cloudIds: row.cloudIds,
    }
  );
}

/** Resources of a system that are in use, by name. */
export async function liveResources(
  tx: Tx,
  systemId: string,
  limit: number,
): Promise<{ id: string; name: string; kind: ResourceKind }[]> {
  return await tx
    .selectFrom("resource")
    .select(["id", "name", sql<ResourceKind>`kind`.as("kind")])
    .where("system_id", "=", systemId)
    .where("ended_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** How many of these are resources of the system in use now. */
export async function countLiveResources(tx: Tx, systemId: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { count } = await tx
    .selectFrom("resource")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("system_id", "=", systemId)
    .where("ended_at", "is", null)
    .where("id", "in", [...ids])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Of these systems, the ones the caller may see that have not ended. */
export async function visibleSystems(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom("system")
    .select(["id", "name"])
    .where("id", "in", [...ids])
    .where("ended_at", "is", null)
    .execute();
}
