import { type Actor, permissionsOf, type Post } from "@yunjian/domain";
import { type Db, grantVisibility } from "../../platform/tenancy.ts";
import { visibilityOf } from "./queries.ts";

/**
 * An actor as a session of this person would have it at that instant, for what runs without a session: the
 * demo city and tests. `requestId` tells in the record where it came from.
 */
export async function actingAs(
  db: Db,
  who: { readonly personId: string; readonly orgId: string; readonly posts: readonly Post[] },
  now: Date,
  requestId: string,
): Promise<Actor> {
  const seen = await visibilityOf(db, who.orgId, now);
  const actor: Actor = {
    ...who,
    permissions: permissionsOf(who.posts),
    scope: seen.scope,
    via: "session",
    requestId,
    lang: "zh",
  };
  if (seen.scope === "tenant") grantVisibility(actor, seen);
  return actor;
}
