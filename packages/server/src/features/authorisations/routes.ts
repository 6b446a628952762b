import { Readable } from "node:stream";
import * as contract from "@yunjian/contract";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { paperOf } from "./paper.ts";
import * as asking from "./service-ask.ts";
import * as pages from "./service-page.ts";
import * as records from "./service-record.ts";
import * as rules from "./service-rules.ts";
import * as service from "./service.ts";

export function authorisationRoutes(api: Api): void {
  api.on(contract.listAuthorisations, ({ tx, actor, now, query }) => pages.list(tx, actor, now, query));
  api.on(contract.getAuthorisationFigures, ({ tx, now, query }) => pages.figures(tx, now, query));
  api.on(contract.prepareAuthorisation, ({ tx, actor, now, query }) =>
    asking.prepare(tx, actor, now, query.systemId),
  );
  api.on(contract.getAuthorisation, ({ tx, actor, now, params }) => pages.page(tx, actor, now, params.id));
  api.on(contract.askAuthorisation, ({ tx, actor, now, body }) => asking.ask(tx, actor, now, body));
  api.on(contract.declareEmergencyOf, ({ tx, actor, now, body }) => asking.declare(tx, actor, now, body));
  api.on(contract.recallAuthorisationOf, ({ tx, actor, now, params, body }) =>
    asking.recall(tx, actor, now, params.id, body),
  );
  api.on(contract.grantAuthorisationOf, ({ tx, actor, now, params, body }) =>
    service.grant(tx, actor, now, params.id, body),
  );
  api.on(contract.confirmAuthorisationOf, ({ tx, actor, now, params, body }) =>
    service.confirm(tx, actor, now, params.id, body),
  );
  api.on(contract.refuseAuthorisationOf, ({ tx, actor, now, params, body }) =>
    service.refuse(tx, actor, now, params.id, body),
  );
  api.on(contract.withdrawAuthorisationOf, ({ tx, actor, now, params, body }) =>
    service.withdraw(tx, actor, now, params.id, body),
  );
  api.on(contract.finishAuthorisationOf, ({ tx, actor, now, params, body }) =>
    service.finish(tx, actor, now, params.id, body),
  );
  api.on(contract.reviewEmergencyOf, ({ tx, actor, now, params, body }) =>
    service.review(tx, actor, now, params.id, body),
  );
  api.on(contract.recordOperationOf, ({ tx, actor, now, params, body }) =>
    records.record(tx, actor, now, params.id, body),
  );
  api.on(contract.questionOperationOf, ({ tx, actor, now, params, body }) =>
    records.question(tx, actor, now, params.id, body),
  );
  api.on(contract.answerQuestionOf, ({ tx, actor, now, params, body }) =>
    records.answer(tx, actor, now, params.id, body),
  );
  api.outside(contract.getAuthorisationPaper, async ({ inTx, actor, now, params }) => {
    const { bytes, name } = await inTx("read", (tx) => paperOf(tx, actor, now, params.id));
    return new Streamed(Readable.from([bytes]), {
      "content-type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  api.on(contract.listEmergencyRules, ({ tx, actor, now, query }) => rules.list(tx, actor, now, query));
  api.on(contract.listOperators, ({ tx, now, query }) => rules.operators(tx, now, query.systemId));
  api.on(contract.makeEmergencyRuleOf, ({ tx, actor, now, body }) => rules.make(tx, actor, now, body));
  api.on(contract.confirmEmergencyRuleOf, ({ tx, actor, now, params, body }) =>
    rules.confirm(tx, actor, now, params.id, body.version),
  );
  api.on(contract.endEmergencyRuleOf, ({ tx, actor, now, params, body }) =>
    rules.end(tx, actor, now, params.id, body),
  );
}
