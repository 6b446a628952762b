import { ROUTES } from "@yunjian/contract";
import { type Actor, Refusal } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** Every list of the contract, by its path. */
const LISTS = new Map(
  ROUTES.filter(({ method, query }) => method === "GET" && query?.properties["limit"] !== undefined).map(
    (route) => [route.path as string, route],
  ),
);

/** Somebody makes a file of a list: who, which list, in which form. Rows are read as ever, under the same rights. */
export async function recordExport(
  tx: Tx,
  actor: Actor,
  now: Date,
  { list, format }: { list: string; format: "csv" | "xlsx" },
): Promise<Record<never, never>> {
  const route = LISTS.get(list);
  const allowed =
    route !== undefined && (route.access === "signed-in" || actor.permissions.has(route.access as never));
  if (!allowed || actor.personId === null) throw new Refusal("not-found");
  await emit(tx, actor, now, {
    kind: "person.exported",
    object: { type: "person", id: actor.personId },
    subjectId: null,
    data: { list, format },
  });
  return {};
}
