import type { Tx } from "../../platform/tenancy.ts";

export interface PurgeAsked {
  readonly orgId: string;
  readonly orgName: string;
  readonly askedBy: string | null;
}

export async function purgeAskedOf(tx: Tx, fileId: string): Promise<PurgeAsked | undefined> {
  return await tx
    .selectFrom("file as f")
    .innerJoin("organisation as o", "o.id", "f.org_id")
    .select(["f.org_id as orgId", "o.short_name as orgName", "f.purge_asked_by as askedBy"])
    .where("f.id", "=", fileId)
    .executeTakeFirst();
}
