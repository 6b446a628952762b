import type { Tx } from "../../platform/tenancy.ts";

/** Rectifications that a person issued or signed for and that are not at their end. */
export async function rectificationsInHand(tx: Tx, personId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("rectification")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("state", "not in", ["closed", "withdrawn"])
    .where((eb) => eb.or([eb("issued_by", "=", personId), eb("received_by", "=", personId)]))
    .executeTakeFirstOrThrow();
  return Number(count);
}
