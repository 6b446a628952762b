import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { sessionOf } from "../sign-in/read.ts";
import * as service from "./service.ts";

export function privilegeRoutes(api: Api): void {
  api.on(contract.listPrivileges, ({ tx, actor, now, query }) =>
    service.listPrivileges(tx, actor, now, query, sessionOf(actor)),
  );
  api.on(contract.getPrivilege, ({ tx, actor, now, params }) =>
    service.getPrivilege(tx, actor, now, params.id, sessionOf(actor)),
  );
  api.on(contract.getPrivilegeChoices, ({ tx, actor }) => service.choices(tx, actor));
  api.on(contract.askPrivilege, async ({ tx, actor, now, body }) => ({
    id: await service.ask(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.decidePrivilege, async ({ tx, actor, now, params, body }) => ({
    version: await service.decide(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.withdrawPrivilege, async ({ tx, actor, now, params, body }) => ({
    version: await service.withdraw(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.endPrivilege, async ({ tx, actor, now, params, body }) => ({
    version: await service.end(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.usePrivilege, async ({ tx, actor, now, params }) => {
    await service.takeUp(tx, actor, now, { id: params.id, sessionId: sessionOf(actor) });
    return {};
  });
  api.on(contract.restPrivilege, async ({ tx, actor, now }) => {
    await service.layDown(tx, actor, now, sessionOf(actor));
    return {};
  });
  api.on(contract.getMyPrivilege, ({ tx, actor, now }) => service.mine(tx, actor, now));
  api.on(contract.getRights, ({ tx, actor, now, params }) => service.rightsOf(tx, actor, now, params.id));
}
