import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as loosening from "./loosening.ts";
import * as service from "./service.ts";

export function settingRoutes(api: Api): void {
  api.on(contract.listSettings, async ({ tx, actor }) => ({ items: await service.list(tx, actor) }));
  api.on(contract.changeSetting, async ({ tx, actor, now, params, body }) => ({
    version: await service.change(tx, actor, now, { ...body, key: params.key }),
  }));
  api.on(contract.listSettingChanges, async ({ tx, params }) => ({
    items: await service.changes(tx, params.key),
  }));

  api.on(contract.listLoosenings, ({ tx, actor, now, query }) => loosening.list(tx, actor, now, query));
  api.on(contract.askLoosening, async ({ tx, actor, now, body }) => ({
    id: await loosening.ask(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.decideLoosening, async ({ tx, actor, now, params, body }) => ({
    version: await loosening.decide(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.withdrawLoosening, async ({ tx, actor, now, params, body }) => ({
    version: await loosening.withdraw(tx, actor, now, { ...body, id: params.id }),
  }));
}
