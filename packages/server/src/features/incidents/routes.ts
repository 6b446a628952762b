import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { paperOf } from "./paper.ts";
import * as closing from "./service-close.ts";
import * as customers from "./service-customers.ts";
import * as notices from "./service-notices.ts";
import * as pages from "./service-page.ts";
import { report } from "./service-report.ts";
import * as telling from "./service-tell.ts";
import * as service from "./service.ts";

export function incidentRoutes(api: Api): void {
  api.on(contract.listIncidents, ({ tx, actor, now, query }) => pages.list(tx, actor, now, query));
  api.on(contract.getIncidentFigures, ({ tx, actor, now, query }) => pages.figures(tx, actor, now, query));
  api.on(contract.getIncident, ({ tx, actor, now, params }) => pages.page(tx, actor, now, params.id));
  api.on(contract.reportIncident, ({ tx, actor, now, body }) => report(tx, actor, now, body));
  api.on(contract.confirmIncidentOf, ({ tx, actor, now, params, body }) =>
    service.confirm(tx, actor, now, params.id, body),
  );
  api.on(contract.dismissIncidentOf, ({ tx, actor, now, params, body }) =>
    service.dismiss(tx, actor, now, params.id, body),
  );
  api.on(contract.enterIncidentPhase, ({ tx, actor, now, params, body }) =>
    service.phase(tx, actor, now, params.id, body),
  );
  api.on(contract.addIncidentFact, ({ tx, actor, now, params, body }) =>
    service.fact(tx, actor, now, params.id, body),
  );
  api.on(contract.gradeIncidentOf, ({ tx, actor, now, params, body }) =>
    service.gradeOf(tx, actor, now, params.id, body),
  );
  api.on(contract.changeIncidentScope, ({ tx, actor, now, params, body }) =>
    service.scope(tx, actor, now, params.id, body),
  );
  api.on(contract.listIncidentCustomers, ({ tx, actor, now, params, query }) =>
    customers.list(tx, actor, now, params.id, query),
  );
  api.on(contract.notifyIncidentCustomers, ({ tx, actor, now, params, body }) =>
    customers.notify(tx, actor, now, params.id, body),
  );
  api.on(contract.addIncidentCustomer, ({ tx, actor, now, params, body }) =>
    customers.add(tx, actor, now, params.id, body),
  );
  api.on(contract.waiveIncidentCustomer, ({ tx, actor, now, params, body }) =>
    customers.waive(tx, actor, now, params, body.reason),
  );
  api.on(contract.callIncidentCustomer, ({ tx, actor, now, params, body }) =>
    customers.call(tx, actor, now, params, body),
  );
  api.on(contract.draftIncidentText, ({ tx, actor, now, params, query }) =>
    telling.draft(tx, actor, now, params.id, query),
  );
  api.on(contract.recordIncidentTelling, ({ tx, actor, now, params, body }) =>
    telling.record(tx, actor, now, params.id, body),
  );
  api.on(contract.askIncidentHelp, ({ tx, actor, now, params, body }) =>
    telling.askHelp(tx, actor, now, params.id, body.text),
  );
  api.on(contract.giveIncidentHelp, ({ tx, actor, now, params, body }) =>
    telling.giveHelp(tx, actor, now, params, body.text),
  );
  api.on(contract.setIncidentTask, ({ tx, actor, now, params, body }) =>
    telling.setTask(tx, actor, now, params.id, body),
  );
  api.on(contract.finishIncidentTask, ({ tx, actor, now, params, body }) =>
    telling.finishTask(tx, actor, now, params, body.result),
  );
  api.on(contract.writeIncidentReport, ({ tx, actor, now, params, body }) =>
    closing.writeReport(tx, actor, now, params.id, body),
  );
  api.outside(contract.getIncidentPaper, async ({ inTx, actor, now, params }) => {
    const { bytes, name } = await inTx("read", (tx) => paperOf(tx, actor, now, params.id));
    return new Streamed(Readable.from([bytes]), {
      "content-type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });
  api.on(contract.askIncidentClosing, ({ tx, actor, now, params, body }) =>
    closing.askClosing(tx, actor, now, params.id, body),
  );
  api.on(contract.compareIncidentReport, ({ tx, actor, now, params, body }) =>
    closing.compare(tx, actor, now, params.id, body),
  );
  api.on(contract.closeIncidentOf, ({ tx, actor, now, params, body }) =>
    closing.close(tx, actor, now, params.id, body),
  );
  api.on(contract.reopenIncidentOf, ({ tx, actor, now, params, body }) =>
    service.reopen(tx, actor, now, params.id, body),
  );
  api.on(contract.mergeIncidentOf, ({ tx, actor, now, params, body }) =>
    service.merge(tx, actor, now, params.id, body),
  );
  api.on(contract.demandIncidentRectification, ({ tx, actor, now, params, body }) =>
    closing.rectify(tx, actor, now, params.id, body),
  );
  api.on(contract.listIncidentNotices, ({ tx, actor, query }) => notices.list(tx, actor, query));
  api.on(contract.getIncidentNotice, ({ tx, actor, now, params }) => notices.page(tx, actor, now, params.id));
  api.on(contract.readIncidentNotice, ({ tx, actor, now, params }) =>
    notices.read(tx, actor, now, params.id),
  );
  api.on(contract.acknowledgeIncidentNotice, ({ tx, actor, now, params, body }) =>
    notices.acknowledge(tx, actor, now, params.id, body),
  );
  api.on(contract.recordCustomerTelling, ({ tx, actor, now, params, body }) =>
    notices.tell(tx, actor, now, params.id, body),
  );
}
