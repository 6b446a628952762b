import { type SqlBool, sql } from "kysely";
import type { Tx } from "../tenancy.ts";

/** One thing that happened to an object, as the record tells it. */
export interface HistoryEntry {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly person: string | null;
  readonly organisation: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The last things that happened to these objects, newest first; names where the reader may see them. */
export async function historyOf(tx: Tx, objectIds: readonly string[], limit = 30): Promise<HistoryEntry[]> {
  if (objectIds.length === 0) return [];
  const rows = await tx
    .selectFrom("record_entry as e")
    .leftJoin("person as p", "p.id", "e.actor_person")
    .leftJoin("organisation as o", "o.id", "e.actor_org")
    .select(["e.id", "e.at", "e.kind", "p.name as person", "o.short_name as organisation", "e.body"])
    .where("e.id", "in", (eb) =>
      eb
        .selectFrom("record_about as a")
        .select("a.entry_id")
        .where(sql<SqlBool>`a.object_id = any (${`{${objectIds.join(",")}}`}::uuid[])`),
    )
    .orderBy("e.id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ body, ...row }) => ({
    ...row,
    data: (JSON.parse(body.toString("utf8")) as { data?: Record<string, unknown> }).data ?? {},
  }));
}
