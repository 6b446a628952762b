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

export async function anyPerson(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom("person").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export async function sessionsOf(tx: Tx, personId: string, now: Date) {
  return await tx
    .selectFrom("session as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .select([
      "s.id",
      "o.short_name as org_name",
      "s.created_at",
      "s.last_seen_at",
      "s.expires_at",
      "s.address",
      "s.agent",
    ])
    .where("s.person_id", "=", personId)
    .where("s.ended_at", "is", null)
    .where("s.expires_at", ">", now)
    .orderBy("s.last_seen_at", "desc")
    .limit(100)
    .execute();
}

export async function endOwnSession(tx: Tx, personId: string, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("session")
    .set({ ended_at: now })
    .where("id", "=", id)
    .where("person_id", "=", personId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Who can sign in to what: for the sign-in page of the demo. */
export async function peopleWithPosts(tx: Tx) {
  return await tx
    .selectFrom("membership as m")
    .innerJoin("person as p", "p.id", "m.person_id")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .select(["p.email", "p.name", "o.name as org_name", "m.post"])
    .where("m.to_at", "is", null)
    .where("p.ended_at", "is", null)
    .orderBy("o.created_at")
    .orderBy("p.created_at")
    .execute();
}
