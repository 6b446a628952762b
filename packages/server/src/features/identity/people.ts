import {
  type Actor,
  EXCLUSIVE_POSTS,
  linkMail,
  needText,
  type PersonState,
  type Post,
  personState,
  postsFor,
  Refusal,
  requireFields,
  requireManagerOfPeople,
  requireNotSelf,
  requirePerson,
  requirePostGiver,
  requireSuccessor,
  settingOf,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { historyOf } from "../../platform/ledger/history.ts";
import { type Link, makeOneTimeLink } from "../../platform/links.ts";
import { enqueueMails } from "../../platform/mail/outbox.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as founding from "./founding.ts";
import * as queries from "./people-queries.ts";

export async function listPeople(
  tx: Tx,
  now: Date,
  query: queries.PeopleFilter & { sort?: string; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 2) as [string, string] | null;
  const rows = await queries.listPeople(tx, query, { limit, after, down: query.sort === "-name" }, now);
  const posts = await queries.postsOfPeople(
    tx,
    rows.map((row) => row.id),
    false,
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => show(row, posts, now),
  );
}

export async function getPerson(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.personRow(tx, id);
  if (!row) throw new Refusal("not-found");
  const posts = await queries.postsOfPeople(tx, [id], true);
  const manages =
    actor.permissions.has("people.manage") ||
    (actor.permissions.has("people.manage-own") && actor.orgId === row.org_id);
  const open = row.ended_at === null && actor.via !== "api-key";
  const own = actor.personId === id;
  return {
    ...show(
      row,
      posts.filter((post) => post.to_at === null),
      now,
    ),
    postHistory: posts.map(showPost),
    lockedUntil: row.locked_until !== null && row.locked_until > now ? row.locked_until : null,
    // When somebody signed in is nobody's business but the own and of those who manage or audit.
    history: manages || own || actor.permissions.has("record.read") ? await historyOf(tx, [id]) : [],
    may: {
      manage: manages && open,
      unlock: open && !own && actor.permissions.has("people.unlock") && stateOf(row, now) === "locked",
      give: manages && open && !own ? givable(actor, row.org_roles) : [],
    },
  };
}

/** Registers a person with posts; the link by which the person sets a password is told once. */
export async function invitePerson(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: founding.NewPerson & { readonly posts: readonly Post[] },
): Promise<{ id: string; link: Link }> {
  requirePerson(actor);
  const id = await registerPerson(tx, actor, now, input);
  const link = await inviteAgain(tx, actor, now, id);
  return { id, link };
}

/** The same without a link: imports make many people at once and send the invitations later. */
export async function registerPerson(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: founding.NewPerson & { readonly posts: readonly Post[] },
): Promise<string> {
  requireManagerOfPeople(actor, input.orgId);
  const org = await queries.organisationById(tx, input.orgId);
  if (!org) throw new Refusal("not-found");
  requireFields(
    needText("/name", input.name, { zh: "姓名", en: "The name" }),
    org.ended_at !== null && {
      field: "/orgId",
      message: { zh: `“${org.short_name}”已停用。`, en: `“${org.short_name}” has ended.` },
    },
    input.posts.length === 0 && {
      field: "/posts",
      message: { zh: "请至少授予一个岗位。", en: "Give at least one post." },
    },
  );
  const id = await founding.createPerson(tx, actor, now, input);
  for (const post of input.posts) {
    requirePostGiver(actor, { personId: id, orgId: input.orgId, post });
    await founding.givePost(tx, actor, now, { personId: id, orgId: input.orgId, post });
  }
  return id;
}

export async function changePerson(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; name: string; email: string; phone: string; title: string },
): Promise<number> {
  const row = await managed(tx, actor, input.id);
  requireFields(needText("/name", input.name, { zh: "姓名", en: "The name" }));
  const values = {
    name: input.name.trim(),
    email: input.email.trim(),
    phone: input.phone.trim(),
    title: input.title.trim(),
  };
  await unique("邮箱", values.email, async () => {
    if (!(await queries.changePerson(tx, row.id, input.version, values))) throw new Refusal("stale-version");
  });
  await emit(tx, actor, now, {
    kind: "person.changed",
    object: { type: "person", id: row.id },
    subjectId: null,
    data: { emailChanged: values.email !== row.email },
    secret: { name: values.name, email: values.email },
  });
  return input.version + 1;
}

export async function givePost(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { personId: string; orgId: string; post: Post },
): Promise<string> {
  requirePerson(actor);
  const row = await openPerson(tx, input.personId);
  requirePostGiver(actor, input);
  // Who manages the own organisation alone gives its posts to its own people alone.
  requireManagerOfPeople(actor, row.org_id);
  return await founding.givePost(tx, actor, now, input);
}

export async function endPost(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { personId: string; postId: string },
): Promise<void> {
  requirePerson(actor);
  const held = await queries.membershipById(tx, input.postId);
  if (!held || held.person_id !== input.personId) throw new Refusal("not-found");
  if (held.to_at !== null)
    throw new Refusal("wrong-state", { state: "已解除 / ended", allowed: "在任 / held" });
  const post = held.post as Post;
  requirePostGiver(actor, { personId: held.person_id, orgId: held.org_id, post });
  await requireAnother(tx, post, held.org_id, held.person_id);
  if (!(await queries.endMembership(tx, held.id, now))) throw new Refusal("stale-version");
  await postEnded(tx, actor, now, held.person_id, held.org_id, post);
}

/** A new link: an invitation while no password is set, else a reset. Older ones stop working. */
export async function makeLink(tx: Tx, actor: Actor, now: Date, personId: string): Promise<Link> {
  const row = await managed(tx, actor, personId);
  requireNotSelf(actor, personId);
  return await newLink(tx, actor, now, personId, row.has_password ? "reset" : "invitation");
}

// ---------------------------------------------------------------------------------------------------

async function openPerson(tx: Tx, id: string): Promise<queries.PersonRow> {
  const row = await queries.personRow(tx, id);
  if (!row) throw new Refusal("not-found");
  if (row.ended_at) throw new Refusal("wrong-state", { state: "已离任 / ended", allowed: "在任 / active" });
  return row;
}

export async function managed(tx: Tx, actor: Actor, id: string): Promise<queries.PersonRow> {
  requirePerson(actor);
  const row = await openPerson(tx, id);
  requireManagerOfPeople(actor, row.org_id);
  return row;
}

async function inviteAgain(tx: Tx, actor: Actor, now: Date, personId: string): Promise<Link> {
  return await newLink(tx, actor, now, personId, "invitation");
}

async function newLink(
  tx: Tx,
  actor: Actor,
  now: Date,
  personId: string,
  purpose: "invitation" | "reset",
): Promise<Link> {
  const person = await openPerson(tx, personId);
  const link = await makeOneTimeLink(tx, now, { purpose, personId, orgId: person.org_id });
  await emit(tx, actor, now, {
    kind: purpose === "invitation" ? "person.invited" : "person.reset-asked",
    object: { type: "person", id: personId },
    subjectId: null,
    data: {},
  });
  await mailLink(tx, now, person, purpose, link);
  return link;
}

/** The person gets the link too; the outbox forgets it once it is sent or has run out. */
async function mailLink(
  tx: Tx,
  now: Date,
  person: queries.PersonRow,
  purpose: "invitation" | "reset",
  link: Link,
): Promise<void> {
  const { name, email, lang } = person;
  const platform = settingOf(await storedSettings(tx), "platform.name");
  const text = linkMail(
    { name, lang: lang === "en" ? "en" : "zh", platform },
    { purpose, path: `/link#${link.token}`, expiresAt: link.expiresAt },
  );
  await enqueueMails(tx, now, [
    { personId: person.id, to: { name, address: email }, ...text, confidential: true, until: link.expiresAt },
  ]);
}

/** Administrators serve the whole platform; leads serve their organisation for as long as it runs. */
export async function requireAnother(tx: Tx, post: Post, orgId: string, personId: string): Promise<void> {
  const everywhere = EXCLUSIVE_POSTS.includes(post);
  const org = await queries.organisationById(tx, orgId);
  if (!everywhere && (!org || org.ended_at)) return;
  requireSuccessor(post, await queries.otherHolders(tx, post, everywhere ? null : orgId, personId));
}

/** Whether a post would stand empty without this person: an administrator's anywhere, a lead's in the organisation. */
export async function isLastHolder(
  tx: Tx,
  post: Post,
  orgId: string,
  personId: string,
  mode: "look" | "lock",
): Promise<boolean> {
  const where = EXCLUSIVE_POSTS.includes(post) ? null : orgId;
  return (await queries.otherHolders(tx, post, where, personId, mode)) === 0;
}

export async function postEnded(
  tx: Tx,
  actor: Actor,
  now: Date,
  personId: string,
  org: string,
  post: string,
): Promise<void> {
  await emit(tx, actor, now, {
    kind: "post.ended",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { org, post },
  });
}

function givable(actor: Actor, roles: readonly string[]): Post[] {
  const all = actor.permissions.has("people.manage");
  return postsFor(roles).filter((post) => all || !EXCLUSIVE_POSTS.includes(post));
}

function stateOf(row: queries.PersonRow, now: Date): PersonState {
  return personState(
    { hasPassword: row.has_password, lockedUntil: row.locked_until, endedAt: row.ended_at },
    now,
  );
}

function showPost(row: queries.PostRow) {
  return {
    id: row.id,
    organisation: { id: row.org_id, name: row.org_name },
    post: row.post as Post,
    from: row.from_at,
    to: row.to_at,
    confirmedAt: row.confirmed_at,
    confirmedBy: row.confirmed_by_name,
  };
}

function show(row: queries.PersonRow, posts: readonly queries.PostRow[], now: Date) {
  return {
    id: row.id,
    organisation: { id: row.org_id, name: row.org_name },
    name: row.name,
    email: row.email,
    phone: row.phone,
    title: row.title,
    state: stateOf(row, now),
    posts: posts.filter((post) => post.person_id === row.id).map(showPost),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    version: row.version,
  };
}
