import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { rolesFile } from "./roles-file.ts";
import * as service from "./service.ts";

export function exportRoutes(api: Api): void {
  api.on(contract.mayExport, async () => ({}));
  api.on(contract.recordExport, ({ tx, actor, now, body }) => service.recordExport(tx, actor, now, body));
  api.outside(contract.exportRoles, async ({ actor, query }) => {
    const { name, bytes } = await rolesFile(query.language ?? actor.lang);
    return new Streamed(Readable.from([bytes]), {
      "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "content-length": String(bytes.length),
      "cache-control": "no-store",
    });
  });
}
