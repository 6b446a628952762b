import * as contract from "@yunjian/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "../../platform/http/api.ts";
import type { SignedIn } from "./opening.ts";
import * as sso from "./sso.ts";
import * as config from "./sso-config.ts";

/** Binds the way to the provider and back to one browser; sent to these endpoints alone. */
const COOKIE = "yunjian-sso";
const PATH = "/api/sign-in/sso";

const originOf = (request: FastifyRequest) => ({
  address: request.ip,
  agent: request.headers["user-agent"] ?? "",
});

export function ssoRoutes(
  api: Api,
  deps: sso.SsoDeps,
  openWith: (reply: FastifyReply, session: SignedIn) => void,
): void {
  const secure = deps.publicUrl.startsWith("https:");
  api.on(contract.findDoors, ({ tx, query }) => sso.findDoors(tx, query.word));
  api.outside(contract.startSso, async ({ inTx, actor, now, body, request, reply }) => {
    const { url, browser } = await sso.start(inTx, actor, now, deps, { ...body, ...originOf(request) });
    void reply.setCookie(COOKIE, browser, {
      path: PATH,
      httpOnly: true,
      sameSite: "strict",
      secure,
      maxAge: 600,
    });
    return { url };
  });
  api.outside(contract.finishSso, async ({ inTx, actor, now, body, request, reply }) => {
    const session = await sso.finish(inTx, actor, now, deps, {
      search: body.search,
      browser: request.cookies[COOKIE],
      ...originOf(request),
    });
    void reply.clearCookie(COOKIE, { path: PATH });
    openWith(reply, session);
    return { orgId: session.orgId, pending: session.pending };
  });
  api.on(contract.getSso, ({ tx, actor, params }) => config.getSso(tx, actor, deps.publicUrl, params.id));
  api.outside(contract.saveSso, async ({ inTx, actor, now, params, body }) => ({
    version: await config.saveSso(inTx, actor, now, deps, params.id, body),
  }));
  api.on(contract.unlinkIdentity, async ({ tx, actor, now, params }) => {
    await config.unlink(tx, actor, now, params.id);
    return {};
  });
}
