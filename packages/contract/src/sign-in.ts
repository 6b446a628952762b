import { PERMISSIONS, POSTS, type Permission } from "@yunjian/domain";
import { Empty, Id, IdParams, Instant, Nullable, OneOf, route, Text, Type } from "./route.ts";

const PostName = OneOf(POSTS);
const Password = Type.String({ minLength: 1, maxLength: 200 });

/** What the web client needs to know about who is signed in. */
export const Me = Type.Object({
  person: Type.Object({ id: Id, name: Type.String(), email: Type.String(), lang: OneOf(["zh", "en"]) }),
  organisation: Type.Object({
    id: Id,
    name: Type.String(),
    shortName: Type.String(),
    roles: Type.Array(Type.String()),
  }),
  posts: Type.Array(PostName),
  permissions: Type.Array(OneOf(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
  /** Organisations this person can act for, the current one included. */
  memberships: Type.Array(Type.Object({ orgId: Id, orgName: Type.String(), posts: Type.Array(PostName) })),
});

export const getEntry = route({
  method: "GET",
  path: "/api/entry",
  access: "public",
  summary: { zh: "登录页所需信息", en: "What the sign-in page shows" },
  response: Type.Object({
    demo: Type.Boolean(),
    /** Only in demo mode, which listens on this machine alone. */
    accounts: Type.Array(
      Type.Object({
        email: Type.String(),
        password: Type.String(),
        name: Type.String(),
        organisation: Type.String(),
        post: PostName,
      }),
    ),
    /** Nobody exists yet: the one-time set-up link is the only way in. */
    empty: Type.Boolean(),
  }),
});

export const signIn = route({
  method: "POST",
  path: "/api/sign-in",
  access: "public",
  summary: { zh: "登录", en: "Sign in; sets the session cookie" },
  body: Type.Object(
    { email: Text(200), password: Password, orgId: Type.Optional(Id) },
    { additionalProperties: false },
  ),
  response: Type.Object({ orgId: Id }),
  errors: ["credentials-wrong", "account-locked"],
});

export const signOut = route({
  method: "POST",
  path: "/api/sign-out",
  access: "signed-in",
  summary: { zh: "退出登录", en: "End this session" },
  response: Empty,
});

export const getMe = route({
  method: "GET",
  path: "/api/me",
  access: "signed-in",
  summary: { zh: "当前登录人", en: "Who is signed in" },
  response: Me,
});

export const actFor = route({
  method: "POST",
  path: "/api/me/organisation",
  access: "signed-in",
  summary: { zh: "切换所代表的单位", en: "Act for another of my organisations" },
  body: Type.Object({ orgId: Id }, { additionalProperties: false }),
  response: Empty,
  errors: ["not-found"],
});

export const setLanguage = route({
  method: "POST",
  path: "/api/me/language",
  access: "signed-in",
  summary: { zh: "切换界面语言", en: "Switch the language" },
  body: Type.Object({ lang: OneOf(["zh", "en"]) }, { additionalProperties: false }),
  response: Empty,
});

export const changePassword = route({
  method: "POST",
  path: "/api/me/password",
  access: "signed-in",
  summary: { zh: "修改口令", en: "Change the password" },
  body: Type.Object({ current: Password, next: Password }, { additionalProperties: false }),
  response: Empty,
  errors: ["credentials-wrong", "password-weak"],
});

export const getLink = route({
  method: "GET",
  path: "/api/links/:token",
  access: "public",
  summary: { zh: "查看一次性链接", en: "What a one-time link is for" },
  params: Type.Object({ token: Text(100) }),
  response: Type.Object({
    purpose: OneOf(["setup", "invitation", "reset"]),
    name: Nullable(Type.String()),
    email: Nullable(Type.String()),
  }),
  errors: ["link-expired"],
});

export const setUp = route({
  method: "POST",
  path: "/api/setup",
  access: "public",
  summary: {
    zh: "首次启动：建立监管单位与首位系统管理员",
    en: "First start: the supervising organisation and its system administrator",
  },
  body: Type.Object(
    {
      token: Text(100),
      organisation: Text(100),
      shortName: Text(20),
      region: Text(50),
      name: Text(50),
      email: Type.String({ format: "email", maxLength: 200 }),
      password: Password,
    },
    { additionalProperties: false },
  ),
  response: Empty,
  errors: ["link-expired", "password-weak"],
});

export const useLink = route({
  method: "POST",
  path: "/api/links/:token",
  access: "public",
  summary: { zh: "通过邀请或重置链接设置口令", en: "Set the password through an invitation or reset link" },
  params: Type.Object({ token: Text(100) }),
  body: Type.Object({ password: Password }, { additionalProperties: false }),
  response: Empty,
  errors: ["link-expired", "password-weak"],
});

export const unlockPerson = route({
  method: "POST",
  path: "/api/people/:id/unlock",
  access: "people.unlock",
  summary: { zh: "解除账号锁定", en: "Unlock an account" },
  params: IdParams,
  response: Empty,
  errors: ["not-found", "own-post", "wrong-state"],
});

export const listMySessions = route({
  method: "GET",
  path: "/api/me/sessions",
  access: "signed-in",
  summary: { zh: "我的登录会话", en: "My sessions" },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Id,
        current: Type.Boolean(),
        organisation: Type.String(),
        createdAt: Instant,
        lastSeenAt: Instant,
        expiresAt: Instant,
        address: Type.String(),
        agent: Type.String(),
      }),
    ),
  }),
});

export const endMySession = route({
  method: "POST",
  path: "/api/me/sessions/:id/end",
  access: "signed-in",
  summary: { zh: "结束一个登录会话", en: "End one of my sessions" },
  params: IdParams,
  response: Empty,
  errors: ["not-found"],
});
