import { type Permission, PERMISSIONS, SUBJECT_KINDS } from "@yunjian/domain";
import {
  Changed,
  Day,
  Id,
  IdParams,
  Instant,
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
export const PermissionName = OneOf(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]);
/** A cloud, site or system to which a right is limited. */
export const ScopeSubject = Type.Object({ id: Id, name: Type.String(), kind: OneOf(SUBJECT_KINDS) });
/** Ids of clouds, sites or systems; null: everything the organisation sees. */
export const ScopeIds = Nullable(Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }));

export const KeyItem = Type.Object({
  id: Id,
  name: Type.String(),
  /** The first signs of the key, by which people tell keys apart. */
  prefix: Type.String(),
  person: Type.Object({ id: Id, name: Type.String() }),
  state: OneOf(["active", "expiring", "expired", "revoked"]),
  /** What it may do, at most; null: all its maker may (keys of the first edition). */
  permissions: Nullable(Type.Array(PermissionName)),
  /** null: everything the organisation sees. */
  subjects: Nullable(Type.Array(ScopeSubject)),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Nullable(Instant),
  lastUsedAddress: Nullable(Type.String()),
  rotatedAt: Nullable(Instant),
  /** Until when the secret before the last rotation still works; null: it does not. */
  previousUntil: Nullable(Instant),
  revokedAt: Nullable(Instant),
  mayRotate: Type.Boolean(),
  mayRevoke: Type.Boolean(),
  version: Version,
});
export type KeyItem = Static<typeof KeyItem>;

export const listKeys = route({
  method: "GET",
  path: "/api/keys",
  access: "key.own",
  summary: {
    zh: "接口密钥：本人的；负责人可见本单位全部",
    en: "API keys: one's own; leads see all of their organisation",
  },
  query: Type.Object({ ...Paging }),
  response: Page(KeyItem),
});

/** What a key may be given now: the page offers it, the server checks it. */
export const getKeyLimits = route({
  method: "GET",
  path: "/api/key-limits",
  access: "key.own",
  summary: { zh: "生成接口密钥时的限制", en: "What a key may be given" },
  response: Type.Object({
    permissions: Type.Array(PermissionName),
    latest: Day,
    overlapHours: Type.Integer(),
  }),
});

const KeySecret = Type.Object({ id: Id, version: Version, secret: Type.String(), expiresAt: Instant });

export const makeKey = route({
  method: "POST",
  path: "/api/keys",
  access: "key.own",
  confirm: true,
  summary: { zh: "生成接口密钥；密钥只显示一次", en: "Make an API key; its secret is shown once" },
  answersSecret: true,
  body: Type.Object(
    {
      name: Text(50),
      expiresOn: Day,
      /** A subset of what the maker may; left out: all of it. */
      permissions: Type.Optional(Type.Array(PermissionName, { minItems: 1, uniqueItems: true })),
      subjects: Type.Optional(ScopeIds),
    },
    strict,
  ),
  response: KeySecret,
  errors: ["forbidden", "not-found"],
});

export const rotateKey = route({
  method: "POST",
  path: "/api/keys/:id/rotate",
  access: "key.own",
  confirm: true,
  summary: {
    zh: "轮换接口密钥：生成新密钥，旧密钥在设定小时后失效",
    en: "Rotate a key: a new secret; the old one works for the hours set",
  },
  answersSecret: true,
  params: IdParams,
  body: Type.Object({ version: Version, expiresOn: Day }, strict),
  response: Type.Object({ ...KeySecret.properties, previousUntil: Nullable(Instant) }),
  errors: ["forbidden", "not-found", "stale-version", "wrong-state"],
});

export const revokeKey = route({
  method: "POST",
  path: "/api/keys/:id/revoke",
  access: "key.own",
  confirm: true,
  summary: { zh: "吊销接口密钥", en: "Revoke an API key" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["forbidden", "not-found", "stale-version", "wrong-state"],
});
