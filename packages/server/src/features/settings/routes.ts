import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as service from "./service.ts";

export function settingRoutes(api: Api): void {
  api.on(contract.listSettings, async ({ tx, actor }) => ({ items: await service.list(tx, actor) }));
  api.on(contract.changeSetting, async ({ tx, actor, now, params, body }) => ({
    version: await service.change(tx, actor, now, { ...body, key: params.key }),
  }));
  api.on(contract.listSettingChanges, async ({ tx, params }) => ({
    items: await service.changes(tx, params.key),
  }));
}
