import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface ExtensionTargetRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  /** Null when it is not the party's turn. */
  readonly dueAt: Date | null;
}

/** What somebody who asks for more time, or decides on it, has to know of rectifications. */
export async function rectificationsForExtension(
  tx: Tx,
  ids: readonly string[],
): Promise<ExtensionTargetRow[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom("rectification as r")
    .innerJoin("subject as s", "s.id", "r.subject_id")
    .innerJoin("cloud as c", "c.id", "r.cloud_id")
    .select([
      "r.id",
      "r.number",
      "r.title",
      "r.subject_id as subjectId",
      "s.name as subjectName",
      "r.cloud_id as cloudId",
      "c.name as cloudName",
      "r.party_org_id as partyOrgId",
      sql<Date | null>`case when r.state in ('issued', 'received', 'in-progress') then r.due_at end`.as(
        "dueAt",
      ),
    ])
    .where(sql<SqlBool>`r.id = any(${[...ids]}::uuid[])`)
    .execute();
}
