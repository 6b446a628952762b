import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface PersonWaiting {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly lang: string;
}

/** The next person, by id, for whom a digest has something from before `until`. */
export async function nextPerson(
  tx: Tx,
  after: string | null,
  until: Date,
): Promise<PersonWaiting | undefined> {
  let query = tx
    .selectFrom("notice as n")
    .innerJoin("person as p", "p.id", "n.person_id")
    .select(["p.id", "p.name", "p.email", "p.lang"])
    .where("n.mail", "=", "digest")
    .where("n.mail_id", "is", null)
    .where("n.read_at", "is", null)
    .where("n.created_at", "<=", until)
    .where("p.ended_at", "is", null);
  if (after !== null) query = query.where("n.person_id", ">", after);
  return await query.orderBy("n.person_id").limit(1).executeTakeFirst();
}

/** What goes into a person's digest; nothing while another process makes it. */
export async function takeForDigest(tx: Tx, personId: string, until: Date) {
  const lock = await sql<{
    got: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`digest ${personId}`}, 0)) as got`.execute(tx);
  if (!lock.rows[0]?.got) return [];
  return await tx
    .selectFrom("notice")
    .select(["id", "title", "path"])
    .where("person_id", "=", personId)
    .where("mail", "=", "digest")
    .where("mail_id", "is", null)
    .where("read_at", "is", null)
    .where("created_at", "<=", until)
    .orderBy("id")
    .forUpdate()
    .execute();
}
