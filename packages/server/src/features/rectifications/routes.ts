import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as pages from "./service-page.ts";
import * as requests from "./service-requests.ts";
import { issueByHand } from "./service-issue.ts";
import * as service from "./service.ts";

export function rectificationRoutes(api: Api): void {
  api.on(contract.listRectifications, ({ tx, actor, now, query }) => pages.list(tx, actor, now, query));
  api.on(contract.getRectificationFigures, ({ tx, now, query }) => pages.figures(tx, now, query.cloudId));
  api.on(contract.getRectification, ({ tx, actor, now, params }) => pages.page(tx, actor, now, params.id));
  api.on(contract.issueRectification, ({ tx, actor, now, body }) => issueByHand(tx, actor, now, body));
  api.on(contract.receiveRectificationOf, ({ tx, actor, now, params, body }) =>
    service.receive(tx, actor, now, params.id, body.version),
  );
  api.on(contract.planRectificationOf, ({ tx, actor, now, params, body }) =>
    service.plan(tx, actor, now, params.id, body),
  );
  api.on(contract.progressRectificationOf, ({ tx, actor, now, params, body }) =>
    service.progress(tx, actor, now, params.id, body),
  );
  api.on(contract.proveRectificationOf, ({ tx, actor, now, params, body }) =>
    service.prove(tx, actor, now, params.id, body),
  );
  api.on(contract.reassessRectificationOf, ({ tx, actor, now, params, body }) =>
    service.reassess(tx, actor, now, params.id, body),
  );
  api.on(contract.withdrawRectificationOf, ({ tx, actor, now, params, body }) =>
    service.withdraw(tx, actor, now, params.id, body),
  );

  api.on(contract.listRectificationRequests, ({ tx, query }) => requests.list(tx, query));
  api.on(contract.getRectificationRequest, ({ tx, actor, now, params }) =>
    requests.page(tx, actor, now, params.id),
  );
  api.on(contract.askRectification, ({ tx, actor, now, body }) => requests.ask(tx, actor, now, body));
  api.on(contract.decideRectificationRequestOf, ({ tx, actor, now, params, body }) =>
    requests.decide(tx, actor, now, params.id, body),
  );
}
