import type { Tx } from "../tenancy.ts";

/** Keys of all objects that the database refers to and that must be there. */
export async function namedObjects(tx: Tx): Promise<Set<string>> {
  const files = await tx
    .selectFrom("file")
    .select("blob_key")
    .where("state", "not in", ["purged", "disposed"])
    .execute();
  const templates = await tx.selectFrom("form_template").select("blob_key").execute();
  const packages = await tx
    .selectFrom("evidence_package")
    .select("blob_key")
    .where("blob_key", "is not", null)
    .execute();
  return new Set([...files, ...templates, ...packages].flatMap(({ blob_key }) => blob_key ?? []));
}

/** Whether anything refers to an object; waits for whoever is about to destroy it. */
export async function isNamed(tx: Tx, key: string): Promise<boolean> {
  const files = await tx
    .selectFrom("file")
    .select("id")
    .where("blob_key", "=", key)
    .where("state", "not in", ["purged", "disposed"])
    .forShare()
    .execute();
  if (files.length > 0) return true;
  const template = await tx
    .selectFrom("form_template")
    .select("key")
    .where("blob_key", "=", key)
    .executeTakeFirst();
  if (template) return true;
  return (
    (await tx.selectFrom("evidence_package").select("id").where("blob_key", "=", key).executeTakeFirst()) !==
    undefined
  );
}
