import * as contract from "@yunjian/contract";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { expiryJob, packageJob } from "./jobs.ts";
import * as service from "./service.ts";

export function packageRoutes(api: Api, { blobs }: { readonly blobs: Blobs }): void {
  const job = packageJob(blobs);
  expiryJob(blobs);
  api.on(contract.makePackage, ({ tx, actor, now, body }) => service.make(tx, actor, now, job, body));
  api.on(contract.listPackages, ({ tx, actor, now, query }) => service.list(tx, actor, now, query));
  api.on(contract.getPackage, ({ tx, actor, now, params }) => service.get(tx, actor, now, params.id));
  api.on(contract.cancelPackage, ({ tx, actor, now, params }) => service.cancel(tx, actor, now, params.id));
  api.on(contract.checkPackage, async ({ tx, actor, now, params }) => {
    await service.openable(tx, actor, now, params.id);
    return {};
  });
  api.outside(contract.downloadPackage, async ({ inTx, actor, now, params }) => {
    const found = await inTx("write", (tx) => service.open(tx, actor, now, params.id));
    const name = encodeURIComponent(`${found.number}.zip`);
    return new Streamed(await blobs.get(found.key), {
      "content-type": "application/zip",
      "content-length": String(found.size ?? 0),
      "content-disposition": `attachment; filename="evidence-package.zip"; filename*=UTF-8''${name}`,
      "cache-control": "no-store",
    });
  });
}
