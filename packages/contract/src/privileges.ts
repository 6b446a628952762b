import { LOOSENING_STATES, POSTS, PRIVILEGE_STANDINGS, SETTING_KEYS } from "@yunjian/domain";
import { PermissionName, ScopeIds, ScopeSubject } from "./keys.ts";
import {
  BilingualText,
  Changed,
  Created,
  Day,
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
  Type,
  Version,
} from "./route.ts";
import { HistoryEntry, NamedRef } from "./people.ts";
import { SettingValueView } from "./settings.ts";

const strict = { additionalProperties: false } as const;

// Temporary privileges (CQZ-7.5.3.5) -------------------------------------------------------------------

export const PrivilegeItem = Type.Object({
  id: Id,
  person: NamedRef,
  organisation: NamedRef,
  standing: OneOf(PRIVILEGE_STANDINGS),
  /** Whose extra permissions these are; null: single permissions. */
  post: Nullable(OneOf(POSTS)),
  permissions: Type.Array(PermissionName),
  /** null: everything the organisation sees. */
  subjects: Nullable(Type.Array(ScopeSubject)),
  purpose: Type.String(),
  from: Instant,
  until: Instant,
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionNote: Type.String(),
  endedBy: Nullable(Type.String()),
  endedAt: Nullable(Instant),
  endReason: Type.String(),
  /** Entries of the record that name it. */
  uses: Type.Integer({ minimum: 0 }),
  /** Whether the caller's session acts under it now. */
  inUse: Type.Boolean(),
  may: Type.Object({
    decide: Type.Boolean(),
    end: Type.Boolean(),
    withdraw: Type.Boolean(),
    use: Type.Boolean(),
  }),
  version: Version,
});
export type PrivilegeItem = Static<typeof PrivilegeItem>;

export const listPrivileges = route({
  method: "GET",
  path: "/api/privileges",
  access: "signed-in",
  summary: {
    zh: "临时特权：本人的；负责人、安全管理员和审计管理员可见管辖范围内全部",
    en: "Temporary privileges: one's own; leads and administrators see those in their charge",
  },
  query: Type.Object({
    mine: Type.Optional(Type.Boolean()),
    personId: Type.Optional(Id),
    standing: Type.Optional(OneOf(PRIVILEGE_STANDINGS)),
    ...Paging,
  }),
  response: Page(PrivilegeItem),
});

export const getPrivilege = route({
  method: "GET",
  path: "/api/privileges/:id",
  access: "signed-in",
  summary: { zh: "临时特权详情及其使用记录", en: "One temporary privilege, and what was done under it" },
  params: IdParams,
  response: Type.Object({ ...PrivilegeItem.properties, history: Type.Array(HistoryEntry) }),
  errors: ["not-found"],
});

export const getPrivilegeChoices = route({
  method: "GET",
  path: "/api/privilege-choices",
  access: "privilege.ask",
  summary: { zh: "可以申请的临时权限", en: "What may be asked for" },
  response: Type.Object({
    posts: Type.Array(Type.Object({ post: OneOf(POSTS), extra: Type.Array(PermissionName) })),
    permissions: Type.Array(PermissionName),
    maxMonths: Type.Integer(),
  }),
});

export const askPrivilege = route({
  method: "POST",
  path: "/api/privileges",
  access: "privilege.ask",
  summary: { zh: "申请临时特权", en: "Ask for a temporary privilege" },
  body: Type.Object(
    {
      post: Nullable(OneOf(POSTS)),
      /** Read where no post is named. */
      permissions: Type.Array(PermissionName, { maxItems: 40, uniqueItems: true }),
      subjects: ScopeIds,
      purpose: Type.String({ maxLength: 500 }),
      from: Day,
      until: Day,
    },
    strict,
  ),
  response: Created,
  errors: ["forbidden", "not-found", "privilege-too-much", "admin-posts-exclusive"],
});

export const decidePrivilege = route({
  method: "POST",
  path: "/api/privileges/:id/decide",
  access: "privilege.decide",
  confirm: true,
  summary: { zh: "审批临时特权", en: "Grant or refuse a temporary privilege" },
  params: IdParams,
  body: Type.Object({ version: Version, grant: Type.Boolean(), note: Note }, strict),
  response: Changed,
  errors: [
    "forbidden",
    "not-found",
    "stale-version",
    "wrong-state",
    "same-person",
    "separation-hollow",
    "not-your-organisation",
    "admin-posts-exclusive",
    "reason-required",
  ],
});

export const withdrawPrivilege = route({
  method: "POST",
  path: "/api/privileges/:id/withdraw",
  access: "privilege.ask",
  summary: { zh: "撤回临时特权申请", en: "Withdraw one's request" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["not-found", "stale-version", "wrong-state"],
});

export const endPrivilege = route({
  method: "POST",
  path: "/api/privileges/:id/end",
  access: "signed-in",
  confirm: true,
  summary: { zh: "提前终止临时特权", en: "End a temporary privilege early" },
  params: IdParams,
  body: Type.Object({ version: Version, reason: Note }, strict),
  response: Changed,
  errors: ["forbidden", "not-found", "stale-version", "wrong-state", "reason-required"],
});

export const usePrivilege = route({
  method: "POST",
  path: "/api/privileges/:id/use",
  access: "signed-in",
  confirm: true,
  summary: {
    zh: "启用临时特权：当前会话此后的办理均记明该特权",
    en: "Act under a privilege in this session; what is done from here names it",
  },
  params: IdParams,
  response: Empty,
  errors: ["forbidden", "not-found", "wrong-state"],
});

export const restPrivilege = route({
  method: "POST",
  path: "/api/me/privilege/rest",
  access: "signed-in",
  summary: { zh: "停用临时特权", en: "Stop acting under a privilege" },
  response: Empty,
});

/** What is in force for this session: shown on every page while a privilege is in use. */
export const getMyPrivilege = route({
  method: "GET",
  path: "/api/me/privilege",
  access: "signed-in",
  summary: { zh: "当前会话启用的临时特权", en: "The privilege this session acts under" },
  response: Type.Object({
    inUse: Nullable(Type.Object({ id: Id, purpose: Type.String(), until: Instant })),
    /** Running privileges that could be taken up. */
    available: Type.Array(Type.Object({ id: Id, purpose: Type.String(), until: Instant })),
  }),
});

// Who may do what, and why ----------------------------------------------------------------------------

export const getRights = route({
  method: "GET",
  path: "/api/people/:id/rights",
  access: "people.read",
  summary: { zh: "某人的权限及其来由", en: "What a person may do, and by what" },
  params: IdParams,
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        organisation: NamedRef,
        permission: PermissionName,
        posts: Type.Array(OneOf(POSTS)),
        privileges: Type.Array(Id),
      }),
    ),
  }),
  errors: ["not-found"],
});

// Loosening a security setting --------------------------------------------------------------------------

const SettingKeyName = OneOf(
  SETTING_KEYS as [(typeof SETTING_KEYS)[number], ...(typeof SETTING_KEYS)[number][]],
);

export const LooseningItem = Type.Object({
  id: Id,
  key: SettingKeyName,
  title: BilingualText,
  from: SettingValueView,
  value: SettingValueView,
  reason: Type.String(),
  state: OneOf(LOOSENING_STATES),
  askedBy: Type.String(),
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  note: Type.String(),
  may: Type.Object({ decide: Type.Boolean(), withdraw: Type.Boolean() }),
  version: Version,
});
export type LooseningItem = Static<typeof LooseningItem>;

export const listLoosenings = route({
  method: "GET",
  path: "/api/loosenings",
  access: "setting.read",
  summary: { zh: "放宽安全参数的申请", en: "Requests to loosen security settings" },
  query: Type.Object({
    state: Type.Optional(OneOf(LOOSENING_STATES)),
    key: Type.Optional(SettingKeyName),
    ...Paging,
  }),
  response: Page(LooseningItem),
});

export const askLoosening = route({
  method: "POST",
  path: "/api/loosenings",
  access: "setting.security",
  confirm: true,
  summary: { zh: "申请放宽安全参数", en: "Ask to loosen a security setting" },
  body: Type.Object(
    {
      key: SettingKeyName,
      value: SettingValueView,
      version: Type.Integer({ minimum: 0, description: "of the setting it is based on" }),
      reason: Type.String({ maxLength: 500 }),
    },
    strict,
  ),
  response: Created,
  errors: ["forbidden", "stale-version", "reason-required", "no-loosening", "already-exists"],
});

export const decideLoosening = route({
  method: "POST",
  path: "/api/loosenings/:id/decide",
  access: "setting.approve",
  confirm: true,
  summary: { zh: "审批放宽安全参数", en: "Decide on a loosening" },
  params: IdParams,
  body: Type.Object({ version: Version, grant: Type.Boolean(), note: Note }, strict),
  response: Changed,
  errors: [
    "forbidden",
    "not-found",
    "stale-version",
    "wrong-state",
    "same-person",
    "separation-hollow",
    "reason-required",
  ],
});

export const withdrawLoosening = route({
  method: "POST",
  path: "/api/loosenings/:id/withdraw",
  access: "setting.security",
  summary: { zh: "撤回放宽申请", en: "Withdraw a request to loosen" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["forbidden", "not-found", "stale-version", "wrong-state"],
});
