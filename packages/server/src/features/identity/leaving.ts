import {
  type Actor,
  checkPostFits,
  isKeyPost,
  type Post,
  Refusal,
  requireNotSelf,
  requirePostGiver,
  requireReason,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { rectificationsInHand } from "../rectifications/read-holdings.ts";
import { reviewsInHand } from "../reviews/read-holdings.ts";
import { draftsOf } from "../submissions/read-holdings.ts";
import * as founding from "./founding.ts";
import { isLastHolder, managed, postEnded, requireAnother } from "./people.ts";
import * as queries from "./people-queries.ts";
import { dutiesEverywhere } from "./read.ts";

/** What is open in a person's hands, and who could take it over: asked before somebody leaves. */
export async function holdings(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await managed(tx, actor, id);
  const held = await queries.postsOf(tx, row.id, now);
  const lastOf: Post[] = [];
  for (const { post, org_id } of held)
    if (isKeyPost(post as Post) && (await isLastHolder(tx, post as Post, org_id, row.id, "look")))
      lastOf.push(post as Post);
  return {
    drafts: await draftsOf(tx, row.id),
    reviews: await reviewsInHand(tx, row.id),
    rectifications: await rectificationsInHand(tx, row.id),
    keys: await queries.workingKeys(tx, row.id, now),
    privileges: (await dutiesEverywhere(tx, row.id, now)).privileges.length,
    lastOf: [...new Set(lastOf)],
    successors: await queries.colleagues(tx, row.org_id, row.id),
  };
}

/**
 * A person leaves in one step: posts, sessions, keys and privileges end; drafts and what others answer to
 * goes to the colleague named, who also gets posts that would stand empty. What the person did stays.
 */
export async function endPerson(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string; handTo?: string | null },
): Promise<number> {
  const row = await managed(tx, actor, input.id);
  requireNotSelf(actor, row.id);
  requireReason(input.reason);
  const handTo = input.handTo ?? null;
  if (handTo !== null) await requireSuccessorOf(tx, row, handTo);
  for (const held of await queries.postsOf(tx, row.id, now)) {
    const post = held.post as Post;
    if (handTo !== null && isKeyPost(post) && (await isLastHolder(tx, post, held.org_id, row.id, "lock")))
      await passOn(tx, actor, now, { personId: handTo, orgId: held.org_id, post });
    await requireAnother(tx, post, held.org_id, row.id);
    if (await queries.endMembership(tx, held.id, now))
      await postEnded(tx, actor, now, row.id, held.org_id, held.post);
  }
  if (!(await queries.changePerson(tx, row.id, input.version, { ended_at: now, handed_to: handTo })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "person.ended",
    object: { type: "person", id: row.id },
    subjectId: null,
    data: { org: row.org_id, handTo },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

/** A colleague of the same organisation who is there to stay. */
async function requireSuccessorOf(tx: Tx, leaving: queries.PersonRow, handTo: string): Promise<void> {
  const found = await queries.personRow(tx, handTo);
  if (!found || found.ended_at !== null || found.org_id !== leaving.org_id || found.id === leaving.id)
    throw new Refusal("not-found");
}

/** The post that would stand empty, given as any other: by who may, to whom it fits, never to oneself. */
async function passOn(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { personId: string; orgId: string; post: Post },
): Promise<void> {
  const org = await queries.organisationById(tx, input.orgId);
  if (!org || org.ended_at !== null || checkPostFits("/post", input.post, org.roles) !== null) return;
  requirePostGiver(actor, input);
  await founding.givePost(tx, actor, now, input);
}
