import type { Tx } from "../../platform/tenancy.ts";

/** Reviews a person received and nobody has decided. */
export async function reviewsInHand(tx: Tx, personId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("review")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("state", "in", ["received", "awaiting-second"])
    .where("received_by", "=", personId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
