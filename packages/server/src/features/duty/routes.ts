import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as service from "./service.ts";

export function dutyRoutes(api: Api): void {
  api.on(contract.getOnDuty, ({ tx, actor, now, query }) => service.now(tx, actor, now, query.cloudId));
  api.on(contract.listDutyPlaces, ({ tx, actor, now }) => service.places(tx, actor, now));
  api.on(contract.getDutyRoster, ({ tx, actor, now, params, query }) =>
    service.roster(tx, actor, now, params.id, query),
  );
  api.on(contract.planShift, async ({ tx, actor, now, body }) => ({
    id: await service.plan(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.withdrawShift, async ({ tx, actor, now, params, body }) => ({
    version: await service.withdraw(tx, actor, now, params.id, body),
  }));
  api.on(contract.writeHandOver, async ({ tx, actor, now, params, body }) => ({
    id: await service.writeHandOver(tx, actor, now, params.id, body),
    version: 1,
  }));
  api.on(contract.receiveHandOver, async ({ tx, actor, now, params, body }) => ({
    version: await service.receiveHandOver(tx, actor, now, params.id, body.version),
  }));
}
