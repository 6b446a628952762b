import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as certificates from "./service-certificates.ts";
import * as clouds from "./service-clouds.ts";
import * as contracts from "./service-contracts.ts";
import * as read from "./service-read.ts";
import * as resources from "./service-resources.ts";
import * as systems from "./service-systems.ts";

export function registryRoutes(api: Api): void {
  const created = async (id: Promise<string>) => ({ id: await id, version: 1 });
  const changed = async (version: Promise<number>) => ({ version: await version });

  api.on(contract.listClouds, ({ tx, now, query }) => read.listClouds(tx, now, query));
  api.on(contract.getCloud, ({ tx, actor, now, params }) => read.getCloud(tx, actor, now, params.id));
  api.on(contract.createCloud, ({ tx, actor, now, body }) =>
    created(clouds.createCloud(tx, actor, now, body)),
  );
  api.on(contract.changeCloud, ({ tx, actor, now, params, body }) =>
    changed(clouds.changeCloud(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.endCloud, ({ tx, actor, now, params, body }) =>
    changed(clouds.endCloud(tx, actor, now, { ...body, id: params.id })),
  );

  api.on(contract.createCertificate, ({ tx, actor, now, params, body }) =>
    created(certificates.createCertificate(tx, actor, now, { ...body, cloudId: params.id })),
  );
  api.on(contract.applyCertificate, ({ tx, actor, now, params, body }) =>
    changed(certificates.applyCertificate(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.voidCertificate, ({ tx, actor, now, params, body }) =>
    changed(certificates.voidCertificate(tx, actor, now, { ...body, id: params.id })),
  );

  api.on(contract.createSite, ({ tx, actor, now, params, body }) =>
    created(clouds.createSite(tx, actor, now, { ...body, cloudId: params.id })),
  );
  api.on(contract.changeSite, ({ tx, actor, now, params, body }) =>
    changed(clouds.changeSite(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.endSite, ({ tx, actor, now, params, body }) =>
    changed(clouds.endSite(tx, actor, now, { ...body, id: params.id })),
  );

  api.on(contract.listSystems, ({ tx, query }) => read.listSystems(tx, query));
  api.on(contract.getSystem, ({ tx, actor, now, params }) => read.getSystem(tx, actor, now, params.id));
  api.on(contract.createSystem, ({ tx, actor, now, body }) =>
    created(systems.createSystem(tx, actor, now, body)),
  );
  api.on(contract.changeSystem, ({ tx, actor, now, params, body }) =>
    changed(systems.changeSystem(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.endSystem, ({ tx, actor, now, params, body }) =>
    changed(systems.endSystem(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.placeSystem, async ({ tx, actor, now, params, body }) => {
    await systems.placeSystem(tx, actor, now, { ...body, systemId: params.id });
    return {};
  });
  api.on(contract.moveSystemOut, async ({ tx, actor, now, params, body }) => {
    await systems.moveSystemOut(tx, actor, now, { ...body, systemId: params.id, cloudId: params.cloudId });
    return {};
  });

  api.on(contract.listResources, ({ tx, params, query }) =>
    read.listResources(tx, { ...query, systemId: params.id }),
  );
  api.on(contract.createResource, ({ tx, actor, now, params, body }) =>
    created(resources.createResource(tx, actor, now, { ...body, systemId: params.id })),
  );
  api.on(contract.changeResource, ({ tx, actor, now, params, body }) =>
    changed(resources.changeResource(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.endResource, ({ tx, actor, now, params, body }) =>
    changed(resources.endResource(tx, actor, now, { ...body, id: params.id })),
  );

  api.on(contract.listContracts, ({ tx, now, query }) => read.listContracts(tx, now, query));
  api.on(contract.getContract, ({ tx, actor, now, params }) => read.getContract(tx, actor, now, params.id));
  api.on(contract.createContract, ({ tx, actor, now, body }) =>
    created(contracts.createContract(tx, actor, now, body)),
  );
  api.on(contract.changeContract, ({ tx, actor, now, params, body }) =>
    changed(contracts.changeContract(tx, actor, now, { ...body, id: params.id })),
  );
  api.on(contract.endContract, ({ tx, actor, now, params, body }) =>
    changed(contracts.endContract(tx, actor, now, { ...body, id: params.id })),
  );
}
