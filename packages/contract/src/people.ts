import { ENGAGEMENT_ROLES, POSTS, SUBJECT_KINDS } from "@yunjian/domain";
import {
  Changed,
  Created,
  Empty,
  Id,
  IdParams,
  Instant,
  Note,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
export const NamedRef = Type.Object({ id: Id, name: Type.String() });
const Search = Type.Optional(Type.String({ maxLength: 100, description: "part of a name" }));
export const NameSort = Type.Optional(OneOf(["name", "-name"]));
/** 'running' hides what has ended. */
export const EndedFilter = Type.Optional(OneOf(["running", "ended"]));
export const EndBody = Type.Object({ version: Version, reason: Type.String({ maxLength: 2000 }) }, strict);

/** What happened to an object of the register, from the record. */
export const HistoryEntry = Type.Object({
  id: Id,
  at: Instant,
  kind: Type.String(),
  person: Nullable(Type.String()),
  organisation: Nullable(Type.String()),
  /** The entry's open facts: ids, states, dates, figures. */
  data: Type.Record(Type.String(), Type.Unknown()),
});

// Organisations ----------------------------------------------------------------------------------

const Roles = Type.Array(OneOf(ENGAGEMENT_ROLES), { minItems: 1, uniqueItems: true });

const OrganisationBody = {
  name: Text(100),
  shortName: Text(20),
  creditCode: Nullable(Type.String({ maxLength: 18 })),
  roles: Roles,
  parentId: Nullable(Id),
  region: Text(50),
  contact: Type.String({ maxLength: 50 }),
  phone: Type.String({ maxLength: 30 }),
  /** Sign-off by a second person. */
  twoPerson: Type.Boolean(),
};

export const OrganisationItem = Type.Object({
  id: Id,
  name: Type.String(),
  shortName: Type.String(),
  creditCode: Nullable(Type.String()),
  roles: Type.Array(OneOf(ENGAGEMENT_ROLES)),
  parent: Nullable(NamedRef),
  region: Type.String(),
  contact: Type.String(),
  phone: Type.String(),
  twoPerson: Type.Boolean(),
  /** Its roles demand two people: it cannot be switched off. */
  twoPersonStrict: Type.Boolean(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type OrganisationItem = Static<typeof OrganisationItem>;

export const listOrganisations = route({
  method: "GET",
  path: "/api/organisations",
  access: "registry.read",
  summary: { zh: "单位列表", en: "Organisations" },
  query: Type.Object({
    q: Search,
    role: Type.Optional(OneOf(ENGAGEMENT_ROLES)),
    parentId: Type.Optional(Id),
    ended: EndedFilter,
    sort: NameSort,
    ...Paging,
  }),
  response: Page(OrganisationItem),
});

const EngagementItem = Type.Object({
  id: Id,
  organisation: NamedRef,
  role: OneOf(ENGAGEMENT_ROLES),
  /** null: everything. */
  subject: Nullable(Type.Object({ id: Id, name: Type.String(), kind: OneOf(SUBJECT_KINDS) })),
  from: Instant,
  to: Nullable(Instant),
  version: Version,
});
export type EngagementItem = Static<typeof EngagementItem>;

export const getOrganisation = route({
  method: "GET",
  path: "/api/organisations/:id",
  access: "registry.read",
  summary: { zh: "单位详情", en: "One organisation" },
  params: IdParams,
  response: Type.Object({
    ...OrganisationItem.properties,
    children: Type.Array(NamedRef),
    people: Type.Integer(),
    history: Type.Array(HistoryEntry),
    /** Whether the caller may change it: everything, contact details only, or nothing. */
    may: OneOf(["all", "contact", "nothing"]),
  }),
  errors: ["not-found"],
});

export const createOrganisation = route({
  method: "POST",
  path: "/api/organisations",
  access: "registry.write",
  confirm: true,
  summary: { zh: "登记单位", en: "Register an organisation" },
  body: Type.Object(OrganisationBody, strict),
  response: Created,
  errors: ["already-exists"],
});

export const changeOrganisation = route({
  method: "PUT",
  path: "/api/organisations/:id",
  access: "registry.read",
  summary: {
    zh: "变更单位信息；本单位人员仅可修改联系人和电话",
    en: "Change an organisation; its own people change contact and phone only",
  },
  params: IdParams,
  body: Type.Object({ ...OrganisationBody, version: Version }, strict),
  response: Changed,
  errors: [
    "not-found",
    "stale-version",
    "already-exists",
    "wrong-state",
    "not-your-organisation",
    "not-supervisor-of-subject",
  ],
});

export const endOrganisation = route({
  method: "POST",
  path: "/api/organisations/:id/end",
  access: "registry.write",
  confirm: true,
  summary: { zh: "停用单位", en: "End an organisation" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [
    "not-found",
    "stale-version",
    "in-use",
    "reason-required",
    "wrong-state",
    "not-supervisor-of-subject",
  ],
});

// People -------------------------------------------------------------------------------------------

const PostItem = Type.Object({
  id: Id,
  organisation: NamedRef,
  post: OneOf(POSTS),
  from: Instant,
  to: Nullable(Instant),
  /** Who last confirmed that it is still needed. */
  confirmedAt: Nullable(Instant),
  confirmedBy: Nullable(Type.String()),
});

export const PersonItem = Type.Object({
  id: Id,
  organisation: NamedRef,
  name: Type.String(),
  email: Type.String(),
  phone: Type.String(),
  title: Type.String(),
  state: OneOf(["active", "invited", "locked", "ended"]),
  /** Posts held now. */
  posts: Type.Array(PostItem),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type PersonItem = Static<typeof PersonItem>;

export const listPeople = route({
  method: "GET",
  path: "/api/people",
  access: "people.read",
  summary: { zh: "人员列表", en: "People" },
  query: Type.Object({
    q: Search,
    orgId: Type.Optional(Id),
    post: Type.Optional(OneOf(POSTS)),
    state: Type.Optional(OneOf(["active", "invited", "locked", "ended"])),
    sort: NameSort,
    ...Paging,
  }),
  response: Page(PersonItem),
});

export const getPerson = route({
  method: "GET",
  path: "/api/people/:id",
  access: "people.read",
  summary: { zh: "人员详情", en: "One person" },
  params: IdParams,
  response: Type.Object({
    ...PersonItem.properties,
    /** All posts, the ended ones included. */
    postHistory: Type.Array(PostItem),
    lockedUntil: Nullable(Instant),
    history: Type.Array(HistoryEntry),
    may: Type.Object({
      manage: Type.Boolean(),
      unlock: Type.Boolean(),
      /** Posts the caller may give in the person's own organisation. */
      give: Type.Array(OneOf(POSTS)),
    }),
  }),
  errors: ["not-found"],
});

/** A link by which the person sets a password; shown once. */
const LinkAnswer = Type.Object({
  token: Type.String(),
  expiresAt: Instant,
});

export const createPerson = route({
  method: "POST",
  path: "/api/people",
  access: "people.read",
  confirm: true,
  summary: { zh: "登记人员并生成邀请链接", en: "Register a person; answers the invitation link once" },
  answersSecret: true,
  body: Type.Object(
    {
      orgId: Id,
      name: Text(50),
      email: Type.String({ format: "email", maxLength: 200 }),
      phone: Type.String({ maxLength: 30 }),
      title: Type.String({ maxLength: 50 }),
      posts: Type.Array(OneOf(POSTS), { minItems: 1, uniqueItems: true }),
    },
    strict,
  ),
  response: Type.Object({ id: Id, version: Version, link: LinkAnswer }),
  errors: ["forbidden", "already-exists", "not-your-organisation", "admin-posts-exclusive", "already-exists"],
});

export const changePerson = route({
  method: "PUT",
  path: "/api/people/:id",
  access: "people.read",
  confirm: true,
  summary: { zh: "变更人员信息", en: "Change a person's details" },
  params: IdParams,
  body: Type.Object(
    {
      name: Text(50),
      email: Type.String({ format: "email", maxLength: 200 }),
      phone: Type.String({ maxLength: 30 }),
      title: Type.String({ maxLength: 50 }),
      version: Version,
    },
    strict,
  ),
  response: Changed,
  errors: ["not-found", "stale-version", "already-exists", "not-your-organisation", "wrong-state"],
});

export const endPerson = route({
  method: "POST",
  path: "/api/people/:id/end",
  access: "people.read",
  confirm: true,
  summary: {
    zh: "办理离任：停用账号、解除全部岗位，未办结事项移交给指定人员",
    en: "End a person: account and all posts; what is open is handed to somebody",
  },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      reason: Type.String({ maxLength: 2000 }),
      /** Who takes over drafts and reviews, and posts that would stand empty; null: nobody in particular. */
      handTo: Type.Optional(Nullable(Id)),
    },
    strict,
  ),
  response: Changed,
  errors: [
    "forbidden",
    "admin-posts-exclusive",
    "not-found",
    "stale-version",
    "own-post",
    "last-holder",
    "not-your-organisation",
    "reason-required",
    "wrong-state",
  ],
});

/** What is in a person's hands, before it is handed over. */
export const getHoldings = route({
  method: "GET",
  path: "/api/people/:id/holdings",
  access: "people.read",
  summary: { zh: "某人未办结的事项", en: "What is open in a person's hands" },
  params: IdParams,
  response: Type.Object({
    drafts: Type.Integer({ minimum: 0 }),
    reviews: Type.Integer({ minimum: 0 }),
    rectifications: Type.Integer({ minimum: 0 }),
    keys: Type.Integer({ minimum: 0 }),
    privileges: Type.Integer({ minimum: 0 }),
    /** Posts that nobody else holds: a successor gets them with the hand-over. */
    lastOf: Type.Array(OneOf(POSTS)),
    /** Who could take over: people of the same organisation. */
    successors: Type.Array(NamedRef),
  }),
  errors: ["forbidden", "not-found", "not-your-organisation"],
});

/** Posts not confirmed for longer than the setting says. */
export const listPostsToReview = route({
  method: "GET",
  path: "/api/posts/review",
  access: "people.read",
  summary: { zh: "岗位复核清单", en: "Posts and who confirmed them" },
  query: Type.Object({ due: Type.Optional(Type.Boolean()), ...Paging }),
  response: Page(
    Type.Object({
      ...PostItem.properties,
      person: NamedRef,
      dueAt: Instant,
      /** Whether the caller may confirm it; nobody confirms their own. */
      mayConfirm: Type.Boolean(),
    }),
  ),
});

export const confirmPost = route({
  method: "POST",
  path: "/api/people/:id/posts/:postId/confirm",
  access: "people.read",
  summary: { zh: "确认岗位仍需保留", en: "Confirm that a post is still needed" },
  params: Type.Object({ id: Id, postId: Id }),
  response: Empty,
  errors: ["forbidden", "not-found", "own-post", "not-your-organisation", "wrong-state"],
});

export const givePost = route({
  method: "POST",
  path: "/api/people/:id/posts",
  access: "people.read",
  confirm: true,
  summary: { zh: "授予岗位", en: "Give a post" },
  params: IdParams,
  body: Type.Object({ orgId: Id, post: OneOf(POSTS) }, strict),
  response: Type.Object({ id: Id }),
  errors: [
    "not-found",
    "own-post",
    "admin-posts-exclusive",
    "already-exists",
    "not-your-organisation",
    "wrong-state",
  ],
});

export const endPost = route({
  method: "POST",
  path: "/api/people/:id/posts/:postId/end",
  access: "people.read",
  confirm: true,
  summary: { zh: "解除岗位", en: "End a post" },
  params: Type.Object({ id: Id, postId: Id }),
  response: Empty,
  errors: ["not-found", "own-post", "last-holder", "not-your-organisation", "wrong-state"],
});

export const makeLink = route({
  method: "POST",
  path: "/api/people/:id/link",
  access: "people.read",
  confirm: true,
  summary: {
    zh: "生成新的邀请或口令重置链接，旧链接随即失效",
    en: "A new invitation or reset link; older ones stop working",
  },
  answersSecret: true,
  params: IdParams,
  response: LinkAnswer,
  errors: ["not-found", "own-post", "not-your-organisation", "wrong-state"],
});

// Engagements ------------------------------------------------------------------------------------------

export const listEngagements = route({
  method: "GET",
  path: "/api/engagements",
  access: "registry.read",
  summary: { zh: "委托关系", en: "Engagements" },
  query: Type.Object({
    subjectId: Type.Optional(Id),
    orgId: Type.Optional(Id),
    role: Type.Optional(OneOf(ENGAGEMENT_ROLES)),
    ended: EndedFilter,
    ...Paging,
  }),
  response: Page(EngagementItem),
});

export const startEngagement = route({
  method: "POST",
  path: "/api/engagements",
  access: "registry.write",
  confirm: true,
  summary: { zh: "建立委托关系", en: "Start an engagement" },
  body: Type.Object({ orgId: Id, role: OneOf(ENGAGEMENT_ROLES), subjectId: Nullable(Id) }, strict),
  response: Created,
  errors: ["not-found", "already-exists", "not-supervisor-of-subject", "wrong-state"],
});

export const endEngagement = route({
  method: "POST",
  path: "/api/engagements/:id/end",
  access: "registry.write",
  confirm: true,
  summary: { zh: "终止委托关系", en: "End an engagement" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Changed,
  errors: [
    "not-found",
    "stale-version",
    "not-supervisor-of-subject",
    "in-use",
    "last-holder",
    "reason-required",
    "wrong-state",
  ],
});
