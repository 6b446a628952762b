import type { Insertable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function insertOrganisation(tx: Tx, row: Insertable<Database["organisation"]>): Promise<void> {
  await tx.insertInto("organisation").values(row).execute();
}

export async function insertSubject(tx: Tx, row: Insertable<Database["subject"]>): Promise<void> {
  await tx.insertInto("subject").values(row).execute();
}

export async function insertPerson(tx: Tx, row: Insertable<Database["person"]>): Promise<void> {
  await tx.insertInto("person").values(row).execute();
}

export async function insertMembership(tx: Tx, row: Insertable<Database["membership"]>): Promise<void> {
  await tx.insertInto("membership").values(row).execute();
}

export async function insertEngagement(tx: Tx, row: Insertable<Database["engagement"]>): Promise<void> {
  await tx.insertInto("engagement").values(row).execute();
}

export async function organisationById(tx: Tx, id: string) {
  return await tx.selectFrom("organisation").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Every post a person holds now, over all organisations. */
export async function postsOf(tx: Tx, personId: string, now: Date) {
  return await tx
    .selectFrom("membership")
    .select(["id", "org_id", "post"])
    .where("person_id", "=", personId)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .execute();
}

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

/** Whether an engagement in this role runs already, for one of these subjects (null: for everything). */
export async function engagementOpen(tx: Tx, orgId: string, role: string, subjects: readonly (string | null)[]): Promise<boolean> {
  const ids = subjects.filter((id) => id !== null);
  const row = await tx
    .selectFrom("engagement")
    .select("id")
    .where("org_id", "=", orgId)
    .where("role", "=", role)
    .where("to_at", "is", null)
    .where((eb) =>
      eb.or([
        ...(ids.length > 0 ? [eb("subject_id", "in", ids)] : []),
        ...(subjects.includes(null) ? [eb("subject_id", "is", null)] : []),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
