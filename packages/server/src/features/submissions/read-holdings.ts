import type { Tx } from "../../platform/tenancy.ts";

/** Drafts in a person's hands. */
export async function draftsOf(tx: Tx, personId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("submission")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("state", "=", "draft")
    .where("created_by", "=", personId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
