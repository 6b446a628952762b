import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as mails from "./mail-service.ts";
import * as service from "./service.ts";

export function noticeRoutes(api: Api): void {
  api.on(contract.listNotices, ({ tx, actor, query }) => service.listNotices(tx, actor, query));
  api.on(contract.countUnread, ({ tx, actor }) => service.countUnread(tx, actor));
  api.on(contract.readNotices, ({ tx, actor, now, body }) => service.readNotices(tx, actor, now, body.ids));
  api.on(contract.readAllNotices, ({ tx, actor, now }) => service.readNotices(tx, actor, now, "all"));
  api.on(contract.listNoticeRules, ({ tx }) => service.listRules(tx));
  api.on(contract.changeNoticeRule, ({ tx, actor, now, params, body }) =>
    service.changeRule(tx, actor, now, params.key, body),
  );
  api.on(contract.listMails, ({ tx, actor, query }) => mails.listMails(tx, actor, query));
  api.on(contract.getMailStatus, ({ tx, actor }) => mails.mailStatus(tx, actor));
  api.on(contract.retryMail, ({ tx, actor, now, params, body }) =>
    mails.retryMail(tx, actor, now, params.id, body.version),
  );
  api.on(contract.discardMail, ({ tx, actor, now, params, body }) =>
    mails.discardMail(tx, actor, now, params.id, body.version),
  );
}
