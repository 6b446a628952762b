import type { Permission, Post } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What a notice says of a temporary privilege. */
export async function privilegeById(tx: Tx, id: string) {
  const row = await tx
    .selectFrom("temporary_privilege as v")
    .innerJoin("person as p", "p.id", "v.person_id")
    .innerJoin("organisation as o", "o.id", "v.org_id")
    .select([
      "v.id",
      "v.person_id",
      "v.org_id",
      "v.post",
      "v.permissions",
      "v.from_at",
      "v.until_at",
      "p.name as person_name",
      "o.short_name as org_name",
    ])
    .where("v.id", "=", id)
    .executeTakeFirst();
  return row && { ...row, post: row.post as Post | null, permissions: row.permissions as Permission[] };
}
