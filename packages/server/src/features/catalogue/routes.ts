import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { attachText } from "./attach.ts";
import * as service from "./service.ts";

export function catalogueRoutes(api: Api): void {
  api.on(contract.listCatalogue, async ({ query }) => service.list(query));
  api.on(contract.getCatalogueEntry, ({ tx, now, params }) => service.entry(tx, now, params.kind, params.id));
  api.on(contract.listEntryObligations, ({ tx, now, params, query }) =>
    service.obligations(tx, now, params.kind, params.id, query),
  );
  api.on(contract.getCatalogueDocuments, ({ tx }) => service.documents(tx));
  api.on(contract.getCatalogueAttachment, ({ tx, params }) => service.attachment(tx, params.id));
  api.on(contract.attachCatalogueText, ({ tx, actor, now, body }) => {
    const { content, ...input } = body;
    return attachText(tx, actor, now, { ...input, bytes: Buffer.from(content, "base64") });
  });
}
