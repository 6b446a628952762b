import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { exportRecord } from "./export.ts";
import * as service from "./service.ts";

export function recordRoutes(api: Api): void {
  api.on(contract.getObjectHistory, ({ tx, actor, params, query }) =>
    service.objectHistory(tx, actor, params, query),
  );
  api.on(contract.getEntryProof, ({ tx, actor, params }) => service.entryProof(tx, actor, params.id));
  api.on(contract.listRecord, ({ tx, query }) => service.listRecord(tx, query));
  api.outside(contract.exportRecord, async ({ inTx, actor, now, query }) => {
    const found = await inTx("write", (tx) => service.forExport(tx, actor, now, query));
    return await exportRecord(found, now);
  });
  api.on(contract.getRecordState, ({ tx }) => service.recordState(tx));
  api.on(contract.listCheckpoints, ({ tx, query }) => service.listCheckpoints(tx, query));
}
