import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { DOCX_TYPE } from "../../platform/documents/official-paper.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { summaryPaper } from "./paper.ts";
import * as service from "./service.ts";

export function protectedPeriodRoutes(api: Api): void {
  api.on(contract.listProtectedPeriods, ({ tx, now, query }) => service.list(tx, now, query));
  api.on(contract.getProtectedPeriod, ({ tx, actor, now, params }) =>
    service.page(tx, actor, now, params.id),
  );
  api.on(contract.draftProtectedPeriod, async ({ tx, actor, now, body }) => ({
    id: await service.draft(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.changeProtectedPeriod, async ({ tx, actor, now, params, body }) => ({
    version: await service.change(tx, actor, now, params.id, body),
  }));
  api.on(contract.deployProtectedPeriod, async ({ tx, actor, now, params, body }) => ({
    version: await service.deploy(tx, actor, now, params.id, body.version),
  }));
  api.on(contract.rescheduleProtectedPeriod, async ({ tx, actor, now, params, body }) => ({
    version: await service.reschedule(tx, actor, now, params.id, body),
  }));
  api.on(contract.withdrawProtectedPeriod, async ({ tx, actor, now, params, body }) => ({
    version: await service.withdraw(tx, actor, now, params.id, body),
  }));
  api.on(contract.closeProtectedPeriod, async ({ tx, actor, now, params, body }) => ({
    version: await service.close(tx, actor, now, params.id, body),
  }));
  api.on(contract.fileNilReport, ({ tx, actor, now, params, body }) =>
    service.fileReport(tx, actor, now, params.id, body),
  );
  api.outside(contract.getProtectionSummary, async ({ inTx, actor, now, params }) => {
    const { bytes, name } = await inTx("read", (tx) => summaryPaper(tx, actor, now, params.id));
    return new Streamed(Readable.from([bytes]), {
      "content-type": DOCX_TYPE,
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });
}
