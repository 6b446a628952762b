import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { paperOf } from "./paper.ts";
import * as notices from "./service-notices.ts";
import * as pages from "./service-page.ts";
import * as plans from "./service-plan.ts";
import * as service from "./service.ts";
import * as terms from "./terms.ts";

export function changeRoutes(api: Api, { blobs }: { readonly blobs: Blobs }): void {
  api.on(contract.listChanges, ({ tx, actor, now, query }) => pages.list(tx, actor, now, query));
  api.on(contract.getChangeBoard, ({ tx, now, query }) => pages.board(tx, now, query));
  api.on(contract.getChangeFigures, ({ tx, now, query }) => pages.figures(tx, now, query));
  api.on(contract.getChangeCalendar, ({ tx, actor, now, query }) => pages.calendar(tx, actor, now, query));
  api.on(contract.proposeChangeDuties, ({ tx, actor, now, query }) => pages.proposal(tx, actor, now, query));
  api.on(contract.getChange, ({ tx, actor, now, params }) => pages.page(tx, actor, now, params.id));

  api.on(contract.draftChange, ({ tx, actor, now, body }) => plans.draft(tx, actor, now, body));
  api.on(contract.editChangeOf, ({ tx, actor, now, params, body }) =>
    plans.edit(tx, actor, now, params.id, body),
  );
  api.on(contract.announceChangeOf, ({ tx, actor, now, params, body }) =>
    plans.announce(tx, actor, now, params.id, body),
  );
  api.on(contract.rescheduleChangeOf, ({ tx, actor, now, params, body }) =>
    plans.reschedule(tx, actor, now, params.id, body),
  );
  api.on(contract.withdrawChangeOf, ({ tx, actor, now, params, body }) =>
    plans.withdraw(tx, actor, now, params.id, body),
  );
  api.on(contract.declareChangeOf, ({ tx, actor, now, body }) => plans.declare(tx, actor, now, body));
  api.on(contract.findChangeOf, ({ tx, actor, now, body }) => plans.find(tx, actor, now, body));

  api.on(contract.analyseChangeOf, ({ tx, actor, now, params, body }) =>
    service.analyse(tx, actor, now, params.id, body),
  );
  api.on(contract.adviseChangeOf, ({ tx, actor, now, params, body }) =>
    service.advise(tx, actor, now, params.id, body),
  );
  api.on(contract.implementChangeOf, ({ tx, actor, now, params, body }) =>
    service.implement(tx, actor, now, params.id, body),
  );
  api.on(contract.assessChangeOf, ({ tx, actor, now, params, body }) =>
    service.assess(tx, actor, now, params.id, body),
  );
  api.on(contract.compareChangeOf, ({ tx, actor, now, params, body }) =>
    service.compare(tx, actor, now, params.id, body),
  );
  api.on(contract.dismissChangeOf, ({ tx, actor, now, params, body }) =>
    service.dismiss(tx, actor, now, params.id, body),
  );
  api.on(contract.answerChangeQuestion, ({ tx, actor, now, params, body }) =>
    service.answer(tx, actor, now, params.id, body),
  );
  api.outside(contract.getChangePaper, async ({ inTx, actor, now, params }) => {
    const { bytes, name } = await inTx("read", (tx) =>
      paperOf(tx, blobs, actor, now, params.id, params.paper),
    );
    return new Streamed(Readable.from([bytes]), {
      "content-type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  api.on(contract.listChangeNotices, ({ tx, actor, query }) => notices.list(tx, actor, query));
  api.on(contract.getChangeNotice, ({ tx, actor, params }) => notices.page(tx, actor, params.id));
  api.on(contract.acknowledgeChange, ({ tx, actor, now, params, body }) =>
    notices.acknowledge(tx, actor, now, params.id, body.version),
  );
  api.on(contract.askAboutChange, ({ tx, actor, now, params, body }) =>
    notices.ask(tx, actor, now, params.id, body),
  );

  api.on(contract.getChangeTerms, ({ tx, actor, now, params }) => terms.get(tx, actor, now, params.id));
  api.on(contract.agreeChangeTerms, ({ tx, actor, now, params, body }) =>
    terms.agree(tx, actor, now, params.id, body),
  );
}
