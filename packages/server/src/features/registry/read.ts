import type { CapabilityLevel } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What other features ask about clouds and sites. */

export interface CloudDuties {
  readonly id: string;
  readonly name: string;
  readonly providerOrgId: string;
  readonly capabilityLevel: CapabilityLevel;
  readonly supervisedFrom: string;
  readonly endedAt: Date | null;
}

/** The facts of a cloud from which its duties follow. */
export async function cloudForDuties(tx: Tx, cloudId: string): Promise<CloudDuties | undefined> {
  const row = await tx
    .selectFrom("cloud")
    .select(["id", "name", "provider_org_id", "capability_level", "supervised_from", "ended_at"])
    .where("id", "=", cloudId)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      name: row.name,
      providerOrgId: row.provider_org_id,
      capabilityLevel: row.capability_level as CapabilityLevel,
      supervisedFrom: row.supervised_from,
      endedAt: row.ended_at,
    }
  );
}

/** Data-centre sites of a cloud that have not ended. */
export async function liveSites(tx: Tx, cloudId: string): Promise<{ id: string; createdAt: Date }[]> {
  return await tx
    .selectFrom("site")
    .select(["id", "created_at as createdAt"])
    .where("cloud_id", "=", cloudId)
    .where("ended_at", "is", null)
    .orderBy("id")
    .execute();
}

export async function liveCloudIds(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom("cloud")
    .select("id")
    .where("ended_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}
