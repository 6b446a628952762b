import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as batch from "./service-batch.ts";
import * as comments from "./service-comments.ts";
import * as disputes from "./service-disputes.ts";
import { page } from "./service-page.ts";
import * as queue from "./service-queue.ts";
import * as service from "./service.ts";

export function reviewRoutes(api: Api): void {
  api.on(contract.getReviewQueue, ({ tx, actor, now, query }) => queue.queue(tx, actor, now, query));
  api.on(contract.getReviewFigures, ({ tx, actor, now }) => queue.figures(tx, actor, now));
  api.on(contract.receiveSubmissions, ({ tx, actor, now, body }) =>
    batch.receiveMany(tx, actor, now, body.periodIds),
  );
  api.on(contract.getReviewPage, ({ tx, actor, now, params }) => page(tx, actor, now, params.id));
  api.on(contract.getNextInQueue, ({ tx, actor, now, params, query }) =>
    queue.neighbours(tx, actor, now, params.id, query),
  );
  api.on(contract.saveChecklist, ({ tx, actor, now, params, body }) =>
    service.saveChecklist(tx, actor, now, params.id, body),
  );
  api.on(contract.decideReviewOf, ({ tx, actor, now, params, body }) =>
    service.decide(tx, actor, now, params.id, body),
  );
  api.on(contract.decideBatch, ({ tx, actor, now, body }) => batch.decideMany(tx, actor, now, body));
  api.on(contract.confirmReview, ({ tx, actor, now, params, body }) =>
    service.confirm(tx, actor, now, params.id, body),
  );
  api.on(contract.addComment, ({ tx, actor, now, body }) => comments.add(tx, actor, now, body));
  api.on(contract.resolveComment, ({ tx, actor, now, params, body }) =>
    comments.resolve(tx, actor, now, params.id, body),
  );

  api.on(contract.listDisputes, ({ tx, now, query }) => disputes.list(tx, now, query));
  api.on(contract.getDispute, ({ tx, actor, now, params }) => disputes.page(tx, actor, now, params.id));
  api.on(contract.raiseDisputeOf, ({ tx, actor, now, params, body }) =>
    disputes.raise(tx, actor, now, params.id, body.reason),
  );
  api.on(contract.decideDisputeOf, ({ tx, actor, now, params, body }) =>
    disputes.decide(tx, actor, now, params.id, body),
  );
  api.on(contract.withdrawDisputeOf, ({ tx, actor, now, params, body }) =>
    disputes.withdraw(tx, actor, now, params.id, body.version),
  );
}
