import { MAIL_STATES, NOTICE_GROUPS, NOTICE_KEYS, NOTICE_MAILS } from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Key = OneOf(NOTICE_KEYS as [(typeof NOTICE_KEYS)[number], ...typeof NOTICE_KEYS]);
const Group = OneOf(NOTICE_GROUPS);
const Mailed = OneOf(NOTICE_MAILS);
const Count = Type.Object({ count: Type.Integer({ minimum: 0 }) });

/** One line of the inbox: the text that was sent, or its words in the reader's present language. */
export const Notice = Type.Object({
  id: Id,
  key: Type.String(),
  group: Nullable(Group),
  title: Type.String(),
  text: Type.String(),
  path: Type.String({ description: "where the web client shows the matter" }),
  at: Instant,
  readAt: Nullable(Instant),
});
export type NoticeItem = Static<typeof Notice>;

export const listNotices = route({
  method: "GET",
  path: "/api/notices",
  access: "signed-in",
  summary: { zh: "我的通知，未读在前", en: "My inbox, unread first" },
  query: Type.Object(
    { unread: Type.Optional(Type.Boolean()), group: Type.Optional(Group), ...Paging },
    strict,
  ),
  response: Page(Notice),
});

export const countUnread = route({
  method: "GET",
  path: "/api/notices/unread",
  access: "signed-in",
  summary: { zh: "未读通知数（最多数到 100）", en: "Unread notices, counted up to 100" },
  response: Count,
});

export const readNotices = route({
  method: "POST",
  path: "/api/notices/read",
  access: "signed-in",
  summary: { zh: "标为已读", en: "Mark as read" },
  body: Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 200 }) }, strict),
  response: Count,
});

export const readAllNotices = route({
  method: "POST",
  path: "/api/notices/read-all",
  access: "signed-in",
  summary: { zh: "全部标为已读", en: "Mark all as read" },
  response: Count,
});

export const NoticeRuleItem = Type.Object({
  key: Key,
  group: Group,
  name: BilingualText,
  enabled: Type.Boolean(),
  mail: Mailed,
  defaultMail: Mailed,
  /** Null: this rule counts no days. Empty: as the setting says. */
  days: Nullable(Type.Array(Type.Integer())),
  defaultDays: Type.Array(Type.Integer()),
  version: Type.Integer({ minimum: 0, description: "0: never changed" }),
  changedAt: Nullable(Instant),
});
export type NoticeRuleView = Static<typeof NoticeRuleItem>;

export const listNoticeRules = route({
  method: "GET",
  path: "/api/notice-rules",
  access: "setting.read",
  summary: { zh: "通知规则", en: "Rules of notices" },
  response: Type.Object({ items: Type.Array(NoticeRuleItem) }),
});

export const changeNoticeRule = route({
  method: "PUT",
  path: "/api/notice-rules/:key",
  access: "setting.write",
  confirm: true,
  summary: { zh: "调整一条通知规则", en: "Change one rule" },
  params: Type.Object({ key: Key }),
  body: Type.Object(
    {
      enabled: Type.Boolean(),
      mail: Mailed,
      days: Type.Array(Type.Integer(), { maxItems: 20 }),
      version: Type.Integer({ minimum: 0 }),
    },
    strict,
  ),
  response: Changed,
  errors: ["stale-version"],
});

export const MailItem = Type.Object({
  id: Id,
  to: Type.Object({ name: Type.String(), address: Type.String() }),
  subject: Type.String(),
  state: OneOf(MAIL_STATES),
  attempts: Type.Integer(),
  error: Nullable(Type.String({ description: "what the mail server said" })),
  createdAt: Instant,
  nextAt: Nullable(Instant),
  sentAt: Nullable(Instant),
  messageId: Nullable(Type.String()),
  version: Version,
});
export type MailView = Static<typeof MailItem>;

export const listMails = route({
  method: "GET",
  path: "/api/mails",
  access: "operation.run",
  summary: { zh: "邮件队列", en: "Outgoing mail" },
  query: Type.Object({ state: Type.Optional(OneOf(MAIL_STATES)), ...Paging }, strict),
  response: Page(MailItem),
});

export const getMailStatus = route({
  method: "GET",
  path: "/api/mails/status",
  access: "operation.run",
  summary: { zh: "邮件发送状况", en: "How outgoing mail does" },
  response: Type.Object({
    /** False: no SMTP_URL; everything waits. */
    configured: Type.Boolean(),
    failingSince: Nullable(Instant),
    error: Nullable(Type.String()),
    nextAttemptAt: Nullable(Instant),
    lastSentAt: Nullable(Instant),
    /** Counted up to 1000. */
    waiting: Type.Integer(),
    oldestWaitingAt: Nullable(Instant),
    failed: Type.Integer(),
    /** Record entries a follower could not handle, tried again by themselves. */
    eventsSetAside: Type.Integer(),
  }),
});

export const retryMail = route({
  method: "POST",
  path: "/api/mails/:id/retry",
  access: "operation.run",
  summary: { zh: "重新发送一封失败的邮件", en: "Try a failed mail again, with its Message-ID" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version"],
});

export const discardMail = route({
  method: "POST",
  path: "/api/mails/:id/discard",
  access: "operation.run",
  confirm: true,
  summary: { zh: "不再发送一封邮件", en: "Give a mail up; the notice in the inbox stays" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version"],
});
