import {
  type Actor,
  addMonths,
  dateOf,
  endOfDay,
  type Post,
  Refusal,
  requirePostConfirmer,
  settingOf,
  startOfDay,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./people-queries.ts";

/** The regular look at who holds which post (JGK-A-16): a list, and a word that each is still needed. */
export async function listPosts(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: { due?: boolean; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 2) as [string, string] | null;
  const months = settingOf(await storedSettings(tx), "people.reviewMonths");
  const everybody = (["people.manage", "privilege.oversee", "record.read"] as const).some((permission) =>
    actor.permissions.has(permission),
  );
  const rows = await queries.postsToReview(
    tx,
    {
      orgId: everybody ? null : actor.orgId,
      before: query.due === true ? startOfDay(addMonths(dateOf(now), -months)) : null,
    },
    { limit, after },
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.since.toISOString(), row.id],
    (row) => ({
      id: row.id,
      person: { id: row.person_id, name: row.person_name },
      organisation: { id: row.org_id, name: row.org_name },
      post: row.post as Post,
      from: row.from_at,
      to: row.to_at,
      confirmedAt: row.confirmed_at,
      confirmedBy: row.confirmed_by_name,
      dueAt: endOfDay(addMonths(dateOf(row.since), months)),
      mayConfirm: may(() =>
        requirePostConfirmer(actor, { personId: row.person_id, orgId: row.org_id, post: row.post as Post }),
      ),
    }),
  );
}

export async function confirmPost(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { personId: string; postId: string },
): Promise<void> {
  const held = await queries.membershipById(tx, input.postId);
  if (!held || held.person_id !== input.personId) throw new Refusal("not-found");
  requirePostConfirmer(actor, { personId: held.person_id, orgId: held.org_id, post: held.post as Post });
  if (!(await queries.confirmMembership(tx, held.id, actor.personId, now)))
    throw new Refusal("wrong-state", { state: "已解除 / ended", allowed: "在任 / held" });
  await emit(tx, actor, now, {
    kind: "post.confirmed",
    object: { type: "person", id: held.person_id },
    subjectId: null,
    data: { org: held.org_id, post: held.post },
  });
}

function may(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
