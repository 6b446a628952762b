import * as contract from "@yunjian/contract";
import { Refusal } from "@yunjian/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "../../platform/http/api.ts";
import { COOKIE, sessionOf } from "./authenticate.ts";
import { demoAccounts } from "./demo-accounts.ts";
import * as queries from "./queries.ts";
import * as service from "./service.ts";
import * as sessions from "./sessions.ts";

export function signInRoutes(
  api: Api,
  options: { readonly demo: boolean; readonly secureCookie: boolean; readonly found: service.Found },
): void {
  const openWith = (reply: FastifyReply, session: service.SignedIn): { orgId: string } => {
    void reply.setCookie(COOKIE, session.token, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure: options.secureCookie,
      expires: session.expiresAt,
    });
    return { orgId: session.orgId };
  };
  const origin = (request: FastifyRequest) => ({
    address: request.ip,
    agent: request.headers["user-agent"] ?? "",
  });

  api.on(contract.getEntry, async ({ tx }) => ({
    demo: options.demo,
    accounts: options.demo ? await demoAccounts(tx) : [],
    empty: !(await queries.anyPerson(tx)),
  }));
  api.on(contract.signIn, async ({ tx, actor, now, body, request, reply }) => {
    const result = await service.signIn(tx, actor, now, { ...body, ...origin(request) });
    return result instanceof Refusal ? result : openWith(reply, result);
  });
  api.on(contract.signOut, async ({ tx, actor, now, reply }) => {
    await service.signOut(tx, actor, now, sessionOf(actor));
    void reply.clearCookie(COOKIE, { path: "/" });
    return {};
  });
  api.on(contract.getMe, ({ tx, actor, now }) => service.me(tx, actor, now));
  api.on(contract.actFor, async ({ tx, actor, now, body }) => {
    await service.actFor(tx, actor, now, { sessionId: sessionOf(actor), orgId: body.orgId });
    return {};
  });
  api.on(contract.setLanguage, async ({ tx, actor, body }) => {
    await service.setLanguage(tx, actor, body.lang);
    return {};
  });
  api.on(contract.changePassword, async ({ tx, actor, now, body }) => {
    await service.changePassword(tx, actor, now, { ...body, sessionId: sessionOf(actor) });
    return {};
  });
  api.on(contract.getLink, ({ tx, now, params }) => service.describeLink(tx, now, params.token));
  api.on(contract.setUp, async ({ tx, actor, now, body, request, reply }) => {
    openWith(reply, await service.setUp(tx, actor, now, { ...body, ...origin(request) }, options.found));
    return {};
  });
  api.on(contract.useLink, async ({ tx, actor, now, params, body, request, reply }) => {
    openWith(
      reply,
      await service.followLink(tx, actor, now, { token: params.token, ...body, ...origin(request) }),
    );
    return {};
  });

  api.on(contract.unlockPerson, async ({ tx, actor, now, params }) => {
    await service.unlockPerson(tx, actor, now, params.id);
    return {};
  });
  api.on(contract.listMySessions, ({ tx, actor, now }) =>
    sessions.mySessions(tx, actor, now, sessionOf(actor)),
  );
  api.on(contract.endMySession, async ({ tx, actor, now, params }) => {
    await sessions.endMySession(tx, actor, now, params.id);
    return {};
  });
}
