import type { EngagementRole } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

export interface StandsAs {
  readonly role: EngagementRole;
  readonly subjectId: string;
}

/** In which of these roles an organisation stands towards which of the subjects now; not those engaged for everything. */
export async function rolesTowards(
  tx: Tx,
  orgId: string,
  roles: readonly EngagementRole[],
  subjects: readonly string[],
  now: Date,
): Promise<StandsAs[]> {
  if (subjects.length === 0) return [];
  const rows = await tx
    .selectFrom("engagement")
    .select(["role", "subject_id"])
    .where("org_id", "=", orgId)
    .where("role", "in", [...roles])
    .where("subject_id", "in", [...subjects])
    .where("from_at", "<=", now)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .execute();
  return rows.flatMap((row) =>
    row.subject_id === null ? [] : [{ role: row.role as EngagementRole, subjectId: row.subject_id }],
  );
}

/** What an engagement is with, whether it runs or has ended; null: everything. */
export async function engagementSubject(tx: Tx, id: string): Promise<string | null> {
  const row = await tx.selectFrom("engagement").select("subject_id").where("id", "=", id).executeTakeFirst();
  return row?.subject_id ?? null;
}
