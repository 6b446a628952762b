import * as contract from "@yunjian/contract";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Custody } from "../../platform/custody.ts";
import type { Api } from "../../platform/http/api.ts";
import { carryOutJob, nightlyJob } from "./jobs.ts";
import * as disposal from "./service-disposal.ts";
import * as erasure from "./service-erasure.ts";
import * as holds from "./service-holds.ts";
import * as service from "./service.ts";

export function retentionRoutes(api: Api, deps: { readonly blobs: Blobs; readonly custody: Custody }): void {
  const carryOut = carryOutJob(deps.blobs);
  nightlyJob(deps.blobs);

  api.on(contract.getRetention, ({ tx, actor, now }) => service.overview(tx, actor, now));
  api.on(contract.listDueFiles, ({ tx, actor, now, query }) => disposal.dueFiles(tx, actor, now, query));
  api.on(contract.proposeDisposal, async ({ tx, actor, now, body }) => ({
    id: await disposal.proposeDisposal(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.listRetentionRequests, ({ tx, query }) => service.listRequests(tx, query));
  api.on(contract.getRetentionRequest, ({ tx, actor, now, params }) =>
    service.getRequest(tx, actor, now, params.id),
  );
  api.on(contract.listDisposalFiles, ({ tx, params, query }) => service.listFiles(tx, params.id, query));
  api.on(contract.decideRetentionRequest, async ({ tx, actor, now, params, body }) => ({
    version: await service.decide(tx, { custody: deps.custody, carryOut }, actor, now, {
      ...body,
      id: params.id,
    }),
  }));
  api.on(contract.withdrawRetentionRequest, async ({ tx, actor, now, params, body }) => ({
    version: await service.withdraw(tx, actor, now, { ...body, id: params.id }),
  }));

  api.on(contract.listHolds, ({ tx, actor, query }) => holds.listHolds(tx, actor, query));
  api.on(contract.placeHold, async ({ tx, actor, now, body }) => ({
    id: await holds.placeHold(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.askHoldLift, async ({ tx, actor, now, params, body }) => ({
    id: await holds.askLift(tx, actor, now, { ...body, id: params.id }),
    version: 1,
  }));

  api.on(contract.listArchives, ({ tx, query }) => holds.listArchives(tx, query));
  api.on(contract.markArchived, async ({ tx, actor, now, body }) => ({
    id: await holds.markArchived(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.changeArchive, async ({ tx, actor, now, params, body }) => ({
    version: await holds.changeArchive(tx, actor, now, { ...body, id: params.id }),
  }));

  api.on(contract.previewErasure, ({ tx, actor, now, query }) =>
    erasure.preview(tx, actor, now, query.kind, query.targetId),
  );
  api.on(contract.askErasure, async ({ tx, actor, now, body }) => ({
    id: await erasure.askErasure(tx, actor, now, body),
    version: 1,
  }));
}
