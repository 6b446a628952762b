import { sql } from "kysely";
import type { SubjectKind } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What can be supervised, with the cloud it belongs to. */
export interface SubjectFacts {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly name: string;
  /** The cloud itself, a site's cloud, or the cloud a system runs on now; null for anything else. */
  readonly cloudId: string | null;
  readonly cloudName: string | null;
  readonly providerOrgId: string | null;
  readonly ownerOrgId: string;
  readonly ended: boolean;
}

export async function subjectFacts(tx: Tx, id: string, now: Date): Promise<SubjectFacts | undefined> {
  const row = await tx
    .selectFrom("subject as s")
    .leftJoin("cloud as c", (join) =>
      join.on(
        "c.id",
        "=",
        sql<string>`coalesce(s.cloud_id, (select sc.cloud_id from system_cloud sc where sc.system_id = s.id
          and sc.from_at <= ${now} and (sc.to_at is null or sc.to_at > ${now}) order by sc.from_at desc limit 1))`,
      ),
    )
    .select([
      "s.id",
      sql<SubjectKind>`s.kind`.as("kind"),
      "s.name",
      "c.id as cloudId",
      "c.name as cloudName",
      "c.provider_org_id as providerOrgId",
      "s.owner_org_id as ownerOrgId",
      "s.ended_at",
    ])
    .where("s.id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { ended_at: endedAt, ...facts } = row;
  return { ...facts, ended: endedAt !== null };
}
