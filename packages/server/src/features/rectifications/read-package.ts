import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import type { PackageObject } from "../packages/read-types.ts";

/** A rectification by which a package may be asked for. */
export async function rectificationForPackage(
  tx: Tx,
  id: string,
): Promise<{ id: string; name: string; subjectId: string; periodId: string | null } | undefined> {
  const row = await tx
    .selectFrom("rectification")
    .select(["id", "number", "title", "subject_id", "period_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  return (
    row && { id, name: `${row.number} ${row.title}`, subjectId: row.subject_id, periodId: row.period_id }
  );
}

/** Those of a cloud that were open between two instants, and those that these periods led to. */
export async function rectificationIds(
  tx: Tx,
  of: {
    readonly periodIds: readonly string[];
    readonly cloud?: { readonly id: string; readonly from: Date; readonly to: Date };
  },
  limit: number,
): Promise<string[]> {
  const { cloud } = of;
  const rows = await tx
    .selectFrom("rectification")
    .select("id")
    .where(
      cloud
        ? sql<SqlBool>`cloud_id = ${cloud.id} and issued_at < ${cloud.to} and coalesce(closed_at, 'infinity') >= ${cloud.from}`
        : sql<SqlBool>`period_id = any(${[...of.periodIds]}::uuid[])`,
    )
    .orderBy("issued_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Rectifications with every step and its files. */
export async function rectificationsForPackage(tx: Tx, ids: readonly string[]): Promise<PackageObject[]> {
  if (ids.length === 0) return [];
  const any = sql`any(${[...ids]}::uuid[])`;
  const rows = await tx
    .selectFrom("rectification as r")
    .leftJoin("organisation as party", "party.id", "r.party_org_id")
    .selectAll("r")
    .select("party.name as party_name")
    .where(sql<SqlBool>`r.id = ${any}`)
    .orderBy("r.issued_at")
    .orderBy("r.id")
    .execute();
  const steps = await tx
    .selectFrom("rectification_step as s")
    .selectAll("s")
    .select(
      sql<
        string[]
      >`array(select rf.file_id from rectification_file rf where rf.step_id = s.id order by 1)`.as(
        "file_ids",
      ),
    )
    .where(sql<SqlBool>`s.rectification_id = ${any}`)
    .orderBy("s.at")
    .orderBy("s.id")
    .execute();
  return rows.map((row) => {
    const own = steps.filter((step) => step.rectification_id === row.id);
    return {
      type: "rectification",
      id: row.id,
      title: `${row.number} ${row.title}`,
      fields: { ...row, steps: own },
      fileIds: [...new Set(own.flatMap((step) => step.file_ids))],
    };
  });
}
