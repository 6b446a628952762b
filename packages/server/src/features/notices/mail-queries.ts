import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export async function listMails(
  tx: Tx,
  filter: { state?: string | undefined },
  page: { after: string | null; limit: number },
) {
  let query = tx
    .selectFrom("mail")
    .select([
      "id",
      "message_id",
      "to_name",
      "to_address",
      "subject",
      "state",
      "attempts",
      "error",
      "created_at",
      "next_at",
      "sent_at",
      "version",
    ]);
  if (filter.state) query = query.where("state", "=", filter.state);
  if (page.after) query = query.where("id", "<", page.after);
  return await query.orderBy("id", "desc").limit(page.limit).execute();
}

export async function mailById(tx: Tx, id: string) {
  return await tx
    .selectFrom("mail")
    .select(["id", "state", "version", "claimed_until"])
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function setState(
  tx: Tx,
  id: string,
  version: number,
  set: { state: "waiting" | "discarded"; next_at?: Date; attempts?: number },
): Promise<boolean> {
  const wiped =
    set.state === "discarded" ? { text: sql<string>`case when confidential then '' else text end` } : {};
  const done = await tx
    .updateTable("mail")
    .set({ ...set, ...wiped, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("id")
    .executeTakeFirst();
  return done !== undefined;
}

export async function serverStatus(tx: Tx) {
  return await tx.selectFrom("mail_server").selectAll().executeTakeFirst();
}

/** Counts no further than `limit`; the oldest is the first along the index. */
export async function countMails(
  tx: Tx,
  state: "waiting" | "failed",
  limit: number,
): Promise<{ count: number; oldest: Date | null }> {
  return await tx
    .selectFrom((eb) =>
      eb
        .selectFrom("mail")
        .select("created_at")
        .where("state", "=", state)
        .orderBy("id")
        .limit(limit)
        .as("some"),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as("count"),
      eb.fn.min<Date | null>("some.created_at").as("oldest"),
    ])
    .executeTakeFirstOrThrow();
}

export async function countSetAside(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom("event_failure")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
