import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as service from "./service.ts";
import * as asked from "./service-changes.ts";
import * as views from "./views.ts";

export function agreementRoutes(api: Api): void {
  api.on(contract.getAgreement, ({ tx, actor, now, params, query }) =>
    views.agreementPage(tx, actor, now, params.cloudId, query.version ?? null),
  );
  api.on(contract.listAgreementVersions, ({ tx, params, query }) =>
    views.versions(tx, params.cloudId, query),
  );
  api.on(contract.compareAgreementVersions, ({ tx, params, query }) =>
    views.comparison(tx, params.cloudId, query.from, query.to),
  );
  api.on(contract.changeAgreement, async ({ tx, actor, now, params, body }) => ({
    version: await service.changeAgreement(tx, actor, now, { ...body, cloudId: params.cloudId }),
  }));
  api.on(contract.askNotApplicable, async ({ tx, actor, now, params, body }) => ({
    ids: await asked.askNotApplicable(tx, actor, now, { ...body, cloudId: params.cloudId }),
  }));
  api.on(contract.stateParameters, async ({ tx, actor, now, params, body }) => ({
    ids: await asked.stateParameters(tx, actor, now, { ...body, cloudId: params.cloudId }),
  }));
  api.on(contract.listAgreementChanges, ({ tx, actor, query }) => views.changes(tx, actor, query));
  api.on(contract.decideAgreementChanges, async ({ tx, actor, now, body }) => ({
    decided: await asked.decideChanges(tx, actor, now, body),
  }));
  api.on(contract.withdrawAgreementChange, async ({ tx, actor, now, params, body }) => ({
    version: await asked.withdrawChange(tx, actor, now, { ...body, id: params.id }),
  }));
}
