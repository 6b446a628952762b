import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { jobById, latestJobs, requestCancel } from "../../platform/jobs/progress.ts";

export function jobRoutes(api: Api): void {
  api.on(contract.listJobs, async ({ tx, actor, query }) => ({
    items: await latestJobs(tx, actor, query.job),
  }));
  api.on(contract.getJob, ({ tx, actor, params }) => jobById(tx, actor, params.id));
  api.on(contract.cancelJob, async ({ tx, actor, now, params }) => {
    await requestCancel(tx, actor, now, params.id);
    return {};
  });
}
