import { type Actor, Refusal, type RetentionRequestKind } from "@yunjian/domain";
import { nextNumber } from "../../platform/numbers.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

/** Writes a request that waits for a second person; gives its number. One open request for a target at a time. */
export async function newRequest(
  tx: Tx,
  actor: Actor,
  now: Date,
  request: {
    readonly id: string;
    readonly kind: RetentionRequestKind;
    readonly targetId: string | null;
    readonly reason: string;
  },
): Promise<string> {
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const { personId } = actor;
  const number = await nextNumber(tx, actor.orgId, "处置", now);
  await unique("待处理的申请", number, () =>
    queries.insertRequest(tx, {
      id: request.id,
      number,
      kind: request.kind,
      target_id: request.targetId,
      reason: request.reason.trim(),
      state: "asked",
      asked_by: personId,
      asked_at: now,
    }),
  );
  return number;
}
