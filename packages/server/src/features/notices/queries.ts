import type { NoticeKey } from "@yunjian/domain";
import { type Insertable, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type NoticeRow = Insertable<Database["notice"]>;

/** Writes those that were not written before; answers the ids that are new. */
export async function insertNotices(tx: Tx, rows: readonly NoticeRow[]): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  for (let i = 0; i < rows.length; i += 500) {
    const part = await tx
      .insertInto("notice")
      .values(rows.slice(i, i + 500))
      .onConflict((oc) => oc.columns(["object_id", "rule", "step", "person_id", "org_id"]).doNothing())
      .returning("id")
      .execute();
    for (const { id } of part) written.add(id);
  }
  return written;
}

export async function linkMails(
  tx: Tx,
  pairs: readonly { noticeIds: readonly string[]; mailId: string }[],
): Promise<void> {
  for (const { noticeIds, mailId } of pairs) {
    await tx
      .updateTable("notice")
      .set({ mail_id: mailId })
      .where("id", "in", [...noticeIds])
      .execute();
  }
}

export async function ruleRows(tx: Tx) {
  return await tx.selectFrom("notice_rule").selectAll().execute();
}

export async function insertRule(tx: Tx, row: Insertable<Database["notice_rule"]>): Promise<boolean> {
  const done = await tx
    .insertInto("notice_rule")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("key")
    .executeTakeFirst();
  return done !== undefined;
}

export async function updateRule(
  tx: Tx,
  key: NoticeKey,
  version: number,
  set: { enabled: boolean; mail: string; days: number[]; changed_by: string; changed_at: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable("notice_rule")
    .set({ ...set, version: version + 1 })
    .where("key", "=", key)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return done !== undefined;
}

/** The inbox: unread first, newest first in each half. */
export async function inbox(
  tx: Tx,
  who: { personId: string; orgId: string },
  filter: { unread?: boolean | undefined; rules?: readonly string[] | undefined },
  page: { after?: { unread: boolean; id: string } | undefined; limit: number },
) {
  const isUnread = sql<boolean>`(read_at is null)`;
  let query = tx
    .selectFrom("notice")
    .select([
      "id",
      "rule",
      "object_type",
      "object_id",
      "params",
      "lang",
      "title",
      "text",
      "path",
      "created_at",
      "read_at",
    ])
    .where("person_id", "=", who.personId)
    .where("org_id", "=", who.orgId);
  if (filter.unread !== undefined) query = query.where(isUnread, "=", filter.unread);
  if (filter.rules) query = query.where("rule", "in", [...filter.rules]);
  if (page.after)
    query = query.where(sql<boolean>`((read_at is null), id) < (${page.after.unread}, ${page.after.id})`);
  return await query.orderBy(isUnread, "desc").orderBy("id", "desc").limit(page.limit).execute();
}

/** Counts no further than `limit`: a badge says 99+ anyway. */
export async function unreadCount(
  tx: Tx,
  who: { personId: string; orgId: string },
  limit: number,
): Promise<number> {
  const { count } = await tx
    .selectFrom((eb) =>
      eb
        .selectFrom("notice")
        .select("id")
        .where("person_id", "=", who.personId)
        .where("org_id", "=", who.orgId)
        .where("read_at", "is", null)
        .limit(limit)
        .as("unread"),
    )
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

export async function markRead(
  tx: Tx,
  who: { personId: string; orgId: string },
  ids: readonly string[] | "all",
  now: Date,
): Promise<number> {
  let query = tx
    .updateTable("notice")
    .set({ read_at: now })
    .where("person_id", "=", who.personId)
    .where("org_id", "=", who.orgId)
    .where("read_at", "is", null);
  if (ids !== "all") query = query.where("id", "in", [...ids]);
  const done = await query.returning("id").execute();
  return done.length;
}
