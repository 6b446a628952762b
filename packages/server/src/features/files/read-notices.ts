import type { Tx } from "../../platform/tenancy.ts";

export async function fileOwner(
  tx: Tx,
  fileId: string,
): Promise<{ orgId: string; orgName: string; name: string; uploadedBy: string } | undefined> {
  return await tx
    .selectFrom("file as f")
    .innerJoin("organisation as o", "o.id", "f.org_id")
    .select(["f.org_id as orgId", "o.short_name as orgName", "f.name", "f.uploaded_by as uploadedBy"])
    .where("f.id", "=", fileId)
    .executeTakeFirst();
}
