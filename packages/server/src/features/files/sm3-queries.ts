import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** The next kept file without SM3. */
export async function nextWithout(tx: Tx, after: string) {
  return await tx
    .selectFrom("file")
    .select(["id", "blob_key", "sha256"])
    .where("sm3", "is", null)
    .where("state", "=", "kept")
    .where(sql<SqlBool>`id > ${after}::uuid`)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

/** Every entry of the same content; those somebody else did meanwhile are left out. */
export async function setSm3(tx: Tx, blobKey: string, sm3: string | null) {
  return await tx
    .updateTable("file")
    .set({ sm3 })
    .where("blob_key", "=", blobKey)
    .where("sm3", "is", null)
    .returning(["id", "org_id", "size"])
    .execute();
}
