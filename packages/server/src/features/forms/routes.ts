import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { formOf } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { bytesOfTemplate } from "./read.ts";
import * as service from "./service.ts";

export function formRoutes(api: Api, { blobs }: { readonly blobs: Blobs }): void {
  api.on(contract.listForms, ({ tx }) => service.forms(tx));
  api.on(contract.listTemplates, ({ tx, params }) => service.versions(tx, params.key));
  api.on(contract.addTemplate, ({ tx, actor, now, params, body }) =>
    service.addTemplate(tx, blobs, actor, now, { key: params.key, ...body }),
  );
  api.outside(contract.downloadTemplate, async ({ inTx, params }) => {
    const bytes = await inTx("read", (tx) => bytesOfTemplate(tx, blobs, params.key, params.version));
    return wordFile(bytes, `${formOf(params.key).title.zh}-模板-v${params.version}.docx`);
  });
}

function wordFile(bytes: Buffer, name: string): Streamed {
  return new Streamed(Readable.from([bytes]), {
    "content-type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "content-length": String(bytes.length),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    "content-security-policy": "sandbox; default-src 'none'",
  });
}
