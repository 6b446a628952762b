import type { FileState, Sensitivity } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** A file as an evidence package takes it: what was handed in, and where its content lies. */
export interface PackedFile {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly sm3: string | null;
  readonly state: FileState;
  readonly sensitivity: Sensitivity;
  readonly blobKey: string;
}

/** Files by id in the order asked for; those the actor may not see are left out. */
export async function filesForPackage(tx: Tx, ids: readonly string[]): Promise<PackedFile[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("file")
    .select([
      "id",
      "org_id as orgId",
      "name",
      "size",
      "sha256",
      "sm3",
      sql<FileState>`state`.as("state"),
      sql<Sensitivity>`sensitivity`.as("sensitivity"),
      "blob_key as blobKey",
    ])
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}
