import { formatNumber, numberYear, type NumberKind } from "@yunjian/domain";
import type { Tx } from "./tenancy.ts";

/**
 * The next number of an organisation, a kind and the year on the wall in Shanghai: 整改〔2026〕17号. Two that
 * ask at once wait for each other; a number whose transaction fails is given again, so there are no gaps.
 */
export async function nextNumber(tx: Tx, orgId: string, kind: NumberKind, now: Date): Promise<string> {
  const year = numberYear(now);
  const { last } = await tx
    .insertInto("number_sequence")
    .values({ org_id: orgId, kind, year, last: 1 })
    .onConflict((oc) =>
      oc
        .columns(["org_id", "kind", "year"])
        .doUpdateSet((eb) => ({ last: eb("number_sequence.last", "+", 1) })),
    )
    .returning("last")
    .executeTakeFirstOrThrow();
  return formatNumber(kind, year, last);
}
