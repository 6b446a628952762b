import type { Lang, Post } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** Somebody who can be told something, acting for one organisation. */
export interface Recipient {
  readonly personId: string;
  readonly orgId: string;
  readonly name: string;
  readonly email: string;
  readonly lang: Lang;
}

/** Who holds one of these posts now: in these organisations, or in any that is engaged for everything. */
export async function recipientsByPost(
  tx: Tx,
  orgIds: readonly string[] | "engaged-for-everything",
  posts: readonly Post[],
  now: Date,
): Promise<Recipient[]> {
  const where =
    orgIds === "engaged-for-everything"
      ? sql<SqlBool>`m.org_id in (select org_id from engagement
          where subject_id is null and from_at <= ${now} and (to_at is null or to_at > ${now}))`
      : sql<SqlBool>`m.org_id = any(${[...orgIds]}::uuid[])`;
  return await recipients(tx, now, sql<SqlBool>`${where} and m.post = any(${[...posts]}::text[])`);
}

/** These people in every organisation they act for now; for who left, the one who took over. */
export async function recipientsById(tx: Tx, personIds: readonly string[], now: Date): Promise<Recipient[]> {
  if (personIds.length === 0) return [];
  return await recipients(
    tx,
    now,
    sql<SqlBool>`m.person_id in (
      with recursive line as (
        select id, ended_at, handed_to, 0 as steps from person where id = any(${[...personIds]}::uuid[])
        union all
        select p.id, p.ended_at, p.handed_to, l.steps + 1 from line l join person p on p.id = l.handed_to
        where l.ended_at is not null and l.steps < 10
      ) select id from line)`,
  );
}

async function recipients(tx: Tx, now: Date, where: ReturnType<typeof sql<SqlBool>>): Promise<Recipient[]> {
  return await tx
    .selectFrom("membership as m")
    .innerJoin("person as p", "p.id", "m.person_id")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .select([
      "m.person_id as personId",
      "m.org_id as orgId",
      "p.name",
      "p.email",
      sql<Lang>`p.lang`.as("lang"),
    ])
    .distinct()
    .where(where)
    .where("m.from_at", "<=", now)
    .where((eb) => eb.or([eb("m.to_at", "is", null), eb("m.to_at", ">", now)]))
    .where("p.ended_at", "is", null)
    .where("o.ended_at", "is", null)
    .orderBy("m.person_id")
    .orderBy("m.org_id")
    .execute();
}

/** Whether an organisation may see the cases of a subject now; of no subject: whether it sees everything. */
export async function seesCases(
  tx: Tx,
  orgId: string,
  subjectId: string | null,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{
    sees: boolean | null;
  }>`select yj_sees(${orgId}, ${subjectId}, ${now}) as sees`.execute(tx);
  return rows[0]?.sees ?? false;
}

export async function nameOfPerson(
  tx: Tx,
  id: string,
): Promise<{ name: string; orgId: string; orgName: string } | undefined> {
  return await tx
    .selectFrom("person as p")
    .innerJoin("organisation as o", "o.id", "p.org_id")
    .select(["p.name", "p.org_id as orgId", "o.short_name as orgName"])
    .where("p.id", "=", id)
    .executeTakeFirst();
}

/** How many others of an organisation hold one of these posts now. */
export async function othersInPosts(
  tx: Tx,
  orgId: string,
  posts: readonly Post[],
  personId: string,
  now: Date,
): Promise<number> {
  const found = await recipientsByPost(tx, [orgId], posts, now);
  return found.filter((each) => each.personId !== personId).length;
}

/** The organisation that supervises everything, the first engaged so. */
export async function platformOrganisation(tx: Tx, now: Date): Promise<string | null> {
  const row = await tx
    .selectFrom("engagement")
    .select("org_id")
    .where("subject_id", "is", null)
    .where("role", "=", "supervisor")
    .where("from_at", "<=", now)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .orderBy("from_at")
    .limit(1)
    .executeTakeFirst();
  return row?.org_id ?? null;
}

function keys(tx: Tx) {
  return tx
    .selectFrom("api_key as k")
    .innerJoin("person as p", "p.id", "k.person_id")
    .innerJoin("organisation as o", "o.id", "k.org_id")
    .select([
      "k.id",
      "k.person_id as personId",
      "k.org_id as orgId",
      "k.expires_at as expiresAt",
      "p.name as personName",
      "o.short_name as orgName",
    ]);
}

export async function keyForNotice(tx: Tx, id: string) {
  return await keys(tx).where("k.id", "=", id).executeTakeFirst();
}

/** Keys in use that end between two instants. */
export async function keysEndingBetween(tx: Tx, from: Date, until: Date) {
  return await keys(tx)
    .where("k.revoked_at", "is", null)
    .where("p.ended_at", "is", null)
    .where("k.expires_at", ">", from)
    .where("k.expires_at", "<=", until)
    .execute();
}

/** Per organisation, how many posts nobody confirmed since `before`. */
export async function unconfirmedPosts(tx: Tx, before: Date) {
  const rows = await tx
    .selectFrom("membership as m")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .innerJoin("person as p", "p.id", "m.person_id")
    .select((eb) => ["m.org_id as orgId", "o.short_name as orgName", eb.fn.countAll<string>().as("count")])
    .where("m.to_at", "is", null)
    .where("o.ended_at", "is", null)
    .where("p.ended_at", "is", null)
    .where(sql<SqlBool>`coalesce(m.confirmed_at, m.from_at) <= ${before}`)
    .groupBy(["m.org_id", "o.short_name"])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
