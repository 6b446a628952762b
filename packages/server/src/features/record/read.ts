import type { EventKind } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** Who did this to an object last, as the record tells. */
export async function lastWhoDid(tx: Tx, kind: EventKind, objectId: string): Promise<string | null> {
  const row = await tx
    .selectFrom("record_about as a")
    .innerJoin("record_entry as e", "e.id", "a.entry_id")
    .select("e.actor_person")
    .where("a.object_id", "=", objectId)
    .where("e.object_id", "=", objectId)
    .where("e.kind", "=", kind)
    .orderBy("a.entry_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.actor_person ?? null;
}

/** The latest entry of a kind: when, and what it said. */
export async function lastOfKind(
  tx: Tx,
  kind: EventKind,
): Promise<{ at: Date; data: Readonly<Record<string, unknown>> } | undefined> {
  const row = await tx
    .selectFrom("record_entry")
    .select(["at", "body"])
    .where("kind", "=", kind)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const body = JSON.parse(row.body.toString("utf8")) as { data?: Record<string, unknown> };
  return { at: row.at, data: body.data ?? {} };
}
