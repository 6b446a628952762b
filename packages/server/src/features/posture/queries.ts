import type { Posture } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface MonthCell {
  readonly cloudId: string;
  readonly class: string;
  readonly counts: Readonly<Record<Posture, number>>;
}

export interface MonthPoint {
  readonly month: string;
  readonly counts: Readonly<Record<Posture, number>>;
}

/** Sums per month from `from` on, the oldest first. */
export async function monthlyCounts(
  tx: Tx,
  filter: {
    readonly from: string;
    readonly cloudIds: readonly string[] | undefined;
    readonly class: string;
  },
): Promise<MonthPoint[]> {
  const total = (column: string) => sql<number>`sum(${sql.ref(column)})`;
  const rows = await tx
    .selectFrom("posture_snapshot as s")
    .select([
      "s.month",
      total("s.non_compliant").as("non-compliant"),
      total("s.overdue").as("overdue"),
      total("s.stale").as("stale"),
      total("s.due_soon").as("due-soon"),
      total("s.current").as("current"),
      total("s.not_started").as("not-started"),
      total("s.not_applicable").as("not-applicable"),
    ])
    .where("s.month", ">=", filter.from)
    .where("s.class", "=", filter.class)
    .$if(filter.cloudIds !== undefined, (query) =>
      query.where(sql<SqlBool>`s.cloud_id = any(${[...(filter.cloudIds ?? [])]}::uuid[])`),
    )
    .groupBy("s.month")
    .orderBy("s.month")
    .execute();
  return rows.map(({ month, ...counts }) => ({ month, counts }));
}

/** A month that was kept stays as it was. */
export async function keepMonth(
  tx: Tx,
  month: string,
  now: Date,
  cells: readonly MonthCell[],
): Promise<void> {
  const CHUNK = 1000; // 11 parameters each; PostgreSQL takes 65,535
  for (let at = 0; at < cells.length; at += CHUNK) {
    await tx
      .insertInto("posture_snapshot")
      .values(
        cells.slice(at, at + CHUNK).map((cell) => ({
          cloud_id: cell.cloudId,
          month,
          class: cell.class,
          non_compliant: cell.counts["non-compliant"],
          overdue: cell.counts.overdue,
          stale: cell.counts.stale,
          due_soon: cell.counts["due-soon"],
          current: cell.counts.current,
          not_started: cell.counts["not-started"],
          not_applicable: cell.counts["not-applicable"],
          taken_at: now,
        })),
      )
      .onConflict((oc) => oc.columns(["cloud_id", "month", "class"]).doNothing())
      .execute();
  }
}
