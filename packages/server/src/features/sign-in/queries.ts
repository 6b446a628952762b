import { type Kysely, sql } from "kysely";
import type { Permission, Post } from "@yunjian/domain";
import { PREPARED } from "../../platform/postgres/pool.ts";
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
  /** The temporary privilege this session acts under; null for keys and most of the time. */
  privilege_id: string | null;
  /** What the privilege adds, or what the key is limited to. */
  granted: Permission[] | null;
  /** How far the session is trusted; null for keys. */
  aal: number | null;
  method: "password" | "link" | "sso" | null;
  confirmed_at: Date | null;
  has_factor: boolean | null;
  password_changed_at: Date | null;
  cut: boolean | null;
}

/** Asked before any role is taken: the two functions are all the server's login may use by itself. */
export async function callerOfSession(
  db: Kysely<Database>,
  hash: Buffer,
  now: Date,
  idleMinutes: number,
): Promise<Caller | undefined> {
  const { rows } = await sql<Caller>`${sql.raw(PREPARED)}
    select n.*, u.privilege_id, u.permissions as granted,
      a.aal, a.method, a.confirmed_at, a.has_factor, a.password_changed_at, a.cut
    from yj_session(${hash}, ${now}, make_interval(mins => ${idleMinutes})) c
    left join lateral yj_privilege_in_use(c.session_id, c.person_id, c.org_id, ${now}) u on true
    cross join lateral yj_narrowed(c, u.subjects, ${now}) n
    cross join lateral yj_assurance(c.session_id) a`.execute(db);
  return rows[0];
}

export async function callerOfKey(
  db: Kysely<Database>,
  hash: Buffer,
  now: Date,
): Promise<Caller | undefined> {
  const { rows } = await sql<Caller>`${sql.raw(PREPARED)}
    select c.*, null::uuid as privilege_id, yj_key_permissions(c.session_id) as granted,
      null::int as aal, null::text as method, null::timestamptz as confirmed_at, null::bool as has_factor,
      null::timestamptz as password_changed_at, null::bool as cut
    from yj_api_key(${hash}, ${now}) c`.execute(db);
  return rows[0];
}

export async function touchSession(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.updateTable("session").set({ last_seen_at: now }).where("id", "=", sessionId).execute();
}

export async function touchKey(tx: Tx, keyId: string, now: Date, address: string): Promise<void> {
  await tx
    .updateTable("api_key")
    .set({ last_used_at: now, last_used_address: address })
    .where("id", "=", keyId)
    .execute();
}

export async function personByEmail(tx: Tx, email: string) {
  return await tx
    .selectFrom("person")
    .selectAll()
    .where(sql`lower(email)`, "=", email.toLowerCase())
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

/** One at a time for one person: failures are counted one after the other. */
export async function lockPerson(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom("person").select("id").where("id", "=", id).forUpdate().execute();
}

export async function personById(tx: Tx, id: string) {
  return await tx.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
}
export type PersonRow = NonNullable<Awaited<ReturnType<typeof personById>>>;
export type DeviceRow = NonNullable<Awaited<ReturnType<typeof deviceOf>>>;
export type GuessedRow = NonNullable<Awaited<ReturnType<typeof guessedName>>>;

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
  await tx
    .insertInto("past_password")
    .values({ person_id: personId, set_at: now, hash })
    .onConflict((oc) => oc.columns(["person_id", "set_at"]).doUpdateSet({ hash }))
    .execute();
}

export async function recentPasswords(tx: Tx, personId: string, count: number): Promise<string[]> {
  if (count === 0) return [];
  const rows = await tx
    .selectFrom("past_password")
    .select("hash")
    .where("person_id", "=", personId)
    .orderBy("set_at", "desc")
    .limit(count)
    .execute();
  return rows.map((row) => row.hash);
}

export async function setLang(tx: Tx, personId: string, lang: string): Promise<void> {
  await tx.updateTable("person").set({ lang }).where("id", "=", personId).execute();
}

export interface MembershipRow {
  org_id: string;
  org_name: string;
  short_name: string;
  roles: string[];
  posts: Post[];
}

/** The organisations a person can act for now, the home organisation first. */
export async function membershipsOf(tx: Tx, personId: string, now: Date): Promise<MembershipRow[]> {
  return (await sql<MembershipRow>`select * from yj_memberships(${personId}, ${now})`.execute(tx)).rows;
}

export async function insertSession(
  tx: Tx,
  row: import("kysely").Insertable<Database["session"]>,
): Promise<void> {
  await tx.insertInto("session").values(row).execute();
}

/** Browsers a person has signed in with, and names that nobody has. */
export async function deviceOf(tx: Tx, personId: string, hash: Buffer) {
  return await tx
    .selectFrom("device")
    .selectAll()
    .where("token_hash", "=", hash)
    .where("person_id", "=", personId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

export async function insertDevice(
  tx: Tx,
  row: import("kysely").Insertable<Database["device"]>,
): Promise<void> {
  await tx.insertInto("device").values(row).execute();
}

export async function deviceSeen(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable("device")
    .set({ last_seen_at: now, failed_count: 0, failed_since: null, locked_until: null })
    .where("id", "=", id)
    .execute();
}

interface Count {
  readonly failedCount: number;
  readonly failedSince: Date | null;
  readonly lockedUntil: Date | null;
}

export async function setDeviceFailures(tx: Tx, id: string, count: Count): Promise<void> {
  await tx
    .updateTable("device")
    .set({
      failed_count: count.failedCount,
      failed_since: count.failedSince,
      locked_until: count.lockedUntil,
    })
    .where("id", "=", id)
    .execute();
}

/** A new password is a new start: browsers used before are known no more. */
export async function forgetDevices(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable("device")
    .set({ ended_at: now })
    .where("person_id", "=", personId)
    .where("ended_at", "is", null)
    .execute();
}

export async function guessedName(tx: Tx, hash: Buffer) {
  return await tx.selectFrom("guessed_name").selectAll().where("name_hash", "=", hash).executeTakeFirst();
}

export async function setGuessed(tx: Tx, hash: Buffer, count: Count): Promise<void> {
  const values = {
    failed_count: count.failedCount,
    failed_since: count.failedSince,
    locked_until: count.lockedUntil,
  };
  await tx
    .insertInto("guessed_name")
    .values({ name_hash: hash, ...values })
    .onConflict((oc) => oc.column("name_hash").doUpdateSet(values))
    .execute();
}

/** By whose identity providers a person can sign in. */
export async function identitiesOf(tx: Tx, personId: string) {
  return await tx
    .selectFrom("sso_identity as i")
    .innerJoin("organisation as o", "o.id", "i.org_id")
    .select(["o.short_name as organisation", "i.created_at as linkedAt", "i.last_used_at as lastUsedAt"])
    .where("i.person_id", "=", personId)
    .where("i.ended_at", "is", null)
    .orderBy("i.created_at")
    .execute();
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
): Promise<number> {
  let query = tx
    .updateTable("session")
    .set({ ended_at: now })
    .where("person_id", "=", personId)
    .where("ended_at", "is", null);
  if (except) query = query.where("id", "!=", except);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
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
      "s.aal",
      "s.method",
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
