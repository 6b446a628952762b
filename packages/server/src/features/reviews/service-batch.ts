import { type Actor, Refusal, refusalText } from "@yunjian/domain";
import { inSavepoint } from "../../platform/savepoint.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { decideAlike, receiveOne } from "./service.ts";

export interface ItemResult {
  readonly id: string;
  readonly ok: boolean;
  readonly reviewId: string | null;
  readonly problem: { readonly name: string; readonly message: string } | null;
}

export interface BatchResult {
  readonly results: readonly ItemResult[];
  readonly done: number;
}

export async function receiveMany(
  tx: Tx,
  actor: Actor,
  now: Date,
  periodIds: readonly string[],
): Promise<BatchResult> {
  // In the order of ids: two batches that overlap wait for each other instead of blocking.
  const order = [...periodIds].sort();
  return await oneByOne(
    tx,
    actor,
    order,
    (id) => id,
    (id) => receiveOne(tx, actor, now, id),
  );
}

export async function decideMany(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    readonly items: readonly { readonly reviewId: string; readonly version: number }[];
    readonly note: string;
  },
): Promise<BatchResult> {
  const order = input.items.toSorted((a, b) => (a.reviewId < b.reviewId ? -1 : 1));
  return await oneByOne(
    tx,
    actor,
    order,
    (item) => item.reviewId,
    (item) => decideAlike(tx, actor, now, item, input.note),
  );
}

/** Each item succeeds or fails by itself; what was wrong with one is said in words beside it. */
async function oneByOne<T>(
  tx: Tx,
  actor: Actor,
  items: readonly T[],
  idOf: (item: T) => string,
  work: (item: T) => Promise<string>,
): Promise<BatchResult> {
  const results: ItemResult[] = [];
  for (const item of items) {
    try {
      const reviewId = await inSavepoint(tx, () => work(item));
      results.push({ id: idOf(item), ok: true, reviewId, problem: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const message = [
        refusalText(error.code, error.params, actor.lang),
        ...error.fields.map((f) => f.message[actor.lang]),
      ];
      results.push({
        id: idOf(item),
        ok: false,
        reviewId: null,
        problem: { name: error.code, message: message.join(" ") },
      });
    }
  }
  return { results, done: results.filter((each) => each.ok).length };
}
