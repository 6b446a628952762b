import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { importSpec } from "../../platform/tables/kinds.ts";
import * as service from "./imports.ts";
import { importReport, importTemplate } from "./imports-files.ts";
import { allReports } from "./imports-report.ts";
import { startImport } from "./imports-start.ts";

export function importRoutes(api: Api): void {
  api.on(contract.listImports, ({ tx, actor, query }) => service.listImports(tx, actor, query));
  api.outside(contract.importTable, async ({ inTx, actor, now, body }) => {
    service.requireImporter(actor, body.kind);
    const bytes = service.decodeFile(body.content);
    // Reading takes seconds for large files: outside of any transaction.
    const table = await service.readImport(body.kind, bytes);
    return { id: await inTx("write", (tx) => startImport(tx, actor, now, { ...body, bytes }, table)) };
  });
  api.on(contract.getImport, ({ tx, actor, params }) => service.getImport(tx, actor, params.id));
  api.on(contract.listImportRows, ({ tx, actor, params, query }) =>
    service.listImportRows(tx, actor, { ...query, id: params.id }),
  );
  api.on(contract.cancelImport, ({ tx, actor, now, params }) =>
    service.cancelImport(tx, actor, now, params.id),
  );

  api.outside(contract.getImportTemplate, async ({ actor, params }) => {
    service.requireImporter(actor, params.kind);
    const spec = importSpec(params.kind);
    return xlsx(await importTemplate(spec), `${spec.title}导入模板.xlsx`);
  });
  api.outside(contract.getImportReport, async ({ inTx, actor, params }) => {
    const { run, reports } = await inTx("read", (tx) => allReports(tx, actor, params.id));
    return xlsx(
      await importReport(reports, run.dry_run, actor.lang),
      `导入报告-${run.file_name.replace(/\.[^.]*$/, "")}.xlsx`,
    );
  });
}

function xlsx(bytes: Buffer, name: string): Streamed {
  return new Streamed(Readable.from([bytes]), {
    "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    "content-length": String(bytes.length),
  });
}
