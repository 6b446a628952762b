import { type Kysely, sql } from "kysely";
import type { Post } from "@yunjian/domain";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export interface Caller {
  person_id: string;
  org_id: string;
  session_id: string;
  posts: Post[];
  scope: "tenant" | "all";
  lang: "zh" | "en";
  last_seen_at: Date | null;
  subjects: string[];
  cases: string[];
  orgs: string[];
}

/** Asked before any role is taken: the two functions are all the server's login may use by itself. */
export async function callerOfSession(
  db: Kysely<Database>,
  hash: Buffer,
  now: Date,
  idleMinutes: number,
): Promise<Caller | undefined> {
  const { rows } =
    await sql<Caller>`select * from yj_session(${hash}, ${now}, make_interval(mins => ${idleMinutes}))`.execute(
      db,
    );
  return rows[0];
}

export async function callerOfKey(
  db: Kysely<Database>,
  hash: Buffer,
  now: Date,
): Promise<Caller | undefined> {
  const { rows } = await sql<Caller>`select * from yj_api_key(${hash}, ${now})`.execute(db);
  return rows[0];
}

export async function touchSession(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.updateTable("session").set({ last_seen_at: now }).where("id", "=", sessionId).execute();
}

export async function touchKey(tx: Tx, keyId: string, now: Date): Promise<void> {
  await tx.updateTable("api_key").set({ last_used_at: now }).where("id", "=", keyId).execute();
}

export async function personByEmail(tx: Tx, email: string) {
  return await tx
    .selectFrom("person")
    .selectAll()
    .where(sql`lower(email)`, "=", email.toLowerCase())
    .where("ended_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
}

export async function personById(tx: Tx, id: string) {
  return await tx.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function setFailures(
  tx: Tx,
  personId: string,
  count: { failedCount: number; failedSince: Date | null; lockedUntil: Date | null },
): Promise<void> {
  await tx
    .updateTable("person")
    .set({
      failed_count: count.failedCount,
      failed_since: count.failedSince,
      locked_until: count.lockedUntil,
    })
    .where("id", "=", personId)
    .execute();
}

export async function setPassword(tx: Tx, personId: string, hash: string, now: Date): Promise<void> {
  await tx
    .updateTable("person")
    .set({
      password_hash: hash,
      password_changed_at: now,
      failed_count: 0,
      failed_since: null,
      locked_until: null,
    })
    .where("id", "=", personId)
    .execute();
}

export async function setLang(tx: Tx, personId: string, lang: string): Promise<void> {
  await tx.updateTable("person").set({ lang }).where("id", "=", personId).execute();
}

/** The organisations a person can act for now, the home organisation first. */
export async function membershipsOf(tx: Tx, personId: string, now: Date) {
  return await tx
    .selectFrom("membership as m")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .innerJoin("person as p", "p.id", "m.person_id")
    .select((eb) => [
      "m.org_id",
      "o.name as org_name",
      "o.short_name",
      "o.roles",
      eb.fn<Post[]>("array_agg", ["m.post"]).as("posts"),
    ])
    .where("m.person_id", "=", personId)
    .where("m.from_at", "<=", now)
    .where((eb) => eb.or([eb("m.to_at", "is", null), eb("m.to_at", ">", now)]))
    .where("o.ended_at", "is", null)
    .groupBy(["m.org_id", "o.name", "o.short_name", "o.roles", "p.org_id"])
    .orderBy(sql`m.org_id = p.org_id`, "desc")
    .orderBy("o.name")
    .execute();
}

export async function insertSession(
  tx: Tx,
  row: import("kysely").Insertable<Database["session"]>,
): Promise<void> {
  await tx.insertInto("session").values(row).execute();
}

export async function endSession(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable("session")
    .set({ ended_at: now })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .execute();
}

export async function endSessionsOf(
  tx: Tx,
  personId: string,
  now: Date,
  except: string | null,
): Promise<void> {
  let query = tx
    .updateTable("session")
    .set({ ended_at: now })
    .where("person_id", "=", personId)
    .where("ended_at", "is", null);
  if (except) query = query.where("id", "!=", except);
  await query.execute();
}

export async function moveSession(tx: Tx, id: string, orgId: string): Promise<void> {
  await tx.updateTable("session").set({ org_id: orgId }).where("id", "=", id).execute();
}

/** A link that still holds; locked before it is used, so that it is used once. */
export async function openLink(tx: Tx, hash: Buffer, now: Date, use: "look" | "use") {
  const query = tx
    .selectFrom("link")
    .leftJoin("person", "person.id", "link.person_id")
    .select(["link.purpose", "link.person_id", "person.name", "person.email", "person.org_id"])
    .where("link.token_hash", "=", hash)
    .where("link.used_at", "is", null)
    .where("link.expires_at", ">", now);
  return await (use === "use" ? query.forUpdate("link") : query).executeTakeFirst();
}

export async function insertLink(tx: Tx, row: import("kysely").Insertable<Database["link"]>): Promise<void> {
  await tx.insertInto("link").values(row).execute();
}

export async function useLinkRow(tx: Tx, hash: Buffer, now: Date): Promise<void> {
  await tx.updateTable("link").set({ used_at: now }).where("token_hash", "=", hash).execute();
}

/** Older links of the same purpose stop working when a new one is made. */
export async function endLinks(tx: Tx, purpose: string, personId: string | null, now: Date): Promise<void> {
  await tx
    .updateTable("link")
    .set({ used_at: now })
    .where("purpose", "=", purpose)
    .where("person_id", personId === null ? "is" : "=", personId)
    .where("used_at", "is", null)
    .execute();
}

export async function anyPerson(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom("person").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** What an organisation may see at an instant, by the same functions that a session is answered with. */
export async function visibilityOf(db: Kysely<Database>, orgId: string, at: Date) {
  const { rows } = await sql<{
    scope: "tenant" | "all";
    subjects: string[];
    cases: string[];
    orgs: string[];
  }>`
    select s.scope, v.subjects, yj_visible(${orgId}, ${at}, 'case') as cases,
      yj_visible_orgs(${orgId}, v.subjects, ${at}) as orgs
    from (select yj_scope(${orgId}, ${at}) as scope) s, (select yj_visible(${orgId}, ${at}, 'state') as subjects) v`.execute(
    db,
  );
  const [seen] = rows;
  if (!seen) throw new Error("no visibility");
  return seen;
}
