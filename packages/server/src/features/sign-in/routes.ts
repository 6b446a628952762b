import * as contract from "@yunjian/contract";
import { Refusal } from "@yunjian/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "../../platform/http/api.ts";
import { cookieOf, sessionOf } from "./authenticate.ts";
import { demoAccounts } from "./demo-accounts.ts";
import * as factors from "./factors.ts";
import { listSignIns } from "./log.ts";
import type { SignedIn } from "./opening.ts";
import * as passkeys from "./passkeys.ts";
import * as queries from "./queries.ts";
import * as service from "./service.ts";
import * as sessions from "./sessions.ts";
import type { SsoDeps } from "./sso.ts";
import { ssoRoutes } from "./sso-routes.ts";

export interface SignInOptions extends SsoDeps {
  readonly demo: boolean;
  readonly found: service.Found;
}

/** Sent to the sign-in endpoint alone: by it a browser is known that the person has used before. */
const DEVICE_COOKIE = "yunjian-device";
const DEVICE_DAYS = 400;

const originOf = (request: FastifyRequest) => ({
  address: request.ip,
  agent: request.headers["user-agent"] ?? "",
});

export function signInRoutes(api: Api, options: SignInOptions): void {
  const { vault } = options;
  const secure = options.publicUrl.startsWith("https:");
  const cookie = cookieOf(options.publicUrl);
  const openWith = (reply: FastifyReply, session: SignedIn): void => {
    void reply.setCookie(cookie, session.token, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure,
      expires: session.expiresAt,
    });
  };

  api.on(contract.getEntry, async ({ tx }) => ({
    demo: options.demo,
    accounts: options.demo ? await demoAccounts(tx) : [],
    empty: !(await queries.anyPerson(tx)),
  }));
  api.outside(contract.signIn, async ({ inTx, actor, now, body, request, reply }) => {
    const device = request.cookies[DEVICE_COOKIE];
    const result = await service.signIn(inTx, actor, now, vault, { ...body, ...originOf(request), device });
    if (result instanceof Refusal) throw result;
    openWith(reply, result);
    if (result.device !== null) {
      void reply.setCookie(DEVICE_COOKIE, result.device, {
        path: "/api/sign-in",
        httpOnly: true,
        sameSite: "strict",
        secure,
        maxAge: DEVICE_DAYS * 86_400,
      });
    }
    return { orgId: result.orgId, pending: result.pending };
  });
  api.on(contract.signOut, async ({ tx, actor, now, reply }) => {
    await service.signOut(tx, actor, now, sessionOf(actor));
    void reply.clearCookie(cookie, { path: "/", secure });
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
  api.on(contract.getLink, ({ tx, now, body }) => service.describeLink(tx, now, body.token));
  api.on(contract.setUp, async ({ tx, actor, now, body, request, reply }) => {
    openWith(reply, await service.setUp(tx, actor, now, { ...body, ...originOf(request) }, options.found));
    return {};
  });
  api.on(contract.useLink, async ({ tx, actor, now, body, request, reply }) => {
    openWith(reply, await service.followLink(tx, actor, now, { ...body, ...originOf(request) }));
    return {};
  });
  api.on(contract.unlockPerson, async ({ tx, actor, now, params }) => {
    await service.unlockPerson(tx, actor, now, params.id);
    return {};
  });
  sessionRoutes(api);
  factorRoutes(api, options);
  ssoRoutes(api, options, openWith);
}

function sessionRoutes(api: Api): void {
  api.on(contract.listMySessions, ({ tx, actor, now }) =>
    sessions.mySessions(tx, actor, now, sessionOf(actor)),
  );
  api.on(contract.endMySession, async ({ tx, actor, now, params }) => {
    await sessions.endMySession(tx, actor, now, params.id);
    return {};
  });
  api.on(contract.endOtherSessions, async ({ tx, actor, now }) => ({
    ended: await sessions.endOtherSessions(tx, actor, now, sessionOf(actor)),
  }));
  api.on(contract.listSignIns, ({ tx, query }) => listSignIns(tx, query));
}

function factorRoutes(api: Api, { vault, publicUrl }: SignInOptions): void {
  const party = passkeys.relyingParty(publicUrl);
  const here = (actor: Parameters<typeof sessionOf>[0], request: FastifyRequest) => ({
    ...originOf(request),
    sessionId: sessionOf(actor),
  });
  api.on(contract.getMySecurity, ({ tx, actor }) => factors.mySecurity(tx, actor, party !== undefined));
  api.on(contract.beginTotp, ({ tx, actor, now, body }) =>
    factors.beginTotp(tx, actor, now, vault, body.name),
  );
  api.on(contract.finishTotp, ({ tx, actor, now, params, body, request }) =>
    factors.finishTotp(tx, actor, now, vault, { ...here(actor, request), id: params.id, code: body.code }),
  );
  api.on(contract.beginPasskey, ({ tx, actor, now }) =>
    passkeys.enrolOptions(tx, actor, now, party, sessionOf(actor)),
  );
  api.on(contract.finishPasskey, ({ tx, actor, now, body, request }) =>
    passkeys.enrol(tx, actor, now, vault, party, { ...here(actor, request), ...body }),
  );
  api.on(contract.removeFactor, async ({ tx, actor, now, params }) => {
    await factors.removeFactor(tx, actor, now, params.id);
    return {};
  });
  api.on(contract.renewRecoveryCodes, async ({ tx, actor, now }) => ({
    recoveryCodes: await factors.renewRecoveryCodes(tx, actor, now, vault),
  }));
  api.on(contract.confirmMe, ({ tx, actor, now, body, request }) =>
    factors.confirm(tx, actor, now, vault, { ...here(actor, request), ...body }),
  );
  api.on(contract.confirmOptions, ({ tx, actor, now }) =>
    passkeys.confirmOptions(tx, actor, now, party, sessionOf(actor)),
  );
  api.on(contract.confirmByPasskey, ({ tx, actor, now, body, request }) =>
    passkeys.confirmByPasskey(tx, actor, now, party, { ...here(actor, request), ...body }),
  );
  api.on(contract.resetFactors, async ({ tx, actor, now, params, body }) => {
    await factors.resetFactors(tx, actor, now, { personId: params.id, reason: body.reason });
    return {};
  });
}
