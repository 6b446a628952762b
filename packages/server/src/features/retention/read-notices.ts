import type { RetentionRequestKind } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What a notice says of a request: its number and kind, never whom or what it is about. */
export async function retentionRequestById(
  tx: Tx,
  id: string,
): Promise<{ number: string; kind: RetentionRequestKind; askedBy: string } | undefined> {
  const row = await tx
    .selectFrom("retention_request")
    .select(["number", "kind", "asked_by"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row && { number: row.number, kind: row.kind as RetentionRequestKind, askedBy: row.asked_by };
}
