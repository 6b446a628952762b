import {
  type Actor,
  checkPostFits,
  checkDutiesTogether,
  type EngagementRole,
  invalid,
  isTwoPersonStrict,
  type Post,
  Refusal,
  requireFields,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import { alsoVisible, type Tx } from "../../platform/tenancy.ts";
import * as people from "./people-queries.ts";
import { dutiesEverywhere } from "./read.ts";

/**
 * The steps from which organisations and people come to be: used by the set-up of the first start, by the
 * pages that manage people, by imports and by the demo city.
 */

export interface NewOrganisation {
  readonly name: string;
  readonly shortName: string;
  readonly region: string;
  readonly roles: readonly EngagementRole[];
  readonly creditCode?: string | null;
  readonly parentId?: string | null;
  readonly contact?: string;
  readonly phone?: string;
  /** Sign-off by a second person; strict for providers and supervisors, optional for small customers. */
  readonly twoPerson?: boolean;
}

export async function createOrganisation(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: NewOrganisation,
): Promise<string> {
  const id = newId(now);
  await alsoVisible(tx, actor, { subjects: [id], orgs: [id] });
  await unique("单位", input.name, () =>
    people.insertOrganisation(tx, {
      id,
      name: input.name.trim(),
      short_name: input.shortName.trim(),
      credit_code: input.creditCode ?? null,
      roles: [...input.roles],
      parent_id: input.parentId ?? null,
      region: input.region,
      contact: input.contact ?? "",
      phone: input.phone ?? "",
      two_person: input.twoPerson ?? isTwoPersonStrict(input.roles),
      created_at: now,
    }),
  );
  await people.insertSubject(tx, {
    id,
    kind: "organisation",
    name: input.name.trim(),
    cloud_id: null,
    owner_org_id: id,
    created_at: now,
  });
  await emit(tx, actor, now, {
    kind: "organisation.registered",
    object: { type: "organisation", id },
    subjectId: id,
    data: { roles: [...input.roles], parent: input.parentId ?? null },
  });
  return id;
}

export interface NewPerson {
  readonly orgId: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly title?: string;
}

export async function createPerson(tx: Tx, actor: Actor, now: Date, input: NewPerson): Promise<string> {
  const id = newId(now);
  await unique("邮箱", input.email, () =>
    people.insertPerson(tx, {
      id,
      org_id: input.orgId,
      name: input.name.trim(),
      email: input.email.trim(),
      phone: input.phone ?? "",
      title: input.title ?? "",
      created_at: now,
    }),
  );
  await emit(tx, actor, now, {
    kind: "person.registered",
    object: { type: "person", id },
    subjectId: null,
    data: { org: input.orgId },
    secret: { name: input.name, email: input.email },
  });
  return id;
}

/** Gives a post; refuses a second of the three administrator posts, whatever the organisation. */
export async function givePost(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { personId: string; orgId: string; post: Post },
): Promise<string> {
  const org = await people.organisationById(tx, input.orgId);
  if (!org) throw new Refusal("not-found");
  requireFields(checkPostFits("/post", input.post, org.roles));
  const held = await dutiesEverywhere(tx, input.personId, now);
  checkDutiesTogether([...held.posts, input.post], held.privileges);
  const id = newId(now);
  await unique("岗位", input.post, () =>
    people.insertMembership(tx, {
      id,
      person_id: input.personId,
      org_id: input.orgId,
      post: input.post,
      from_at: now,
      created_by: actor.personId,
    }),
  );
  await emit(tx, actor, now, {
    kind: "post.given",
    object: { type: "person", id: input.personId },
    subjectId: null,
    data: { org: input.orgId, post: input.post },
  });
  return id;
}

/** Starts an engagement: the one source of who may see and do what. subjectId null engages for everything. */
export async function engage(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { orgId: string; role: EngagementRole; subjectId: string | null; from?: Date; to?: Date | null },
): Promise<string> {
  const org = await people.organisationById(tx, input.orgId);
  if (!org) throw new Refusal("not-found");
  if (!org.roles.includes(input.role)) {
    throw invalid({
      field: "/role",
      message: {
        zh: `“${org.short_name}”未登记该角色，请先在单位信息中增加。`,
        en: `“${org.short_name}” is not registered in this role; add it to the organisation first.`,
      },
    });
  }
  const id = newId(now);
  await unique("委托关系", org.short_name, () =>
    people.insertEngagement(tx, {
      id,
      org_id: input.orgId,
      role: input.role,
      subject_id: input.subjectId,
      from_at: input.from ?? now,
      to_at: input.to ?? null,
      created_by: actor.personId,
    }),
  );
  await emit(tx, actor, now, {
    kind: "engagement.started",
    object: { type: "engagement", id },
    subjectId: input.subjectId,
    data: { org: input.orgId, role: input.role },
  });
  return id;
}

/** The first start: the supervising organisation, engaged for everything, and its system administrator. */
export async function foundPlatform(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { organisation: string; shortName: string; region: string; name: string; email: string },
): Promise<{ orgId: string; personId: string }> {
  const orgId = await createOrganisation(tx, actor, now, {
    name: input.organisation,
    shortName: input.shortName,
    region: input.region,
    roles: ["supervisor"],
  });
  await engage(tx, actor, now, { orgId, role: "supervisor", subjectId: null });
  const personId = await createPerson(tx, actor, now, { orgId, name: input.name, email: input.email });
  await givePost(tx, actor, now, { personId, orgId, post: "system-admin" });
  return { orgId, personId };
}

/** A member whom the organisation's own identity provider vouches for: one ordinary post, no password. */
export async function addMember(
  tx: Tx,
  actor: Actor,
  now: Date,
  member: { readonly orgId: string; readonly name: string; readonly email: string; readonly post: Post },
): Promise<string> {
  const personId = await createPerson(tx, actor, now, member);
  await givePost(tx, actor, now, { personId, orgId: member.orgId, post: member.post });
  return personId;
}
