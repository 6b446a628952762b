import type { AuthorisationStep, OperationKind, OperationResult, Touch } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** The parts of a case: operations with their files, questions, steps. */

export async function insertOperation(
  tx: Tx,
  row: Insertable<Database["authorisation_operation"]>,
  fileIds: readonly string[],
): Promise<void> {
  await tx.insertInto("authorisation_operation").values(row).execute();
  if (fileIds.length === 0) return;
  await tx
    .insertInto("authorisation_file")
    .values(
      fileIds.map((fileId) => ({
        operation_id: row.id,
        file_id: fileId,
        authorisation_id: row.authorisation_id,
      })),
    )
    .execute();
}

export async function operationsOf(tx: Tx, authorisationId: string) {
  return await tx
    .selectFrom("authorisation_operation as o")
    .selectAll("o")
    .select([
      sql<OperationKind>`o.operation`.as("operation"),
      sql<Touch[]>`o.touches`.as("touches"),
      sql<OperationResult>`o.result`.as("result"),
      sql<
        string[]
      >`array(select f.file_id from authorisation_file f where f.operation_id = o.id order by f.file_id)`.as(
        "file_ids",
      ),
    ])
    .where("o.authorisation_id", "=", authorisationId)
    .orderBy("o.started_at")
    .orderBy("o.id")
    .execute();
}

export async function operationById(tx: Tx, authorisationId: string, id: string) {
  return await tx
    .selectFrom("authorisation_operation")
    .select(["id", "late"])
    .where("authorisation_id", "=", authorisationId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** What was recorded before under the asker's own ticket number. */
export async function operationByReference(tx: Tx, authorisationId: string, reference: string) {
  return await tx
    .selectFrom("authorisation_operation")
    .select(["id", "late"])
    .where("authorisation_id", "=", authorisationId)
    .where("reference", "=", reference)
    .executeTakeFirst();
}

export async function insertQuestion(
  tx: Tx,
  row: Insertable<Database["authorisation_question"]>,
): Promise<void> {
  await tx.insertInto("authorisation_question").values(row).execute();
}

export async function questionsOf(tx: Tx, authorisationId: string) {
  return await tx
    .selectFrom("authorisation_question")
    .selectAll()
    .where("authorisation_id", "=", authorisationId)
    .orderBy("asked_at")
    .orderBy("id")
    .execute();
}

export async function answer(
  tx: Tx,
  id: string,
  set: Updateable<Database["authorisation_question"]>,
): Promise<boolean> {
  const row = await tx
    .updateTable("authorisation_question")
    .set(set)
    .where("id", "=", id)
    .where("answered_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** How many questions wait, and until when the oldest does. */
export async function openQuestions(
  tx: Tx,
  authorisationId: string,
): Promise<{ count: number; dueAt: Date | null }> {
  return await tx
    .selectFrom("authorisation_question")
    .select([sql<number>`count(*)::int`.as("count"), sql<Date | null>`min(answer_due_at)`.as("dueAt")])
    .where("authorisation_id", "=", authorisationId)
    .where("answered_at", "is", null)
    .executeTakeFirstOrThrow();
}

export async function insertStep(tx: Tx, row: Insertable<Database["authorisation_step"]>): Promise<void> {
  await tx.insertInto("authorisation_step").values(row).execute();
}

export async function stepsOf(tx: Tx, authorisationId: string) {
  return await tx
    .selectFrom("authorisation_step")
    .select(["id", sql<AuthorisationStep>`kind`.as("kind"), "text", "until_at", "by_person", "by_org", "at"])
    .where("authorisation_id", "=", authorisationId)
    .orderBy("at")
    .orderBy("id")
    .execute();
}

/** Supervision of a cloud has changed hands. */
export async function follow(tx: Tx, cloudId: string, now: Date): Promise<void> {
  await sql`select yj_authorisations_follow(${cloudId}::uuid, ${now})`.execute(tx);
}

export async function linkRequest(tx: Tx, authorisationId: string, requestId: string): Promise<void> {
  await tx
    .updateTable("authorisation")
    .set({ request_id: requestId })
    .where("id", "=", authorisationId)
    .where(sql<SqlBool>`request_id is null`)
    .execute();
}
