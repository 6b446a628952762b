import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as service from "./service.ts";

export function postureRoutes(api: Api): void {
  api.on(contract.getPostureMatrix, ({ tx, now, query }) => service.matrix(tx, now, query));
  api.on(contract.getCloudPosture, ({ tx, now, params }) => service.cloud(tx, now, params.id));
  api.on(contract.getPostureTrend, ({ tx, now, query }) => service.trend(tx, now, query));
  api.on(contract.getProviderComparison, ({ tx, actor, now }) => service.providers(tx, actor, now));
}
