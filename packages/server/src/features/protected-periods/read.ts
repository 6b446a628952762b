import type { TimeSpan } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** What other features ask about protected periods. Only what was deployed counts, also once it is summed up. */

export interface Protection extends TimeSpan {
  readonly periodId: string;
  readonly number: string;
  readonly name: string;
  readonly cloudId: string;
}

async function protectionsOf(
  tx: Tx,
  cloudIds: readonly string[],
  within: TimeSpan,
  asks: "change_freeze" | "no_tests" | "on_site",
): Promise<Protection[]> {
  if (cloudIds.length === 0) return [];
  return await tx
    .selectFrom("protected_period as p")
    .innerJoin("protected_subject as s", (join) =>
      join.onRef("s.period_id", "=", "p.id").onRef("s.subject_id", "=", "s.cloud_id"),
    )
    .select([
      "p.id as periodId",
      "p.number",
      "p.name",
      "s.cloud_id as cloudId",
      "p.from_at as from",
      "p.to_at as to",
    ])
    .where("p.state", "in", ["deployed", "closed"])
    .where(sql<SqlBool>`s.cloud_id = any(${[...cloudIds]}::uuid[])`)
    .where(`p.${asks}`, "=", true)
    .where("p.from_at", "<", within.to)
    .where("p.to_at", ">", within.from)
    .orderBy("p.from_at")
    .orderBy("p.id")
    .execute();
}

/** Change freezes of these clouds that touch [from, to). */
export async function freezesOf(
  tx: Tx,
  cloudIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Protection[]> {
  return await protectionsOf(tx, cloudIds, { from, to }, "change_freeze");
}

/** Times in which nobody tests these clouds intrusively. */
export async function testBansOf(
  tx: Tx,
  cloudIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Protection[]> {
  return await protectionsOf(tx, cloudIds, { from, to }, "no_tests");
}

/** Times in which somebody has to be on site at these clouds around the clock. */
export async function guardedSpans(
  tx: Tx,
  cloudIds: readonly string[],
  within: TimeSpan,
): Promise<Protection[]> {
  return await protectionsOf(tx, cloudIds, within, "on_site");
}
