import type { Actor, EngagementRole } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What other features ask about organisations and their engagements. */

export interface OrganisationFacts {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly roles: readonly string[];
  readonly twoPerson: boolean;
  readonly ended: boolean;
}

export async function organisationFacts(tx: Tx, id: string): Promise<OrganisationFacts | undefined> {
  const row = await tx
    .selectFrom("organisation")
    .select(["id", "name", "short_name", "roles", "two_person", "ended_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row && {
    id: row.id,
    name: row.name,
    shortName: row.short_name,
    roles: row.roles,
    twoPerson: row.two_person,
    ended: row.ended_at !== null,
  };
}

/** An organisation as people write it in a table: by its full or short name, or by its credit code. */
export async function organisationByWord(tx: Tx, word: string): Promise<OrganisationFacts | undefined> {
  const row = await tx
    .selectFrom("organisation")
    .select("id")
    .where("ended_at", "is", null)
    .where((eb) => eb.or([eb("name", "=", word), eb("credit_code", "=", word.toUpperCase()), eb("short_name", "=", word)]))
    .orderBy((eb) => eb.case().when("name", "=", word).then(0).when("short_name", "=", word).then(2).else(1).end())
    .limit(1)
    .executeTakeFirst();
  return row && (await organisationFacts(tx, row.id));
}

/**
 * Whether the actor's organisation stands in one of these roles towards any of the subjects now. Organisations
 * engaged for everything do so in the role of that engagement.
 */
export async function engagedAs(
  tx: Tx,
  actor: Actor,
  now: Date,
  roles: readonly EngagementRole[],
  subjects: readonly [string, ...string[]],
): Promise<boolean> {
  if (actor.orgId === null) return false;
  const row = await tx
    .selectFrom("engagement")
    .select("id")
    .where("org_id", "=", actor.orgId)
    .where("role", "in", [...roles])
    .where((eb) => eb.or([eb("subject_id", "is", null), eb("subject_id", "in", [...subjects])]))
    .where("from_at", "<=", now)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Who stands in a role towards a subject now, the ones engaged for everything included. */
export async function engagedWith(tx: Tx, subjectId: string, roles: readonly EngagementRole[], now: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom("engagement")
    .select("org_id")
    .distinct()
    .where("role", "in", [...roles])
    .where((eb) => eb.or([eb("subject_id", "=", subjectId), eb("subject_id", "is", null)]))
    .where("from_at", "<=", now)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .execute();
  return rows.map((row) => row.org_id);
}
