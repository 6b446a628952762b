import type { ServiceModel } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

export interface CloudHead {
  readonly cloudId: string;
  readonly cloudName: string;
  readonly providerOrgId: string;
  readonly providerName: string;
  readonly region: string;
  readonly serviceModels: ServiceModel[];
}

/** What a table says of each cloud that is still supervised, by name: of the visible ones, or of those named. */
export async function cloudHeads(tx: Tx, ids?: readonly string[]): Promise<CloudHead[]> {
  let query = tx
    .selectFrom("cloud as c")
    .leftJoin("organisation as o", "o.id", "c.provider_org_id")
    .select((eb) => [
      "c.id as cloudId",
      "c.name as cloudName",
      "c.provider_org_id as providerOrgId",
      eb.fn.coalesce("o.short_name", eb.val("")).as("providerName"),
      "c.region",
      eb.ref("c.service_models").$castTo<ServiceModel[]>().as("serviceModels"),
    ])
    .where("c.ended_at", "is", null)
    .orderBy("c.name")
    .orderBy("c.id");
  if (ids) query = query.where("c.id", "in", [...ids]);
  return await query.execute();
}
