import type { CatalogueDocument } from "@yunjian/catalogue";
import type { Insertable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

type Edition = Pick<CatalogueDocument, "id" | "edition">;

export interface StoredReport {
  readonly unmatchedParts: { section: string; item: string | null; line: number; text: string }[];
  readonly entriesWithoutText: string[];
}

/** The document's own words for an entry, from the file attached last. */
export async function textOf(tx: Tx, document: Edition, entryId: string) {
  return await tx
    .selectFrom("catalogue_attachment as a")
    .innerJoin("catalogue_text as t", "t.attachment_id", "a.id")
    .select(["t.text", "t.line", "a.file_name as fileName", "a.attached_at as attachedAt"])
    .where("a.document", "=", document.id)
    .where("a.edition", "=", document.edition)
    .where("a.replaced_at", "is", null)
    .where("t.entry_id", "=", entryId)
    .executeTakeFirst();
}

/** Every attachment of every document, the one in force first. */
export async function attachments(tx: Tx) {
  return await views(tx).orderBy("a.attached_at", "desc").orderBy("a.id", "desc").execute();
}

export async function attachmentById(tx: Tx, id: string) {
  const row = await views(tx).select("a.report").where("a.id", "=", id).executeTakeFirst();
  return row && { ...row, report: row.report as unknown as StoredReport };
}

/** The one in force, locked: two operators who attach at once follow each other. */
export async function currentAttachment(tx: Tx, document: Edition) {
  return await views(tx)
    .where("a.document", "=", document.id)
    .where("a.edition", "=", document.edition)
    .where("a.replaced_at", "is", null)
    .forUpdate("a")
    .executeTakeFirst();
}

export async function replaceAttachment(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("catalogue_attachment")
    .set({ replaced_at: now })
    .where("id", "=", id)
    .where("replaced_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** False when somebody else attached a text to the same edition meanwhile. */
export async function insertAttachment(
  tx: Tx,
  row: Insertable<Database["catalogue_attachment"]>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("catalogue_attachment")
    .values(row)
    .onConflict((oc) => oc.columns(["document", "edition"]).where("replaced_at", "is", null).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function insertTexts(
  tx: Tx,
  rows: readonly Insertable<Database["catalogue_text"]>[],
): Promise<void> {
  if (rows.length > 0) await tx.insertInto("catalogue_text").values(rows).execute();
}

function views(tx: Tx) {
  return tx
    .selectFrom("catalogue_attachment as a")
    .leftJoin("person as p", "p.id", "a.attached_by")
    .select([
      "a.id",
      "a.document",
      "a.edition",
      "a.file_name as fileName",
      "a.file_digest as fileDigest",
      "a.matched",
      "a.total",
      "p.name as attachedBy",
      "a.attached_at as attachedAt",
      "a.replaced_at as replacedAt",
    ]);
}
