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

/** These people in every organisation they act for now. */
export async function recipientsById(tx: Tx, personIds: readonly string[], now: Date): Promise<Recipient[]> {
  if (personIds.length === 0) return [];
  return await recipients(tx, now, sql<SqlBool>`m.person_id = any(${[...personIds]}::uuid[])`);
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
