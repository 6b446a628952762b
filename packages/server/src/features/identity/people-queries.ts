import type { PersonState, Post } from "@yunjian/domain";
import { type Insertable, sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
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

/** Whether an engagement in this role runs already, for one of these subjects (null: for everything). */
export async function engagementOpen(
  tx: Tx,
  orgId: string,
  role: string,
  subjects: readonly (string | null)[],
): Promise<boolean> {
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

// The pages that manage people -------------------------------------------------------------------------

export interface PeopleFilter {
  readonly q?: string | undefined;
  readonly orgId?: string | undefined;
  readonly post?: Post | undefined;
  readonly state?: PersonState | undefined;
}

function people(tx: Tx) {
  return tx
    .selectFrom("person as p")
    .innerJoin("organisation as o", "o.id", "p.org_id")
    .select([
      "p.id",
      "p.org_id",
      "o.short_name as org_name",
      "o.roles as org_roles",
      "p.name",
      "p.email",
      "p.phone",
      "p.title",
      "p.lang",
      "p.locked_until",
      "p.failed_count",
      "p.created_at",
      "p.ended_at",
      "p.version",
    ])
    .select(sql<boolean>`p.password_hash is not null`.as("has_password"));
}

export async function listPeople(
  tx: Tx,
  filter: PeopleFilter,
  page: { readonly limit: number; readonly after: readonly [string, string] | null; readonly down: boolean },
  now: Date,
) {
  let query = people(tx);
  if (filter.q) {
    const pattern = containing(filter.q);
    query = query.where((eb) => eb.or([eb("p.name", "like", pattern), eb("p.email", "ilike", pattern)]));
  }
  if (filter.orgId) query = query.where("p.org_id", "=", filter.orgId);
  if (filter.post) {
    const { post } = filter;
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("membership as m")
          .select("m.id")
          .whereRef("m.person_id", "=", "p.id")
          .where("m.post", "=", post)
          .where("m.to_at", "is", null),
      ),
    );
  }
  if (filter.state === "ended") query = query.where("p.ended_at", "is not", null);
  else if (filter.state) query = query.where("p.ended_at", "is", null);
  if (filter.state === "locked") query = query.where("p.locked_until", ">", now);
  if (filter.state === "invited") query = query.where("p.password_hash", "is", null);
  if (filter.state === "active") {
    query = query
      .where("p.password_hash", "is not", null)
      .where((eb) => eb.or([eb("p.locked_until", "is", null), eb("p.locked_until", "<=", now)]));
  }
  if (page.after) {
    const [name, id] = page.after;
    query = query.where(
      page.down
        ? sql<boolean>`(p.name, p.id) < (${name}, ${id}::uuid)`
        : sql<boolean>`(p.name, p.id) > (${name}, ${id}::uuid)`,
    );
  }
  const direction = page.down ? "desc" : "asc";
  return await query
    .orderBy("p.name", direction)
    .orderBy("p.id", direction)
    .limit(page.limit + 1)
    .execute();
}
export type PersonRow = Awaited<ReturnType<typeof listPeople>>[number];

export async function personRow(tx: Tx, id: string): Promise<PersonRow | undefined> {
  return await people(tx).where("p.id", "=", id).executeTakeFirst();
}

/** Posts of several people; with `ended`, those that are over as well. */
export async function postsOfPeople(tx: Tx, ids: readonly string[], ended: boolean) {
  if (ids.length === 0) return [];
  let query = tx
    .selectFrom("membership as m")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .leftJoin("person as c", "c.id", "m.confirmed_by")
    .select([
      "m.id",
      "m.person_id",
      "m.org_id",
      "o.short_name as org_name",
      "m.post",
      "m.from_at",
      "m.to_at",
      "m.confirmed_at",
      "c.name as confirmed_by_name",
    ])
    .where("m.person_id", "in", [...ids]);
  if (!ended) query = query.where("m.to_at", "is", null);
  return await query.orderBy("m.from_at", "desc").orderBy("m.id", "desc").execute();
}
export type PostRow = Awaited<ReturnType<typeof postsOfPeople>>[number];

export async function membershipById(tx: Tx, id: string) {
  return await tx.selectFrom("membership").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function endMembership(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("membership")
    .set({ to_at: now })
    .where("id", "=", id)
    .where("to_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Posts held now, those longest without confirmation first. */
export async function postsToReview(
  tx: Tx,
  filter: { readonly orgId: string | null; readonly before: Date | null },
  page: { readonly limit: number; readonly after: readonly [string, string] | null },
) {
  const since = sql<Date>`coalesce(m.confirmed_at, m.from_at)`;
  let query = tx
    .selectFrom("membership as m")
    .innerJoin("organisation as o", "o.id", "m.org_id")
    .innerJoin("person as p", "p.id", "m.person_id")
    .leftJoin("person as c", "c.id", "m.confirmed_by")
    .select([
      "m.id",
      "m.person_id",
      "p.name as person_name",
      "m.org_id",
      "o.short_name as org_name",
      "m.post",
      "m.from_at",
      "m.to_at",
      "m.confirmed_at",
      "c.name as confirmed_by_name",
      since.as("since"),
    ])
    .where("m.to_at", "is", null)
    .where("p.ended_at", "is", null)
    .where("o.ended_at", "is", null);
  if (filter.orgId !== null) query = query.where("m.org_id", "=", filter.orgId);
  if (filter.before !== null) query = query.where(sql<boolean>`${since} <= ${filter.before}`);
  if (page.after) {
    const [at, id] = page.after;
    query = query.where(sql<boolean>`(${since}, m.id) > (${at}::timestamptz, ${id}::uuid)`);
  }
  return await query
    .orderBy(since)
    .orderBy("m.id")
    .limit(page.limit + 1)
    .execute();
}

export async function confirmMembership(tx: Tx, id: string, by: string | null, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("membership")
    .set({ confirmed_at: now, confirmed_by: by })
    .where("id", "=", id)
    .where("to_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Colleagues who could take over from somebody. */
export async function colleagues(tx: Tx, orgId: string, exceptId: string) {
  return await tx
    .selectFrom("person as p")
    .select(["p.id", "p.name"])
    .where("p.org_id", "=", orgId)
    .where("p.id", "!=", exceptId)
    .where("p.ended_at", "is", null)
    .orderBy("p.name")
    .limit(200)
    .execute();
}

export async function workingKeys(tx: Tx, personId: string, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom("api_key")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many other people hold a post: in one organisation, or (null) anywhere. Locked, so that two cannot leave at once. */
export async function otherHolders(
  tx: Tx,
  post: Post,
  orgId: string | null,
  personId: string,
  mode: "look" | "lock" = "lock",
): Promise<number> {
  let query = tx
    .selectFrom("membership as m")
    .innerJoin("person as p", "p.id", "m.person_id")
    .select("m.id")
    .where("m.post", "=", post)
    .where("m.to_at", "is", null)
    .where("p.ended_at", "is", null)
    .where("m.person_id", "!=", personId);
  if (orgId !== null) query = query.where("m.org_id", "=", orgId);
  return (await (mode === "lock" ? query.forUpdate("m") : query).execute()).length;
}

export async function changePerson(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["person"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("person")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function personByEmail(tx: Tx, email: string) {
  return await tx
    .selectFrom("person as p")
    .innerJoin("organisation as o", "o.id", "p.org_id")
    .select(["p.id", "p.name", "o.name as org_name"])
    .where(sql`lower(p.email)`, "=", email.toLowerCase())
    .executeTakeFirst();
}
