import { PENDING_STEPS, POSTS } from "@yunjian/domain";
import {
  Changed,
  Empty,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  route,
  type Static,
  Text,
  Type,
} from "./route.ts";

/** Signing in through an organisation's own identity provider (OpenID Connect Core 1.0, code flow with PKCE). */
const strict = { additionalProperties: false } as const;
const DoorCode = Type.String({
  pattern: "^[a-z0-9][a-z0-9-]{1,29}$",
  description: "the organisation's short code",
});

export const findDoors = route({
  method: "GET",
  path: "/api/sign-in/sso",
  access: "public",
  summary: {
    zh: "按单位代码或邮箱域名查找统一身份认证入口",
    en: "Providers by an organisation's code or a mail domain; says nothing about people",
  },
  query: Type.Object({ word: Text(200) }),
  response: Type.Object({
    items: Type.Array(Type.Object({ code: Type.String(), organisation: Type.String() })),
  }),
});

export const startSso = route({
  method: "POST",
  path: "/api/sign-in/sso",
  access: "public",
  summary: { zh: "前往统一身份认证", en: "Begin single sign-on; answers where the browser goes" },
  body: Type.Object(
    {
      code: DoorCode,
      /** An invitation that is to be linked with the identity. */
      link: Type.Optional(Text(100)),
    },
    strict,
  ),
  response: Type.Object({ url: Type.String() }),
  errors: ["sso-unknown", "sso-issuer", "link-expired"],
});

export const finishSso = route({
  method: "POST",
  path: "/api/sign-in/sso/finish",
  access: "public",
  summary: {
    zh: "统一身份认证返回后登录",
    en: "Sign in with what the provider sent back; sets the session cookie",
  },
  body: Type.Object(
    {
      search: Type.String({
        maxLength: 4000,
        description: "the query with which the provider sent the browser back",
      }),
    },
    strict,
  ),
  response: Type.Object({ orgId: Id, pending: Nullable(OneOf(PENDING_STEPS)) }),
  errors: ["sso-failed", "sso-nobody", "sso-issuer", "link-expired"],
});

const Values = (max: number) => Type.Array(Text(200), { maxItems: max, uniqueItems: true });
const SsoBody = {
  code: DoorCode,
  domains: Type.Array(Type.String({ pattern: "^[a-z0-9-]+(\\.[a-z0-9-]+)+$", maxLength: 100 }), {
    maxItems: 10,
  }),
  issuer: Type.String({ format: "uri", maxLength: 300 }),
  clientId: Text(200),
  scopes: Type.String({ pattern: "^openid( [\\x21\\x23-\\x5b\\x5d-\\x7e]+)*$", maxLength: 200 }),
  emailClaim: Type.String({ pattern: "^[A-Za-z0-9_.:/-]{1,100}$" }),
  strongAcr: Values(10),
  strongAmr: Values(10),
  firstUse: Type.Boolean(),
  jitPost: Nullable(OneOf(POSTS)),
  enabled: Type.Boolean(),
};

export const SsoView = Type.Object({
  ...SsoBody,
  /** These three are empty until it is set up. */
  code: Type.String(),
  issuer: Type.String(),
  clientId: Type.String(),
  organisation: Type.Object({ id: Id, name: Type.String() }),
  hasSecret: Type.Boolean(),
  /** To be entered at the provider. */
  redirectUri: Type.String(),
  /** Posts that people made on the fly may get. */
  jitPosts: Type.Array(OneOf(POSTS)),
  identities: Type.Array(
    Type.Object({
      id: Id,
      person: Type.Object({ id: Id, name: Type.String() }),
      linkedBy: OneOf(["invitation", "first-use", "just-in-time"]),
      createdAt: Instant,
      lastUsedAt: Nullable(Instant),
    }),
  ),
  /** 0: not set up yet. */
  version: Type.Integer({ minimum: 0 }),
});
export type SsoView = Static<typeof SsoView>;

export const getSso = route({
  method: "GET",
  path: "/api/organisations/:id/sso",
  access: "sso.manage",
  summary: { zh: "单位的统一身份认证配置", en: "An organisation's identity provider" },
  params: IdParams,
  response: SsoView,
  errors: ["not-found", "not-your-organisation"],
});

export const saveSso = route({
  method: "PUT",
  path: "/api/organisations/:id/sso",
  access: "sso.manage",
  confirm: true,
  summary: {
    zh: "配置统一身份认证；保存前即时检查认证服务",
    en: "Set up the identity provider; it is asked for its description before anything is kept",
  },
  params: IdParams,
  body: Type.Object(
    {
      ...SsoBody,
      /** Absent: as it is. Empty: none, a public client. */
      clientSecret: Type.Optional(Type.String({ maxLength: 500 })),
      version: Type.Integer({ minimum: 0 }),
    },
    strict,
  ),
  response: Changed,
  errors: ["not-found", "not-your-organisation", "stale-version", "sso-issuer", "already-exists"],
});

export const unlinkIdentity = route({
  method: "POST",
  path: "/api/sso-identities/:id/end",
  access: "sso.manage",
  confirm: true,
  summary: { zh: "解除人员与统一身份的关联", en: "Unlink a person from the provider's identity" },
  params: IdParams,
  response: Empty,
  errors: ["not-found", "not-your-organisation"],
});
