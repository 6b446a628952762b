import type { ImportKind } from "@yunjian/domain";
import type { Insertable, Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

const SUMMARY = [
  "r.id",
  "r.org_id",
  "r.kind",
  "r.file_name",
  "r.dry_run",
  "r.state",
  "r.created_by",
  "r.created_at",
  "r.finished_at",
  "r.total",
  "r.done",
  "r.taken",
  "r.unchanged",
  "r.refused",
  "r.notes",
  "r.job_id",
] as const;

function runs(tx: Tx, orgId: string) {
  return tx
    .selectFrom("import_run as r")
    .innerJoin("person as p", "p.id", "r.created_by")
    .select([...SUMMARY, "p.name as person"])
    .where("r.org_id", "=", orgId);
}
export type RunRow = Awaited<ReturnType<typeof listRuns>>[number];

export async function listRuns(
  tx: Tx,
  orgId: string,
  filter: { readonly kind?: ImportKind | undefined },
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = runs(tx, orgId);
  if (filter.kind) query = query.where("r.kind", "=", filter.kind);
  if (page.after) query = query.where("r.id", "<", page.after);
  return await query
    .orderBy("r.id", "desc")
    .limit(page.limit + 1)
    .execute();
}

export async function runById(tx: Tx, orgId: string, id: string): Promise<RunRow | undefined> {
  return await runs(tx, orgId).where("r.id", "=", id).executeTakeFirst();
}

export async function insertRun(tx: Tx, row: Insertable<Database["import_run"]>): Promise<void> {
  await tx.insertInto("import_run").values(row).execute();
}

export async function changeRun(
  tx: Tx,
  id: string,
  values: Updateable<Database["import_run"]>,
): Promise<void> {
  await tx.updateTable("import_run").set(values).where("id", "=", id).execute();
}

/** The run with its file, for the job that works through it. */
export async function runToWork(tx: Tx, id: string) {
  return await tx.selectFrom("import_run").selectAll().where("id", "=", id).executeTakeFirst();
}

const ROWS_AT_ONCE = 1000;

export async function insertRows(tx: Tx, rows: readonly Insertable<Database["import_row"]>[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await tx
      .insertInto("import_row")
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute();
  }
}

export async function rowsOf(
  tx: Tx,
  runId: string,
  filter: { readonly outcome?: "taken" | "unchanged" | "refused" | "warned" | undefined },
  page: { readonly limit: number; readonly after: number | null },
) {
  let query = tx.selectFrom("import_row").selectAll().where("run_id", "=", runId);
  if (filter.outcome === "warned") query = query.where("warned", "=", true);
  else if (filter.outcome) query = query.where("outcome", "=", filter.outcome);
  if (page.after !== null) query = query.where("line", ">", page.after);
  return await query
    .orderBy("line")
    .limit(page.limit + 1)
    .execute();
}
