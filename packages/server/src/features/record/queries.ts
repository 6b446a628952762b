import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** The tree that lists and figures speak of: SHA-256 where it is kept; the other one covers the same entries. */
async function mainTree(tx: Tx): Promise<string> {
  const row = await tx
    .selectFrom("ledger_tree")
    .select("tree")
    .orderBy("size", "desc")
    .orderBy("tree")
    .limit(1)
    .executeTakeFirst();
  return row?.tree ?? "sha256";
}

export interface RecordFilter {
  readonly personIds?: readonly string[] | undefined;
  readonly objectId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Entries newest first. Ids carry the instant, so one key pages and bounds the time as well. */
export async function entries(tx: Tx, filter: RecordFilter, page: { after: string | null; limit: number }) {
  let query = tx
    .selectFrom("record_entry as e")
    .leftJoin("record_order as o", "o.entry_id", "e.id")
    .leftJoin("person as p", "p.id", "e.actor_person")
    .leftJoin("organisation as org", "org.id", "e.actor_org")
    .leftJoin("subject as s", "s.id", "e.subject_id")
    .select([
      "e.id",
      "e.at",
      "e.kind",
      "e.actor_person",
      "p.name as person_name",
      "e.actor_org",
      "org.short_name as org_name",
      "e.object_type",
      "e.object_id",
      "e.subject_id",
      "s.name as subject_name",
      "e.request_id",
      "e.body",
      "o.position",
    ]);
  const { objectId, subjectId, kinds, personIds, from, to } = filter;
  if (objectId) {
    query = query.where("e.id", "in", (eb) =>
      eb.selectFrom("record_about").select("entry_id").where("object_id", "=", objectId),
    );
  }
  if (subjectId) query = query.where("e.subject_id", "=", subjectId);
  if (kinds && kinds.length > 0) query = query.where("e.kind", "in", [...kinds]);
  if (personIds) query = query.where(sql<SqlBool>`e.actor_person = any(${[...personIds]}::uuid[])`);
  if (from) query = query.where("e.id", ">=", firstIdAt(from));
  if (to) query = query.where("e.id", "<", firstIdAt(to));
  if (page.after) query = query.where("e.id", "<", page.after);
  return await query.orderBy("e.id", "desc").limit(page.limit).execute();
}

/** The smallest UUIDv7 of an instant. */
function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0").slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** People whose name or mail address contains the words; so many that a search by them still makes sense. */
export async function peopleNamed(tx: Tx, words: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("person")
    .select("id")
    .where(sql<SqlBool>`strpos(name, ${words}) > 0 or strpos(lower(email), lower(${words})) > 0`)
    .limit(200)
    .execute();
  return rows.map((row) => row.id);
}

export async function latestCheckpoint(tx: Tx) {
  return await tx
    .selectFrom("record_checkpoint")
    .select(["size", "root", "at"])
    .where("tree", "=", await mainTree(tx))
    .where("published_at", "is not", null)
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function verifier(tx: Tx): Promise<string | null> {
  return (await tx.selectFrom("record_log").select("verifier").executeTakeFirst())?.verifier ?? null;
}

/** Counts no further than `limit`. */
export async function pending(tx: Tx, limit: number): Promise<{ count: number; oldest: Date | null }> {
  return await tx
    .selectFrom((eb) =>
      eb
        .selectFrom("record_pending as p")
        .innerJoin("record_entry as e", "e.id", "p.entry_id")
        .select("e.at")
        .orderBy("p.entry_id")
        .limit(limit)
        .as("some"),
    )
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min<Date | null>("some.at").as("oldest")])
    .executeTakeFirstOrThrow();
}

export async function checkpoints(tx: Tx, page: { after: number | null; limit: number }) {
  let query = tx
    .selectFrom("record_checkpoint")
    .select(["size", "root", "at", "note"])
    .where("tree", "=", await mainTree(tx))
    .where("published_at", "is not", null);
  if (page.after !== null) query = query.where("size", "<", page.after);
  return await query.orderBy("size", "desc").limit(page.limit).execute();
}

/** An entry as it was hashed; absent for whoever may not see it. */
export async function entryBytes(tx: Tx, id: string) {
  return await tx
    .selectFrom("record_entry as e")
    .leftJoin("record_order as o", "o.entry_id", "e.id")
    .select(["e.object_type", "e.body", "o.position"])
    .where("e.id", "=", id)
    .executeTakeFirst();
}

/** Trees, witnesses and what the scrub saw; problems no further than fifty. */
export async function ledgerHealth(tx: Tx) {
  const trees = await tx
    .selectFrom("ledger_tree")
    .select(["tree", "origin", "verifiers", "size"])
    .orderBy("tree")
    .execute();
  const witnesses = await tx.selectFrom("ledger_witness").selectAll().orderBy("url").execute();
  const seen = await tx
    .selectFrom("ledger_seen")
    .select((eb) => [
      eb.fn.count<number>("seen_at").as("seen"),
      eb.fn.min<Date | null>("seen_at").as("oldest"),
    ])
    .executeTakeFirstOrThrow();
  const problems = await tx
    .selectFrom("ledger_seen")
    .select(["n", "problem", "problem_at"])
    .where("problem", "is not", null)
    .orderBy("n")
    .limit(50)
    .execute();
  return { trees, witnesses, seen, problems };
}
