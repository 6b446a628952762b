import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { requireState, type SubmissionState } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { periodsByIds } from "../obligations/read.ts";
import { handInMany, signMany } from "./batch.ts";
import { renderSubmission } from "./document.ts";
import * as lists from "./lists.ts";
import { periodIdsOf } from "./queries.ts";
import * as service from "./service.ts";

export function submissionRoutes(api: Api, { blobs }: { readonly blobs: Blobs }): void {
  api.on(contract.prepareSubmission, ({ tx, actor, query }) => lists.prepare(tx, actor, query.period));
  api.on(contract.listToSign, ({ tx, actor, query }) => lists.toSign(tx, actor, query));
  api.on(contract.listSubmissions, ({ tx, actor, query }) => lists.list(tx, actor, query));
  api.on(contract.getSubmission, ({ tx, actor, params }) => lists.one(tx, actor, params.id));
  api.on(contract.batchSubmissions, ({ tx, actor, now, body }) => handInMany(tx, blobs, actor, now, body));
  api.on(contract.batchSignOff, ({ tx, actor, now, body }) => signMany(tx, blobs, actor, now, body.items));
  api.on(contract.createSubmission, ({ tx, actor, now, body }) =>
    service.create(tx, blobs, actor, now, body),
  );
  api.on(contract.editSubmission, ({ tx, actor, now, params, body }) =>
    service.edit(tx, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.handInSubmission, ({ tx, actor, now, params, body }) =>
    service.handInNow(tx, blobs, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.signOffSubmission, ({ tx, actor, now, params, body }) =>
    service.sign(tx, blobs, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.sendBackSubmission, ({ tx, actor, now, params, body }) =>
    service.back(tx, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.recallSubmission, ({ tx, actor, now, params, body }) =>
    service.recallNow(tx, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.withdrawSubmission, ({ tx, actor, now, params, body }) =>
    service.withdrawNow(tx, actor, now, { id: params.id, ...body }),
  );

  api.outside(contract.draftDocument, async ({ inTx, actor, params }) => {
    const { bytes, name } = await inTx("read", async (tx) => {
      const row = await service.visibleSubmission(tx, actor, params.id);
      requireState(row.kind, "form");
      requireState(row.state as SubmissionState, "draft", "awaiting-sign-off");
      return await renderSubmission(tx, blobs, row, {
        ...row,
        periods: await periodsByIds(tx, await periodIdsOf(tx, row.id)),
      });
    });
    return new Streamed(Readable.from([bytes]), {
      "content-type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "content-security-policy": "sandbox; default-src 'none'",
    });
  });
}
