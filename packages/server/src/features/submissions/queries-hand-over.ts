import type { Tx } from "../../platform/tenancy.ts";

/** Gives the open drafts of one person to another; what was handed in stays whose it was. */
export async function handOver(tx: Tx, from: string, to: string): Promise<{ id: string; version: number }[]> {
  return await tx
    .updateTable("submission")
    .set((eb) => ({ created_by: to, version: eb("version", "+", 1) }))
    .where("state", "=", "draft")
    .where("created_by", "=", from)
    .returning(["id", "version"])
    .execute();
}
