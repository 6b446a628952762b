import type { EngagementRole } from "@yunjian/domain";
import { sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export interface OrganisationFilter {
  readonly q?: string | undefined;
  readonly role?: EngagementRole | undefined;
  readonly parentId?: string | undefined;
  readonly ended?: "running" | "ended" | undefined;
}

function organisations(tx: Tx) {
  return tx
    .selectFrom("organisation as o")
    .leftJoin("organisation as parent", "parent.id", "o.parent_id")
    .selectAll("o")
    .select(["parent.short_name as parent_name"]);
}

export async function listOrganisations(
  tx: Tx,
  filter: OrganisationFilter,
  page: { readonly limit: number; readonly after: readonly [string, string] | null; readonly down: boolean },
) {
  let query = organisations(tx);
  if (filter.q) {
    const pattern = containing(filter.q);
    query = query.where((eb) =>
      eb.or([
        eb("o.name", "like", pattern),
        eb("o.short_name", "like", pattern),
        eb("o.credit_code", "=", filter.q?.trim().toUpperCase() ?? ""),
      ]),
    );
  }
  if (filter.role) query = query.where(sql<boolean>`${filter.role} = any (o.roles)`);
  if (filter.parentId) query = query.where("o.parent_id", "=", filter.parentId);
  if (filter.ended) query = query.where("o.ended_at", filter.ended === "ended" ? "is not" : "is", null);
  if (page.after) {
    const [name, id] = page.after;
    query = query.where(
      page.down
        ? sql<boolean>`(o.name, o.id) < (${name}, ${id}::uuid)`
        : sql<boolean>`(o.name, o.id) > (${name}, ${id}::uuid)`,
    );
  }
  const direction = page.down ? "desc" : "asc";
  return await query
    .orderBy("o.name", direction)
    .orderBy("o.id", direction)
    .limit(page.limit + 1)
    .execute();
}
export type OrganisationRow = Awaited<ReturnType<typeof listOrganisations>>[number];

export async function organisationWithParent(tx: Tx, id: string) {
  return await organisations(tx).where("o.id", "=", id).executeTakeFirst();
}

export async function childrenOf(tx: Tx, id: string) {
  return await tx
    .selectFrom("organisation")
    .select(["id", "short_name as name"])
    .where("parent_id", "=", id)
    .where("ended_at", "is", null)
    .orderBy("name")
    .limit(200)
    .execute();
}

export async function peopleCount(tx: Tx, orgId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("person")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("org_id", "=", orgId)
    .where("ended_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The organisations above one, nearest first, itself included. */
export async function lineOf(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select id, parent_id, 1 as depth from organisation where id = ${id}
      union all
      select o.id, o.parent_id, depth + 1 from organisation o join line on o.id = line.parent_id where depth < 20
    ) select id from line order by depth`.execute(tx);
  return rows.map((row) => row.id);
}

export async function changeOrganisation(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["organisation"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("organisation")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function changeSubject(
  tx: Tx,
  id: string,
  values: Updateable<Database["subject"]>,
): Promise<void> {
  await tx.updateTable("subject").set(values).where("id", "=", id).execute();
}

/** What an organisation still answers for: names, a few. */
export async function runningSubjectsOf(tx: Tx, orgId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("subject")
    .select("name")
    .where("owner_org_id", "=", orgId)
    .where("id", "!=", orgId)
    .where("ended_at", "is", null)
    .orderBy("name")
    .limit(limit)
    .execute();
  return rows.map((row) => row.name);
}

export async function subjectById(tx: Tx, id: string) {
  return await tx.selectFrom("subject").selectAll().where("id", "=", id).executeTakeFirst();
}

// Engagements ---------------------------------------------------------------------------------------

export interface EngagementFilter {
  readonly subjectId?: string | undefined;
  readonly orgId?: string | undefined;
  readonly role?: EngagementRole | undefined;
  readonly ended?: "running" | "ended" | undefined;
}

export async function listEngagements(
  tx: Tx,
  filter: EngagementFilter,
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("engagement as e")
    .innerJoin("organisation as o", "o.id", "e.org_id")
    .leftJoin("subject as s", "s.id", "e.subject_id")
    .select([
      "e.id",
      "e.org_id",
      "o.short_name as org_name",
      "e.role",
      "e.subject_id",
      "s.name as subject_name",
      "s.kind as subject_kind",
      "e.from_at",
      "e.to_at",
      "e.version",
    ]);
  if (filter.subjectId) {
    const { subjectId } = filter;
    query = query.where((eb) => eb.or([eb("e.subject_id", "=", subjectId), eb("e.subject_id", "is", null)]));
  }
  if (filter.orgId) query = query.where("e.org_id", "=", filter.orgId);
  if (filter.role) query = query.where("e.role", "=", filter.role);
  if (filter.ended) query = query.where("e.to_at", filter.ended === "ended" ? "is not" : "is", null);
  if (page.after) query = query.where("e.id", "<", page.after);
  return await query
    .orderBy("e.id", "desc")
    .limit(page.limit + 1)
    .execute();
}

export async function engagementById(tx: Tx, id: string) {
  return await tx.selectFrom("engagement").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function endEngagement(tx: Tx, id: string, version: number, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("engagement")
    .set({ to_at: now, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Who else supervises everything. */
export async function otherSupervisorsOfAll(tx: Tx, exceptId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("engagement")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("subject_id", "is", null)
    .where("role", "=", "supervisor")
    .where("to_at", "is", null)
    .where("id", "!=", exceptId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
