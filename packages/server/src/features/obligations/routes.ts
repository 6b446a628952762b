import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { enqueue } from "../../platform/jobs/index.ts";
import { cancelRequest, requestPeriods } from "./demand.ts";
import { askExtension, decideExtension, listExtensions, withdrawExtension } from "./extensions.ts";
import { endOfNextYear } from "./extend.ts";
import { extendPlansJob } from "./jobs.ts";
import * as service from "./service.ts";

export function obligationRoutes(api: Api): void {
  api.on(contract.listMyDuties, ({ tx, actor, now, query }) => service.myDuties(tx, actor, now, query));
  api.on(contract.getMyDutyCounts, ({ tx, actor, now }) => service.myDutyCounts(tx, actor, now));
  api.on(contract.listPeriods, ({ tx, actor, now, query }) => service.periods(tx, actor, now, query));
  api.on(contract.getPeriod, ({ tx, actor, now, params }) => service.periodDetail(tx, actor, now, params.id));
  api.on(contract.listObligations, ({ tx, now, query }) => service.obligations(tx, now, query));
  api.on(contract.getObligation, ({ tx, actor, now, params }) =>
    service.obligationDetail(tx, actor, now, params.id),
  );
  api.on(contract.listObligationPeriods, ({ tx, actor, now, params, query }) =>
    service.history(tx, actor, now, params.id, query),
  );
  api.on(contract.requestPeriods, async ({ tx, actor, now, body }) => ({
    ids: await requestPeriods(tx, actor, now, body),
  }));
  api.on(contract.cancelRequest, async ({ tx, actor, now, params, body }) => ({
    version: await cancelRequest(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.planAhead, async ({ tx, actor, now }) => ({
    jobId: await enqueue(tx, actor, now, extendPlansJob, { until: endOfNextYear(now) }),
  }));

  api.on(contract.listExtensions, ({ tx, actor, query }) => listExtensions(tx, actor, query));
  api.on(contract.askExtension, ({ tx, actor, now, body }) => askExtension(tx, actor, now, body));
  api.on(contract.decideExtension, async ({ tx, actor, now, params, body }) => ({
    version: await decideExtension(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.withdrawExtension, async ({ tx, actor, now, params, body }) => ({
    version: await withdrawExtension(tx, actor, now, { ...body, id: params.id }),
  }));
}
