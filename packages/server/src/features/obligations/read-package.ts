import { loadCatalogue } from "@yunjian/catalogue";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import type { PackageObject } from "../packages/read-types.ts";

/** Periods of a cloud that were open, or in review, between two instants; no more than `limit`. */
export async function periodIdsBetween(
  tx: Tx,
  cloudId: string,
  between: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom("period")
    .select("id")
    .where("cloud_id", "=", cloudId)
    .where("opens_at", "<", between.to)
    .where(sql<SqlBool>`coalesce(decided_at, due_at) >= ${between.from}`)
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Periods with what was asked in them, and the extensions asked for these or other targets. */
export async function periodsForPackage(
  tx: Tx,
  periodIds: readonly string[],
  otherTargets: readonly string[],
): Promise<PackageObject[]> {
  const any = (ids: readonly string[]) => sql`any(${[...ids]}::uuid[])`;
  const periods = await tx
    .selectFrom("period as p")
    .innerJoin("obligation as o", "o.id", "p.obligation_id")
    .innerJoin("subject as s", "s.id", "p.subject_id")
    .leftJoin("organisation as party", "party.id", "p.party_org_id")
    .selectAll("p")
    .select([
      "o.frequency as duty_frequency",
      "o.party_role",
      "s.name as subject_name",
      "party.name as party_name",
    ])
    .where(sql<SqlBool>`p.id = ${any(periodIds)}`)
    .orderBy("p.due_at")
    .orderBy("p.id")
    .execute();
  const extensions = await tx
    .selectFrom("extension")
    .selectAll()
    .where(sql<SqlBool>`target_id = ${any([...periodIds, ...otherTargets])}`)
    .orderBy("id")
    .execute();
  const { duties } = loadCatalogue();
  return [
    ...periods.map((row): PackageObject => {
      const duty = duties.get(row.duty_id);
      const title = `${row.label} ${duty?.title.zh ?? row.duty_id}（${row.subject_name}）`;
      return { type: "period", id: row.id, title, fields: { ...row, duty_title: duty?.title }, fileIds: [] };
    }),
    ...extensions.map(
      (row): PackageObject => ({
        type: "extension",
        id: row.id,
        title: row.number,
        fields: row,
        fileIds: [],
      }),
    ),
  ];
}
