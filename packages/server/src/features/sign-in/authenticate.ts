import { type Actor, permissionsOf } from "@yunjian/domain";
import type { FastifyRequest } from "fastify";
import { hashToken } from "../../platform/secrets.ts";
import { type Db, grantVisibility, platformActor, withActor } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

export const COOKIE = "yunjian";
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
export function authenticator(db: Db, idleMinutes: () => Promise<number>) {
  return async (request: FastifyRequest, now: Date): Promise<Actor | null> => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    const cookie = request.cookies[COOKIE];
    const secret = bearer ?? cookie;
    if (secret === undefined) return null;
    const hash = hashToken(secret);
    const caller = bearer
      ? await queries.callerOfKey(db, hash, now)
      : await queries.callerOfSession(db, hash, now, await idleMinutes());
    if (!caller) return null;
    const actor: Actor = {
      personId: caller.person_id,
      orgId: caller.org_id,
      posts: caller.posts,
      permissions: permissionsOf(caller.posts),
      scope: caller.scope,
      via: bearer ? "api-key" : "session",
      requestId: request.id,
      lang: caller.lang,
    };
    grantVisibility(actor, { subjects: caller.subjects, cases: caller.cases, orgs: caller.orgs });
    sessions.set(actor, caller.session_id);
    if (!caller.last_seen_at || now.getTime() - caller.last_seen_at.getTime() > SEEN_EVERY) {
      await withActor(db, platformActor(request.id), "write", (tx) =>
        bearer
          ? queries.touchKey(tx, caller.session_id, now)
          : queries.touchSession(tx, caller.session_id, now),
      );
    }
    return actor;
  };
}
