import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { storageJobs } from "./jobs.ts";
import * as service from "./service.ts";

export function storageRoutes(api: Api, deps: { readonly keysChangedAt: () => Promise<Date | null> }): void {
  storageJobs();
  api.on(contract.getStorage, async ({ tx, actor, now }) =>
    service.overview(tx, actor, now, await deps.keysChangedAt()),
  );
  api.on(contract.listStoredObjects, ({ tx, query }) => service.list(tx, query));
  api.on(contract.checkStoredObject, ({ tx, actor, now, body }) => service.check(tx, actor, now, body.key));
}
