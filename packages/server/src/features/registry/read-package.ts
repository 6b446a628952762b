import type { Tx } from "../../platform/tenancy.ts";
import type { PackageObject } from "../packages/read-types.ts";

/** A cloud with its sites and certificates, and the ids of everything that belongs to it. */
export async function cloudForPackage(
  tx: Tx,
  cloudId: string,
): Promise<{ objects: PackageObject[]; subjectIds: string[] } | undefined> {
  const cloud = await tx.selectFrom("cloud").selectAll().where("id", "=", cloudId).executeTakeFirst();
  if (!cloud) return undefined;
  const sites = await tx
    .selectFrom("site")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .orderBy("id")
    .execute();
  const certificates = await tx
    .selectFrom("certificate")
    .selectAll()
    .where("cloud_id", "=", cloudId)
    .orderBy("id")
    .execute();
  return {
    subjectIds: [cloudId, ...sites.map(({ id }) => id)],
    objects: [
      { type: "cloud", id: cloud.id, title: cloud.name, fields: cloud, fileIds: [] },
      ...sites.map(
        (site): PackageObject => ({ type: "site", id: site.id, title: site.name, fields: site, fileIds: [] }),
      ),
      ...certificates.map(
        (each): PackageObject => ({
          type: "certificate",
          id: each.id,
          title: each.number,
          fields: each,
          fileIds: [],
        }),
      ),
    ],
  };
}
