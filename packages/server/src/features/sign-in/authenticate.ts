import {
  type Actor,
  type Permission,
  permissionsOf,
  permissionsOfKey,
  permissionsUnder,
  settingOf,
  type Assurance,
  type StoredSettings,
} from "@yunjian/domain";
import type { FastifyRequest } from "fastify";
import { hashToken } from "../../platform/secrets.ts";
import { type Db, grantVisibility, platformActor, withActor } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

/** Over TLS browsers take a cookie of this name only from this very host, whole and secure: nobody beside sets it. */
export const cookieOf = (publicUrl: string): string =>
  publicUrl.startsWith("https:") ? "__Host-yunjian" : "yunjian";
const SEEN_EVERY = 60_000;

/** The session or key behind an actor, for signing out and for switching the organisation. */
const sessions = new WeakMap<Actor, string>();

export function sessionOf(actor: Actor): string {
  return sessions.get(actor) ?? "";
}

/**
 * Who sent this request: `Authorization: Bearer <key>` for machines, the session cookie for people. One
 * question to the database answers who it is and what that organisation may see.
 */
export function authenticator(db: Db, settings: () => Promise<StoredSettings>, name = cookieOf("")) {
  return async (request: FastifyRequest, now: Date): Promise<Actor | null> => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    const cookie = request.cookies[name];
    const secret = bearer ?? cookie;
    if (secret === undefined) return null;
    const hash = hashToken(secret);
    const caller = bearer
      ? await queries.callerOfKey(db, hash, now)
      : await queries.callerOfSession(db, hash, now, settingOf(await settings(), "session.idleMinutes"));
    // Since a reset of the factors older sessions are over.
    if (!caller || caller.cut === true) return null;
    const actor: Actor = {
      personId: caller.person_id,
      orgId: caller.org_id,
      posts: caller.posts,
      permissions: bearer ? permissionsOfKey(caller.posts, caller.granted) : rightsOf(caller),
      scope: caller.scope,
      via: bearer ? "api-key" : "session",
      privilegeId: caller.privilege_id,
      assurance: assuranceOf(caller),
      requestId: request.id,
      lang: caller.lang,
    };
    grantVisibility(actor, { subjects: caller.subjects, cases: caller.cases, orgs: caller.orgs });
    sessions.set(actor, caller.session_id);
    if (!caller.last_seen_at || now.getTime() - caller.last_seen_at.getTime() > SEEN_EVERY) {
      await withActor(db, platformActor(request.id), "write", (tx) =>
        bearer
          ? queries.touchKey(tx, caller.session_id, now, request.ip)
          : queries.touchSession(tx, caller.session_id, now),
      );
    }
    return actor;
  };
}

/** The posts' rights; while a temporary privilege is taken up, those under it. */
function rightsOf({ posts, privilege_id, granted }: queries.Caller): ReadonlySet<Permission> {
  return privilege_id === null ? permissionsOf(posts) : permissionsUnder(posts, granted ?? []);
}

function assuranceOf(caller: queries.Caller): Assurance | null {
  if (caller.aal === null) return null;
  return {
    aal: caller.aal === 2 ? 2 : 1,
    method: caller.method ?? "password",
    confirmedAt: caller.confirmed_at,
    hasFactor: caller.has_factor ?? false,
    passwordChangedAt: caller.password_changed_at,
  };
}
