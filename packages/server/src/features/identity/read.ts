import {
  type Actor,
  type EngagementRole,
  type HeldPrivilege,
  type Permission,
  type Post,
  permissionsOf,
} from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import { type Db, grantVisibility, platformActor, type Tx, withActor } from "../../platform/tenancy.ts";

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
  return (
    row && {
      id: row.id,
      name: row.name,
      shortName: row.short_name,
      roles: row.roles,
      twoPerson: row.two_person,
      ended: row.ended_at !== null,
    }
  );
}

/** An organisation as people write it in a table: by full name or credit code, or by a short name that is only one's. */
export async function organisationByWord(tx: Tx, word: string): Promise<OrganisationFacts | undefined> {
  const rows = await tx
    .selectFrom("organisation")
    .select(["id", "name", "credit_code"])
    .where("ended_at", "is", null)
    .where((eb) =>
      eb.or([eb("name", "=", word), eb("credit_code", "=", word.toUpperCase()), eb("short_name", "=", word)]),
    )
    .limit(3)
    .execute();
  const exact = rows.find((row) => row.name === word || row.credit_code === word.toUpperCase());
  const found = exact ?? (rows.length === 1 ? rows[0] : undefined);
  return found && (await organisationFacts(tx, found.id));
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
export async function engagedWith(
  tx: Tx,
  subjectId: string,
  roles: readonly EngagementRole[],
  now: Date,
): Promise<string[]> {
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

/** Names of people by id; those the actor may not see are left out. */
export async function peopleNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom("person")
    .select(["id", "name"])
    .where(sql<SqlBool>`id = any(${[...new Set(ids)]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/**
 * The person as an actor of this moment, for work that goes on after the request: null when the post, the
 * person or the organisation has ended meanwhile.
 */
export async function actorFor(
  db: Db,
  who: { readonly personId: string; readonly orgId: string; readonly requestId: string },
  now: Date,
): Promise<Actor | null> {
  const found = await withActor(db, platformActor(who.requestId), "read", (tx) =>
    tx
      .selectFrom("membership as m")
      .innerJoin("person as p", "p.id", "m.person_id")
      .innerJoin("organisation as o", "o.id", "m.org_id")
      .select(["m.post", "p.lang"])
      .where("m.person_id", "=", who.personId)
      .where("m.org_id", "=", who.orgId)
      .where("m.from_at", "<=", now)
      .where((eb) => eb.or([eb("m.to_at", "is", null), eb("m.to_at", ">", now)]))
      .where("p.ended_at", "is", null)
      .where("o.ended_at", "is", null)
      .execute(),
  );
  const [first] = found;
  if (!first) return null;
  const { rows } = await sql<{
    scope: "tenant" | "all";
    subjects: string[];
    cases: string[];
    orgs: string[];
  }>`
    select s.scope, v.subjects, yj_visible(${who.orgId}, ${now}, 'case') as cases,
      yj_visible_orgs(${who.orgId}, v.subjects, ${now}) as orgs
    from (select yj_scope(${who.orgId}, ${now}) as scope) s,
      (select yj_visible(${who.orgId}, ${now}, 'state') as subjects) v`.execute(db);
  const [seen] = rows;
  if (!seen) return null;
  const posts = found.map((row) => row.post as Post);
  const actor: Actor = {
    personId: who.personId,
    orgId: who.orgId,
    posts,
    permissions: permissionsOf(posts),
    scope: seen.scope,
    via: "job",
    requestId: who.requestId,
    lang: first.lang as Actor["lang"],
  };
  if (seen.scope === "tenant") grantVisibility(actor, seen);
  return actor;
}

/** Every post a person holds now or from now on, over all organisations, also those the reader does not see. */
export async function postsEverywhere(tx: Tx, personId: string, now: Date): Promise<Post[]> {
  const { rows } = await sql<{ posts: Post[] }>`select yj_posts_of(${personId}, ${now}) as posts`.execute(tx);
  return rows[0]?.posts ?? [];
}

/** Part of a question: the person holds none of these posts in any organisation. */
export function holdsNone(personId: string, posts: readonly Post[], now: Date) {
  return sql<SqlBool>`not (yj_posts_of(${personId}, ${now}) && ${[...posts]}::text[])`;
}

/**
 * Posts and privileges, running or to run, over all organisations. Locked for this transaction, so that two
 * who give rights to the same person at once see each other.
 */
export async function dutiesEverywhere(
  tx: Tx,
  personId: string,
  now: Date,
): Promise<{ posts: Post[]; privileges: HeldPrivilege[] }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`duties ${personId}`}, 0))`.execute(tx);
  const { rows } = await sql<{ post: Post | null; permissions: Permission[] }>`
    select post, permissions from yj_privileges_of(${personId}, ${now})`.execute(tx);
  return { posts: await postsEverywhere(tx, personId, now), privileges: rows };
}
